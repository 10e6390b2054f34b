import type { Response } from "express";

/** How Twilio words a refusal. */
export interface TwilioError {
  /** The HTTP status. */
  status: number;
  code: number;
  message: string;
}

/** What a message can be refused with when it is created; {to} and {from} are filled in. https://www.twilio.com/docs/api/errors */
export const createErrors = {
  21211: "Invalid 'To' Phone Number: {to}",
  21266: "'To' and 'From' number cannot be the same: {to}",
  21408:
    "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {to}",
  21602: "Message body is required.",
  21603: "A 'From' phone number is required.",
  21604: "A 'To' phone number is required.",
  21606:
    "The 'From' phone number provided ({from}) is not a valid message-capable Twilio phone number for this destination/account",
  21608:
    "The number {to} is unverified. Trial accounts cannot send messages to unverified numbers",
  21609: "The 'StatusCallback' URL provided is not a valid URL.",
  21610: "Attempt to send to unsubscribed recipient",
  21611:
    "This 'From' number has exceeded the maximum number of queued messages",
  21612:
    "The message cannot be sent with the current combination of 'To' ({to}) and/or 'From' ({from}) parameters",
  21614: "'To' number is not a valid mobile number: {to}",
  21617: "The concatenated message body exceeds the 1600 character limit",
  21635: "'To' number cannot be a landline: {to}",
  21701: "The Messaging Service resource does not exist",
} as const;
export type CreateErrorCode = keyof typeof createErrors;

export const createErrorCodes = Object.keys(createErrors).map(
  Number,
) as CreateErrorCode[];

export function isCreateErrorCode(code: unknown): code is CreateErrorCode {
  return (createErrorCodes as unknown[]).includes(code);
}

export function createError(
  code: CreateErrorCode,
  numbers: { to?: string; from?: string } = {},
): TwilioError {
  const message = createErrors[code]
    .replace("{to}", numbers.to ?? "")
    .replace("{from}", numbers.from ?? "");
  return { status: 400, code, message };
}

/** Why a message was not delivered in the end: https://www.twilio.com/docs/api/errors, 30001 and on. */
const deliveryErrors: Readonly<Record<number, string>> = {
  30001: "Queue overflow",
  30002: "Account suspended",
  30003: "Unreachable destination handset",
  30004: "Message blocked",
  30005: "Unknown destination handset",
  30006: "Landline or unreachable carrier",
  30007: "Message filtered",
  30008: "Unknown error",
  30022: "US A2P 10DLC - Rate Limits Exceeded",
  30034: "US A2P 10DLC - Message from an Unregistered Number",
};

export function deliveryError(code: number): string {
  return deliveryErrors[code] ?? "Unknown error";
}

export const authenticate: TwilioError = {
  status: 401,
  code: 20003,
  message: "Authenticate",
};

export const tooMany: TwilioError = {
  status: 429,
  code: 20429,
  message: "Too Many Requests",
};

export const notComplete: TwilioError = {
  status: 409,
  code: 20009,
  message: "Cannot delete message because delivery is not complete",
};

export function notFound(path: string): TwilioError {
  return {
    status: 404,
    code: 20404,
    message: `The requested resource ${path} was not found`,
  };
}

export function badParameter(message: string): TwilioError {
  return { status: 400, code: 20422, message: `Invalid Parameter: ${message}` };
}

export function sendError(response: Response, error: TwilioError): void {
  if (error.status === 401)
    response.set("www-authenticate", 'Basic realm="Twilio API"');
  response.status(error.status).json({
    code: error.code,
    message: error.message,
    more_info: `https://www.twilio.com/docs/errors/${error.code}`,
    status: error.status,
  });
}
