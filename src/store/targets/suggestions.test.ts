import assert from "node:assert/strict";
import { test } from "node:test";
import { testStore } from "../../testing/database.ts";
import { believe, makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { rows, type Store } from "../db.ts";
import { type Search, suggest } from "./suggestions.ts";
import { startOwnClock } from "../../testing/patience.ts";

async function found(
  { db }: Store,
  key: string,
  more: Partial<Search> = {},
): Promise<string[]> {
  const search = { key, onlyPaused: false, withMonitors: true, limit: 100 };
  return (await suggest(db, { ...search, ...more })).map(
    ({ namespaceSlug, name, monitorName }) =>
      [
        namespaceSlug,
        name,
        ...(monitorName === null ? [] : [monitorName]),
      ].join("/"),
  );
}

test("what begins with the letters comes first, services before monitors, trouble before all", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di" });
  await makeMonitor(store, { serviceName: "Data" });
  await makeMonitor(store, { serviceName: "Metadata", monitorName: "data" });
  const down = await makeMonitor(store, {
    namespaceSlug: "di",
    serviceName: "Old data",
  });
  await believe(store, down, "down");
  assert.deepEqual(await found(store, ""), [
    "di/Old data",
    "iati/Data",
    "iati/Metadata",
  ]);
  assert.deepEqual(await found(store, "data"), [
    "iati/Data",
    "iati/Metadata/data",
    "di/Old data",
    "iati/Metadata",
    "di/Old data/front page",
    "iati/Data/front page",
  ]);
  assert.deepEqual(await found(store, "di/"), [
    "di/Old data",
    "di/Old data/front page",
  ]);
  assert.deepEqual(await found(store, "data", { withMonitors: false }), [
    "iati/Data",
    "di/Old data",
    "iati/Metadata",
  ]);
  for (const key of ["%", "_", "\\", "'"])
    assert.deepEqual(await found(store, key), [], key);
  assert.equal((await found(store, "a", { limit: 2 })).length, 2);
  assert.deepEqual(await found(store, "data", { onlyPaused: true }), []);
});

test("with ten thousand monitors a menu is filled in a moment", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  await makeMonitor(store);
  const query = (sql: string): Promise<unknown> =>
    rows(store.db, `${sql} RETURNING 1`);
  await query(
    `INSERT INTO services (namespace_id, name, name_key, slug, public, status, status_since, created_at)
     SELECT 1, 'Service ' || i, 'service ' || i, 's' || i, true, 'up', now() - interval '9 days', now() FROM generate_series(1, 5000) i`,
  );
  await query(
    `INSERT INTO monitors (service_id, name, name_key, type, settings, every_ms, timeout_ms, confirm_failures, confirm_successes, confirm_retry_ms, essential, revision, created_at)
     SELECT s.id, k || ' page ' || s.id, k || ' page ' || s.id, 'http', '{}', 60000, 5000, 3, 1, 10000, false, 1, now() FROM services s, (VALUES ('front'), ('search')) AS kinds (k)`,
  );
  const times: Record<string, number> = {};
  for (const key of [
    "",
    "s",
    "service 4999",
    "page 4",
    "4999",
    "zzz",
    "iati/",
  ]) {
    await found(store, key);
    const clock = startOwnClock();
    const names = await found(store, key);
    times[key] = Math.round(clock.stop());
    assert.ok(names.length <= 100);
  }
  t.diagnostic(`milliseconds by what was typed: ${JSON.stringify(times)}`);
  assert.ok(Math.max(...Object.values(times)) < 1_000, JSON.stringify(times));
});
