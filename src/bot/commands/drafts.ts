import {
  decideDraft,
  type Decision,
  showDraft,
} from "../../actions/posts/decide-draft.ts";
import { buttonIds } from "../buttons/ids.ts";
import { draftForm } from "../modals/edit-draft.ts";
import { type Reply, say, sayRefusal } from "../reply.ts";
import type { Ask, Tools } from "./command.ts";

/** "Post now" or "Hold": the message itself says what became of it. */
export async function decideNow(
  id: number,
  decision: Decision,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const done = await decideDraft(tools.context(actor), id, decision);
  return done.ok ? say(done.text) : sayRefusal(done);
}

export async function openDraftForm(
  id: number,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const shown = await showDraft(tools.context(actor), id);
  return shown.ok
    ? {
        kind: "form",
        view: draftForm(shown.draft),
        button: {
          action: buttonIds.editDraft,
          label: "Edit",
          value: String(id),
        },
      }
    : sayRefusal(shown);
}
