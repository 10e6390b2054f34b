import { listed } from "../../base/text.ts";
import { endOf, lossInWords } from "../../domain/sms-status.ts";
import { HOUR, type Instant, MINUTE, SECOND } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import { wakeDeliverers } from "../../store/telling/deliveries.ts";
import type { CallState } from "../../store/entities/paging.ts";
import { getNamespace } from "../../store/targets/namespaces.ts";
import {
  claimCalls,
  type FollowedCall,
  isAnyCallDue,
  markCalls,
} from "../../store/paging/pager-calls.ts";
import { setNext, stillPaged } from "../../store/paging/pagings.ts";
import type { Context } from "../context.ts";
import { tellPeople } from "../upkeep/tell-operators.ts";
import { withSomebodyLeft } from "./call-order.ts";
import { tellKeepers } from "./notices.ts";
import { writeCalls } from "./write-calls.ts";

const LOOK_MS = SECOND;
/** Most arrive at once; where that is not told soon it may never be. */
const LOOK_LATER_MS = 10 * SECOND;
/** A message that calls for thousands of incidents has a row for each. */
const LOOK_MS_PER_CALL = 5;
/** An SMS that Twilio has not even taken by then is not waited for: the next way is tried. */
const SLOW_MS = 30 * SECOND;
/** Longer than an SMS is valid: Twilio will tell no more of it. */
const TOLD_BY_MS = 6 * MINUTE;
const GIVE_UP_MS = HOUR;
const MOST_NAMED = 3;

/** What became of a call. */
type Fate =
  | { state: CallState; lookAt: Instant | null }
  | { state: "failed" | "late"; lookAt: Instant | null; why: string };

/**
 * Looks at what became of one SMS that calls somebody; false where none is to be looked at. One that does not arrive is
 * told to the person and to those who look after the namespace, the person is called in Slack, and the next one is called.
 */
export async function followCall(
  { store, now }: Context,
  operators: readonly string[],
): Promise<boolean> {
  if (!(await isAnyCallDue(store.db, now))) return false;
  return store.transaction(async (tx) => {
    const calls = await claimCalls(tx, now);
    const lookMs = Math.max(
      LOOK_MS,
      Math.min(calls.length * LOOK_MS_PER_CALL, LOOK_LATER_MS),
    );
    const fates = Map.groupBy(calls, (call) =>
      JSON.stringify(fateOf(call, now, lookMs)),
    );
    for (const [fate, those] of fates)
      await settle(tx, now, those, JSON.parse(fate) as Fate, operators);
    return calls.length > 0;
  });
}

function fateOf(call: FollowedCall, now: Instant, lookMs: number): Fate {
  const { delivery, status, errorCode } = call;
  const failure = call.failure ?? "it was refused";
  if (delivery === null || delivery === "dropped")
    return { state: "dropped", lookAt: null };
  if (delivery === "dead")
    return call.state === "late"
      ? { state: "failed", lookAt: null }
      : { state: "failed", lookAt: null, why: failure };
  const age = now - call.at;
  if (delivery !== "sent") {
    // However old: where nobody looked for hours, no other way was tried.
    if (age > SLOW_MS && call.state === "calling")
      return { state: "late", lookAt: now + lookMs, why: failureOf(call) };
    if (age > GIVE_UP_MS) return { state: "late", lookAt: null };
    return { state: call.state, lookAt: now + lookMs };
  }
  if (status !== null && endOf(status) === "delivered")
    return { state: "delivered", lookAt: null };
  if (status !== null && endOf(status) === "lost")
    return {
      state: "failed",
      lookAt: null,
      why: lossInWords(status, errorCode),
    };
  // In some countries nobody ever tells whether it arrived.
  if (age > TOLD_BY_MS) return { state: "sent", lookAt: null };
  const wait = age > SLOW_MS ? LOOK_LATER_MS : lookMs;
  return { state: "sent", lookAt: now + wait };
}

function failureOf({ failure }: FollowedCall): string {
  return failure ?? "it could not be handed over to Twilio";
}

async function settle(
  tx: Db,
  now: Instant,
  calls: readonly FollowedCall[],
  fate: Fate,
  operators: readonly string[],
): Promise<void> {
  const why = "why" in fate ? fate.why : undefined;
  await markCalls(
    tx,
    calls.map(({ id }) => id),
    {
      state: fate.state,
      lookAt: fate.lookAt,
      ...(why === undefined ? {} : { failure: why }),
    },
  );
  if (why !== undefined) await tryNextWay(tx, now, calls, why, operators);
}

async function tryNextWay(
  tx: Db,
  now: Instant,
  calls: readonly FollowedCall[],
  why: string,
  operators: readonly string[],
): Promise<void> {
  const [first] = calls;
  if (first === undefined) return;
  const { personId: id, personName: name, namespaceId } = first;
  if (namespaceId === null)
    return tellPeople(
      tx,
      now,
      [id],
      `The TEST SMS to you did not arrive: ${why}. \`contact\` shows and changes your number.`,
    );
  const pagings = await stillPaged(tx, calls);
  const left = await withSomebodyLeft(tx, pagings, now);
  if (pagings.length > 0) {
    await writeCalls(tx, now, { person: { id, name }, way: "slack", pagings });
    await setNext(
      tx,
      pagings.map(({ incidentId }) => incidentId),
      now,
    );
  }
  const what = listed(
    calls.map(({ incidentId }) => `incident ${incidentId}`),
    MOST_NAMED,
  );
  await tellPeople(
    tx,
    now,
    [id],
    `An SMS to you about ${what} did not arrive: ${why}. \`contact\` shows and changes your number, \`page test\` tries it.`,
  );
  await tellKeepers(
    tx,
    now,
    await getNamespace(tx, namespaceId),
    operators,
    `An SMS to ${name} about ${what} did not arrive: ${why}. ${whatFollows(pagings.length, left.length)}`,
    id,
  );
  await wakeDeliverers(tx);
}

function whatFollows(open: number, withNext: number): string {
  if (open === 0) return "It is not needed any more.";
  if (withNext === 0)
    return "They are told in Slack; nobody is left to be called.";
  return withNext === open
    ? "They are told in Slack, and the next person is called."
    : "They are told in Slack, and the next person is called where one is left.";
}
