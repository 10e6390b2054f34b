import { calendarOf, failuresOf } from "../src/actions/figures/pictures.ts";
import { makeReport } from "../src/actions/mail/reports.ts";
import type { Picture } from "../src/domain/pictures.ts";
import { Studio } from "../src/pictures/studio.ts";
import { calendar, failures, responseTimes } from "../src/testing/pictures.ts";
import { grouped, spread } from "./figures.ts";
import type { Measurement } from "./measurement.ts";
import { Database } from "./world/database.ts";
import { forMakingData } from "./world/database-server.ts";
import { addMonitors, makeNamespace } from "./world/monitors.ts";
import { Targets } from "./world/targets.ts";
import { makeIncidents, makeRollups } from "./world/year.ts";

const DRAWINGS = 50;
const READINGS = 20;
const INCIDENTS_PER_SERVICE = 10;
const EVERY_MS = 60_000;

const pictures: Record<string, Picture> = {
  "response times, 7 days": responseTimes("7d"),
  "failures by hour": failures("failures-by-hour"),
  "failures by day, 90 days": failures("failures-by-day", undefined, "90d"),
  "heat map": failures("failures-by-week-hour"),
  "uptime calendar, a year": calendar(365),
};

/** How long pictures take to draw, and their data to read, with many services and a year behind them. */
export const pictureTimes: Measurement = async ({ options, server, say }) => {
  const { services, days } = options;
  const rows = await drawings(say);
  await using targets = await Targets.start();
  await using database = await Database.create(server);
  const isFast = await server.restart(forMakingData);
  await makeNamespace(database);
  say(`pictures: adding ${services} services`);
  await addMonitors(database, targets, {
    from: 0,
    to: services,
    everyMs: EVERY_MS,
  });
  const hours = await makeRollups(database, days, say);
  const incidents = await makeIncidents(database, {
    days,
    perService: INCIDENTS_PER_SERVICE,
  });
  if (isFast) await server.restart({});
  rows.push(...(await readings(database, say)));
  return {
    title: "Pictures",
    how: `Drawn ${DRAWINGS} times each in the thread that draws, which was at work already. The data of all ${grouped(services)} services together read ${READINGS} times each, with ${days} days of rollups (${grouped(hours)} hourly rows) and ${grouped(incidents)} incidents behind them.`,
    head: [
      "what",
      "SVG or data, ms p50 / p99 / max",
      "PNG, ms p50 / p99 / max",
    ],
    rows,
  };
};

async function drawings(say: (text: string) => void): Promise<string[][]> {
  const studio = new Studio();
  const rows: string[][] = [];
  for (const [name, picture] of Object.entries(pictures)) {
    say(`pictures: ${name}`);
    await studio.png(picture); // the first one waits for the libraries
    rows.push([
      name,
      spread(await timed(DRAWINGS, () => studio.svg(picture))),
      spread(await timed(DRAWINGS, () => studio.png(picture))),
    ]);
  }
  await studio.close();
  return rows;
}

async function readings(
  database: Database,
  say: (text: string) => void,
): Promise<string[][]> {
  const everything = { namespaceId: null };
  return database.withStore(async (store) => {
    const context = { store, now: Date.now() };
    const questions = {
      "failures of 90 days": () => failuresOf(context, everything, "90d"),
      "calendar of a year": () => calendarOf(context, everything, 365),
      "daily report": () =>
        makeReport(context, { kind: "daily", ...everything }),
      "monthly report": () =>
        makeReport(context, { kind: "monthly", ...everything }),
    };
    const rows: string[][] = [];
    for (const [name, read] of Object.entries(questions)) {
      say(`pictures: ${name}`);
      rows.push([name, spread(await timed(READINGS, read)), "–"]);
    }
    return rows;
  });
}

async function timed(
  times: number,
  work: () => Promise<unknown>,
): Promise<number[]> {
  const found: number[] = [];
  for (let turn = 0; turn < times; turn++) {
    const began = performance.now();
    await work();
    found.push(performance.now() - began);
  }
  return found;
}
