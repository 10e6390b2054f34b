import { topicName } from "../../actions/audience/subscribed-topics.ts";
import type { Actor } from "../../actions/context.ts";
import {
  type Listener,
  type SubscriptionLine,
  type Topic,
} from "../../actions/audience/subscriptions.ts";
import {
  actions,
  type Block,
  bullets,
  type Button,
  header,
  type Leaf,
  lines,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted } from "../../base/text.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Message, message } from "../reply.ts";

/** A row takes 25 buttons, and two of such lists stand in one message. */
const MOST_LISTED = 20;
const LONGEST_TOPIC = 160;
const LONGEST_LABEL = 80;

export interface Listening {
  personId: string;
  /** Null in a direct message. */
  channel: { id: string; label: string } | null;
}

/** What a channel and a person hear, with a button to end each. */
export function subscriptionsView(
  subscriptions: readonly SubscriptionLine[],
  { personId, channel }: Listening,
): Message {
  const of = (recipient: string): SubscriptionLine[] =>
    subscriptions.filter((line) => line.recipient === recipient);
  return message("Subscriptions", [
    header("Subscriptions"),
    ...(channel === null
      ? []
      : listBlocks(
          "channel",
          `${clip(channel.label, LONGEST_LABEL)} hears of`,
          of(channel.id),
        )),
    ...listBlocks("person", "You hear, in direct messages, of", of(personId)),
    lines([
      text("More: "),
      text("subscribe iati", "code"),
      text(", "),
      text("subscribe me datastore", "code"),
      text(", "),
      text("subscribe iati/data*", "code"),
    ]),
    actions("subscribe", [
      {
        action: buttonIds.subscribeForm,
        label: "Subscribe …",
        value: channel?.id ?? "me",
        style: "primary",
      },
    ]),
  ]);
}

function listBlocks(
  id: string,
  title: string,
  all: readonly SubscriptionLine[],
): Block[] {
  if (all.length === 0) return [lines([text(`${title} nothing yet.`)])];
  const shown = all.slice(0, MOST_LISTED);
  const rest = all.length - shown.length;
  return [
    lines([text(`${title}:`, "bold")]),
    bullets(shown.map(lineOf)),
    ...(rest > 0 ? [lines([text(`and ${rest} more`, "italic")])] : []),
    actions(`end_${id}`, shown.map(endButton)),
  ];
}

function lineOf(line: SubscriptionLine): Leaf[] {
  const off =
    line.offReason === null ? "" : ` (off: ${clip(line.offReason, 80)})`;
  const more = `${kindOf(line)}${off}`;
  return [
    text(clip(topicName(line), LONGEST_TOPIC)),
    ...(more === "" ? [] : [text(more, "italic")]),
  ];
}

function kindOf({ pattern, serviceName }: SubscriptionLine): string {
  if (pattern !== null) return ", all that fit this pattern";
  return serviceName === null ? ", the whole namespace" : "";
}

function endButton(line: SubscriptionLine, index: number): Button {
  return {
    action: `${buttonIds.endSubscription}:${index}`,
    label: `Stop ${clip(topicName(line), 60)}`,
    value: String(line.id),
  };
}

/** What was subscribed, and what that means now. */
export function subscribedSentence(
  { recipient, label }: Listener,
  { name, services, pattern }: Topic,
  { isNew, actor }: { isNew: boolean; actor: Pick<Actor, "id"> },
): string {
  const who =
    recipient === actor.id
      ? isNew
        ? "You hear"
        : "You heard"
      : `${label} ${isNew ? "hears" : "heard"}`;
  const when = isNew ? "from now on" : "already";
  const later =
    services === null
      ? ""
      : ` (${counted(services, "service")} now, and those that ${pattern === null ? "are added to it" : "fit it"} later)`;
  return `${who} of ${name} ${when}${later}.`;
}
