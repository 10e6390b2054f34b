import { topicName } from "../../actions/audience/subscribed-topics.ts";
import type {
  AddedWebhook,
  HookLine,
} from "../../actions/audience/webhooks.ts";
import {
  actions,
  bullets,
  type Button,
  code,
  header,
  type Leaf,
  lines,
  text,
} from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import { hookFormNames } from "../../domain/hook-forms.ts";
import { buttonIds } from "../buttons/ids.ts";
import { leavesOf, type Message, message } from "../reply.ts";

/** A row of buttons takes 25, and each line has two. */
const MOST_LISTED = 10;
const LONGEST_NAME = 120;

/** What is said once it hears; the one time that its secret is shown. */
export function addedWebhookView(
  { isNew, form, label, secret }: AddedWebhook,
  topic: string,
): Message {
  const who = clip(label, LONGEST_NAME);
  const sentence = isNew
    ? `${who} hears of ${clip(topic, LONGEST_NAME)} from now on. \`webhook\` lists it, with a button that tries it out.`
    : `${who} heard of ${clip(topic, LONGEST_NAME)} already.`;
  const isSigned = secret !== null;
  return {
    ...message(sentence.replaceAll("`", ""), [
      lines(leavesOf(sentence)),
      ...(isSigned
        ? [
            lines([
              text(
                "Every request is signed with this secret. It is shown only now: copy it to where the requests arrive.",
              ),
            ]),
            code(secret),
          ]
        : form === "json"
          ? [
              lines([
                text(
                  "It is signed with the secret that was shown when it was added first.",
                ),
              ]),
            ]
          : []),
    ]),
    ...(isSigned ? { isSecret: true as const } : {}),
  };
}

/** Which webhooks hear of what, by host alone: the rest of an address is a secret. */
export function webhooksView(all: readonly HookLine[]): Message {
  const shown = all.slice(0, MOST_LISTED);
  const rest = all.length - shown.length;
  return message("Webhooks", [
    header("Webhooks"),
    ...(shown.length === 0
      ? [lines([text("No webhook hears of anything yet.")])]
      : [bullets(shown.map(lineOf))]),
    ...(rest > 0 ? [lines([text(`and ${rest} more`, "italic")])] : []),
    lines([
      text("webhook add https://hooks.example.org/abc in iati", "code"),
      text(" adds one; behind it "),
      text("as slack", "code"),
      text(", "),
      text("as teams", "code"),
      text(" or "),
      text("as pagerduty", "code"),
      text(" says how it is spoken to."),
    ]),
    actions("webhooks", [
      {
        action: buttonIds.webhookForm,
        label: "Add a webhook",
        value: "add",
        style: "primary",
      },
      ...shown.flatMap(buttonsOf),
    ]),
  ]);
}

function lineOf(line: HookLine): Leaf[] {
  const { id, outletLabel, offReason } = line;
  const off = offReason === null ? "" : ` (off: ${clip(offReason, 200)})`;
  return [
    text(`#${id} `),
    text(clip(outletLabel, LONGEST_NAME), "bold"),
    text(` hears of ${clip(topicName(line), LONGEST_NAME)}${off}`),
  ];
}

function buttonsOf({ id, outletLabel }: HookLine, index: number): Button[] {
  const value = (verb: string): string =>
    JSON.stringify(
      ["webhook", verb, `#${id}`].map((word) => ({ kind: "word", text: word })),
    );
  return [
    {
      action: `${buttonIds.choose}:test${index}`,
      label: `Test #${id}`,
      value: value("test"),
    },
    {
      action: `${buttonIds.choose}:remove${index}`,
      label: `Remove #${id}`,
      value: value("remove"),
      style: "danger",
      confirm: {
        title: "Remove this webhook?",
        text: `${clip(outletLabel, LONGEST_NAME)} hears no more of it.`,
        yes: "Remove it",
        no: "Keep it",
      },
    },
  ];
}

/** What forms there are, for a menu. */
export const formChoices = Object.entries(hookFormNames);
