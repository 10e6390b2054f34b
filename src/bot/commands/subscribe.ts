import { topicName } from "../../actions/audience/subscribed-topics.ts";
import {
  findTopic,
  type Listener,
  showSubscriptions,
  subscribeTo,
  type Topic,
  unsubscribe,
} from "../../actions/audience/subscriptions.ts";
import { clip } from "../../base/text.ts";
import { buttonIds } from "../buttons/ids.ts";
import { subscribeForm } from "../modals/subscribe.ts";
import { type Message, type Reply, say, sayRefusal } from "../reply.ts";
import {
  subscribedSentence,
  subscriptionsView,
} from "../views/subscriptions.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import {
  isAboutMail,
  subscribeMail,
  unsubscribeMail,
} from "./subscribe-mail.ts";
import { commandButton } from "./targets.ts";

const LONGEST_SAID = 80;
/** Slack's row of buttons gets hard to read beyond this. */
const MOST_CHOICES = 5;

export const subscribeCommand: Command = {
  name: "subscribe",
  aliases: ["sub", "subscriptions"],
  summary:
    "Lets this channel, or you, hear of a namespace, a service or a pattern; alone it lists what both hear.",
  usage: [
    "subscribe iati",
    "subscribe me datastore",
    "subscribe iati/data*",
    "subscribe *data* here",
    "subscribe #di-status di",
    "subscribe mail ops@example.org to iati",
    "subscribe",
  ],
  async run(ask, tools) {
    if (isAboutMail(ask.words)) return subscribeMail(ask, tools);
    const { words, where } = takeListener(ask);
    if (where === "other") return onlyYourself();
    if (words.length === 0)
      return listSubscriptions(seenFrom(where, ask), tools);
    const listener = await listenerOf(where, ask, tools);
    if (!listener.ok) return say(listener.problem);
    const found = await findTopic(tools.context(ask.actor), joined(words));
    return found.ok
      ? begin(listener.listener, found.topic, ask, tools)
      : offer("subscribe", where, found);
  },
};

export const unsubscribeCommand: Command = {
  name: "unsubscribe",
  aliases: ["unsub"],
  summary:
    "Ends what this channel, or you, hear; alone it lists it with buttons.",
  usage: [
    "unsubscribe iati",
    "unsubscribe me iati/data*",
    "unsubscribe mail ops@example.org from iati",
    "unsubscribe",
  ],
  async run(ask, tools) {
    if (isAboutMail(ask.words)) return unsubscribeMail(ask, tools);
    const { words, where } = takeListener(ask);
    if (where === "other") return onlyYourself();
    if (words.length === 0)
      return listSubscriptions(seenFrom(where, ask), tools);
    const context = tools.context(ask.actor);
    const recipient = recipientOf(where, ask);
    const heard = await showSubscriptions(context, [recipient]);
    const typed = joined(words);
    const found = await findTopic(context, typed);
    const name = found.ok ? found.topic.name : typed;
    const line = heard.find(
      (one) => topicName(one).toLowerCase() === name.toLowerCase(),
    );
    if (line !== undefined) return endSubscription(line.id, ask, tools);
    if (!found.ok) return offer("unsubscribe", where, found);
    return say(
      `${where === "me" ? "You do" : "This channel does"} not hear of "${clip(name, LONGEST_SAID)}" by a subscription of that name. \`subscribe\` lists what there is.`,
    );
  },
};

/** Who is to hear: the person, this channel, or another one by its id. */
type Where = "me" | "here" | { channelId: string };

/** Takes "me", "here" and "#channel" out of the words; in a direct message "here" is the person. */
function takeListener(ask: Ask): {
  words: readonly Word[];
  where: Where | "other";
} {
  const left = [...ask.words];
  let where: Where | "other" =
    ask.channelId.startsWith("D") || ask.channelId === "" ? "me" : "here";
  for (let told = takeOne(left); told !== undefined; told = takeOne(left))
    if (told.kind === "channel" && told.id !== undefined)
      where = { channelId: told.id };
    else if (told.kind === "user")
      where = told.id === ask.actor.id ? "me" : "other";
    else if (told.text.toLowerCase() === "me") where = "me";
  return { words: left, where };
}

const telling = /^(me|here|us|to|from|this|channel|in)$/i;

/** The next word at either end that says who hears rather than of what. */
function takeOne(words: Word[]): Word | undefined {
  if (words.length > 0 && isTelling(words[0])) return words.shift();
  return words.length > 0 && isTelling(words.at(-1)) ? words.pop() : undefined;
}

function isTelling(word: Word | undefined): boolean {
  if (word === undefined) return false;
  const { kind, text } = word;
  return (
    kind === "channel" ||
    kind === "user" ||
    (kind === "word" && telling.test(text))
  );
}

function onlyYourself(): Message {
  return say(
    "People subscribe themselves: let them type `subscribe me iati`, or subscribe a channel that they read.",
  );
}

/** The same question, as if it were asked in the channel that it names. */
function seenFrom(where: Where, ask: Ask): Ask {
  return typeof where === "object"
    ? { ...ask, channelId: where.channelId }
    : ask;
}

function recipientOf(where: Where, { actor, channelId }: Ask): string {
  if (where === "me") return actor.id;
  return where === "here" ? channelId : where.channelId;
}

async function listenerOf(
  where: Where,
  ask: Ask,
  tools: Tools,
): Promise<{ ok: true; listener: Listener } | { ok: false; problem: string }> {
  const recipient = recipientOf(where, ask);
  if (where === "me")
    return { ok: true, listener: { recipient, label: ask.actor.name } };
  const { label, problem } = await tools.channel(recipient);
  return problem === undefined
    ? { ok: true, listener: { recipient, label } }
    : { ok: false, problem };
}

/** Names that are like what was typed, as buttons that do the whole command. */
function offer(
  verb: string,
  where: Where,
  { text, choices }: { text: string; choices: string[] },
): Message {
  const whom: Word[] =
    where === "me"
      ? [{ kind: "word", text: "me" }]
      : where === "here"
        ? []
        : [{ kind: "channel", id: where.channelId, text: where.channelId }];
  const buttons = choices
    .slice(0, MOST_CHOICES)
    .flatMap((name, index) =>
      commandButton(
        [{ kind: "word", text: verb }, ...whom, { kind: "quoted", text: name }],
        name,
        index,
      ),
    );
  return say(text, buttons);
}

async function begin(
  listener: Listener,
  topic: Topic,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const done = await subscribeTo(tools.context(actor), listener, topic);
  return done.ok
    ? say(subscribedSentence(listener, topic, { ...done, actor }))
    : sayRefusal(done);
}

/** What this channel and the person hear. */
export async function listSubscriptions(
  { actor, channelId }: Pick<Ask, "actor" | "channelId">,
  tools: Tools,
): Promise<Reply> {
  const isChannel = channelId !== "" && !channelId.startsWith("D");
  const lines = await showSubscriptions(
    tools.context(actor),
    isChannel ? [actor.id, channelId] : [actor.id],
  );
  return subscriptionsView(lines, {
    personId: actor.id,
    channel: isChannel
      ? { id: channelId, label: (await tools.channel(channelId)).label }
      : null,
  });
}

/** What the button behind a subscription does. */
export async function endSubscription(
  id: number,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const ended = await unsubscribe(tools.context(actor), id);
  if (!ended.ok) return sayRefusal(ended);
  const { recipient, outletLabel } = ended.line;
  const who = recipient === actor.id ? "You hear" : `${outletLabel} hears`;
  return say(
    `${who} no more of ${topicName(ended.line)} by this subscription.`,
  );
}

export async function openSubscribeForm(
  { actor, channelId }: Pick<Ask, "actor" | "channelId">,
  tools: Tools,
): Promise<Reply> {
  return {
    kind: "form",
    view: await subscribeForm(tools.context(actor), channelId),
    button: {
      action: buttonIds.subscribeForm,
      label: "Subscribe …",
      value: channelId,
    },
  };
}
