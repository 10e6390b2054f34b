import { topicName } from "../../actions/audience/subscribed-topics.ts";
import {
  endMailLine,
  type Hearing,
  type MailLine,
  mailLinesOfAddress,
  myMailLines,
  showMailLists,
  subscribeByMail,
  subscribeMeByMail,
} from "../../actions/mail/mail-subscriptions.ts";
import { findTopic } from "../../actions/audience/subscriptions.ts";
import { clip } from "../../base/text.ts";
import { looksLikeAddress, splitAddresses } from "../../domain/mail-address.ts";
import { type Message, type Reply, say, sayRefusal } from "../reply.ts";
import { mailListsView, subscribedByMail } from "../views/mail-lists.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Tools } from "./command.ts";
import { commandButton } from "./targets.ts";

const MOST_CHOICES = 5;
const LONGEST_SAID = 80;

/** Whether somebody means mail: "mail …", or an address among the words. */
export function isAboutMail(words: readonly Word[]): boolean {
  return (
    /^e?-?mails?$/iu.test(words[0]?.text ?? "") ||
    words.some(({ text }) => looksLikeAddress(text))
  );
}

interface Wish {
  addresses: string[];
  isMine: boolean;
  hearing: Hearing;
  /** What is left: of what. */
  topic: string;
}

/** "mail ops@example.org|a@example.org to iati for customers", in any order. */
function wishOf(words: readonly Word[]): Wish {
  const wish: Wish = {
    addresses: [],
    isMine: false,
    hearing: { audience: "team", verbosity: "problems" },
    topic: "",
  };
  const left = words.filter(({ kind, text }) => {
    if (kind === "quoted") return true;
    if (looksLikeAddress(text)) {
      wish.addresses.push(...splitAddresses(text));
      return false;
    }
    return !takes(text.toLowerCase(), wish);
  });
  return { ...wish, topic: joined(left) };
}

/** Whether a word says how rather than of what. */
function takes(word: string, wish: Wish): boolean {
  if (word === "me") wish.isMine = true;
  else if (/^(customers?|public)$/u.test(word))
    wish.hearing.audience = "customers";
  else if (/^(everything|all)$/u.test(word)) wish.hearing.verbosity = "all";
  else if (word === "problems") wish.hearing.verbosity = "problems";
  else
    return /^(e?-?mails?|to|from|of|for|as|by|at|and|only|with|[|,;&]+)$/u.test(
      word,
    );
  return true;
}

export async function subscribeMail(ask: Ask, tools: Tools): Promise<Reply> {
  const wish = wishOf(ask.words);
  const context = tools.context(ask.actor);
  if (wish.addresses.length === 0 && !wish.isMine)
    return listMail(wish.topic, ask, tools);
  if (tools.mail === undefined)
    return say(
      "No mails are sent from here: set `SMTP_URL` and `MAIL_FROM` first.",
    );
  if (wish.topic === "")
    return say(
      "Say of what, as in `subscribe mail ops@example.org to iati` or `… to iati/Datastore`.",
    );
  const found = await findTopic(context, wish.topic);
  if (!found.ok)
    return say(
      found.text,
      wish.addresses.length > 1 ? [] : choices(found.choices, wish),
    );
  const { topic } = found;
  const done = wish.isMine
    ? await subscribeMeByMail(context, topic)
    : await subscribeByMail(context, wish.addresses, wish.hearing, topic);
  if (!done.ok) return sayRefusal(done);
  return say(subscribedByMail(done, clip(topic.name, LONGEST_SAID), how(wish)));
}

function how({ hearing: { audience, verbosity } }: Wish): string {
  const whom =
    audience === "customers"
      ? "as customers, in public words"
      : "as the team, with causes";
  return verbosity === "all" ? `${whom}, everything` : whom;
}

/** Names that are like what was typed, as buttons that do the whole command. */
function choices(names: readonly string[], { addresses, isMine }: Wish) {
  const [address = ""] = addresses;
  const whom: Word = { kind: "word", text: isMine ? "me" : address };
  return names
    .slice(0, MOST_CHOICES)
    .flatMap((name, index) =>
      commandButton(
        [
          { kind: "word", text: "subscribe" },
          { kind: "word", text: "mail" },
          whom,
          { kind: "quoted", text: name },
        ],
        name,
        index,
      ),
    );
}

async function listMail(
  typed: string,
  { actor, isAlone }: Ask,
  tools: Tools,
): Promise<Message> {
  const context = tools.context(actor);
  let namespaceId: number | null = null;
  if (typed !== "") {
    const found = await findTopic(context, typed);
    if (!found.ok || found.topic.namespaceId === null)
      return say(
        "Say who is to hear, as in `subscribe mail ops@example.org to iati`, or a namespace to see its list.",
      );
    ({ namespaceId } = found.topic);
  }
  // In full only where nobody else reads it.
  return mailListsView(
    await showMailLists(context, { namespaceId, inFull: isAlone === true }),
  );
}

export async function unsubscribeMail(ask: Ask, tools: Tools): Promise<Reply> {
  const { addresses, isMine, topic } = wishOf(ask.words);
  const context = tools.context(ask.actor);
  const [address] = addresses;
  if (address === undefined && !isMine) return listMail(topic, ask, tools);
  const heard = isMine
    ? await myMailLines(context)
    : await mailLinesOfAddress(context, address ?? "");
  const meant =
    topic === "" ? heard : await linesAbout(heard, topic, ask, tools);
  if (meant.length === 0)
    return say(
      "Nothing of that comes there by mail. `subscribe mail` lists what there is.",
    );
  const sentences: string[] = [];
  for (const line of meant) {
    const ended = await endMailLine(context, line.id);
    if (!ended.ok) return sayRefusal(ended);
    sentences.push(endedSentence(ended.line));
  }
  return say(sentences.join(" "));
}

async function linesAbout(
  heard: readonly MailLine[],
  typed: string,
  { actor }: Ask,
  tools: Tools,
): Promise<MailLine[]> {
  const found = await findTopic(tools.context(actor), typed);
  const name = (found.ok ? found.topic.name : typed).toLowerCase();
  return heard.filter((line) => topicName(line).toLowerCase() === name);
}

function endedSentence(line: MailLine): string {
  return `${line.outletLabel} hears no more of ${clip(topicName(line), LONGEST_SAID)} by mail.`;
}

/** What the button behind a line of the list does. */
export async function endMail(
  id: number,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const ended = await endMailLine(tools.context(actor), id);
  return ended.ok ? say(endedSentence(ended.line)) : sayRefusal(ended);
}
