import {
  LONGEST_POSTMORTEM,
  type PostmortemPlan,
  writePostmortem,
} from "../../actions/incidents/postmortem.ts";
import { plain } from "../../base/slack-blocks.ts";
import { readId } from "../buttons/values.ts";
import type { Tools } from "../commands/command.ts";
import type { View } from "../reply.ts";
import { input, textElement } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";

export const POSTMORTEM = "postmortem";

/** What happened, for customers, on as many lines as it takes. */
export function postmortemForm({
  incidentId,
  serviceName,
  text,
}: PostmortemPlan): View {
  return {
    type: "modal",
    callback_id: POSTMORTEM,
    private_metadata: String(incidentId),
    title: plain("Post-mortem"),
    submit: plain("Publish"),
    close: plain("Cancel"),
    blocks: [
      input({
        id: "text",
        label: `What happened to ${serviceName}, why, and what is done about it`,
        help: "Everybody reads it on the incident's public page. An empty line begins a paragraph, a dash at the beginning of a line a list. Nothing written takes it away.",
        optional: true,
        element: {
          ...textElement({
            multiline: true,
            initial: text === "" ? undefined : text,
          }),
          max_length: LONGEST_POSTMORTEM,
        },
      }),
    ],
  };
}

export async function submitPostmortem(
  { values, metadata, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const incidentId = readId(metadata);
  if (incidentId === undefined)
    return { ok: true, text: "This form is of another version of allswell." };
  const context = tools.context(actor);
  const done = await writePostmortem(context, incidentId, values["text"] ?? "");
  if (done.ok)
    return { ok: true, text: writtenSentence(incidentId, done.done, tools) };
  return done.problems === undefined
    ? { ok: true, text: done.text }
    : { ok: false, errors: { text: done.text } };
}

/** What became of it, and where it is read. */
export function writtenSentence(
  incidentId: number,
  done: "written" | "removed" | "unchanged",
  { urlOf }: Pick<Tools, "urlOf">,
): string {
  switch (done) {
    case "written":
      return `The post-mortem of incident ${incidentId} is on its public page: ${urlOf(`/incidents/${incidentId}`)}`;
    case "removed":
      return `Incident ${incidentId} has no post-mortem any more.`;
    case "unchanged":
      return "Nothing was changed.";
  }
}
