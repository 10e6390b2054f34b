import { clip, listed } from "../../base/text.ts";
import { localLabel } from "../../base/zone.ts";
import { durationInWords } from "../../domain/duration.ts";
import type { SmsReply } from "../../domain/sms-reply.ts";
import { MINUTE } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import { addEntry } from "../../store/incidents/incidents.ts";
import { type OpenCall, openCallsOf } from "../../store/paging/paged-people.ts";
import { putOffCallsOf } from "../../store/paging/pagings.ts";
import type { Progress } from "../../store/paging/sms.ts";
import { acknowledgeIncident } from "../incidents/acknowledge-incident.ts";
import type { Acted } from "../incidents/act-on-incident.ts";
import type { Context, Refusal } from "../context.ts";
import { audit, mayNotAct } from "../people/permission.ts";
import { snoozeIncident } from "../incidents/snooze-incident.ts";

/** In one transaction: each service is locked until its end. */
const MOST_AT_ONCE = 50;
/** Longer than ten thousand take. */
const PUT_OFF_MS = 5 * MINUTE;
const MOST_NAMED = 4;
const LONGEST_NAME = 30;
const LONGEST_KEPT = 80;

type Act = Extract<SmsReply, { kind: "ack" | "snooze" }>;

/** The words of an SMS, and how far it was acted on. */
type Written = Progress & { text: string };

/** Acts on what is meant; what is answered, or how far it has come where there is more to do. */
export async function actOn(
  tx: Db,
  context: Context,
  reply: Act,
  sms: Written,
): Promise<string | Progress> {
  const refusal = mayNotAct(context);
  if (refusal !== undefined) return refusal.text;
  const { meant } = reply;
  if (typeof meant === "number")
    return actOnOne(tx, context, reply, sms.text, meant);
  if (sms.actedTo !== null) return actOnAll(tx, context, reply, sms);
  const free = await openCallsOf(tx, context.actor.id, {
    free: reply.kind === "ack",
    limit: MOST_NAMED,
  });
  const [only] = free.calls;
  if (only === undefined) return nothingToActOn(tx, context);
  if (free.count === 1)
    return actOnOne(tx, context, reply, sms.text, only.incidentId);
  if (meant === "all") return beginAll(tx, context, reply, sms, free.count);
  const word = reply.kind === "ack" ? "ACK" : "SNOOZE";
  return `${free.count} are open: ${named(free.calls, free.count)}. Which one? ${word} ${only.incidentId}, or ${word} ALL`;
}

async function nothingToActOn(tx: Db, context: Context): Promise<string> {
  const open = await openCallsOf(tx, context.actor.id, { limit: MOST_NAMED });
  const words = statusText(open, context);
  return open.count === 0 ? words : `Somebody has it already. ${words}`;
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

/** What takes several transactions is put off first: nobody else is called for what is not reached yet. */
async function beginAll(
  tx: Db,
  context: Context,
  reply: Act,
  sms: Written,
  count: number,
): Promise<string | Progress> {
  if (count <= MOST_AT_ONCE) return actOnAll(tx, context, reply, sms);
  await putOffCallsOf(tx, context.actor.id, context.now + PUT_OFF_MS);
  return { actedTo: 0, actedCount: 0 };
}

/** Goes on where it was left, by services: everybody locks those in one order. */
async function actOnAll(
  tx: Db,
  context: Context,
  reply: Act,
  { text, actedTo, actedCount }: Written,
): Promise<string | Progress> {
  const { calls, count: left } = await openCallsOf(tx, context.actor.id, {
    free: reply.kind === "ack",
    after: actedTo ?? 0,
    limit: MOST_AT_ONCE,
  });
  const done: OpenCall[] = [];
  for (const call of calls) {
    if (!(await carryOut(context, reply, call.incidentId)).ok) continue;
    await writeDown(tx, context, call.incidentId, text);
    done.push(call);
  }
  const count = actedCount + done.length;
  const last = calls.at(-1);
  if (last !== undefined && left > calls.length)
    return { actedTo: last.serviceId, actedCount: count };
  const what = reply.kind === "ack" ? "are yours" : "rest";
  const names = done.length === 0 ? "" : `: ${named(done, count)}`;
  return `OK, ${count} incidents ${what}${names}.`;
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

/** What is open of that for which somebody was called. */
export async function statusOf(tx: Db, context: Context): Promise<string> {
  return statusText(
    await openCallsOf(tx, context.actor.id, { limit: MOST_NAMED }),
    context,
  );
}

type Open = Awaited<ReturnType<typeof openCallsOf>>;

function statusText({ calls, count }: Open, { now }: Context): string {
  if (count === 0) return "Nothing that you were called for is open.";
  const lines = calls.map((one) => {
    const since = durationInWords(Math.max(0, now - one.beganAt));
    const how = one.severity === "down" ? "DOWN" : "DIFFICULTIES";
    return `#${one.incidentId} ${shortName(one.serviceName)} ${how} ${since}${holder(one)}`;
  });
  const rest = count - lines.length;
  return `${count} open: ${lines.join("; ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

function holder({ acknowledgedBy, isSnoozed }: OpenCall): string {
  if (acknowledgedBy !== null) return `, ${shortName(acknowledgedBy)} has it`;
  return isSnoozed ? ", snoozed" : "";
}

function named(open: readonly OpenCall[], count: number): string {
  return listed(
    open.map(
      ({ incidentId, serviceName }) =>
        `#${incidentId} ${shortName(serviceName)}`,
    ),
    MOST_NAMED,
    count,
  );
}

function shortName(name: string): string {
  return clip(name, LONGEST_NAME);
}
