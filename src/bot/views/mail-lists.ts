import { topicName } from "../../actions/audience/subscribed-topics.ts";
import {
  type MailSubscribed,
  type ShownMailLine,
} from "../../actions/mail/mail-subscriptions.ts";
import {
  actions,
  bullets,
  type Button,
  header,
  type Leaf,
  lines,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted, listed } from "../../base/text.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Message, message } from "../reply.ts";

/** A row of buttons takes 25. */
const MOST_LISTED = 20;
const LONGEST_TOPIC = 120;
const LONGEST_ADDRESS = 120;
const MOST_NAMED = 5;

/** Which addresses hear of what, with a button to end each. */
export function mailListsView({
  lines: all,
  readers,
}: {
  lines: readonly ShownMailLine[];
  readers: readonly { slug: string; count: number }[];
}): Message {
  const shown = all.slice(0, MOST_LISTED);
  const rest = all.length - shown.length;
  return message("Mail", [
    header("Mail"),
    ...(shown.length === 0
      ? [lines([text("Nobody hears of anything by mail yet.")])]
      : [bullets(shown.map(lineOf)), actions("mail", shown.map(endButton))]),
    ...(rest > 0
      ? [lines([text(`and ${rest} more: name a namespace`, "italic")])]
      : []),
    ...(readers.length === 0
      ? []
      : [
          lines([
            text(
              `By the public page: ${readers.map(({ slug, count }) => `${counted(count, "reader")} of ${slug}`).join(", ")}.`,
            ),
          ]),
        ]),
    lines([
      text("More: "),
      text("subscribe mail ops@example.org to iati", "code"),
      text(", "),
      text("subscribe mail news@example.org to iati for customers", "code"),
    ]),
  ]);
}

function lineOf(line: ShownMailLine): Leaf[] {
  const whom =
    line.audience === "customers" ? "as customers" : "as the team, with causes";
  const how = line.verbosity === "all" ? "everything" : "problems";
  const off =
    line.offReason === null ? "" : ` (off: ${clip(line.offReason, 120)})`;
  return [
    text(clip(line.address, LONGEST_ADDRESS), "bold"),
    text(
      ` hears of ${clip(topicName(line), LONGEST_TOPIC)}, ${whom}, ${how}${off}`,
    ),
  ];
}

function endButton(line: ShownMailLine, index: number): Button {
  return {
    action: `${buttonIds.endMail}:${index}`,
    label: clip(`Stop ${topicName(line)} to ${line.outletLabel}`, 70),
    value: String(line.id),
  };
}

/** What was subscribed. */
export function subscribedByMail(
  { added, known }: MailSubscribed & { ok: true },
  topic: string,
  hearing: string,
): string {
  const sentences = [
    ...(added.length === 0
      ? []
      : [
          `${listed(added, MOST_NAMED)} ${added.length === 1 ? "hears" : "hear"} of ${topic} by mail from now on, ${hearing}.`,
        ]),
    ...(known.length === 0
      ? []
      : [
          `${listed(known, MOST_NAMED)} heard of ${topic} by mail already; it is ${hearing} now.`,
        ]),
  ];
  return sentences.join(" ");
}
