import type { Twilio } from "twilio";

/** The account that writes and receives SMS. */
export interface TwilioAccount {
  accountSid: string;
  authToken: string;
  /** Our number, in E.164; undefined where a Messaging Service chooses one. */
  from: string | undefined;
  /** The Messaging Service that sends to people, where there is one. */
  messagingServiceSid?: string | undefined;
  /** Where Twilio is, when it is not at its usual place. */
  apiUrl: string | undefined;
}

/** A call that takes longer is not waited for. */
const TIMEOUT_MS = 10_000;

/** A client that is made when it is first asked for: its library is large, and many instances never send an SMS. */
export function twilioClient(
  account: TwilioAccount,
  timeout = TIMEOUT_MS,
): () => Promise<Twilio> {
  let opened: Promise<Twilio> | undefined;
  return () => (opened ??= open(account, timeout));
}

async function open(
  { accountSid, authToken, apiUrl }: TwilioAccount,
  timeout: number,
): Promise<Twilio> {
  const { default: twilio } = await import("twilio");
  const client = twilio(accountSid, authToken, {
    timeout,
    autoRetry: false,
  });
  if (apiUrl !== undefined) client.api.baseUrl = apiUrl;
  return client;
}

/** What went wrong with a call, in words; Twilio's own number helps to look it up. */
export function twilioFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Where the answer was not Twilio's JSON, its client leaves code and message out.
  const { code, message, status } = error as {
    code?: unknown;
    message?: string;
    status?: unknown;
  };
  if (code === "ECONNABORTED" || code === "ETIMEDOUT")
    return "Twilio did not answer in time";
  const words =
    message === undefined || message === ""
      ? `Twilio answered something that cannot be read${typeof status === "number" ? ` (HTTP ${status})` : ""}`
      : message;
  return typeof code === "number" ? `${words} (Twilio ${code})` : words;
}
