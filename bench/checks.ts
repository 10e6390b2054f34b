import { setTimeout as sleep } from "node:timers/promises";
import { grouped, megabytes } from "./figures.ts";
import type { Bench, Measurement } from "./measurement.ts";
import { walBytes } from "./readings/disk.ts";
import { Meter, perThousand, sum, type Usage } from "./readings/meter.ts";
import { type Punctuality, readPunctuality } from "./readings/schedule.ts";
import { BareLoop } from "./world/bare-loop.ts";
import { Database } from "./world/database.ts";
import { addMonitors, makeNamespace } from "./world/monitors.ts";
import { Program } from "./world/program.ts";
import { Sandbox } from "./world/sandbox.ts";
import { Targets } from "./world/targets.ts";

/** Rounds before the measured ones: everything that is new is said and stored in the first. */
const WARM_UP_ROUNDS = 2;
/** Results are in the table by then. */
const WRITTEN_WITHIN_MS = 2_000;

/** What probing costs, beside the least that it could cost, and how punctual it is. */
export const checks: Measurement = async (bench) => {
  const rows: string[][] = [];
  for (const monitors of bench.options.monitors) {
    const row = await measure(bench, monitors);
    bench.say(row.join(" | "));
    rows.push(row);
  }
  const { everyMs, rounds } = bench.options;
  return {
    title: "Checks",
    how: `HTTP monitors every ${everyMs / 1_000} s, ${rounds} rounds after ${WARM_UP_ROUNDS} to warm up. CPU seconds per 1,000 stored checks, user and system; the bare loops ask the same targets at the same rate.`,
    head: [
      "monitors",
      "bare undici loop",
      "bare loop that stores (loop + PostgreSQL)",
      "allswell (program + PostgreSQL)",
      "× bare",
      "late ms p50 / p99 / max",
      "checks, missed, doubled",
      "memory (program + PostgreSQL)",
      "WAL bytes per check",
    ],
    rows,
  };
};

async function measure(bench: Bench, monitors: number): Promise<string[]> {
  await using targets = await Targets.start();
  await using database = await Database.create(bench.server);
  const bare = await measureBare(bench, { targets, database, monitors }, false);
  const storing = await measureBare(
    bench,
    { targets, database, monitors },
    true,
  );
  const allswell = await measureAllswell(bench, {
    targets,
    database,
    monitors,
  });
  const { cost, punctuality, memory, wal } = allswell;
  const { results, missed, doubled, p50Ms, p99Ms, maxMs } = punctuality;
  return [
    grouped(monitors),
    bare.own.toFixed(3),
    inParts(storing),
    inParts(cost),
    (sum(cost) / bare.own).toFixed(2),
    [p50Ms, p99Ms, maxMs].map((ms) => ms.toFixed(1)).join(" / "),
    [results, missed, doubled].map(grouped).join(", "),
    `${megabytes(memory.own)} + ${megabytes(memory.postgres)}`,
    (wal / results).toFixed(0),
  ];
}

function inParts(usage: Usage): string {
  return `${sum(usage).toFixed(3)} (${usage.own.toFixed(3)} + ${usage.postgres.toFixed(3)})`;
}

interface Place {
  targets: Targets;
  database: Database;
  monitors: number;
}

async function measureBare(
  { options, say }: Bench,
  { targets, database, monitors }: Place,
  stores: boolean,
): Promise<Usage> {
  const { everyMs, rounds } = options;
  say(`${monitors} monitors: a bare loop${stores ? " that stores" : ""}`);
  await using loop = await BareLoop.start({
    urls: Array.from({ length: monitors }, (_, page) => targets.url(page)),
    everyMs,
    databaseUrl: stores ? database.url : null,
  });
  const meter = await Meter.of(loop.pid, database);
  await sleep(WARM_UP_ROUNDS * everyMs);
  const before = { cpu: meter.cpu(), done: await loop.done() };
  await sleep(rounds * everyMs);
  const after = { cpu: meter.cpu(), done: await loop.done() };
  return perThousand(before.cpu, after.cpu, after.done - before.done);
}

interface Measured {
  cost: Usage;
  punctuality: Punctuality;
  /** Bytes. */
  memory: Usage;
  /** Bytes. */
  wal: number;
}

async function measureAllswell(
  { options, say }: Bench,
  { targets, database, monitors }: Place,
): Promise<Measured> {
  const { everyMs, rounds, profile } = options;
  await makeNamespace(database);
  await addMonitors(database, targets, { from: 0, to: monitors, everyMs });
  await using sandbox = await Sandbox.start();
  say(`${monitors} monitors: allswell`);
  await using program = await Program.start({
    database,
    sandbox,
    targets,
    profile,
    say,
  });
  const meter = await Meter.of(program.pid, database);
  await sleep(WARM_UP_ROUNDS * everyMs);
  const before = { cpu: meter.cpu(), wal: await walBytes(database) };
  const from = Date.now();
  await sleep(rounds * everyMs);
  const until = Date.now();
  const after = { cpu: meter.cpu(), wal: await walBytes(database) };
  const memory = meter.memory();
  await sleep(WRITTEN_WITHIN_MS);
  const punctuality = await readPunctuality(database, from, until);
  return {
    cost: perThousand(before.cpu, after.cpu, punctuality.results),
    punctuality,
    memory,
    wal: after.wal - before.wal,
  };
}
