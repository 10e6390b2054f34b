import assert from "node:assert/strict";
import type { Check } from "../checks/check.ts";
import { runProbe } from "../checks/run-probe.ts";
import type { ProbeResult } from "../domain/result.ts";
import type { Connector } from "../net/connector.ts";
import { connector as ownMachine } from "./web.ts";

/** Looks once, with settings as somebody would type them, at something on this machine. */
export async function probeWith<Settings>(
  check: Check<Settings>,
  typed: Record<string, unknown>,
  {
    timeoutMs = 5_000,
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
