import { clip, counted } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import { isNetwork } from "../../domain/posts/networks.ts";
import type { Db } from "../../store/db.ts";
import { wakeDeliverers } from "../../store/telling/deliveries.ts";
import { closeDrafts, HELD } from "../../store/telling/drafts.ts";
import {
  dropMessage,
  findOutlet,
  giveUpMessage,
  isOvertaken,
  type LedgerMessage,
  lockMessage,
  namespacesOfMessage,
  namespacesOfOutlet,
  type OwnedPlace,
  waitingFor,
  wakeMessage,
} from "../../store/telling/ledger.ts";
import { NOTHING_COMES } from "../../store/mail/mail-signups.ts";
import { isUntrue } from "../../store/telling/not-told.ts";
import { switchOn } from "../../store/telling/outlets.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import {
  audit,
  mayNotAdminister,
  mayNotAnnounce,
  mayNotChange,
} from "../people/permission.ts";
import { howToMend } from "./words.ts";

/** What was done, in a sentence. */
export interface Handled {
  ok: true;
  text: string;
}

const LONGEST_LABEL = 80;
/** Two who press at the same moment may be heard in the other order. */
const AT_ONCE_MS = 1_000;
const LONGEST_REASON = 200;

const noSuch = refuse("not-found", "There is no such delivery any more.");

/**
 * Another attempt at once: what was refused is sent again as it was, and of what may have arrived the remote is asked
 * first, as ever.
 */
export function retryDelivery(
  context: Context,
  deliveryId: number,
): Promise<Handled | Refusal> {
  return again(context, deliveryId, "delivery retry");
}

/**
 * What may have arrived, and is given up asking about, is sent again without a question: somebody looked, and it is not
 * there. What surely failed is tried again.
 */
export function resendDelivery(
  context: Context,
  deliveryId: number,
): Promise<Handled | Refusal> {
  return again(context, deliveryId, "delivery resend");
}

async function again(
  context: Context,
  deliveryId: number,
  verb: "delivery retry" | "delivery resend",
): Promise<Handled | Refusal> {
  const { store, now } = context;
  return store.transaction(async (tx) => {
    const message = await lockMessage(tx, deliveryId);
    if (message === null) return noSuch;
    const isKnownLost =
      verb === "delivery resend" && message.state === "ambiguous";
    const refusal =
      (await mayNotHandle(context, tx, message)) ?? whyNotAgain(message, now);
    if (refusal !== undefined) return refusal;
    const settled = onItsWay(message, now);
    if (settled !== undefined) return { ok: true as const, text: settled };
    const isAsked = message.state === "ambiguous" && !isKnownLost;
    if (isAsked && !canBeAsked(message))
      return refuse(
        "cannot-be-asked",
        `Of ${nameOf(message)} nobody can be asked whether it arrived. Look there, then send it again or drop it.`,
      );
    if (await isOvertaken(tx, message.id))
      return refuse(
        "overtaken",
        `${nameOf(message)} was told what came after it: to tell this now would be out of order. Drop it.`,
      );
    if (message.audience === "customers" && (await isUntrue(tx, message.id)))
      return refuse(
        "over",
        `It is over by now, and ${nameOf(message)} would hear of no end: nothing is told. Drop it.`,
      );
    if (isKnownLost) await giveUpMessage(tx, message.id);
    await wakeMessage(tx, message.id, now);
    await audit(tx, context, verb, targetOf(message), { was: message.state });
    await wakeDeliverers(tx);
    return { ok: true as const, text: retriedWords(message, now, isAsked) };
  });
}

/** No mail server tells which mails it took. */
export function canBeAsked({ channel }: Pick<Outlet, "channel">): boolean {
  return channel !== "mail";
}

function whyNotAgain(message: LedgerMessage, now: number): Refusal | undefined {
  const { state, channel, offReason } = message;
  if (state === "dropped")
    return refuse("dropped", "It was dropped: it is not told any more.");
  if (state === "sent" || onItsWay(message, now) !== undefined)
    return undefined;
  if (channel === "sms")
    return refuse(
      "too-late",
      "SMS are not sent late: whoever is on call is called anew by the next reminder. Drop it.",
    );
  return offReason === null
    ? undefined
    : refuse(
        "switched-off",
        `Nothing is sent to ${nameOf(message)} any more: ${clip(offReason, LONGEST_REASON)}. ${howToMend(channel)}`,
      );
}

/** The second press on the same button finds that the first one was heard. */
function onItsWay(
  { state, nextAttemptAt, failure }: LedgerMessage,
  now: number,
): string | undefined {
  switch (state) {
    case "sent":
      return "It was told already.";
    case "sending":
      return "It is being sent right now.";
    case "planned":
      return nextAttemptAt >= HELD
        ? `It is held (${failure ?? "nobody allowed it"}): the post itself has the buttons for that.`
        : "It is going to be told by itself.";
    case "retry":
      return nextAttemptAt <= now + AT_ONCE_MS
        ? "It is tried again already."
        : `It is tried again by itself in ${durationInWords(nextAttemptAt - now)}.`;
    case "ambiguous":
      return nextAttemptAt <= now ? "It is tried again already." : undefined;
    case "dead":
    case "dropped":
      return undefined;
  }
}

function retriedWords(
  message: LedgerMessage,
  now: number,
  isAsked: boolean,
): string {
  const { count, restsUntil } = message;
  const what = count > 1 ? `The message with ${count} pieces of news` : "It";
  const rest =
    restsUntil !== null && restsUntil > now
      ? ` as soon as ${nameOf(message)} may be used again, in ${durationInWords(restsUntil - now)}`
      : " now";
  return isAsked
    ? `${nameOf(message)} is asked${rest} whether it arrived; only if it surely did not, it is sent again.`
    : `${what} is sent again${rest}.`;
}

/** Nobody hears of it any more. What is being sent at the moment cannot be called back. */
export async function dropDelivery(
  context: Context,
  deliveryId: number,
): Promise<Handled | Refusal> {
  const { store, actor, now } = context;
  return store.transaction(async (tx) => {
    const message = await lockMessage(tx, deliveryId);
    if (message === null) return noSuch;
    const refusal = await mayNotHandle(context, tx, message);
    if (refusal !== undefined) return refusal;
    const { state } = message;
    if (state === "dropped")
      return { ok: true as const, text: "It was dropped already." };
    if (state === "sent")
      return refuse("sent", "It was told already: there is nothing to drop.");
    if (state === "sending")
      return refuse(
        "sending",
        "It is being sent right now: look again in a moment.",
      );
    const dropped = await dropMessage(
      tx,
      message.id,
      `dropped by ${actor.name}`,
    );
    const { outletId } = message;
    const of = dropped.map((id) => ({ id, outletId }));
    await closeDrafts(tx, of, now);
    await audit(tx, context, "delivery drop", targetOf(message), {
      was: state,
      count: dropped.length,
    });
    return {
      ok: true as const,
      text: `Dropped: ${nameOf(message)} is not told ${dropped.length === 1 ? "this" : `these ${dropped.length} pieces of news`} any more.`,
    };
  });
}

/** A channel that was switched off because it refused is told again. */
export async function useOutletAgain(
  context: Context,
  outletId: number,
): Promise<Handled | Refusal> {
  return context.store.transaction(async (tx) => {
    const outlet = await findOutlet(tx, outletId);
    if (outlet === null)
      return refuse("not-found", "There is no such channel any more.");
    const refusal =
      mayNotSpeakIn(context, outlet, await namespacesOfOutlet(tx, outletId)) ??
      whyNotOn(outlet);
    if (refusal !== undefined) return refusal;
    if (!(await switchOn(tx, outlet, context.now)))
      return {
        ok: true as const,
        text: `${nameOf({ outlet: outlet.label })} is in use already.`,
      };
    await audit(tx, context, "outlet use again", outlet.label, {
      was: outlet.offReason,
    });
    await wakeDeliverers(tx);
    const waiting = await waitingFor(tx, outletId);
    const left =
      waiting === 0
        ? ""
        : ` ${counted(waiting, "message")} that waited ${waiting === 1 ? "is" : "are"} told now.`;
    return {
      ok: true as const,
      text: `${nameOf({ outlet: outlet.label })} is told again.${left}`,
    };
  });
}

/** Whether a press can switch it on: of an account the tokens are gone, and a reader has left. */
export function canBeUsedAgain({
  channel,
  offReason,
}: Pick<Outlet, "channel" | "offReason">): boolean {
  return (
    offReason !== null && !isNetwork(channel) && offReason !== NOTHING_COMES
  );
}

function whyNotOn(outlet: Outlet): Refusal | undefined {
  if (outlet.offReason === null || canBeUsedAgain(outlet)) return undefined;
  return isNetwork(outlet.channel)
    ? refuse("not-connected", howToMend(outlet.channel))
    : refuse("left", "Nobody there wants to hear anything any more.");
}

async function mayNotHandle(
  context: Context,
  tx: Db,
  message: LedgerMessage,
): Promise<Refusal | undefined> {
  const told = await namespacesOfMessage(tx, message.id);
  return mayNotSpeakIn(
    context,
    message,
    told.length > 0 ? told : await namespacesOfOutlet(tx, message.outletId),
  );
}

/**
 * What customers hear is for those who speak to them, what the team hears for those who may change things there, and
 * what concerns no namespace for admins.
 */
function mayNotSpeakIn(
  context: Context,
  { audience }: Pick<Outlet, "audience">,
  places: readonly OwnedPlace[],
): Refusal | undefined {
  const mayNot = audience === "customers" ? mayNotAnnounce : mayNotChange;
  if (places.length === 0) return mayNotAdminister(context, null);
  return places
    .map((place) => mayNot(context, place))
    .find((refusal) => refusal !== undefined);
}

function nameOf({ outlet }: Pick<LedgerMessage, "outlet">): string {
  return /^<@\w+>$/.test(outlet)
    ? "An admin (direct message)"
    : clip(outlet, LONGEST_LABEL);
}

function targetOf(message: LedgerMessage): string {
  return `${message.id} to ${message.outlet}`;
}
