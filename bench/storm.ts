import { setTimeout as sleep } from "node:timers/promises";
import { grouped, seconds } from "./figures.ts";
import type { Bench, Measurement } from "./measurement.ts";
import type { BrokenAnswer } from "./processes/targets.ts";
import { Database } from "./world/database.ts";
import { addMonitors, makeNamespace } from "./world/monitors.ts";
import { Program } from "./world/program.ts";
import { CHANNEL, Sandbox } from "./world/sandbox.ts";
import { Targets } from "./world/targets.ts";

const CONFIRMING_ANSWER = 3;
const POLL_MS = 100;
const WARM_UP_ROUNDS = 2;
const PATIENCE_MS = 5 * 60_000;

/** Everything goes down at once: how soon it is told, how soon all of it is on record, and how much Slack is bothered. */
export const storm: Measurement = async (bench) => {
  const rows = [await measure(bench, false), await measure(bench, true)];
  const { storm: services, everyMs } = bench.options;
  return {
    title: "Storm",
    how: `${grouped(services)} services of one namespace, one monitor each, looked at every ${everyMs / 1_000} s, all break in the same moment; confirmed and folded as is usual (3 failures 10 s apart, 20 s). Once with a Slack that accepts every call, once with Slack's own limits.`,
    head: [
      "Slack's limits",
      "broken to first confirmed",
      "first confirmed to first message",
      "broken to last confirmed",
      "last confirmed to last incident recorded",
      "last confirmed to all told",
      "calls: posts, edits, refused",
    ],
    rows,
  };
};

async function measure(
  { options, server, say }: Bench,
  rateLimits: boolean,
): Promise<string[]> {
  const { storm: services, everyMs, profile } = options;
  await using targets = await Targets.start();
  await using database = await Database.create(server);
  await makeNamespace(database);
  await addMonitors(database, targets, { from: 0, to: services, everyMs });
  await using sandbox = await Sandbox.start({ rateLimits });
  await using program = await Program.start({
    database,
    sandbox,
    targets,
    profile,
    say,
  });
  say(`storm: ${services} services, seen by process ${program.pid}`);
  await sleep(WARM_UP_ROUNDS * everyMs);
  await targets.break(0, services);
  const brokenAt = Date.now();
  const recordedAt = await allRecorded(database, services);
  const toldAt = await allTold(database);
  const confirmed = confirmations(await targets.takeAnswers());
  const [first, last] = [
    Math.min(...confirmed.values()),
    Math.max(...confirmed.values()),
  ];
  const [message] = await sandbox.slack.records({
    kind: "message",
    channel: CHANNEL.id,
  });
  return [
    rateLimits ? "on" : "off",
    seconds(first - brokenAt),
    `${((message?.at ?? NaN) - first).toFixed(0)} ms`,
    seconds(last - brokenAt),
    `${(recordedAt - last).toFixed(0)} ms`,
    seconds(toldAt - last),
    await callsTo(sandbox),
  ];
}

/** When each page answered the request that confirmed its outage. */
function confirmations(answers: readonly BrokenAnswer[]): Map<number, number> {
  const byPage = Map.groupBy(answers, ({ page }) => page);
  return new Map(
    [...byPage].flatMap(([page, list]) => {
      const third = list[CONFIRMING_ANSWER - 1];
      return third === undefined ? [] : [[page, third.answeredAt] as const];
    }),
  );
}

async function allRecorded(
  database: Database,
  services: number,
): Promise<number> {
  return until(async () => {
    const { open } = await database.row<{ open: number }>(
      "SELECT count(*) AS open FROM incidents WHERE resolved_at IS NULL",
    );
    return open === services;
  });
}

async function allTold(database: Database): Promise<number> {
  return until(async () => {
    const { waiting } = await database.row<{ waiting: number }>(
      "SELECT count(*) AS waiting FROM deliveries WHERE state <> 'sent'",
    );
    return waiting === 0;
  });
}

/** When it was first seen to be so, at most a poll too late. */
async function until(isSo: () => Promise<boolean>): Promise<number> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > giveUpAt) throw new Error("the storm does not end");
    await sleep(POLL_MS);
  }
  return Date.now();
}

async function callsTo({ slack }: Sandbox): Promise<string> {
  const calls = await slack.records({ kind: "call" });
  const accepted = calls.filter(({ outcome }) => outcome === "ok");
  const count = (method: string): number =>
    accepted.filter((call) => call["method"] === method).length;
  const refused = calls.length - accepted.length;
  return [count("chat.postMessage"), count("chat.update"), refused]
    .map(grouped)
    .join(", ");
}
