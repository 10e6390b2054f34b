import {
  endReport,
  showReports,
  subscribeToReport,
  type ReportLine,
} from "../../actions/mail/report-subscriptions.ts";
import {
  reportsMailedTo,
  showReportsByMail,
} from "../../actions/mail/mail-reports.ts";
import { isPersonByMail } from "../../actions/mail/mail-tokens.ts";
import { makeReport } from "../../actions/mail/reports.ts";
import { showNamespaces } from "../../actions/inside/show.ts";
import { clip } from "../../base/text.ts";
import { likelyNames, nameKey } from "../../domain/names.ts";
import { looksLikeAddress, splitAddresses } from "../../domain/mail-address.ts";
import { type ReportKind, reportKinds } from "../../domain/report.ts";
import { reportMessage } from "../../pictures/report-message.ts";
import { reportsView, subscribedWords } from "../views/reports.ts";
import { type Message, say, sayRefusal } from "../reply.ts";
import { joined, type Word, withoutEnd } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { listReportsByMail, reportByMail } from "./report-mail.ts";
import { commandButton } from "./targets.ts";

const EIGHT = 8 * 60;
const MOST_CHOICES = 4;

export const report: Command = {
  name: "report",
  aliases: ["reports", "summary"],
  summary:
    "What happened in a day, a week or a month: now, or by itself at a time of yours.",
  usage: [
    "report",
    "report iati weekly",
    "report subscribe daily at 08:00 iati",
    "report subscribe weekly me",
    "report subscribe daily iati mail ops@example.org",
    "report unsubscribe daily iati",
    "report list",
  ],
  async run(ask, tools) {
    const [first, ...rest] = ask.words;
    const verb = first?.kind === "word" ? first.text.toLowerCase() : "";
    if (/^(subscribe|sub|every|send)$/.test(verb))
      return subscribe(rest, ask, tools);
    if (/^(unsubscribe|unsub|stop|end)$/.test(verb))
      return unsubscribe(rest, ask, tools);
    if (verb === "list" && rest.length === 0) return list(ask, tools);
    if (verb === "list" && /^mails?$/i.test(rest[0]?.text ?? ""))
      return listReportsByMail(ask, tools);
    return now(ask.words, ask, tools);
  },
};

/** What was typed, word by word, in any order. */
interface Typed {
  kind: ReportKind | undefined;
  atMinute: number | undefined;
  where: "me" | "here" | { channelId: string };
  /** A time that is none. */
  problem: string | undefined;
  /** Those that it is to be mailed to; "me" is the one who asks. */
  mail: ("me" | string[]) | undefined;
  /** What is left: the namespace. */
  name: string;
}

const kinds: Record<string, ReportKind> = {
  daily: "daily",
  day: "daily",
  today: "daily",
  weekly: "weekly",
  week: "weekly",
  monthly: "monthly",
  month: "monthly",
};

const fillers =
  /^(at|in|for|of|to|the|last|every|reports?|here|this|channel|[|,;&]+)$/i;

function read(words: readonly Word[], { channelId, actor }: Ask): Typed {
  const typed: Typed = {
    kind: undefined,
    atMinute: undefined,
    where: /^[CG]/.test(channelId) ? "here" : "me",
    problem: undefined,
    mail: undefined,
    name: "",
  };
  const left: Word[] = [];
  for (const word of words) if (!take(word, typed, actor.id)) left.push(word);
  return { ...typed, name: withoutEnd(joined(left)) };
}

/** Whether a word was one of ours. */
function take(word: Word, typed: Typed, actorId: string): boolean {
  const text = withoutEnd(word.text).toLowerCase();
  if (word.kind === "channel" && word.id !== undefined)
    typed.where = { channelId: word.id };
  else if (word.kind === "user" && word.id === actorId) typed.where = "me";
  else if (word.kind !== "quoted" && looksLikeAddress(word.text))
    typed.mail = [
      ...(Array.isArray(typed.mail) ? typed.mail : []),
      ...splitAddresses(word.text),
    ];
  else if (word.kind !== "word") return false;
  else if (/^(e?-?mail|by)$/.test(text)) typed.mail ??= "me";
  else if (text === "me") typed.where = "me";
  else if (Object.hasOwn(kinds, text)) typed.kind = kinds[text];
  else if (/^\d{1,2}([:.]\d{2})?(am|pm)?$/.test(text)) {
    typed.atMinute = minuteOf(text);
    if (typed.atMinute === undefined)
      typed.problem = `"${clip(text, 20)}" is no time of the day: it looks like 08:00.`;
  } else return fillers.test(text);
  return true;
}

/** Minutes since midnight of "8", "08:00", "8.30", "5pm". */
export function minuteOf(text: string): number | undefined {
  const [, hours = "", minutes = "0", half] =
    /^(\d{1,2})(?:[:.](\d{2}))?(am|pm)?$/.exec(text) ?? [];
  const hour = Number(hours);
  const isTwelve = half !== undefined;
  if (hours === "" || Number(minutes) > 59) return undefined;
  if (isTwelve ? hour < 1 || hour > 12 : hour > 23) return undefined;
  const of24 = isTwelve ? (hour % 12) + (half === "pm" ? 12 : 0) : hour;
  return of24 * 60 + Number(minutes);
}

/** The namespace that is meant, or (null) everything; where it is not clear, the choices as buttons that do it. */
async function namespaceIn(
  name: string,
  again: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<{ id: number | null } | Message> {
  const all = await showNamespaces(tools.context(ask.actor));
  const [only] = all;
  if (only === undefined)
    return say(
      "There is no namespace yet. Make one first: `namespace add iati`.",
    );
  if (/^(all|everything)$/i.test(name)) return { id: null };
  if (name === "" && all.length === 1) return { id: only.namespace.id };
  const key = nameKey(name);
  const found = all.find(
    ({ namespace }) =>
      namespace.slug === key || nameKey(namespace.name) === key,
  );
  if (found !== undefined) return { id: found.namespace.id };
  const slugs = all.map(({ namespace }) => namespace.slug);
  const likely = name === "" ? slugs : likelyNames(name, slugs, MOST_CHOICES);
  const question =
    name === ""
      ? "Of which namespace?"
      : `There is no namespace "${clip(name, 60)}". \`namespace\` lists them.`;
  const choices = [...likely.slice(0, MOST_CHOICES), "all"];
  return say(
    question,
    choices.flatMap((slug, index) =>
      commandButton([...again, { kind: "word", text: slug }], slug, index),
    ),
  );
}

function word(text: string): Word {
  return { kind: "word", text };
}

async function now(
  words: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Message> {
  const { kind = "daily", name } = read(words, ask);
  const found = await namespaceIn(
    name,
    [word("report"), word(kind)],
    ask,
    tools,
  );
  return "id" in found
    ? showReport({ kind, namespaceId: found.id }, ask, tools)
    : found;
}

/** A report as of now. */
export async function showReport(
  wanted: { kind: ReportKind; namespaceId: number | null },
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const { text, blocks } = reportMessage(
    await makeReport(tools.context(actor), wanted),
  );
  const plain = blocks.filter(({ type }) => type !== "data_visualization");
  return {
    kind: "message",
    text,
    blocks,
    ...(plain.length < blocks.length
      ? { plainer: { kind: "message", text, blocks: plain } }
      : {}),
  };
}

async function subscribe(
  words: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Message> {
  const typed = read(words, ask);
  const { kind, atMinute = EIGHT, where, problem, name } = typed;
  if (problem !== undefined) return say(problem);
  if (kind === undefined)
    return say(
      "How often: `report subscribe daily at 08:00`, `report subscribe weekly`, or monthly?",
      reportKinds.flatMap((one, index) =>
        commandButton(
          [word("report"), word("subscribe"), word(one), ...words],
          one,
          index,
        ),
      ),
    );
  const again = [word("report"), word("subscribe"), ...words];
  const found = await namespaceIn(
    name,
    name === ""
      ? again
      : [word("report"), word("subscribe"), word(kind), word(clock(atMinute))],
    ask,
    tools,
  );
  if (!("id" in found)) return found;
  if (typed.mail !== undefined)
    return reportByMail(
      typed.mail,
      { kind, namespaceId: found.id, atMinute },
      ask,
      tools,
    );
  const listener = await listenerOf(where, ask, tools);
  if ("problem" in listener) return say(listener.problem);
  const done = await subscribeToReport(tools.context(ask.actor), listener, {
    kind,
    namespaceId: found.id,
    atMinute,
  });
  return done.ok
    ? subscribedWords(done.line, { personId: ask.actor.id })
    : sayRefusal(done);
}

/** "08:00" */
export function clock(atMinute: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(atMinute / 60))}:${two(atMinute % 60)}`;
}

async function listenerOf(
  where: Typed["where"],
  { actor, channelId }: Ask,
  tools: Tools,
): Promise<{ recipient: string; label: string } | { problem: string }> {
  if (where === "me") return { recipient: actor.id, label: actor.name };
  const recipient = where === "here" ? channelId : where.channelId;
  const { label, problem } = await tools.channel(recipient);
  return problem === undefined ? { recipient, label } : { problem };
}

/** Of the reports that come here and to the person, or to addresses, those that the words mean. */
async function unsubscribe(
  words: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Message> {
  const typed = read(words, ask);
  const { mail, where } = typed;
  const context = tools.context(ask.actor);
  if (mail !== undefined) {
    const meant = meantBy(typed, await reportsMailedTo(context, mail));
    return meant.length === 0
      ? listReportsByMail(ask, tools)
      : endAll(meant, ask, tools);
  }
  const recipient =
    where === "me"
      ? ask.actor.id
      : where === "here"
        ? ask.channelId
        : where.channelId;
  const meant = meantBy(typed, await showReports(context, [recipient]));
  return meant.length === 1 ? endAll(meant, ask, tools) : list(ask, tools);
}

function meantBy(
  { kind, name }: Pick<Typed, "kind" | "name">,
  lines: readonly ReportLine[],
): ReportLine[] {
  const key = nameKey(name);
  return lines.filter(
    (line) =>
      (kind === undefined || line.kind === kind) &&
      (name === "" ||
        line.namespaceSlug === key ||
        nameKey(line.namespaceName ?? "all") === key),
  );
}

async function endAll(
  lines: readonly ReportLine[],
  ask: Ask,
  tools: Tools,
): Promise<Message> {
  const said: string[] = [];
  for (const { id } of lines) said.push(await ended(id, ask, tools));
  return say(said.join("\n"));
}

/** What comes here and to the person, and behind it what goes to addresses, where nobody in Slack would see it otherwise. */
async function list(ask: Ask, tools: Tools): Promise<Message> {
  const { actor, channelId } = ask;
  const context = tools.context(actor);
  const isChannel = /^[CG]/.test(channelId);
  const own = await showReports(
    context,
    isChannel ? [channelId, actor.id] : [actor.id],
  );
  const mailed = (await showReportsByMail(context)).filter(
    ({ recipient }) => !isPersonByMail({ channel: "mail", recipient }),
  );
  return reportsView([...own, ...mailed], { personId: actor.id });
}

/** What the button of a report does. */
export async function endReports(
  id: number,
  ask: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  return say(await ended(id, ask, tools));
}

async function ended(
  id: number,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<string> {
  const end = await endReport(tools.context(actor), id);
  if (!end.ok) return end.text;
  const { kind, outletLabel, namespaceName } = end.line;
  return `The ${kind} report of ${namespaceName ?? "all services"} does not come to ${outletLabel} any more.`;
}
