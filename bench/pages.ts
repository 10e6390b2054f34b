import { setTimeout as sleep } from "node:timers/promises";
import { system } from "../src/actions/context.ts";
import { PublicViewReader } from "../src/actions/public/public-view.ts";
import { SecretBox } from "../src/base/secret-box.ts";
import { overview } from "../src/web/page/overview.ts";
import { versionOf } from "../src/web/page/version.ts";
import { grouped, spread } from "./figures.ts";
import type { Bench, Measurement } from "./measurement.ts";
import type { Reading } from "./processes/readers.ts";
import { readPunctuality } from "./readings/schedule.ts";
import { Database } from "./world/database.ts";
import { addMonitors, makeNamespace } from "./world/monitors.ts";
import { Program } from "./world/program.ts";
import { readPages } from "./world/readers.ts";
import { Sandbox } from "./world/sandbox.ts";
import { Targets } from "./world/targets.ts";

const WARM_UP_ROUNDS = 2;
const READERS = 32;
/** Incidents of each service in the year behind the pages. */
const INCIDENTS = 12;
const BUILDS = 100;

/** What is read, and how often in a second by all readers together: as often as it is answered where it does not say. */
interface Kind {
  name: string;
  paths: string[];
  perSecond?: number;
}

const kinds: Kind[] = [
  { name: "overview", paths: ["/"] },
  { name: "overview, 2,000 a second", paths: ["/"], perSecond: 2_000 },
  { name: "a namespace's page", paths: ["/n/bench?page=2"] },
  {
    name: "services",
    paths: ["/s/service-7", "/s/service-70", "/s/service-700"],
  },
  { name: "API: status", paths: ["/api/v1/status"] },
  { name: "API: services", paths: ["/api/v1/services?limit=50"] },
];

/** What readers of the public page and of the API wait for, and what they cost the watch. */
export const pages: Measurement = async (bench) => {
  const { options, server, say } = bench;
  const { services, background, everyMs, profile } = options;
  await using targets = await Targets.start();
  await using database = await Database.create(server);
  await makeNamespace(database);
  await addMonitors(database, targets, { from: 0, to: background, everyMs });
  await addServices(database, background, services);
  await addIncidents(database);
  await using sandbox = await Sandbox.start();
  await using program = await Program.start({
    database,
    sandbox,
    targets,
    profile,
    say,
  });
  const origin = `http://127.0.0.1:${program.port}`;
  await sleep(WARM_UP_ROUNDS * everyMs);
  const alone = await lateness(database, everyMs, () => sleep(everyMs));
  const rows: string[][] = [];
  for (const kind of kinds)
    rows.push(await readOne(bench, database, kind, origin));
  const built = await buildTimes(database);
  return {
    title: "Pages",
    how: `${grouped(services)} services with ${INCIDENTS} incidents each in a year, ${grouped(background)} monitors probed every ${everyMs / 1_000} s meanwhile; ${READERS} readers over kept connections from another process on the same machine, as fast as they are answered where it says no less, for ${everyMs / 1_000} s each. To read the view of all services anew after a change and make a page of it: ${spread(built)} ms (p50 / p99 / max of ${BUILDS}). Probes were late by ${alone.toFixed(1)} ms (p99) without readers.`,
    head: [
      "what is read",
      "answers a second",
      "ms p50 / p99 / max",
      "bytes of an answer, compressed",
      "failures",
      "probes late, ms p99",
    ],
    rows,
  };
};

async function readOne(
  { options: { everyMs }, say }: Bench,
  database: Database,
  { name, paths, perSecond }: Kind,
  origin: string,
): Promise<string[]> {
  let reading: Reading | undefined;
  const late = await lateness(database, everyMs, async () => {
    reading = await readPages({
      origin,
      paths,
      readers: READERS,
      ms: everyMs,
      perSecond: perSecond ?? null,
    });
  });
  if (reading === undefined) throw new Error("nothing was read");
  const { answers, failures, seconds, times, bytes } = reading;
  const row = [
    name,
    grouped(Math.round(answers / seconds)),
    spread(times),
    grouped(bytes),
    grouped(failures),
    late.toFixed(1),
  ];
  say(row.join(" | "));
  return row;
}

/** How late probes were (p99) while something went on. */
async function lateness(
  database: Database,
  everyMs: number,
  work: () => Promise<unknown>,
): Promise<number> {
  const from = Date.now();
  await work();
  const until = Math.max(Date.now(), from + everyMs);
  await sleep(2_000); // its results are written by then
  return (await readPunctuality(database, from, until)).p99Ms;
}

/** Services that nobody looks at, so that the page is long and the load is that of `background` monitors. */
async function addServices(
  database: Database,
  from: number,
  to: number,
): Promise<void> {
  await database.run(
    `INSERT INTO services (namespace_id, name, name_key, slug, public, status, status_since, created_at)
     SELECT (SELECT id FROM namespaces), 'Service ' || n, 'service ' || n, 'service-' || n, true, 'up', now(), now()
     FROM generate_series(${from}, ${to - 1}) n`,
  );
}

async function addIncidents(database: Database): Promise<void> {
  await database.run(`
    UPDATE services SET created_at = now() - interval '400 days';
    INSERT INTO incidents (service_id, severity, reason, began_at, opened_at, down_since, resolved_at, resolution)
    SELECT s.id, 'down', 'refused', t, t, t, t + interval '7 minutes', 'recovered'
    FROM services s, LATERAL (SELECT now() - (g * 30 + s.id % 29) * interval '1 day' AS t FROM generate_series(0, ${INCIDENTS - 1}) g) AS times;
    INSERT INTO downtimes (incident_id, service_id, from_at, until_at) SELECT id, service_id, began_at, resolved_at FROM incidents;
    INSERT INTO incident_entries (incident_id, at, kind, text) SELECT id, began_at, 'down', 'down' FROM incidents;
    INSERT INTO incident_entries (incident_id, at, kind, text) SELECT id, resolved_at, 'recovered', 'up' FROM incidents;
    ANALYZE;`);
}

async function buildTimes(database: Database): Promise<number[]> {
  return database.withStore(async (store) => {
    const reader = new PublicViewReader();
    const context = () => ({
      store,
      secrets: new SecretBox("only for measuring, long enough"),
      actor: system,
      now: Date.now(),
    });
    await reader.read(context());
    const times: number[] = [];
    for (let turn = 0; turn < BUILDS; turn++) {
      const began = performance.now();
      const view = await reader.read(context());
      versionOf(view);
      overview(view, view.namespaces[0] ?? null, 1);
      times.push(performance.now() - began);
    }
    return times;
  });
}
