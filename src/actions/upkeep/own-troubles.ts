import { clip, counted, listed } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import { isNetwork, networkNames } from "../../domain/posts/networks.ts";
import { type Instant, MINUTE } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import { ownersOf } from "../../store/bookkeeping.ts";
import { wakeDeliverers } from "../../store/telling/deliveries.ts";
import { ensureOutlet } from "../../store/telling/outlets.ts";
import {
  type Backlog,
  backlogs,
  closeTrouble,
  type DeadLetter,
  keepTold,
  openTrouble,
  openTroubles,
  type OwnTrouble,
  takeDeadLetters,
  takeLostWords,
  teamMailLists,
  tellAlso,
} from "../../store/incidents/own-troubles.ts";
import { contactOwner, contactsOf } from "../people/contact.ts";
import { type Context, inTransaction } from "../context.ts";
import { ensurePersonByMail } from "../mail/mail-outlets.ts";
import { type Operators, operatorsAmong } from "./operators.ts";
import { tellOutlets } from "./tell-operators.ts";

export {
  openTroubles,
  type OwnTrouble,
} from "../../store/incidents/own-troubles.ts";

/** Nothing was told for so long although something waited: told by another way within five minutes. */
const LATE_MS = 4 * MINUTE;
/** X lets an app wait for a quarter of an hour, mail servers do with unknown senders; nor may anything else wait longer. */
const VERY_LATE_MS = 30 * MINUTE;
/** These are taken at once, or something is wrong. */
const prompt: ReadonlySet<string> = new Set(["slack", "sms"]);
const MOST_LISTS = 5;
const MOST_LETTERS = 3;
const LONGEST_FAILURE = 120;

/** How the operators can be told where Slack is what fails. */
export interface Alarm {
  operators: Operators;
  /** Which ways out there are. */
  bySms: boolean;
  byMail: boolean;
}

type Way = "sms" | "mail" | "slack";

/** What a round did, for the log. */
export interface Round {
  opened: { text: string; told: number }[];
  resolved: string[];
  letters: { text: string; told: number } | null;
  /** How many words that died by SMS or mail go by the other way. */
  otherWay: number;
}

/**
 * Looks whether allswell can tell what it has to tell. Where it cannot, that is an incident of its own: opened once by
 * whichever instance sees it first, told to the operators by another way, resolved when messages flow again.
 */
export async function watchTelling(
  context: Context,
  alarm: Alarm,
): Promise<Round> {
  const { store, now } = context;
  const all = await backlogs(store.db, now, VERY_LATE_MS);
  const stalled = all.filter((one) => isStalled(one, now));
  const working = withoutStalled(alarm, stalled);
  const opened: Round["opened"] = [];
  for (const backlog of stalled) {
    const done = await store.transaction((tx) =>
      open(tx, context, working, backlog),
    );
    if (done !== null) opened.push(done);
  }
  const resolved: string[] = [];
  for (const trouble of await openTroubles(store.db))
    if (stalled.every(({ channel }) => channel !== trouble.channel)) {
      const text = await store.transaction((tx) => close(tx, trouble, now));
      if (text !== null) resolved.push(text);
    }
  const letters = await store.transaction((tx) =>
    tellDeadLetters(tx, context, working),
  );
  const otherWay = await store.transaction((tx) =>
    tellByOtherWay(tx, context, alarm),
  );
  return { opened, resolved, letters, otherWay };
}

/** Nobody is told by a way that is stuck, as long as there is another one. */
function withoutStalled(alarm: Alarm, stalled: readonly Backlog[]): Alarm {
  const isStuck = (way: Way): boolean =>
    stalled.some(({ channel }) => channel === way);
  const bySms = alarm.bySms && !isStuck("sms");
  const byMail = alarm.byMail && !isStuck("mail");
  return bySms || byMail ? { ...alarm, bySms, byMail } : alarm;
}

/** An SMS that nobody takes becomes a mail, and a mail an SMS, where its person left both. */
async function tellByOtherWay(
  tx: Db,
  context: Context,
  { bySms, byMail }: Alarm,
): Promise<number> {
  const { now } = context;
  const lost = await takeLostWords(tx, now);
  if (lost.length === 0) return 0;
  const ids = lost.map(({ personId }) => personId);
  const contacts = await contactsOf(inTransaction(context, tx), ids);
  let told = 0;
  for (const { announcementId, channel, personId } of lost) {
    const { phone, mail } = contacts.get(personId) ?? {};
    const canTell =
      channel === "sms"
        ? byMail && mail !== undefined
        : bySms && phone !== undefined;
    if (!canTell) continue;
    const way = channel === "sms" ? "mail" : "sms";
    const person = { id: personId, name: "an admin" };
    const outletId = await outletOf(tx, now, way, person);
    if (await tellAlso(tx, announcementId, outletId, now)) told += 1;
  }
  if (told > 0) await wakeDeliverers(tx);
  return told;
}

/** How long something may wait that was to be told by such a channel. */
export function lateMsOf(channel: string): number {
  return prompt.has(channel) ? LATE_MS : VERY_LATE_MS;
}

function isStalled({ channel, since, toldAt }: Backlog, now: Instant): boolean {
  const late = lateMsOf(channel);
  if (now - since > VERY_LATE_MS) return true;
  return now - since > late && (toldAt === null || now - toldAt > late);
}

async function open(
  tx: Db,
  context: Context,
  alarm: Alarm,
  backlog: Backlog,
): Promise<{ text: string; told: number } | null> {
  const { now } = context;
  const id = await openTrouble(tx, backlog, now);
  if (id === null) return null;
  const { channel, waiting, since } = backlog;
  const text = `allswell cannot tell: ${counted(waiting, "message")} by ${channelWords(channel)} ${waiting === 1 ? "waits" : "wait"}, the oldest for ${durationInWords(now - since)}. They are told as soon as it works again; \`doctor\` and \`deliveries waiting\` say more.`;
  const ways: Way[] = channel === "slack" ? ["sms", "mail"] : ["slack"];
  const told = await outletsFor(tx, context, alarm, ways);
  await tellOutlets(tx, now, told, text);
  await keepTold(tx, id, told);
  return { text, told: told.length };
}

/** Those who heard that it failed hear that it works, by the same way. */
async function close(
  tx: Db,
  { id, channel, beganAt, told }: OwnTrouble,
  now: Instant,
): Promise<string | null> {
  if (!(await closeTrouble(tx, id, now))) return null;
  const text = `Messages by ${channelWords(channel)} are told again, after ${durationInWords(now - beganAt)}.`;
  await tellOutlets(tx, now, told, text);
  return text;
}

/** Of a message that died in Slack the operators hear outside Slack, too: all of a moment at once. */
async function tellDeadLetters(
  tx: Db,
  context: Context,
  alarm: Alarm,
): Promise<Round["letters"]> {
  const { now } = context;
  const letters = await takeDeadLetters(tx, "slack", now);
  if (letters.length === 0) return null;
  const text = lettersInWords(letters);
  // A mail first: one channel that is archived wakes nobody up.
  const told = await outletsFor(tx, context, alarm, ["mail", "sms"]);
  await tellOutlets(tx, now, told, text);
  return { text, told: told.length };
}

function lettersInWords(letters: readonly DeadLetter[]): string {
  const named = letters.map(
    ({ outlet, failure }) =>
      `to ${/^<@\w+>$/.test(outlet) ? "an admin" : outlet} (${clip(failure, LONGEST_FAILURE)})`,
  );
  return `${counted(letters.length, "message")} could not be delivered in Slack: ${listed(named, MOST_LETTERS)}. \`deliveries failed\` says more.`;
}

/** For each operator the first of the ways in which they can be reached; where nobody can, some addresses of the team. */
async function outletsFor(
  tx: Db,
  context: Context,
  alarm: Alarm,
  ways: readonly Way[],
): Promise<number[]> {
  const operators = await operatorsOf(tx, alarm);
  const contacts = await contactsOf(inTransaction(context, tx), [
    ...operators.keys(),
  ]);
  const told: number[] = [];
  for (const [id, name] of operators) {
    const contact = contacts.get(id) ?? {};
    const way = ways.find((one) => {
      if (one === "sms") return alarm.bySms && contact.phone !== undefined;
      if (one === "mail") return alarm.byMail && contact.mail !== undefined;
      return true;
    });
    if (way !== undefined)
      told.push(await outletOf(tx, context.now, way, { id, name }));
  }
  return told.length > 0 || !alarm.byMail || ways.includes("slack")
    ? told
    : teamMailLists(tx, MOST_LISTS);
}

async function outletOf(
  tx: Db,
  now: Instant,
  way: Way,
  person: { id: string; name: string },
): Promise<number> {
  const { id, name } = person;
  if (way === "mail") return (await ensurePersonByMail(tx, { now }, person)).id;
  const label = way === "sms" ? `${name} (SMS)` : `<@${id}>`;
  const outlet = await ensureOutlet(
    tx,
    { channel: way, recipient: id, label, audience: "team" },
    now,
  );
  return outlet.id;
}

async function operatorsOf(
  db: Db,
  { operators }: Alarm,
): Promise<Map<string, string>> {
  return operatorsAmong(db, await operators());
}

/** Whether there is anybody at all to be told. */
export async function hasOperators(db: Db, alarm: Alarm): Promise<boolean> {
  return (await operatorsOf(db, alarm)).size > 0;
}

/** How many of the operators can be told where Slack fails, and how many addresses of the team instead. */
export async function reachableOutsideSlack(
  db: Db,
  alarm: Alarm,
): Promise<{ people: number; lists: number }> {
  const operators = await operatorsOf(db, alarm);
  const [phones, mails] = [
    alarm.bySms ? await ownersOf(db, contactOwner(""), "phone") : [],
    alarm.byMail ? await ownersOf(db, contactOwner(""), "mail") : [],
  ];
  const owners = new Set([...phones, ...mails]);
  const people = [...operators.keys()].filter((id) =>
    owners.has(contactOwner(id)),
  ).length;
  const lists = alarm.byMail ? await teamMailLists(db, MOST_LISTS) : [];
  return { people, lists: lists.length };
}

/** "Slack", "X", "mail", "SMS". */
export function channelWords(channel: string): string {
  if (isNetwork(channel)) return networkNames[channel];
  return (
    { slack: "Slack", sms: "SMS", readers: "mail to readers" }[channel] ??
    channel
  );
}
