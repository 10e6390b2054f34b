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
import { retain, rollUp } from "./house-keeping.ts";

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

test("the ledger and the audits are kept for two years: of an incident until it was over for so long", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  const now = Date.parse("2026-03-10T12:34:00Z");
  await rows(
    store.db,
    `INSERT INTO incidents (id, service_id, severity, reason, began_at, opened_at, resolved_at, resolution)
     VALUES (1, $1, 'down', 'x', '2020-01-01', '2020-01-01', '2020-01-02', 'recovered'), (2, $1, 'down', 'x', '2020-02-01', '2020-02-01', '2026-01-01', 'recovered'),
       (3, $1, 'down', 'x', '2020-03-01', '2020-03-01', NULL, NULL) RETURNING id`,
    [added.service.id],
  );
  await rows(store.db, "DELETE FROM announcements RETURNING id");
  await rows(
    store.db,
    `INSERT INTO announcements (id, incident_id, reason, text, facts, created_at)
     VALUES (1, 1, 'down', '', '{}', '2020-01-01'), (2, 1, 'update', '', '{}', '2026-01-01'), (3, 2, 'down', '', '{}', '2020-02-01'),
       (4, 3, 'down', '', '{}', '2020-03-01'), (5, NULL, 'operators', '', '{}', '2020-01-01'), (6, NULL, 'operators', '', '{}', '2026-01-01') RETURNING id`,
  );
  await rows(
    store.db,
    `INSERT INTO announcements (id, reason, text, facts, created_at) SELECT n, 'operators', '', '{}', '2020-01-01' FROM generate_series(7, 6000) n RETURNING id`,
  );
  await rows(store.db, "DELETE FROM audits RETURNING id");
  await rows(
    store.db,
    `INSERT INTO audits (id, at, actor, verb, target, details)
     VALUES (1, '2020-01-01', 'U', 'x', 'x', '{}'), (2, '2026-01-01', 'U', 'x', 'x', '{}') RETURNING id`,
  );
  await retain(contextOf(store, { now }));
  const left = await rows(
    store.db,
    `SELECT (SELECT array_agg(id ORDER BY id) FROM announcements) AS announcements, (SELECT array_agg(id) FROM audits) AS audits`,
  );
  assert.deepEqual(left, [{ announcements: [2, 3, 4, 6], audits: [2] }]);
});
