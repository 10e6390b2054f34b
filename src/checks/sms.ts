import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import { durationInWords } from "../domain/duration.ts";
import type { Facts, ProbeResult } from "../domain/result.ts";
import { type Instant, MINUTE } from "../domain/time.ts";
import { defineCheck, type ProbeContext } from "./check.ts";
import { text } from "./fields.ts";
import { compilePattern, patternProblem } from "./pattern.ts";
import type { Reply, SmsLine } from "./sms/line.ts";

const isNumber = (typed: string): string | undefined =>
  /^\+[1-9]\d{5,14}$|^\d{3,8}$/.test(typed)
    ? undefined
    : 'must be a telephone number with its country code, as in "+441632960123", or a short code';

const withoutSpaces = (typed: string): string => typed.replace(/[\s().-]/g, "");

const settings = z.strictObject({
  to: text(
    {
      label: "Gateway's number",
      help: "Where the SMS is sent to, with the country code.",
      placeholder: "+441632960123",
    },
    { max: 20, judge: isNumber, tidy: withoutSpaces },
  ),
  text: text(
    {
      label: "Text",
      help: "What is sent. {nonce} becomes a word that is new each time: a gateway that repeats it proves that its reply is no late one.",
    },
    { max: 160 },
  ).default("allswell {nonce}"),
  expect: text(
    {
      label: "Valid response",
      help: "A regular expression (RE2) that the reply must match; any reply counts where this is empty.",
      placeholder: "(?i)^ok",
    },
    { judge: patternProblem },
  ).optional(),
  replyFrom: text(
    {
      label: "Reply comes from",
      help: "Where it is another number than the gateway's.",
    },
    { max: 20, judge: isNumber, tidy: withoutSpaces },
  ).optional(),
});

type Settings = z.output<typeof settings>;

/** Twilio in the US, October 2026, each way; what carriers and other countries add is not in it. */
const PRICE_OF_ONE = 0.0083;
const MONTH_MS = 30 * 24 * 60 * MINUTE;
/** Ten SMS. */
const LONGEST_REPLY = 1_600;
/** A reply is looked for as long as there is time to say that none came. */
const LAST_WORDS_MS = 250;
/** Whether it failed on its way is asked this often. */
const STATUS_EVERY_MS = 30_000;

/** An SMS gateway: it is written to, and must reply in time. */
export const sms = defineCheck({
  label: "SMS gateway",
  settings,
  target: "to",
  defaults: { everyMs: 30 * MINUTE, timeoutMs: 5 * MINUTE, failures: 1 },
  describe: ({ to }) => `SMS to ${to}`,
  host: ({ to }) => to,
  notice: (_settings, everyMs) =>
    `Each look is an SMS there and one back: about $${((MONTH_MS / everyMs) * 2 * PRICE_OF_ONE).toFixed(0)} a month at Twilio's US price.`,
  probe,
});

/** Our number and the gateway's, while a look is under way: two at once could not tell their replies apart. */
const busy = new Set<string>();

async function probe(
  given: Settings,
  context: ProbeContext,
): Promise<ProbeResult> {
  const { sms: line } = context;
  if (line === null)
    return unknown(
      "no-line",
      "allswell has no telephone number: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM",
    );
  const pair = `${line.number} ${given.to}`;
  if (busy.has(pair))
    return unknown("busy", "another look at this gateway is under way");
  busy.add(pair);
  try {
    return await roundTrip(given, line, context);
  } finally {
    busy.delete(pair);
  }
}

async function roundTrip(
  given: Settings,
  line: SmsLine,
  { timeoutMs, now, signal, quote }: ProbeContext,
): Promise<ProbeResult> {
  const endsAt = performance.now() + timeoutMs - LAST_WORDS_MS;
  const sender = given.replyFrom ?? given.to;
  const earlier = await line.repliesSince(now() - timeoutMs - MINUTE);
  if (!earlier.ok) return unknown("not-readable", earlier.text);
  const known = new Set(earlier.replies.map(({ id }) => id));
  const nonce = randomBytes(3).toString("hex");
  const body = given.text.replaceAll("{nonce}", nonce);
  const sent = await line.send(given.to, body);
  if (!sent.ok) return unknown("not-sent", `not sent: ${sent.text}`);
  const facts: Facts = { to: given.to, sent: body, sentId: sent.id };
  const waiting = new Waiting(line, { sender, known, nonce, since: sent.at });
  let wrong: Reply | undefined;
  let askedAt = performance.now();
  while (performance.now() < endsAt && !signal.aborted) {
    const replies = await waiting.newReplies();
    const right = replies.find((reply) => isValid(reply.text, given.expect));
    if (right !== undefined) return answered(right, sent.at, facts, quote);
    wrong = replies.at(-1) ?? wrong;
    if (performance.now() - askedAt > STATUS_EVERY_MS) {
      askedAt = performance.now();
      const failure = await line.failureOf(sent.id);
      if (failure !== undefined)
        return {
          ...unknown("not-delivered", `not delivered: ${failure}`),
          facts,
        };
    }
    await pause(Math.min(line.pollMs, endsAt - performance.now()), signal);
  }
  return silent({ wrong, sentId: sent.id, timeoutMs }, line, facts, quote);
}

function isValid(reply: string, expect: string | undefined): boolean {
  if (expect === undefined) return true;
  const compiled = compilePattern(expect);
  return compiled.ok && compiled.pattern.test(reply.slice(0, LONGEST_REPLY));
}

function answered(
  reply: Reply,
  sentAt: Instant,
  facts: Facts,
  quote: (text: string) => string,
): ProbeResult {
  return {
    outcome: "up",
    latencyMs: Math.max(0, reply.at - sentAt),
    facts: { ...facts, reply: quote(reply.text), replyFrom: reply.from },
  };
}

async function silent(
  {
    wrong,
    sentId,
    timeoutMs,
  }: { wrong: Reply | undefined; sentId: string; timeoutMs: number },
  line: SmsLine,
  facts: Facts,
  quote: (text: string) => string,
): Promise<ProbeResult> {
  if (wrong !== undefined)
    return {
      outcome: "down",
      latencyMs: null,
      reason: {
        kind: "wrong-reply",
        text: `the reply is not a valid one: ${quote(wrong.text)}`,
      },
      facts: { ...facts, reply: quote(wrong.text) },
    };
  const failure = await line.failureOf(sentId);
  if (failure !== undefined)
    return { ...unknown("not-delivered", `not delivered: ${failure}`), facts };
  return {
    outcome: "down",
    latencyMs: null,
    reason: {
      kind: "timeout",
      text: `no reply within ${durationInWords(timeoutMs)}`,
    },
    facts,
  };
}

/** The replies that can belong to this round: of the right number, after the message, and not known from before. */
class Waiting {
  readonly #line: SmsLine;
  readonly #round: {
    sender: string;
    known: Set<string>;
    nonce: string;
    since: Instant;
  };

  constructor(
    line: SmsLine,
    round: {
      sender: string;
      known: Set<string>;
      nonce: string;
      since: Instant;
    },
  ) {
    this.#line = line;
    this.#round = round;
  }

  /** Each is given once; where they cannot be read now, there are none now. */
  async newReplies(): Promise<Reply[]> {
    const { sender, known, nonce, since } = this.#round;
    const found = await this.#line.repliesSince(since);
    if (!found.ok) return [];
    const fresh = found.replies.filter(
      ({ id, from, at }) => from === sender && at >= since && !known.has(id),
    );
    for (const { id } of fresh) known.add(id);
    return fresh.filter(({ text: words }) => !repeatsAnother(words, nonce));
  }
}

/** A gateway that gives our own words back gives those of an earlier round: its reply is late. */
function repeatsAnother(words: string, nonce: string): boolean {
  const repeated = /allswell ([0-9a-f]{6})\b/.exec(words)?.[1];
  return repeated !== undefined && repeated !== nonce;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0) return;
  try {
    await delay(ms, undefined, { signal });
  } catch {
    // Aborted: the loop looks at the signal.
  }
}

function unknown(kind: string, words: string): ProbeResult {
  return {
    outcome: "unknown",
    latencyMs: null,
    reason: { kind, text: words },
  };
}
