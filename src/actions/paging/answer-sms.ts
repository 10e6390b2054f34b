import { crashPoint } from "../../base/crash.ts";
import { readReply } from "../../domain/sms-reply.ts";
import { MINUTE } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import { ensureOutlet } from "../../store/telling/outlets.ts";
import {
  findPagerPerson,
  lastCalledAmong,
  putPagerPerson,
} from "../../store/paging/paged-people.ts";
import {
  leaveSms,
  type NewSms,
  nextNewSms,
  type Progress,
  saidBefore,
  takeSms,
} from "../../store/paging/sms.ts";
import { peopleWithPhone } from "../people/contact.ts";
import { type Actor, type Context, inTransaction } from "../context.ts";
import { tellOutlets, tellPeople } from "../upkeep/tell-operators.ts";
import { actOn, statusOf } from "./act-by-sms.ts";
import { plainPerson } from "./standing.ts";

export interface AnsweringParts {
  /** Slack user ids of those who are told that somebody cannot be called any more. */
  operators: readonly string[];
  /** Who somebody in Slack is. */
  person: (userId: string) => Promise<Actor>;
}

/** Whoever is not understood is helped; who says the same again is a robot, and two of them could talk for ever. */
const HELP_EVERY_MS = MINUTE;
const SAME_AGAIN_MS = 10 * MINUTE;
const HELP = "Reply ACK, ACK 12, ACK ALL, SNOOZE 12 1h or STATUS";

/**
 * Acts on the oldest SMS that came in and that nobody has acted on; false where there is none. Each is acted on once:
 * what it does, what is answered and that it is done are one transaction, or of very much several, each with how far it
 * has come. Only known numbers are heard.
 */
export async function answerNext(
  context: Context,
  parts: AnsweringParts,
  /** What cannot be acted on joins these, and the next one is another. */
  passedOver: Set<string> = new Set(),
): Promise<boolean> {
  const sms = await nextNewSms(context.store.db, [...passedOver]);
  if (sms === null) return false;
  try {
    await actOnOne(context, sms, parts);
  } catch (error) {
    passedOver.add(sms.sid);
    throw error;
  }
  return true;
}

async function actOnOne(
  context: Context,
  sms: NewSms,
  parts: AnsweringParts,
): Promise<void> {
  const actor = await actorOf(context, sms.sender, parts);
  await context.store.transaction(async (tx) => {
    const progress = await takeSms(tx, sms.sid, context.now);
    if (progress === null || actor === null) return;
    const within = inTransaction({ ...context, actor }, tx);
    const answer = await act(tx, within, { ...sms, ...progress }, parts);
    if (typeof answer === "string") await answerWith(tx, within, answer);
    else if (answer !== undefined) await leaveSms(tx, sms.sid, answer);
    crashPoint("in-answer", actor.id);
  });
}

/**
 * Whose number it is; null for everybody whom we do not know, such as a gateway that is watched. Of those who share a phone
 * it is whoever was called last.
 */
async function actorOf(
  context: Context,
  number: string,
  { person }: AnsweringParts,
): Promise<Actor | null> {
  const people = await peopleWithPhone(context, number);
  const [first] = people;
  const last =
    people.length > 1
      ? await lastCalledAmong(context.store.db, people)
      : undefined;
  const id = last ?? first;
  if (id === undefined) return null;
  const actor = await person(id);
  // Where Slack does not tell, nobody must stay awake for it: only members could leave a number with us.
  return actor.role === "unknown" ? { ...actor, role: "member" } : actor;
}

/** What is answered, or how far it has come where there is more to do. */
async function act(
  tx: Db,
  context: Context,
  sms: NewSms & Progress,
  parts: AnsweringParts,
): Promise<string | Progress | undefined> {
  const reply = readReply(sms.text);
  switch (reply.kind) {
    case "ack":
    case "snooze":
      return actOn(tx, context, reply, sms);
    case "status":
      return statusOf(tx, context);
    case "opt-out":
      await tellOptedOut(tx, context, parts);
      return undefined;
    case "opt-in":
      return undefined;
    case "not-understood":
      return help(tx, context, sms);
  }
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
