import type { Check } from "../src/checks/check.ts";
import { moveBootstrap } from "../src/checks/domain/bootstrap.ts";
import { findCheck } from "../src/checks/index.ts";
import { runProbe } from "../src/checks/run-probe.ts";
import type { Beat, Heard } from "../src/domain/heard.ts";
import type { Connector } from "../src/net/connector.ts";
import { createConnector } from "../src/net/create-connector.ts";
import { percentile } from "./figures.ts";
import type { Measurement } from "./measurement.ts";
import type { TypeCase, TypeServersHello } from "./processes/type-servers.ts";
import { Child } from "./world/child.ts";
import { endedChildrenSeconds } from "./world/processes.ts";

const AT_ONCE = 10;
const TIMEOUT_MS = 30_000;
const MICROSECONDS = 1_000_000;

/** What each kind of look costs this process; the servers live in another one. */
export const types: Measurement = async ({ options, server, say }) => {
  await using servers = await Child.start<TypeServersHello>("type-servers.ts", {
    databaseUrl: server.url("postgres"),
  });
  const { cases, authority, bootstrap } = servers.hello;
  moveBootstrap(bootstrap);
  const connector = createConnector({
    allowNetworks: ["127.0.0.0/8"],
    authorities: [authority],
  });
  const rows = [];
  for (const one of cases) {
    say(`${one.type}: ${one.does}`);
    rows.push(await measure(one, connector, options));
  }
  moveBootstrap();
  return {
    title: "Check types",
    how: `CPU seconds of the program for 1,000 looks, the middle of ${options.rounds} rounds of ${options.probes} looks, ${AT_ONCE} at a time, after one round to warm up; what the system's ping uses is counted. Nothing is stored.`,
    head: ["check", "one look", "CPU s per 1,000", "least / most", "ms p50"],
    rows,
  };
};

async function measure(
  { type, does, typed }: TypeCase,
  connector: Connector,
  { rounds, probes }: { rounds: number; probes: number },
): Promise<string[]> {
  const look = looker(type, typed, connector);
  const costs: number[] = [];
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const before = cpuSeconds();
    const took = await lookOften(look, probes);
    // The first round warms up.
    if (round === 0) continue;
    costs.push(((cpuSeconds() - before) * 1_000) / probes);
    times.push(...took);
  }
  return [
    type,
    does,
    percentile(costs, 0.5).toFixed(2),
    `${percentile(costs, 0).toFixed(2)} / ${percentile(costs, 1).toFixed(2)}`,
    percentile(times, 0.5).toFixed(1),
  ];
}

/** Looks once and answers with how long it took. */
function looker(
  type: string,
  typed: Record<string, unknown>,
  connector: Connector,
): () => Promise<number> {
  const check: Check | undefined = findCheck(type);
  if (check === undefined) throw new Error(`there is no check type ${type}`);
  const settings = check.settings.parse(typed);
  const heard = check.hears === undefined ? null : justHeard();
  return async () => {
    const started = performance.now();
    const { result } = await runProbe({
      check,
      settings,
      connector,
      timeoutMs: TIMEOUT_MS,
      now: Date.now,
      heard,
    });
    if (result.outcome !== "up")
      throw new Error(`${type} is not up: ${JSON.stringify(result)}`);
    return performance.now() - started;
  };
}

function justHeard(): Heard {
  const now = Date.now();
  const lastEnd: Beat = {
    at: now,
    kind: "end",
    outcome: "up",
    exitCode: 0,
    runMs: 1_000,
    text: null,
  };
  return { since: now, lastStart: null, lastEnd, deaf: null };
}

/** So many looks, a few at a time; how long each took. */
async function lookOften(
  look: () => Promise<number>,
  count: number,
): Promise<number[]> {
  const times: number[] = [];
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      times.push(await look());
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return times;
}

/** Of this process, and of those that it started and that have ended. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / MICROSECONDS + endedChildrenSeconds(process.pid);
}
