import type { Actor } from "../../actions/context.ts";
import {
  type Block,
  emoji,
  lines,
  plain,
  text,
} from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import type { Tools } from "../commands/command.ts";
import { say, type View } from "../reply.ts";

/**
 * What became of a form: a sentence (`blocks` say it with more than words; `view` is another form, which goes on from
 * there), or what is wrong by block id of an input.
 */
export type Outcome =
  | { ok: true; text: string; blocks?: Block[]; view?: View }
  | { ok: false; errors: Record<string, string> };

/** What a form was filled in with, by block id, and what it carried along. */
export interface Submission {
  values: Record<string, string>;
  metadata: string;
  actor: Actor;
}

export type Submit = (submission: Submission, tools: Tools) => Promise<Outcome>;

/** Slack shows long errors over the whole form. */
const LONGEST_ERROR = 500;

/** Errors as Slack takes them. */
export function shownErrors(
  errors: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(errors).map(([id, error]) => [
      id,
      clip(error, LONGEST_ERROR),
    ]),
  );
}

/** What stands in the form's place when it is done. */
export function doneView(
  sentence: string,
  blocks: Block[] = say(sentence).blocks,
): View {
  return plainView("allswell", blocks);
}

/** What stands in the form's place while the answer takes longer than Slack waits. */
export function waitingView(): View {
  return plainView("One moment", [
    lines([
      emoji("hourglass_flowing_sand"),
      text(
        " This takes longer than usual. The answer will stand here; if you close this, it comes as a direct message.",
      ),
    ]),
  ]);
}

/** Words of a modal without fields. */
function plainView(title: string, blocks: View["blocks"]): View {
  return {
    type: "modal",
    callback_id: "words",
    title: plain(title),
    close: plain("Close"),
    blocks,
  };
}
