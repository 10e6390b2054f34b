import { editDraft } from "../../actions/posts/decide-draft.ts";
import { plain } from "../../base/slack-blocks.ts";
import { readId } from "../buttons/values.ts";
import type { Tools } from "../commands/command.ts";
import type { View } from "../reply.ts";
import { OTHER_VERSION } from "./errors.ts";
import { input, textElement } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";

export const EDIT_DRAFT = "edit_draft";
/** Some letters count twice on X; it says exactly what is too long. */
const LONGEST = 400;

/** Other words for a post that waits. */
export function draftForm({
  id,
  payload,
}: {
  id: number;
  payload: { text: string };
}): View {
  return {
    type: "modal",
    callback_id: EDIT_DRAFT,
    private_metadata: String(id),
    title: plain("Post to customers"),
    submit: plain("Post this"),
    close: plain("Cancel"),
    blocks: [
      input({
        id: "text",
        label: "What is posted",
        element: {
          ...textElement({
            multiline: true,
            initial: payload.text.replaceAll("\u2060", ""),
          }),
          max_length: LONGEST,
        },
      }),
    ],
  };
}

export async function submitDraft(
  { values, metadata, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const id = readId(metadata);
  if (id === undefined) return { ok: false, errors: { text: OTHER_VERSION } };
  const text = values["text"] ?? "";
  const done = await editDraft(tools.context(actor), id, text);
  return done.ok
    ? { ok: true, text: done.text }
    : { ok: false, errors: { text: done.text } };
}
