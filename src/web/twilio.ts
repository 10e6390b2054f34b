import express, { type Request, type Response, Router } from "express";
import twilio from "twilio";
import * as z from "zod";
import type { Context } from "../actions/context.ts";
import { hearSmsStatus } from "../actions/paging/sms-status.ts";
import { receiveSms } from "../actions/paging/receive-sms.ts";
import { unreadable } from "./forms.ts";

/** Twilio asks for no more than this of one SMS. */
const LONGEST_FORM = "64kb";

const received = z.object({
  MessageSid: z.string().regex(/^(SM|MM)[0-9a-f]{32}$/),
  From: z.string().min(1),
  To: z.string().min(1),
  Body: z.string(),
});

export interface TwilioHookParts {
  context: () => Context;
  authToken: string;
  /** How Twilio reaches us, without a slash at its end: the signature is made of it. */
  publicUrl: string;
}

const told = z.object({
  MessageSid: z.string().regex(/^(SM|MM)[0-9a-f]{32}$/),
  MessageStatus: z.string().min(1).max(40),
  ErrorCode: z.coerce.number().int().nullable().default(null),
});

const PATH = "/hooks/twilio/sms";
const STATUS_PATH = "/hooks/twilio/status";

/** Where Twilio tells us of SMS that came to our number, and of how ours do. Anything that Twilio did not sign is refused. */
export function twilioRouter(parts: TwilioHookParts): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: LONGEST_FORM });
  router.post(PATH, form, (request, response) =>
    hear(parts, PATH, request, response, hearSms),
  );
  router.post(STATUS_PATH, form, (request, response) =>
    hear(parts, STATUS_PATH, request, response, hearStatus),
  );
  router.use([PATH, STATUS_PATH], unreadable);
  return router;
}

async function hear(
  { context, authToken, publicUrl }: TwilioHookParts,
  path: string,
  request: Request,
  response: Response,
  take: (context: Context, fields: unknown) => Promise<void>,
): Promise<void> {
  const fields = request.body as Record<string, string>;
  const signature = request.get("X-Twilio-Signature") ?? "";
  const url = `${publicUrl}${request.originalUrl}`;
  const isTwilio =
    request.path === path &&
    twilio.validateRequest(authToken, signature, url, fields ?? {});
  if (!isTwilio) {
    response.status(403).type("text").send("Twilio did not sign this.\n");
    return;
  }
  await take(context(), fields);
  response.type("text/xml").send("<Response/>");
}

async function hearSms(context: Context, fields: unknown): Promise<void> {
  const read = received.safeParse(fields);
  if (!read.success) return;
  const { MessageSid, From, To, Body } = read.data;
  await receiveSms(context, {
    sid: MessageSid,
    sender: From,
    recipient: To,
    text: Body.replaceAll("\0", ""),
  });
}

async function hearStatus(context: Context, fields: unknown): Promise<void> {
  const read = told.safeParse(fields);
  if (!read.success) return;
  const { MessageSid, MessageStatus, ErrorCode } = read.data;
  await hearSmsStatus(context, {
    sid: MessageSid,
    status: MessageStatus,
    errorCode: ErrorCode,
  });
}
