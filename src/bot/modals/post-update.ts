import {
  LONGEST_UPDATE,
  postUpdate,
  type UpdatePlan,
} from "../../actions/incidents/post-update.ts";
import { type Option, option, plain } from "../../base/slack-blocks.ts";
import { listed } from "../../base/text.ts";
import { readId } from "../buttons/values.ts";
import { updatedSentence } from "../incident-sentences.ts";
import type { Tools } from "../commands/command.ts";
import type { View } from "../reply.ts";
import { input, textElement } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";

export const POST_UPDATE = "post_update";

/** Something to say about an incident; to customers only for those who may. */
export function updateForm(plan: UpdatePlan): View {
  const boxes = boxesOf(plan);
  return {
    type: "modal",
    callback_id: POST_UPDATE,
    private_metadata: String(plan.incidentId),
    title: plain("Post an update"),
    submit: plain("Post"),
    close: plain("Cancel"),
    blocks: [
      input({
        id: "text",
        label: `What is new of ${plan.serviceName}`,
        help: "The team reads it in the incident's thread.",
        element: {
          ...textElement({
            multiline: true,
            placeholder: "We are restoring from backup.",
          }),
          max_length: LONGEST_UPDATE,
        },
      }),
      ...(boxes.length === 0
        ? []
        : [
            input({
              id: "also",
              label: "For customers, too",
              optional: true,
              element: {
                type: "checkboxes",
                options: boxes,
                ...initially(boxes),
              },
            }),
          ]),
    ],
  };
}

function boxesOf({ mayBePublic, ways }: UpdatePlan): Option[] {
  return [
    ...(mayBePublic ? [option("On the status page", "page")] : []),
    // The value is that of forms which are open during a deploy.
    ...(ways.length === 0
      ? []
      : [option(`To customers: ${listed(ways, 2)}`, "x")]),
  ];
}

/** A post cannot be taken back everywhere: it is ticked on purpose. */
function initially(boxes: readonly Option[]): object {
  const ticked = boxes.filter(({ value }) => value === "page");
  return ticked.length === 0 ? {} : { initial_options: ticked };
}

export async function submitUpdate(
  { values, metadata, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const incidentId = readId(metadata);
  if (incidentId === undefined)
    return { ok: true, text: "This form is of another version of allswell." };
  const also = (values["also"] ?? "").split(",");
  const update = {
    text: values["text"] ?? "",
    onPage: also.includes("page"),
    toCustomers: also.includes("x"),
  };
  const done = await postUpdate(tools.context(actor), incidentId, update);
  if (done.ok) return { ok: true, text: updatedSentence(update, done.ways) };
  return done.problems === undefined
    ? { ok: true, text: done.text }
    : { ok: false, errors: { text: done.text } };
}
