import type { Context } from "../../actions/context.ts";
import { showNamespaces } from "../../actions/inside/show.ts";
import {
  findTopic,
  subscribeTo,
} from "../../actions/audience/subscriptions.ts";
import { option, plain } from "../../base/slack-blocks.ts";
import type { Tools } from "../commands/command.ts";
import type { View } from "../reply.ts";
import { subscribedSentence } from "../views/subscriptions.ts";
import { input, MAX_OPTIONS, selectElement, textElement } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";

export const SUBSCRIBE = "subscribe";

/** `channelId` is where the form was opened; in a direct message the person is the likely listener. */
export async function subscribeForm(
  context: Context,
  channelId: string,
): Promise<View> {
  const namespaces = (await showNamespaces(context))
    .slice(0, MAX_OPTIONS)
    .map(({ namespace: { slug, name } }) => option(`${name} (${slug})`, slug));
  const isChannel = /^[CG]/.test(channelId);
  return {
    type: "modal",
    callback_id: SUBSCRIBE,
    title: plain("Subscribe"),
    submit: plain("Subscribe"),
    close: plain("Cancel"),
    blocks: [
      ...(namespaces.length === 0
        ? []
        : [
            input({
              id: "namespace",
              label: "A whole namespace",
              optional: true,
              element: selectElement(namespaces),
            }),
          ]),
      input({
        id: "topic",
        label: "Or a service, or a pattern",
        help: "In a pattern * stands for anything: iati/data* also means services that are added later.",
        optional: true,
        element: textElement({ placeholder: "iati/data*" }),
      }),
      input({
        id: "channel",
        label: "Channel that is to hear",
        help: "Leave it empty to hear it yourself, in direct messages.",
        optional: true,
        element: {
          type: "conversations_select",
          filter: { include: ["public", "private"], exclude_bot_users: true },
          ...(isChannel ? { initial_conversation: channelId } : {}),
        },
      }),
    ],
  };
}

/** Subscribes whom the form names; what is wrong is told at its fields. */
export async function submitSubscribe(
  { values, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const context = tools.context(actor);
  const { namespace, topic, channel } = values;
  const wanted = [namespace, topic].filter((one) => one !== undefined);
  if (wanted.length === 0) return wrong("topic", "Say what is to be heard of.");
  const place =
    channel === undefined ? undefined : await tools.channel(channel);
  if (place?.problem !== undefined) return wrong("channel", place.problem);
  const listener = {
    recipient: channel ?? actor.id,
    label: place?.label ?? actor.name,
  };
  const sentences: string[] = [];
  for (const one of wanted) {
    const found = await findTopic(context, one);
    if (!found.ok) return wrong("topic", found.text);
    const done = await subscribeTo(context, listener, found.topic);
    if (!done.ok) return wrong("topic", done.text);
    sentences.push(
      subscribedSentence(listener, found.topic, { ...done, actor }),
    );
  }
  return { ok: true, text: sentences.join(" ") };
}

function wrong(field: string, text: string): Outcome {
  return { ok: false, errors: { [field]: text } };
}
