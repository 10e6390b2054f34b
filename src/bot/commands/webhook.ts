import { topicName } from "../../actions/audience/subscribed-topics.ts";
import type { Refusal } from "../../actions/context.ts";
import { findTopic } from "../../actions/audience/subscriptions.ts";
import { looksLikeKey } from "../../actions/audience/webhook-address.ts";
import {
  addWebhook,
  type HookLine,
  removeWebhook,
  showWebhooks,
  testWebhook,
} from "../../actions/audience/webhooks.ts";
import { clip } from "../../base/text.ts";
import type { HookForm } from "../../domain/hook-forms.ts";
import { buttonIds } from "../buttons/ids.ts";
import { webhookForm } from "../modals/add-webhook.ts";
import { type Message, type Reply, say, sayRefusal } from "../reply.ts";
import { addedWebhookView, webhooksView } from "../views/webhooks.ts";
import { joined, type Word, withoutEnd } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";

const LONGEST_SAID = 60;

export const webhook: Command = {
  name: "webhook",
  aliases: ["webhooks", "hook", "hooks"],
  summary:
    "Tells other programs: signed JSON, or as Slack, Microsoft Teams or PagerDuty understand it.",
  usage: [
    "webhook",
    "webhook add https://hooks.example.org/abc in iati",
    "webhook add https://hooks.example.org/abc in iati/data* as slack",
    "webhook add <integration key> in iati as pagerduty",
    "webhook list",
    "webhook test #3",
    "webhook remove #3",
  ],
  async run(ask, tools) {
    const [verb, ...rest] = ask.words;
    switch (verb?.text.toLowerCase()) {
      case undefined:
      case "list":
        return list(ask, tools);
      case "add":
      case "new":
        return rest.length === 0 ? openWebhookForm() : add(rest, ask, tools);
      case "remove":
      case "delete":
        return toOne(rest, ask, tools, removeOne);
      case "test":
      case "try":
        return toOne(rest, ask, tools, testOne);
      default:
        return say(
          "`webhook add https://hooks.example.org/abc in iati` adds one, `webhook list` shows them, `webhook test #3` and `webhook remove #3` try out and remove one.",
        );
    }
  },
};

/** Opens the form; also what the button of the list does. */
export function openWebhookForm(): Reply {
  return {
    kind: "form",
    view: webhookForm(),
    button: {
      action: buttonIds.webhookForm,
      label: "Add a webhook",
      value: "add",
    },
  };
}

const formWords: Record<string, HookForm> = {
  json: "json",
  slack: "slack",
  mattermost: "slack",
  teams: "teams",
  msteams: "teams",
  pagerduty: "pagerduty",
  pd: "pagerduty",
};

interface Wish {
  url: string | null;
  key: string | null;
  form: HookForm | null;
  topic: string;
}

/** "https://… in iati/Datastore as slack"; undefined where it is to be spoken to as nobody does. */
function wishOf(words: readonly Word[]): Wish | undefined {
  const wish: Wish = { url: null, key: null, form: null, topic: "" };
  const left: Word[] = [];
  for (const [index, word] of words.entries()) {
    const { kind, text } = word;
    const isPlain = kind === "word";
    const before = words[index - 1]?.text.toLowerCase();
    if (kind === "link" || (isPlain && /^[a-z][a-z\d+.-]*:\/\//iu.test(text)))
      wish.url = text;
    else if (isPlain && looksLikeKey(text)) wish.key = text;
    else if (isPlain && before === "as") {
      const form = withoutEnd(text).toLowerCase();
      if (!Object.hasOwn(formWords, form)) return undefined;
      wish.form = formWords[form] ?? null;
    } else if (!(isPlain && /^(in|to|of|for|as|with|key)$/iu.test(text)))
      left.push(word);
  }
  return { ...wish, topic: joined(left) };
}

async function add(
  words: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Message> {
  if (ask.isAlone !== true)
    return say(
      "A webhook's address is a secret, which only a slash command keeps: type the same behind `/allswell`. If others read the address here, make a new one.",
    );
  const wish = wishOf(words);
  if (wish === undefined)
    return say("A webhook is spoken to as json, slack, teams or pagerduty.");
  if (wish.topic === "")
    return say(
      "Say of what it is to hear, as in `webhook add https://hooks.example.org/abc in iati`.",
    );
  const context = tools.context(ask.actor);
  const found = await findTopic(context, wish.topic);
  if (!found.ok) return say(found.text);
  const added = await addWebhook(
    context,
    wish,
    wish.form,
    found.topic,
    tools.mayNotReach,
  );
  return added.ok
    ? addedWebhookView(added, found.topic.name)
    : sayRefusal(added);
}

async function list(
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const shown = await showWebhooks(tools.context(actor));
  return shown.ok ? webhooksView(shown.lines) : sayRefusal(shown);
}

type Done = { ok: true; line: HookLine } | Refusal;

/** Does something to the one that is named by its number or its host. */
async function toOne(
  words: readonly Word[],
  { actor }: Ask,
  tools: Tools,
  act: (id: number, ask: Pick<Ask, "actor">, tools: Tools) => Promise<Message>,
): Promise<Message> {
  const shown = await showWebhooks(tools.context(actor));
  if (!shown.ok) return sayRefusal(shown);
  const typed = withoutEnd(joined(words)).toLowerCase();
  const meant = shown.lines.filter(
    ({ id, outletLabel }) =>
      typed.replace(/^#/u, "") === String(id) ||
      outletLabel.toLowerCase().startsWith(`${typed} `),
  );
  const [only, ...others] = meant;
  if (only !== undefined && others.length === 0)
    return act(only.id, { actor }, tools);
  if (shown.lines.length === 0 || typed === "" || meant.length > 1)
    return webhooksView(shown.lines);
  return say(
    `There is no webhook "${clip(typed, LONGEST_SAID)}": \`webhook list\` shows them by their numbers.`,
  );
}

async function removeOne(
  id: number,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  return done(
    await removeWebhook(tools.context(actor), id),
    ({ outletLabel }, topic) => `${outletLabel} hears no more of ${topic}.`,
  );
}

async function testOne(
  id: number,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  return done(
    await testWebhook(tools.context(actor), id),
    ({ outletLabel }) =>
      `A TEST is on its way to ${outletLabel}. \`deliveries\` shows whether it arrives.`,
  );
}

function done(
  result: Done,
  sentence: (line: HookLine, topic: string) => string,
): Message {
  return result.ok
    ? say(sentence(result.line, clip(topicName(result.line), LONGEST_SAID)))
    : sayRefusal(result);
}
