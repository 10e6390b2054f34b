import { setTimeout as sleep } from "node:timers/promises";
import { grouped, seconds } from "./figures.ts";
import type { Bench, Measurement } from "./measurement.ts";
import type { BrokenAnswer } from "./processes/targets.ts";
import { type Heard, heardSince } from "./readings/heard.ts";
import { Meter } from "./readings/meter.ts";
import { gatherAudience, NAMESPACES, settingsFor } from "./world/audience.ts";
import { Database } from "./world/database.ts";
import { addMonitors, copyMonitors, makeNamespace } from "./world/monitors.ts";
import { Program } from "./world/program.ts";
import { Sandbox } from "./world/sandbox.ts";
import { Targets } from "./world/targets.ts";

const CONFIRMING_ANSWER = 3;
const POLL_MS = 250;
const WARM_UP_ROUNDS = 2;
const PATIENCE_MS = 6 * 60_000;
/** More than these are copied. */
const MOST_BY_VERB = 100;

/** Everything goes down at once, and comes back: what each way of telling is told, how soon, and what it costs. */
export const storm: Measurement = async (bench) => {
  const { storm: services, readers, everyMs } = bench.options;
  return {
    title: "Storm",
    how: `${grouped(services)} services of ${NAMESPACES.length} namespaces, one monitor each, looked at every ${everyMs / 1_000} s, all break in the same moment, and all work again later; confirmed and folded as is usual (3 failures 10 s apart, 20 s). Each namespace has a Slack channel and an account on X; one person is called by SMS, one list is written to and one webhook told of both, and ${grouped(readers)} readers of the public page get mails of one of them. Slack has its own limits. "Accepted" is when the remote took the first and the last message (or edit), after the last service was confirmed to be down (by the target's clock) or recorded as up; before it where it is negative.`,
    head: [
      "what",
      "way",
      "recipients",
      "messages",
      "edits",
      "first accepted",
      "last accepted",
      "rows of the ledger",
    ],
    rows: await measure(bench),
  };
};

async function measure({ options, server, say }: Bench): Promise<string[][]> {
  const { storm: services, readers, everyMs, profile } = options;
  await using targets = await Targets.start();
  await using database = await Database.create(server);
  await using sandbox = await Sandbox.start({ rateLimits: true });
  await makeServices(database, targets, services, everyMs);
  await gatherAudience(database, sandbox, readers);
  await using program = await Program.start({
    database,
    sandbox,
    targets,
    settings: settingsFor(sandbox),
    profile,
    say,
  });
  say(`storm: ${services} services, seen by process ${program.pid}`);
  await sleep(WARM_UP_ROUNDS * everyMs);
  const meter = await Meter.of(program.pid, database);
  const world = { database, sandbox, targets, meter, say, services, readers };
  const down = await phase(world, "down");
  return [...down, ...(await phase(world, "up again"))];
}

interface World {
  database: Database;
  sandbox: Sandbox;
  targets: Targets;
  meter: Meter;
  say: (text: string) => void;
  services: number;
  readers: number;
}

type Phase = "down" | "up again";

async function makeServices(
  database: Database,
  targets: Targets,
  services: number,
  everyMs: number,
): Promise<void> {
  const byVerb = Math.min(services, MOST_BY_VERB);
  const share = Math.ceil(byVerb / NAMESPACES.length);
  for (const [index, { slug, channel }] of NAMESPACES.entries()) {
    await makeNamespace(database, { slug, channel });
    const from = index * share;
    const to = Math.min(byVerb, from + share);
    await addMonitors(database, targets, {
      from,
      to,
      everyMs,
      namespace: slug,
    });
  }
  if (services > byVerb)
    await copyMonitors(database, { from: byVerb, to: services, everyMs });
  // Not the ledger: PostgreSQL would plan for one that stays as empty as it is.
  await database.run(
    "UPDATE services SET pages = 'down'; ANALYZE services, monitors, monitor_states",
  );
}

/** Breaks or mends everything, and waits until all is told. */
async function phase(world: World, name: Phase): Promise<string[][]> {
  const { database, sandbox, targets, meter, say, services, readers } = world;
  const before = { ...(await written(database)), cpu: meter.cpu() };
  const since = Date.now();
  await targets.break(0, name === "down" ? services : 0);
  const recordedAt = await allRecorded(database, name, services);
  say(`${name}: recorded ${seconds(recordedAt - since)} after the beginning`);
  const toldAt = await allTold(database);
  say(`${name}: told after ${seconds(toldAt - since)}`);
  const after = { ...(await written(database)), cpu: meter.cpu() };
  const last = await lastConfirmed(world, name);
  const heard = await heardSince(sandbox, since, readers);
  const rows = await ledgerRows(database, before.lastId);
  return [
    ...heard.map((one) => rowOf(name, one, last, rows.get(one.way) ?? 0)),
    [
      name,
      "all together",
      "",
      `recorded ${seconds(recordedAt - last)}, told ${seconds(toldAt - last)} after the last`,
      "",
      `CPU: program ${(after.cpu.own - before.cpu.own).toFixed(1)} s, PostgreSQL ${(after.cpu.postgres - before.cpu.postgres).toFixed(1)} s`,
      `${seconds(toldAt - since)} in all`,
      `${grouped(after.inserted - before.inserted)} rows inserted, ${grouped(after.updated - before.updated)} updated`,
    ],
  ];
}

function rowOf(
  name: Phase,
  { way, recipients, accepted, edits }: Heard,
  last: number,
  ledger: number,
): string[] {
  const all = [...accepted, ...edits];
  const after = (at: number): string =>
    all.length === 0 ? "never" : seconds(at - last);
  return [
    name,
    way,
    grouped(recipients),
    grouped(accepted.length),
    grouped(edits.length),
    after(Math.min(...all)),
    after(Math.max(...all)),
    grouped(ledger),
  ];
}

/** Rows written so far, results and all; PostgreSQL counts them when a connection has nothing to do for a moment. */
async function written(
  database: Database,
): Promise<{ inserted: number; updated: number; lastId: number }> {
  return database.row(
    `SELECT tup_inserted::float8 AS inserted, tup_updated::float8 AS updated, (SELECT COALESCE(max(id), 0) FROM deliveries) AS "lastId"
     FROM pg_stat_database WHERE datname = current_database()`,
  );
}

/** Rows of deliveries since, by who was told. */
async function ledgerRows(
  database: Database,
  afterId: number,
): Promise<Map<string, number>> {
  const found = await database.rows<{ way: string; count: number }>(
    `SELECT CASE o.channel WHEN 'slack' THEN 'Slack' WHEN 'x' THEN 'X' WHEN 'sms' THEN 'SMS' WHEN 'webhook' THEN 'webhook'
       ELSE CASE WHEN o.recipient LIKE 'list:%' THEN 'mail list' ELSE 'readers' END END AS way, count(*)::float8 AS count
     FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE d.id > $1 GROUP BY 1`,
    [afterId],
  );
  return new Map(found.map(({ way, count }) => [way, count]));
}

/** When the last of them was confirmed: to be down by the target's clock, to be up by the program's. */
async function lastConfirmed(
  { database, targets }: World,
  name: Phase,
): Promise<number> {
  if (name === "down") {
    const times = confirmations(await targets.takeAnswers());
    return times.reduce((a, b) => Math.max(a, b), 0);
  }
  const { at } = await database.row<{ at: number }>(
    "SELECT max(resolved_at) AS at FROM incidents",
  );
  return at;
}

/** When each page answered the request that confirmed its outage. */
function confirmations(answers: readonly BrokenAnswer[]): number[] {
  const byPage = Map.groupBy(answers, ({ page }) => page);
  return [...byPage.values()].flatMap(
    (list) => list[CONFIRMING_ANSWER - 1]?.answeredAt ?? [],
  );
}

async function allRecorded(
  database: Database,
  name: Phase,
  services: number,
): Promise<number> {
  const wanted = name === "down" ? services : 0;
  return until(async () => {
    const { open } = await database.row<{ open: number }>(
      "SELECT count(*) AS open FROM incidents WHERE resolved_at IS NULL",
    );
    return open === wanted;
  });
}

async function allTold(database: Database): Promise<number> {
  return until(async () => {
    const { waits } = await database.row<{ waits: boolean }>(
      `SELECT EXISTS (SELECT FROM deliveries WHERE state IN ('planned', 'sending', 'retry', 'ambiguous'))
         OR EXISTS (SELECT FROM deliveries WHERE edit_due_at IS NOT NULL)
         OR EXISTS (SELECT FROM pagings p WHERE p.ended_because IS NULL AND NOT EXISTS (SELECT FROM pager_calls c WHERE c.incident_id = p.incident_id)) AS waits`,
    );
    return !waits;
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
