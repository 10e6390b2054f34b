import { badParameter, createError, type TwilioError } from "./errors.ts";
import { numberSchema } from "./state.ts";
import { DEFAULT_VALIDITY_S, type Draft, type TwilioWorld } from "./world.ts";

const MAX_BODY_LENGTH = 1600;
/** Real parameters that this Twilio cannot do; taking no notice of them would be a lie. */
const notKnownHere = ["MediaUrl", "ContentSid", "SendAt", "ScheduleType"];

type Judged = { ok: true; draft: Draft } | { ok: false; error: TwilioError };

/** Turns the form of CreateMessage into a message, or says why not as Twilio does. */
export function judgeForm(world: TwilioWorld, form: URLSearchParams): Judged {
  const error = problemWithForm(form) ?? problemWithSender(world, form);
  if (error !== undefined) return { ok: false, error };
  const draft = draftOf(form);
  const refusal = problemWithRecipient(world, draft);
  return refusal === undefined
    ? { ok: true, draft }
    : { ok: false, error: refusal };
}

function draftOf(form: URLSearchParams): Draft {
  const serviceSid = form.get("MessagingServiceSid") ?? undefined;
  return {
    direction: "outbound-api",
    from: form.get("From"),
    to: form.get("To") ?? "",
    body: form.get("Body") ?? "",
    status: serviceSid === undefined ? "queued" : "accepted",
    serviceSid,
    statusCallback: form.get("StatusCallback") ?? undefined,
    validityPeriodS: Number(form.get("ValidityPeriod") ?? DEFAULT_VALIDITY_S),
  };
}

function problemWithForm(form: URLSearchParams): TwilioError | undefined {
  const to = form.get("To") ?? "";
  const body = form.get("Body") ?? "";
  if (to === "") return createError(21604);
  if (body === "") return createError(21602);
  if (body.length > MAX_BODY_LENGTH) return createError(21617);
  if (!numberSchema.safeParse(to).success) return createError(21211, { to });
  const callback = form.get("StatusCallback");
  if (callback !== null && !isCallbackUrl(callback)) return createError(21609);
  return problemWithOptions(form);
}

function problemWithOptions(form: URLSearchParams): TwilioError | undefined {
  const unknown = notKnownHere.find((name) => form.has(name));
  if (unknown !== undefined)
    return badParameter(`the sandbox does not know ${unknown}`);
  const validity = form.get("ValidityPeriod") ?? "1";
  if (!/^\d{1,5}$/.test(validity)) return badParameter("ValidityPeriod");
  const validityS = Number(validity);
  if (validityS < 1 || validityS > DEFAULT_VALIDITY_S)
    return badParameter("ValidityPeriod");
  const smart = form.get("SmartEncoded") ?? "true";
  return ["true", "false"].includes(smart)
    ? undefined
    : badParameter("SmartEncoded");
}

/** Twilio wants a host name without underscores. */
function isCallbackUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return /^https?:$/.test(protocol) && !hostname.includes("_");
}

function problemWithSender(
  world: TwilioWorld,
  form: URLSearchParams,
): TwilioError | undefined {
  const from = form.get("From") ?? "";
  const serviceSid = form.get("MessagingServiceSid");
  if (serviceSid !== null) {
    const service = world.service(serviceSid);
    if (service === undefined) return createError(21701);
    const isInPool = from === "" || service.numbers.includes(from);
    return isInPool ? undefined : createError(21606, { from });
  }
  if (from === "") return createError(21603);
  return world.ownNumber(from) === undefined
    ? createError(21606, { from })
    : undefined;
}

function problemWithRecipient(
  world: TwilioWorld,
  { to, from, serviceSid }: Draft,
): TwilioError | undefined {
  const phone = world.phone(to);
  const numbers = { to, from: from ?? "" };
  if (to === from) return createError(21266, numbers);
  if (phone.refuse !== null) return createError(phone.refuse, numbers);
  const { trial, verified } = world.settings;
  if (trial && !verified.includes(to)) return createError(21608, numbers);
  const pool = world.service(serviceSid ?? "")?.numbers ?? [];
  const senders = from === null ? pool : [from];
  return senders.some((sender) => phone.stopped.includes(sender))
    ? createError(21610, numbers)
    : undefined;
}
