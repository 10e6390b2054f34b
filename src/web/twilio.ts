import express, { type Request, type Response, Router } from "express";
import twilio from "twilio";
import * as z from "zod";
import type { Context } from "../actions/context.ts";
import { receiveSms } from "../actions/receive-sms.ts";

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

const PATH = "/hooks/twilio/sms";

/** Where Twilio tells us of SMS that came to our number. Anything that Twilio did not sign is refused. */
export function twilioRouter(parts: TwilioHookParts): Router {
  const router = Router();
  router.post(
    PATH,
    express.urlencoded({ extended: false, limit: LONGEST_FORM }),
    (request, response) => hear(parts, request, response),
  );
  return router;
}

async function hear(
  { context, authToken, publicUrl }: TwilioHookParts,
  request: Request,
  response: Response,
): Promise<void> {
  const fields = request.body as Record<string, string>;
  const signature = request.get("X-Twilio-Signature") ?? "";
  const url = `${publicUrl}${request.originalUrl}`;
  const isTwilio =
    request.path === PATH &&
    twilio.validateRequest(authToken, signature, url, fields ?? {});
  if (!isTwilio) {
    response.status(403).type("text").send("Twilio did not sign this.\n");
    return;
  }
  const read = received.safeParse(fields);
  if (read.success) {
    const { MessageSid, From, To, Body } = read.data;
    await receiveSms(context(), {
      sid: MessageSid,
      sender: From,
      recipient: To,
      text: Body.replaceAll("\0", ""),
    });
  }
  response.type("text/xml").send("<Response/>");
}
