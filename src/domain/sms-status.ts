/** How far an SMS has come, as Twilio calls it, by stage: what is told comes in any order, and a later stage stays. */
const stages: Record<string, number> = {
  accepted: 0,
  scheduled: 0,
  queued: 1,
  sending: 2,
  sent: 3,
  partially_delivered: 3,
  delivered: 4,
  read: 5,
  undelivered: 4,
  failed: 4,
  canceled: 4,
};

/** Undefined for a word that is not known: it changes nothing. */
export function stageOf(status: string): number | undefined {
  return Object.hasOwn(stages, status) ? stages[status] : undefined;
}

export type SmsEnd = "delivered" | "lost" | null;

/** How it ended; null while it is under way, which for some countries it stays for ever. */
export function endOf(status: string): SmsEnd {
  if (status === "delivered" || status === "read") return "delivered";
  return ["undelivered", "failed", "canceled"].includes(status) ? "lost" : null;
}

/** Why Twilio refuses a message for good, or could not deliver it. https://www.twilio.com/docs/api/errors */
const reasons: Record<number, string> = {
  21211: "the number is not valid",
  21214: "the number cannot be reached",
  21265: "the number cannot receive SMS",
  21266: "the number is the one that the messages come from",
  21408: "Twilio's geographic permissions do not let SMS go to that country",
  21608: "a trial account of Twilio writes to verified numbers only",
  21610: "the number has written STOP: it must write START before it gets SMS",
  21612: "Twilio has no way to the number from ours",
  21614: "the number is not a mobile number",
  21635: "the number is a landline",
  30001: "Twilio's queue was full, or the message waited too long in it",
  30002: "the Twilio account is suspended",
  30003: "the phone is switched off or out of reach",
  30004: "the number has blocked the message, or cannot get any",
  30005: "the number is unknown, or not in use any more",
  30006: "the number is a landline, or its carrier cannot be reached",
  30007: "the carrier has filtered the message",
  30008: "the carrier does not say why",
  30022: "the carrier's rate limit was exceeded",
  30034: "the number that messages come from is not registered for the USA",
  30036: "it could not be delivered in time",
};

/** "the number is a landline (Twilio 21635)"; undefined where the number is none of these. */
export function reasonOf(code: number): string | undefined {
  const words = reasons[code];
  return words === undefined ? undefined : `${words} (Twilio ${code})`;
}

/** Where an SMS that Twilio took is by now. */
export type Arrival =
  { kind: "delivered" | "unconfirmed" } | { kind: "lost"; why: string };

/** Null for what is no SMS, or was not sent. */
export function arrivalOf({
  channel,
  state,
  smsStatus,
  smsError,
}: {
  channel: string;
  state: string;
  smsStatus: string | null;
  smsError: number | null;
}): Arrival | null {
  if (channel !== "sms" || state !== "sent") return null;
  switch (smsStatus === null ? null : endOf(smsStatus)) {
    case "delivered":
      return { kind: "delivered" };
    case "lost":
      return { kind: "lost", why: lossInWords(smsStatus ?? "", smsError) };
    case null:
      return { kind: "unconfirmed" };
  }
}

/** Why a message that Twilio took did not arrive. */
export function lossInWords(status: string, code: number | null): string {
  const number = code === null || code === 0 ? "" : ` (Twilio ${code})`;
  return (
    (code === null ? undefined : reasonOf(code)) ??
    `Twilio says "${status}"${number}`
  );
}
