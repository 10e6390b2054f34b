import assert from "node:assert/strict";
import type { Check } from "../checks/check.ts";
import { runProbe } from "../checks/run-probe.ts";
import { durationInWords } from "../domain/duration.ts";
import type { ProbeResult } from "../domain/result.ts";
import type { Connector } from "../net/connector.ts";
import { lookWithin, PATIENT_MS, timeFor } from "./patience.ts";
import { connector as ownMachine, summary } from "./web.ts";

export { PATIENT_MS, timeFor };

/** Looks once, with settings as somebody would type them, at something on this machine. */
export async function probeWith<Settings>(
  check: Check<Settings>,
  typed: Record<string, unknown>,
  {
    timeoutMs = PATIENT_MS,
    connector = ownMachine,
    signal,
  }: {
    timeoutMs?: number;
    connector?: Connector;
    signal?: AbortSignal;
  } = {},
): Promise<ProbeResult> {
  const { result, bug } = await runProbe({
    check,
    settings: check.settings.parse(typed),
    connector,
    timeoutMs,
    now: Date.now,
    signal,
  });
  assert.equal(bug, undefined);
  return result;
}

/**
 * Looks until it is as expected: with this deadline, which the expected words name, and with longer ones where this
 * machine is too slow to come as far within it.
 */
export async function probeExpecting<Settings>(
  check: Check<Settings>,
  typed: Record<string, unknown>,
  expected: RegExp,
  deadlineMs: number,
): Promise<{ result: ProbeResult; looks: number }> {
  let looks = 0;
  const { result, said } = await lookWithin(
    deadlineMs,
    async (timeoutMs) => {
      looks += 1;
      const result = await probeWith(check, typed, { timeoutMs });
      return { result, said: saidWithin(deadlineMs, result, timeoutMs) };
    },
    ({ said }) => expected.test(said),
  );
  assert.match(said, expected);
  return { result, looks };
}

/** What a check itself says once its signal fires; run-probe.ts would not wait for it where this machine is slow. */
export function probeUntil<Settings>(
  check: Check<Settings>,
  typed: Record<string, unknown>,
  signal: AbortSignal,
): Promise<ProbeResult> {
  return check.probe(check.settings.parse(typed), {
    signal,
    timeoutMs: 1_000,
    now: Date.now,
    connector: ownMachine,
    remembered: {},
    timezone: "UTC",
    heard: null,
    sms: null,
    quote: (text) => `"${text}"`,
  });
}

/** A result in one line; what it says of a longer deadline is said of this one. */
export function saidWithin(
  deadlineMs: number,
  result: ProbeResult,
  timeoutMs: number,
): string {
  return summary(result).replace(
    `within ${durationInWords(timeoutMs)}`,
    `within ${durationInWords(deadlineMs)}`,
  );
}

/** What is wrong with settings as somebody would type them: a line for each problem. */
export function problemsOf(
  check: Check,
  typed: Record<string, unknown>,
): string {
  const { error } = check.settings.safeParse(typed);
  return (error?.issues ?? [])
    .map(({ path, message }) => `${path.join(".")} ${message}`)
    .join("\n");
}
