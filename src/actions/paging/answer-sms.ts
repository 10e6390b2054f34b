import { crashPoint } from "../../base/crash.ts";
import { clip, listed } from "../../base/text.ts";
import { localLabel } from "../../base/zone.ts";
import { durationInWords } from "../../domain/duration.ts";
import { readReply, type SmsReply } from "../../domain/sms-reply.ts";
import { MINUTE } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import { addEntry } from "../../store/incidents.ts";
import { ensureOutlet } from "../../store/outlets.ts";
import {
  findPagerPerson,
  type OpenCall,
  openCallsOf,
  putPagerPerson,
} from "../../store/paged-people.ts";
import {
  type NewSms,
  nextNewSms,
  saidBefore,
  takeSms,
} from "../../store/sms.ts";
import { acknowledgeIncident } from "../acknowledge-incident.ts";
import { peopleWithPhone } from "../contact.ts";
import {
  type Actor,
  type Context,
  inTransaction,
  type Refusal,
} from "../context.ts";
import type { Acted } from "../act-on-incident.ts";
import { audit } from "../permission.ts";
import { snoozeIncident } from "../snooze-incident.ts";
import { tellOutlets, tellPeople } from "../tell-operators.ts";
import { plainPerson } from "./standing.ts";

export interface AnsweringParts {
  /** Slack user ids of those who are told that somebody cannot be called any more. */
  operators: readonly string[];
  /** Who somebody in Slack is. */
  person: (userId: string) => Promise<Actor>;
}

const MOST_OPEN = 50;
const MOST_NAMED = 4;
const LONGEST_NAME = 30;
/** Whoever is not understood is helped; who says the same again is a robot, and two of them could talk for ever. */
const HELP_EVERY_MS = MINUTE;
const SAME_AGAIN_MS = 10 * MINUTE;
const LONGEST_KEPT = 80;
const HELP = "Reply ACK, ACK 12, ACK ALL, SNOOZE 12 1h or STATUS";

/**
 * Acts on the oldest SMS that came in and that nobody has acted on; false where there is none. Each is acted on once:
 * what it does, what is answered and that it is done are one transaction. Only known numbers are heard.
 */
export async function answerNext(
  context: Context,
  parts: AnsweringParts,
): Promise<boolean> {
  const sms = await nextNewSms(context.store.db);
  if (sms === null) return false;
  const actor = await actorOf(context, sms.sender, parts);
  await context.store.transaction(async (tx) => {
    if (!(await takeSms(tx, sms.sid, context.now)) || actor === null) return;
    const within = inTransaction({ ...context, actor }, tx);
    const answer = await act(tx, within, sms, parts);
    if (answer !== undefined) await answerWith(tx, within, answer);
    crashPoint("in-answer", actor.id);
  });
  return true;
}

/** Whose number it is; null for everybody whom we do not know, such as a gateway that is watched. */
async function actorOf(
  context: Context,
  number: string,
  { person }: AnsweringParts,
): Promise<Actor | null> {
  for (const id of await peopleWithPhone(context, number)) {
    const actor = await person(id);
    // Where Slack does not tell, nobody must stay awake for it: only members could leave a number with us.
    if (actor.role === "unknown") return { ...actor, role: "member" };
    return actor;
  }
  return null;
}

async function act(
  tx: Db,
  context: Context,
  sms: NewSms,
  parts: AnsweringParts,
): Promise<string | undefined> {
  const { text } = sms;
  const reply = readReply(text);
  switch (reply.kind) {
    case "ack":
    case "snooze":
      return actOn(tx, context, reply, text);
    case "status":
      return statusText(
        await openCallsOf(tx, context.actor.id, MOST_OPEN),
        context,
      );
    case "opt-out":
      await tellOptedOut(tx, context, parts);
      return undefined;
    case "opt-in":
      return undefined;
    case "not-understood":
      return help(tx, context, sms);
  }
}

type Act = Extract<SmsReply, { kind: "ack" | "snooze" }>;

async function actOn(
  tx: Db,
  context: Context,
  reply: Act,
  text: string,
): Promise<string> {
  const open = await openCallsOf(tx, context.actor.id, MOST_OPEN);
  const free = open.filter(
    ({ acknowledgedBy }) => acknowledgedBy === null || reply.kind === "snooze",
  );
  if (typeof reply.meant === "number")
    return actOnOne(tx, context, reply, text, reply.meant);
  const [only] = free;
  if (only === undefined)
    return open.length === 0
      ? "Nothing that you were called for is open."
      : `Somebody has it already. ${statusText(open, context)}`;
  if (reply.meant === "all" && free.length > 1)
    return actOnAll(tx, context, reply, text, free);
  if (free.length === 1)
    return actOnOne(tx, context, reply, text, only.incidentId);
  const word = reply.kind === "ack" ? "ACK" : "SNOOZE";
  return `${free.length} are open: ${named(free)}. Which one? ${word} ${only.incidentId}, or ${word} ALL`;
}

async function actOnOne(
  tx: Db,
  context: Context,
  reply: Act,
  text: string,
  incidentId: number,
): Promise<string> {
  const done = await carryOut(context, reply, incidentId);
  if (!done.ok) return done.text.replaceAll("`", "");
  await writeDown(tx, context, incidentId, text);
  const name = shortName(done.serviceName);
  if (reply.kind === "ack")
    return `OK, #${incidentId} ${name} is yours. Nobody else is called for it.`;
  return `OK, #${incidentId} ${name} rests ${restWords(done, context)}.`;
}

async function actOnAll(
  tx: Db,
  context: Context,
  reply: Act,
  text: string,
  open: readonly OpenCall[],
): Promise<string> {
  let count = 0;
  for (const { incidentId } of open) {
    const done = await carryOut(context, reply, incidentId);
    if (!done.ok) continue;
    await writeDown(tx, context, incidentId, text);
    count += 1;
  }
  return reply.kind === "ack"
    ? `OK, ${count} incidents are yours: ${named(open)}.`
    : `OK, ${count} incidents rest: ${named(open)}.`;
}

function carryOut(
  context: Context,
  reply: Act,
  incidentId: number,
): Promise<Acted | Refusal> {
  return reply.kind === "ack"
    ? acknowledgeIncident(context, incidentId)
    : snoozeIncident(context, incidentId, reply.rest);
}

/** In the timeline and in the audit, in their own words: that it was an SMS. */
async function writeDown(
  tx: Db,
  context: Context,
  incidentId: number,
  text: string,
): Promise<void> {
  const { now, actor } = context;
  const words = clip(text.replace(/\s+/g, " ").trim(), LONGEST_KEPT);
  await addEntry(tx, {
    incidentId,
    at: now,
    kind: "sms",
    text: `${actor.name} wrote by SMS: "${words}"`,
    actor: actor.name,
  });
  await audit(tx, context, "sms", `incident ${incidentId}`, { text: words });
}

function restWords(
  { incident: { snoozedUntil } }: Acted,
  { actor: { zone } }: Context,
): string {
  if (snoozedUntil === null) return "until it is over";
  const until = localLabel(snoozedUntil, zone ?? "UTC", "moment");
  return `until ${until}${zone === undefined ? " UTC" : ""}`;
}

function statusText(open: readonly OpenCall[], { now }: Context): string {
  if (open.length === 0) return "Nothing that you were called for is open.";
  const lines = open.slice(0, MOST_NAMED).map((one) => {
    const since = durationInWords(Math.max(0, now - one.beganAt));
    const how = one.severity === "down" ? "DOWN" : "DIFFICULTIES";
    return `#${one.incidentId} ${shortName(one.serviceName)} ${how} ${since}${holder(one)}`;
  });
  const rest = open.length - lines.length;
  return `${open.length} open: ${lines.join("; ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function holder({ acknowledgedBy, isSnoozed }: OpenCall): string {
  if (acknowledgedBy !== null) return `, ${shortName(acknowledgedBy)} has it`;
  return isSnoozed ? ", snoozed" : "";
}

function named(open: readonly OpenCall[]): string {
  return listed(
    open.map(
      ({ incidentId, serviceName }) =>
        `#${incidentId} ${shortName(serviceName)}`,
    ),
    MOST_NAMED,
  );
}

function shortName(name: string): string {
  return clip(name, LONGEST_NAME);
}

async function help(
  tx: Db,
  { actor, now }: Context,
  sms: NewSms,
): Promise<string | undefined> {
  if (await saidBefore(tx, sms, now - SAME_AGAIN_MS)) return undefined;
  const known = (await findPagerPerson(tx, actor.id)) ?? plainPerson(actor.id);
  if (known.helpedAt !== null && now - known.helpedAt < HELP_EVERY_MS)
    return undefined;
  await putPagerPerson(tx, { ...known, helpedAt: now });
  return `Not understood. ${HELP}`;
}

/** Twilio has done what the word says; the person, and those who could call them, hear what it means. */
async function tellOptedOut(
  tx: Db,
  { actor, now }: Context,
  { operators }: AnsweringParts,
): Promise<void> {
  await tellPeople(
    tx,
    now,
    [actor.id],
    "You wrote STOP to the number that calls you: no SMS reaches you any more. Write START to it when you want to be called again. Acknowledging is ACK.",
  );
  await tellPeople(
    tx,
    now,
    operators.filter((id) => id !== actor.id),
    `${actor.name} wrote STOP to the number that calls people: no SMS reaches them until they write START. Calls go to Slack and to the next person.`,
  );
}

async function answerWith(
  tx: Db,
  { actor, now }: Context,
  text: string,
): Promise<void> {
  const outlet = await ensureOutlet(
    tx,
    {
      channel: "sms",
      recipient: actor.id,
      label: `${actor.name} (SMS)`,
      audience: "team",
    },
    now,
  );
  await tellOutlets(tx, now, [outlet.id], text);
}
