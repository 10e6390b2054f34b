import assert from "node:assert/strict";
import { test } from "node:test";
import type { Health } from "../../domain/health.ts";
import { DAY, HOUR, MINUTE } from "../../domain/time.ts";
import { testStore } from "../../testing/database.ts";
import { claimNow, makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { rows, type Store } from "../db.ts";
import { findState } from "../targets/monitors.ts";
import { lockConfiguration } from "../targets/snapshot.ts";
import { createPartitions, dropPartitions } from "./partitions.ts";
import { latestResults, type StoredResult, writeResults } from "./results.ts";
import { readRollup, rollUpDays, rollUpHours } from "./rollups.ts";
import { latencyBuckets } from "../../domain/latency.ts";

const noon = Date.UTC(2026, 10, 21, 12);

function result(
  monitorId: number,
  at: number,
  fields: Partial<StoredResult> = {},
): StoredResult {
  return {
    monitorId,
    at,
    outcome: "up",
    latencyMs: 12.5,
    reason: null,
    facts: null,
    ...fields,
  };
}

async function pieces(store: Store, table: string): Promise<string[]> {
  const found = await rows<{ name: string }>(
    store.db,
    "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY 1",
    [table],
  );
  return found.map(({ name }) => name);
}

test("tables are made, and results kept, while a configuration is applied", async (t) => {
  const store = await testStore(t);
  await store.transaction(async (tx) => {
    await lockConfiguration(tx);
    await createPartitions(store, noon);
  });
  assert.ok((await pieces(store, "results")).includes("results_20261121"));
});

test("results come back as they went in, newest first", async (t) => {
  const store = await testStore(t);
  await createPartitions(store, noon);
  const failed = result(7, noon + 2, {
    outcome: "down",
    latencyMs: null,
    reason: 'text "Search" not found',
    facts: { status: 200, tls: true },
  });
  await writeResults(
    store.db,
    [
      result(7, noon),
      result(8, noon + 1),
      failed,
      result(7, noon + 3, { outcome: "unknown", latencyMs: 0.25 }),
    ],
    [],
  );
  const found = await latestResults(store.db, {
    monitorId: 7,
    since: noon - DAY,
    limit: 2,
  });
  assert.deepEqual(found, [
    result(7, noon + 3, { outcome: "unknown", latencyMs: 0.25 }),
    failed,
  ]);
});

test("a result changes its monitor's counting only under the version that it was claimed with", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const { monitor } = await makeMonitor(store);
  await createPartitions(store, noon);
  const claim = await claimNow(store, monitor.id);
  const health: Health = {
    kind: "failing",
    since: noon,
    belief: "up",
    toward: "down",
    streak: 1,
  };
  await writeResults(
    store.db,
    [result(monitor.id, noon)],
    [
      {
        monitorId: monitor.id,
        version: claim.version,
        health,
        dueAt: noon + 10_000,
      },
    ],
  );
  const written = await findState(store.db, monitor.id);
  assert.deepEqual(
    [
      written?.kind,
      written?.since,
      written?.streak,
      written?.toward,
      written?.dueAt,
      written?.leaseUntil,
    ],
    ["failing", noon, 1, "down", noon + 10_000, null],
  );
  await writeResults(
    store.db,
    [result(monitor.id, noon + 1)],
    [
      {
        monitorId: monitor.id,
        version: claim.version - 1,
        health: { ...health, streak: 2 },
        dueAt: noon,
      },
    ],
  );
  assert.equal(
    (await findState(store.db, monitor.id))?.streak,
    1,
    "an old version changes nothing",
  );
  assert.equal(
    (
      await latestResults(store.db, {
        monitorId: monitor.id,
        since: 0,
        limit: 9,
      })
    ).length,
    2,
    "but what was seen is kept",
  );
});

test("tables for the coming days are made, by several instances at once, and old ones are dropped", async (t) => {
  const store = await testStore(t);
  await Promise.all([1, 2, 3].map(() => createPartitions(store, noon)));
  assert.deepEqual(await pieces(store, "results"), [
    "results_20261120",
    "results_20261121",
    "results_20261122",
    "results_20261123",
    "results_20261124",
  ]);
  assert.deepEqual(await pieces(store, "rollups_hourly"), [
    "rollups_hourly_20261101",
    "rollups_hourly_20261201",
  ]);
  await createPartitions(store, noon + DAY);
  assert.equal((await pieces(store, "results")).at(-1), "results_20261125");
  await writeResults(store.db, [result(1, noon - DAY)], []);
  assert.deepEqual(await dropPartitions(store.db, "results", noon), [
    "results_20261120",
  ]);
  assert.deepEqual(
    await latestResults(store.db, { monitorId: 1, since: 0, limit: 1 }),
    [],
  );
  assert.deepEqual(
    await dropPartitions(store.db, "rollups_hourly", noon + 15 * DAY),
    ["rollups_hourly_20261101"],
  );
});

test("at the end of a month and of a year the next piece is there in time", async (t) => {
  const store = await testStore(t);
  await createPartitions(store, Date.UTC(2026, 11, 31, 23, 59));
  assert.deepEqual(await pieces(store, "rollups_hourly"), [
    "rollups_hourly_20261201",
    "rollups_hourly_20270101",
  ]);
  await writeResults(
    store.db,
    [result(1, Date.UTC(2027, 0, 1)), result(1, Date.UTC(2027, 0, 3, 23, 59))],
    [],
  );
});

test("results add up to hours and days, and counting twice changes nothing", async (t) => {
  const store = await testStore(t);
  await createPartitions(store, noon);
  const minutes = Array.from({ length: 120 }, (_, index) => index);
  const results = minutes.map((minute) =>
    result(
      1,
      noon - HOUR + minute * MINUTE,
      minute % 10 === 0
        ? { outcome: "down", latencyMs: null, reason: "refused" }
        : { latencyMs: minute % 2 === 0 ? 8 : 40 },
    ),
  );
  await writeResults(
    store.db,
    [
      ...results,
      result(2, noon, { outcome: "degraded", latencyMs: 45_000 }),
      result(2, noon, { outcome: "unknown", latencyMs: null }),
    ],
    [],
  );
  for (let round = 0; round < 2; round++) {
    await rollUpHours(store.db, noon - HOUR, noon + HOUR);
    await rollUpDays(store.db, noon, noon);
  }
  const hour = await readRollup(store.db, "rollups_hourly", [1], noon);
  assert.deepEqual(
    [hour?.up, hour?.down, hour?.degraded, hour?.unknown],
    [54, 6, 0, 0],
  );
  const day = await readRollup(store.db, "rollups_daily", [1], noon - DAY);
  assert.deepEqual([day?.up, day?.down], [108, 12]);
  assert.equal(day?.latencyHistogram[1], 48, "5 to 10 ms");
  assert.equal(day?.latencyHistogram[3], 60, "20 to 50 ms");
  assert.ok(Math.abs((day?.latencyMs ?? 0) - (48 * 8 + 60 * 40) / 108) < 1e-6);
  const other = await readRollup(store.db, "rollups_hourly", [2], noon);
  assert.deepEqual(
    [
      other?.degraded,
      other?.unknown,
      other?.latencyHistogram.at(-1),
      other?.latencyHistogram.length,
    ],
    [1, 1, 1, latencyBuckets.length + 1],
  );
  assert.equal(await readRollup(store.db, "rollups_daily", [3], 0), null);
});

test("what comes late is counted by the next run", async (t) => {
  const store = await testStore(t);
  await createPartitions(store, noon);
  await writeResults(store.db, [result(1, noon + 59 * MINUTE)], []);
  await rollUpHours(store.db, noon, noon + HOUR);
  await writeResults(store.db, [result(1, noon + 58 * MINUTE)], []);
  await rollUpHours(store.db, noon + 55 * MINUTE, noon + 65 * MINUTE);
  assert.equal(
    (await readRollup(store.db, "rollups_hourly", [1], noon))?.up,
    2,
  );
});
