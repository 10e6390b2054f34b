import { addWebhook } from "../../actions/audience/webhooks.ts";
import { findTopic } from "../../actions/audience/subscriptions.ts";
import { looksLikeKey } from "../../actions/audience/webhook-address.ts";
import { option, plain } from "../../base/slack-blocks.ts";
import { hookForms } from "../../domain/hook-forms.ts";
import type { Tools } from "../commands/command.ts";
import type { View } from "../reply.ts";
import { addedWebhookView, formChoices } from "../views/webhooks.ts";
import { input, selectElement, textElement } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";

export const ADD_WEBHOOK = "add_webhook";

export function webhookForm(): View {
  return {
    type: "modal",
    callback_id: ADD_WEBHOOK,
    title: plain("Add a webhook"),
    submit: plain("Add"),
    close: plain("Cancel"),
    blocks: [
      input({
        id: "address",
        label: "Its address, or PagerDuty's integration key",
        help: "It is kept encrypted; from now on only its host is shown.",
        element: textElement({ placeholder: "https://hooks.example.org/abc" }),
      }),
      input({
        id: "form",
        label: "How it is spoken to",
        help: "Left empty, it is guessed from the address.",
        optional: true,
        element: selectElement(
          formChoices.map(([form, name]) => option(name, form)),
        ),
      }),
      input({
        id: "topic",
        label: "What it hears of",
        help: "A namespace, a service, or a pattern.",
        element: textElement({ placeholder: "iati" }),
      }),
    ],
  };
}

/** Adds what the form names; what is wrong is told at its fields. */
export async function submitWebhook(
  { values, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const context = tools.context(actor);
  const found = await findTopic(context, values["topic"] ?? "");
  if (!found.ok) return { ok: false, errors: { topic: found.text } };
  const address = (values["address"] ?? "").trim();
  const typed = looksLikeKey(address)
    ? { url: null, key: address }
    : { url: address, key: null };
  const form = hookForms.find((one) => one === values["form"]) ?? null;
  const added = await addWebhook(
    context,
    typed,
    form,
    found.topic,
    tools.mayNotReach,
  );
  if (!added.ok) {
    const at = added.kind === "invalid" ? "address" : "topic";
    return { ok: false, errors: { [at]: added.text.replaceAll("`", "") } };
  }
  const { text, blocks } = addedWebhookView(added, found.topic.name);
  return { ok: true, text, blocks };
}
