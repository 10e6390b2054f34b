import { inTransaction } from "../actions/context.ts";
import { budgetWarning } from "../actions/posts/budget.ts";
import { keepLimits } from "../actions/posts/voice.ts";
import type { Outlet } from "../actions/telling/outlets.ts";
import { finishTelling, type Notice } from "../actions/telling/record.ts";
import { PARKED } from "../actions/telling/task.ts";
import type { Outcome } from "../announcer/channel.ts";
import { isNetwork } from "../domain/posts/networks.ts";
import { DAY, HOUR, type Instant, MINUTE, SECOND } from "../domain/time.ts";
import type { TellerParts, Telling } from "./telling.ts";

const FIRST_RETRY_MS = SECOND;
const LONGEST_RETRY_MS = 5 * MINUTE;
/** News older than this is not worth telling any more. */
const GIVE_UP_MS = DAY;
/** What waited that long before it went out, for somebody to allow it or for a deliverer, is tried for a while all the same. */
const TRY_MS = HOUR;
/** How often a remote is asked about a message before it is left to people to look. */
const MOST_QUESTIONS = 8;

/** Writes down what became of a message. Returns until when the outlet must rest; null where it may go on. */
export async function conclude(
  parts: TellerParts,
  telling: Telling,
  outcome: Outcome,
): Promise<Instant | null> {
  if (outcome.kind === "accepted") return accepted(parts, telling, outcome);
  const { clock, log } = parts;
  const { outlet, address } = telling;
  log.warn(
    {
      outlet: outlet.label,
      delivery: address.deliveryId,
      attempt: address.attempt,
      outcome,
    },
    "a delivery was not accepted",
  );
  const isOld = isTooOld(telling, clock.now());
  switch (outcome.kind) {
    case "never":
      return dead(parts, telling, outcome);
    case "later":
      return isOld
        ? dead(parts, telling, { ...outcome, outletIsDead: false })
        : later(parts, telling, outcome);
    case "ambiguous": // what may have arrived is never called dead: it would be sent again without a question
      return ambiguous(
        parts,
        telling,
        isOld ? { ...outcome, isFinal: true } : outcome,
      );
  }
}

function isTooOld({ plannedAt, address }: Telling, now: Instant): boolean {
  return now - plannedAt > GIVE_UP_MS && now - address.triedAt > TRY_MS;
}

async function accepted(
  { context, operators }: TellerParts,
  { outlet, address: { deliveryId } }: Telling,
  { remoteId, limits }: Outcome & { kind: "accepted" },
): Promise<null> {
  const ending = { kind: "sent", remoteId } as const;
  if (!isNetwork(outlet.channel)) {
    await finishTelling(context(), outlet, deliveryId, ending);
    return null;
  }
  await finishTelling(context(), outlet, deliveryId, ending, {
    operators: await operators(),
    words: (tx) =>
      budgetWarning(inTransaction(context(), tx), outlet, deliveryId),
  });
  if (limits !== undefined) await keepLimits(context(), outlet, limits);
  return null;
}

async function dead(
  parts: TellerParts,
  { outlet, address }: Telling,
  { reason, outletIsDead }: { reason: string; outletIsDead: boolean },
): Promise<null> {
  const isNobodysWork =
    (outletIsDead && isReader(outlet)) || isFollowed(outlet);
  const ending = { kind: "dead", failure: reason, outletIsDead } as const;
  await finishTelling(
    parts.context(),
    outlet,
    address.deliveryId,
    ending,
    isNobodysWork
      ? undefined
      : await deathNotice(parts, outlet, reason, outletIsDead),
  );
  return null;
}

async function later(
  parts: TellerParts,
  { outlet, address, wasRefused }: Telling,
  { reason, afterMs, alarm }: Outcome & { kind: "later" },
): Promise<Instant> {
  const nextAttemptAt =
    parts.clock.now() + (afterMs ?? backoff(parts, address.attempt));
  await finishTelling(
    parts.context(),
    outlet,
    address.deliveryId,
    { kind: "retry", failure: reason, nextAttemptAt },
    alarm === true && !wasRefused
      ? await notice(parts, `Messages to ${outlet.label} wait: ${reason}.`)
      : undefined,
  );
  return nextAttemptAt;
}

async function ambiguous(
  parts: TellerParts,
  { outlet, address }: Telling,
  { reason, isFinal }: Outcome & { kind: "ambiguous" },
): Promise<Instant | null> {
  const isHopeless = isFinal === true || address.attempt >= MOST_QUESTIONS;
  const nextAttemptAt = isHopeless
    ? PARKED
    : parts.clock.now() + backoff(parts, address.attempt);
  await finishTelling(
    parts.context(),
    outlet,
    address.deliveryId,
    { kind: "ambiguous", failure: reason, nextAttemptAt },
    isHopeless
      ? await notice(
          parts,
          `It could not be found out whether a message to ${outlet.label} arrived: ${reason}. \`deliveries\` shows it.`,
        )
      : undefined,
  );
  return isHopeless ? null : nextAttemptAt;
}

/** 1 s, 2 s, 4 s … 5 min. */
function backoff(
  { firstRetryMs = FIRST_RETRY_MS }: TellerParts,
  attempt: number,
): number {
  return Math.min(LONGEST_RETRY_MS, firstRetryMs * 2 ** (attempt - 1));
}

/** What becomes of SMS to people is followed by paging, which tells those who look after it. */
function isFollowed({ channel }: Outlet): boolean {
  return channel === "sms";
}

/** Addresses of the public that do not exist any more are nobody's work. */
function isReader({ channel, recipient }: Outlet): boolean {
  return channel === "mail" && recipient.startsWith("reader:");
}

async function notice(
  { operators }: TellerParts,
  text: string,
): Promise<Notice> {
  return { operators: await operators(), words: async () => text };
}

/** Whoever cannot be told in Slack is not told of that in Slack, or the news of it would never end. */
async function deathNotice(
  parts: TellerParts,
  outlet: Outlet,
  reason: string,
  outletIsDead: boolean,
): Promise<Notice | undefined> {
  const text = outletIsDead
    ? `Nothing is sent to ${outlet.label} any more: ${reason}. Mend it, then connect it again.`
    : `A message to ${outlet.label} could not be delivered: ${reason}.`;
  const found = await notice(parts, text);
  return found.operators.includes(outlet.recipient) ? undefined : found;
}
