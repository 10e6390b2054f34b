import type { RequestListener } from "node:http";
import express from "express";
import { Faults } from "../faults.ts";
import { ask, serve } from "../serve-for-tests.ts";
import type { Hook } from "./hooks.ts";
import { createTwilio, type Twilio, type TwilioOptions } from "./index.ts";
import type { Message } from "./state.ts";

/** The number of the account. */
export const OURS = "+447700900000";
/** Somebody's telephone. */
export const ADA = "+447700900123";

export interface Answer {
  status: number;
  /** The JSON of the answer; undefined when it is empty. */
  body: unknown;
}

export interface ServedTwilio {
  url: string;
  twilio: Twilio;
  faults: Faults;
  advance(ms: number): void;
  /** A request of the app, with Basic authentication unless another header is given. */
  call(
    method: string,
    path: string,
    form?: Record<string, string>,
    authorization?: string,
  ): Promise<Answer>;
  /** CreateMessage to ADA from OURS, or as the form says. */
  create(form?: Record<string, string>): Promise<Answer>;
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Every message so far, or those after this number as soon as there is one. */
  messages(after?: number): Promise<Message[]>;
  hooks(after: number): Promise<Hook[]>;
  stop(): Promise<void>;
}

const WAIT_MS = 5000;

/** Twilio on a port of its own. Messages stay where they are until a test moves them, or sets stepMs. */
export async function serveTwilio(
  options: Partial<TwilioOptions> = {},
): Promise<ServedTwilio> {
  let now = Date.parse("2026-11-20T23:59:00Z");
  const faults = new Faults();
  const twilio = createTwilio({
    faults,
    changed: () => {},
    now: () => now,
    ...options,
  });
  const app = express();
  app.use("/twilio", twilio.router);
  app.use("/control/twilio", twilio.control);
  const served = await serve(app);
  const { accountSid, authToken } = twilio.credentials;
  const basic = Buffer.from(`${accountSid}:${authToken}`).toString("base64");
  const control = (method: string, path: string, body?: unknown) =>
    ask(method, `${served.url}/control/twilio${path}`, body);
  const call: ServedTwilio["call"] = async (
    method,
    path,
    form,
    authorization = `Basic ${basic}`,
  ) => {
    const at = `${served.url}/twilio/2010-04-01/Accounts/${accountSid}${path}`;
    const response = await fetch(at, {
      method,
      headers: { authorization },
      ...(form && { body: new URLSearchParams(form) }),
    });
    const text = await response.text();
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    return { status: response.status, body };
  };
  await control("PATCH", "/settings", { stepMs: WAIT_MS * 10 });
  return {
    url: served.url,
    twilio,
    faults,
    call,
    control,
    advance: (ms) => {
      now += ms;
    },
    create: (form) =>
      call("POST", "/Messages.json", {
        To: ADA,
        From: OURS,
        Body: "Datastore is down",
        ...form,
      }),
    messages: async (after) => {
      const query =
        after === undefined ? "" : `?after=${after}&wait=${WAIT_MS}`;
      const { body } = await control("GET", `/messages${query}`);
      return (body as { messages: Message[] }).messages;
    },
    hooks: async (after) => {
      const { body } = await control(
        "GET",
        `/hooks?after=${after}&wait=${WAIT_MS}`,
      );
      return (body as { hooks: Hook[] }).hooks;
    },
    async stop() {
      twilio.stop();
      await served.stop();
    },
  };
}

/** What the app was told, in order. */
export interface Told {
  path: string;
  form: Record<string, string>;
  signature: string | undefined;
}

export interface ServedApp {
  url: string;
  told: Told[];
  /** What it answers; by default 204. */
  answer: { status: number; type?: string; body?: string };
  stop(): Promise<void>;
}

/** An app that takes Twilio's requests. */
export async function serveApp(): Promise<ServedApp> {
  const told: Told[] = [];
  const app = express();
  app.use(express.text({ type: "application/x-www-form-urlencoded" }));
  app.use((request, response) => {
    told.push({
      path: request.originalUrl,
      form: Object.fromEntries(new URLSearchParams(String(request.body))),
      signature: request.get("x-twilio-signature"),
    });
    const { status, type, body } = servedApp.answer;
    if (type !== undefined) response.type(type);
    response.status(status).send(body);
  });
  const served = await serve(app as RequestListener);
  const servedApp: ServedApp = {
    url: served.url,
    told,
    answer: { status: 204 },
    stop: () => served.stop(),
  };
  return servedApp;
}
