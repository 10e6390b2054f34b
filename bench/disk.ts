import type { Facts } from "../src/domain/result.ts";
import { phaseOf } from "../src/domain/schedule.ts";
import { http } from "../src/checks/http.ts";
import { runProbe } from "../src/checks/run-probe.ts";
import { createConnector } from "../src/net/create-connector.ts";
import type { Store } from "../src/store/db.ts";
import {
  type StoredResult,
  writeResults,
} from "../src/store/results/results.ts";
import { grouped } from "./figures.ts";
import type { Measurement } from "./measurement.ts";
import { resultBytes } from "./readings/disk.ts";
import { Database } from "./world/database.ts";
import { forMakingData } from "./world/database-server.ts";
import { Targets } from "./world/targets.ts";

const MONITORS = 1_000;
/** More at once than the program writes, for speed; the rows lie in the same order. */
const BATCH = 100;
/** As the program keeps them: the facts of a good result every five minutes. */
const FACTS_EVERY_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How many bytes a check takes for as long as it is kept. */
export const disk: Measurement = async ({ options, server, say }) => {
  const { hours, everyMs } = options;
  const facts = await factsOfOneProbe();
  await using database = await Database.create(server);
  say(`disk: ${hours} hours of results`);
  await server.restart(forMakingData);
  await database.withStore((store) => storeHours(store, facts, hours, everyMs));
  await server.restart({});
  const { bytes, rows } = await resultBytes(database);
  return {
    title: "Disk",
    how: `${hours} hours of results of ${grouped(MONITORS)} monitors every ${everyMs / 1_000} s, all well, written by the program's own statement, with the facts of a real probe every ${FACTS_EVERY_MS / 60_000} min; tables with their indexes.`,
    head: ["results", "bytes per stored check"],
    rows: [[grouped(rows), (bytes / rows).toFixed(1)]],
  };
};

async function factsOfOneProbe(): Promise<Facts | null> {
  await using targets = await Targets.start();
  const { result } = await runProbe({
    check: http,
    settings: http.settings.parse({ url: targets.url(0), contains: "Search" }),
    connector: createConnector({ allowNetworks: ["127.0.0.0/8"] }),
    timeoutMs: 5_000,
    now: () => Date.now(),
  });
  return result.facts ?? null;
}

/** From tomorrow on, whose table is made already, in the order in which they would come. */
async function storeHours(
  store: Store,
  facts: Facts | null,
  hours: number,
  everyMs: number,
): Promise<void> {
  const start = Math.ceil(Date.now() / DAY_MS) * DAY_MS;
  const round = Array.from({ length: MONITORS }, (_, index) => index + 1)
    .map((monitorId) => ({ monitorId, phaseMs: phaseOf(monitorId, everyMs) }))
    .sort((a, b) => a.phaseMs - b.phaseMs);
  for (let sinceMs = 0; sinceMs < hours * HOUR_MS; sinceMs += everyMs) {
    const keepsFacts = sinceMs % FACTS_EVERY_MS < everyMs;
    const results = round.map(
      ({ monitorId, phaseMs }, index): StoredResult => ({
        monitorId,
        at: start + sinceMs + phaseMs,
        outcome: "up",
        latencyMs: 20 + index / 10,
        reason: null,
        facts: keepsFacts ? facts : null,
      }),
    );
    for (let first = 0; first < results.length; first += BATCH)
      await writeResults(store.db, results.slice(first, first + BATCH), []);
  }
}
