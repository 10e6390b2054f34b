import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY, HOUR } from "../../domain/time.ts";
import { rows } from "../../store/db.ts";
import { createPartitions } from "../../store/results/partitions.ts";
import { testStore } from "../../testing/database.ts";
import {
  contextOf,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { rollUp } from "./house-keeping.ts";

test("after a stop of days every hour and every day is counted, and counting again changes nothing", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const { monitor } = await makeMonitor(store);
  const now = Date.parse("2026-03-10T12:34:00Z");
  for (let at = now - 4 * DAY; at <= now; at += DAY)
    await createPartitions(store, at);
  await rows(
    store.db,
    `INSERT INTO results (at, monitor_id, latency_ms, outcome)
     SELECT to_timestamp($1::float8 / 1000) - n * interval '1 hour', $2, 10, 0 FROM generate_series(0, 72) n RETURNING 1`,
    [now, monitor.id],
  );
  const counted = async (): Promise<unknown> =>
    rows(
      store.db,
      `SELECT (SELECT sum(up)::integer FROM rollups_hourly) AS hourly, (SELECT count(*)::integer FROM rollups_hourly) AS hours,
         array_agg(up ORDER BY at) AS daily FROM rollups_daily`,
    );
  const expected = [{ hourly: 73, hours: 73, daily: [12, 24, 24, 13] }];
  await rollUp(contextOf(store, { now }), null);
  assert.deepEqual(await counted(), expected);
  await rollUp(contextOf(store, { now: now + HOUR / 12 }), now - 3 * DAY);
  assert.deepEqual(await counted(), expected);
});
