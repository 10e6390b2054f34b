import { Redactor } from "../base/redact.ts";
import { durationInWords } from "../domain/duration.ts";
import type { Heard } from "../domain/heard.ts";
import type { Facts, ProbeResult } from "../domain/result.ts";
import type { Check, ProbeContext } from "./check.ts";
import { secretFields } from "./fields.ts";
import { plainText } from "./plain-text.ts";
import type { SmsLine } from "./sms/line.ts";

/** How long a check may take to tell how far it came, once its signal has fired. */
const LAST_WORDS_MS = 50;
const LONGEST_REASON = 300;
const LONGEST_FACT = 200;
const LONGEST_QUOTE = 80;

export interface ProbeOrder<Settings> extends Pick<
  ProbeContext,
  "connector" | "now" | "timeoutMs"
> {
  check: Check<Settings>;
  /** As the check's schema parsed them. */
  settings: Settings;
  /** What an earlier look asked to be remembered. */
  remembered?: Facts;
  /** UTC where it does not matter. */
  timezone?: string;
  /** What the monitor was told, for checks that hear. */
  heard?: Heard | null;
  /** Our telephone number. */
  sms?: SmsLine | null;
  /** The program is stopping. */
  signal?: AbortSignal | undefined;
}

export interface ProbeAnswer {
  result: ProbeResult;
  /** What the check threw, where the result is "unknown" for that reason: to be logged. */
  bug?: unknown;
}

/**
 * Runs one probe. It answers by the deadline whatever the check does, never throws, and nothing of the answer shows a
 * secret of the settings.
 */
export async function runProbe<Settings>(
  order: ProbeOrder<Settings>,
): Promise<ProbeAnswer> {
  const redactor = new Redactor(secretsOf(order.check, order.settings));
  const deadline = startDeadline(order.timeoutMs, order.signal);
  const context: ProbeContext = {
    signal: deadline.signal,
    timeoutMs: order.timeoutMs,
    now: order.now,
    connector: order.connector,
    remembered: order.remembered ?? {},
    timezone: order.timezone ?? "UTC",
    heard: order.heard ?? null,
    sms: order.sms ?? null,
    quote: (text) => `"${plainText(redactor.clean(text), LONGEST_QUOTE)}"`,
  };
  try {
    const result = await Promise.race([
      order.check.probe(order.settings, context),
      deadline.passed.then(() => timedOut(order.timeoutMs)),
    ]);
    if (order.signal?.aborted === true) return { result: stopped };
    return { result: withoutSecrets(result, redactor) };
  } catch (error) {
    return { result: brokenCheck, bug: error };
  } finally {
    deadline.end();
  }
}

const stopped: ProbeResult = {
  outcome: "unknown",
  latencyMs: null,
  reason: { kind: "stopped", text: "stopped before the probe was finished" },
};

const brokenCheck: ProbeResult = {
  outcome: "unknown",
  latencyMs: null,
  reason: { kind: "bug", text: "the check itself failed: see the log" },
};

function timedOut(timeoutMs: number): ProbeResult {
  const text = `no answer within ${durationInWords(timeoutMs)}`;
  return {
    outcome: "down",
    latencyMs: null,
    reason: { kind: "timeout", text },
  };
}

/** A signal that fires at the deadline or when the program stops, and a promise that gives up shortly after it. */
function startDeadline(timeoutMs: number, stop: AbortSignal | undefined) {
  const ending = new AbortController();
  const giveUp = Promise.withResolvers<void>();
  let timer = setTimeout(fire, timeoutMs);
  function fire(): void {
    clearTimeout(timer);
    timer = setTimeout(giveUp.resolve, LAST_WORDS_MS);
    ending.abort();
  }
  stop?.addEventListener("abort", fire, { once: true });
  if (stop?.aborted === true) fire();
  return {
    signal: ending.signal,
    passed: giveUp.promise,
    end(): void {
      clearTimeout(timer);
      stop?.removeEventListener("abort", fire);
    },
  };
}

function secretsOf<Settings>(
  check: Check<Settings>,
  settings: Settings,
): string[] {
  const values = settings as Record<string, unknown>;
  const secrets = secretFields(check.settings).map((name) => values[name]);
  return [
    ...secrets.filter((value) => typeof value === "string"),
    ...(check.secrets?.(settings) ?? []),
  ];
}

function withoutSecrets(result: ProbeResult, redactor: Redactor): ProbeResult {
  const facts = result.facts && { facts: cleanFacts(result.facts, redactor) };
  if (result.outcome === "up") return { ...result, ...facts };
  const text = plainText(redactor.clean(result.reason.text), LONGEST_REASON);
  return { ...result, ...facts, reason: { ...result.reason, text } };
}

function cleanFacts(facts: Facts, redactor: Redactor): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === "string"
        ? plainText(redactor.clean(value), LONGEST_FACT)
        : value,
    ]),
  );
}
