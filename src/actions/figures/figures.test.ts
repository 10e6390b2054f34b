import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY, HOUR, MINUTE } from "../../domain/time.ts";
import type { Outcome } from "../../domain/result.ts";
import { rows, type Store } from "../../store/db.ts";
import { createPartitions } from "../../store/results/partitions.ts";
import { writeResults } from "../../store/results/results.ts";
import { rollUpDays, rollUpHours } from "../../store/results/rollups.ts";
import { testStore } from "../../testing/database.ts";
import {
  believe,
  contextOf,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { figuresOf, responseOf, together, usualWindows } from "./figures.ts";
import { showOverall } from "../inside/home.ts";
import { showService } from "../inside/service-detail.ts";

const now = Date.UTC(2026, 10, 21, 12);
const day = { from: now - DAY, until: now };
const week = { from: now - 7 * DAY, until: now };

/** A service that was added so long ago, and was down for some stretches of an hour. */
async function watched(
  store: Store,
  name: string,
  { age = 100 * DAY, down = [] }: { age?: number; down?: number[] } = {},
) {
  const added = await makeMonitor(store, { serviceName: name });
  await rows(
    store.db,
    "UPDATE services SET created_at = to_timestamp($2::float8 / 1000) WHERE id = $1 RETURNING 1",
    [added.service.id, now - age],
  );
  for (const ago of down) {
    await believe(store, added, "down", { at: now - ago });
    await believe(store, added, "up", { at: now - ago + HOUR });
  }
  return { ...added, watched: { id: added.service.id, createdAt: now - age } };
}

test("uptime, incidents and how long they lasted, in each window", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const context = contextOf(store, { now });
  const often = await watched(store, "Often", {
    down: [6 * DAY, 3 * DAY, 2 * HOUR],
  });
  const fresh = await watched(store, "Fresh", { age: 12 * HOUR });
  const found = await figuresOf(
    context,
    [often.watched, fresh.watched],
    [day, week],
  );
  const [ofDay, ofWeek] = found.get(often.service.id) ?? [];
  assert.equal(ofDay?.uptime.downMs, HOUR);
  assert.equal(ofDay?.uptime.ratio, 23 / 24);
  assert.deepEqual([ofDay?.incidents, ofDay?.mttrMs], [1, HOUR]);
  assert.equal(ofWeek?.uptime.downMs, 3 * HOUR);
  assert.deepEqual(
    [ofWeek?.incidents, ofWeek?.mended, ofWeek?.mttrMs],
    [3, 3, HOUR],
  );
  const [, young] = found.get(fresh.service.id) ?? [];
  assert.equal(young?.uptime.countedMs, 12 * HOUR, "not before it was added");
  assert.ok(ofWeek && young);
  const both = together([ofWeek, young]);
  assert.equal(both.uptime.downMs, 3 * HOUR);
  assert.equal(both.uptime.ratio, 1 - 3 / (7 * 24 + 12));
  assert.deepEqual([both.incidents, both.mttrMs], [3, HOUR]);
  assert.equal(together([]).uptime.ratio, null);
});

test("what began before a window, goes on, or was planned", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const context = contextOf(store, { now });
  const before = await watched(store, "Before", { down: [DAY + 30 * MINUTE] });
  const still = await watched(store, "Still");
  await believe(store, still, "down", { at: now - 6 * HOUR });
  const windows = [day];
  const services = [before.watched, still.watched];
  const found = await figuresOf(context, services, windows);
  const [early] = found.get(before.service.id) ?? [];
  assert.equal(early?.uptime.downMs, 30 * MINUTE);
  assert.deepEqual([early?.incidents, early?.mttrMs], [0, null]);
  const [open] = found.get(still.service.id) ?? [];
  assert.equal(open?.uptime.downMs, 6 * HOUR);
  assert.deepEqual([open?.incidents, open?.mended], [1, 0]);
  await rows(
    store.db,
    `INSERT INTO maintenance_times (service_id, from_at, until_at)
     VALUES ($1, to_timestamp($2::float8 / 1000), to_timestamp($3::float8 / 1000)) RETURNING id`,
    [still.service.id, now - 5 * HOUR, now - HOUR],
  );
  const [spared] =
    (await figuresOf(context, services, windows)).get(still.service.id) ?? [];
  assert.deepEqual(
    [spared?.uptime.downMs, spared?.uptime.countedMs],
    [2 * HOUR, 20 * HOUR],
  );
});

test("all services together are the sum of each", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const often = await watched(store, "Often", {
    down: [40 * DAY, 3 * DAY, 2 * HOUR],
  });
  const fresh = await watched(store, "Fresh", { age: 12 * HOUR });
  const still = await watched(store, "Still");
  await believe(store, still, "down", { at: now - 6 * HOUR });
  await rows(
    store.db,
    "INSERT INTO maintenance_times (service_id, from_at, until_at) VALUES ($1, to_timestamp($2::float8 / 1000), to_timestamp($3::float8 / 1000)) RETURNING id",
    [fresh.service.id, now - 5 * HOUR, now - HOUR],
  );
  const gone = await watched(store, "Gone", { down: [DAY] });
  await rows(
    store.db,
    "UPDATE services SET removed_at = now() WHERE id = $1 RETURNING id",
    [gone.service.id],
  );
  const context = contextOf(store, { now });
  const window = { from: Date.UTC(2026, 10, 1), until: now };
  const services = [often, fresh, still].map((one) => one.watched);
  const each = await figuresOf(context, services, [window]);
  const { month } = await showOverall(context);
  assert.deepEqual(month, together([...each.values()].flat()));
  assert.equal(month.incidents, 3);
});

test("today begins at midnight of the namespace's zone", () => {
  const [today, , month] = usualWindows(now, "America/New_York");
  assert.deepEqual(today, {
    days: "today",
    window: { from: Date.UTC(2026, 10, 21, 5), until: now },
  });
  assert.equal(month?.window.from, now - 30 * DAY);
});

/** One result each minute of an hour. */
async function anHour(
  store: Store,
  monitorId: number,
  at: number,
  latencyMs: number,
  outcome: Outcome = "up",
) {
  await createPartitions(store, at);
  const results = Array.from({ length: 60 }, (_, minute) => ({
    monitorId,
    at: at + minute * MINUTE,
    outcome,
    latencyMs: outcome === "down" ? null : latencyMs,
    reason: null,
    facts: null,
  }));
  await writeResults(store.db, results, []);
  await rollUpHours(store.db, at, at);
  await rollUpDays(store.db, at, at);
}

test("response times of a window, from hours or from days", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const context = contextOf(store, { now });
  const one = await watched(store, "One");
  const other = await watched(store, "Other");
  await anHour(store, one.monitor.id, now - 2 * HOUR, 40);
  await anHour(store, one.monitor.id, now - 3 * HOUR, 0, "down");
  await anHour(store, one.monitor.id, now - 20 * DAY, 180);
  await anHour(store, other.monitor.id, now - 2 * HOUR, 400);
  const ids = [one.service.id];
  assert.deepEqual(await responseOf(context, ids, day), {
    averageMs: 40,
    p95Ms: 39,
    looks: 120,
    failed: 60,
  });
  const month = { from: now - 30 * DAY, until: now };
  assert.equal((await responseOf(context, ids, month))?.averageMs, 110);
  assert.equal((await responseOf(context, null, day))?.averageMs, 220);
  assert.equal(await responseOf(context, [], day), null);
  const hour = { from: now - HOUR, until: now };
  assert.equal(await responseOf(context, ids, hour), null);
});

test("a service shows what was measured last at its monitors", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store, { timezone: "Europe/London" });
  const one = await watched(store, "One", { age: 8 * DAY });
  const two = await makeMonitor(store, {
    serviceName: "One",
    monitorName: "b",
  });
  const result = (monitorId: number, at: number, facts: object) => ({
    monitorId,
    at,
    outcome: "up" as const,
    latencyMs: 5,
    reason: null,
    facts: { ...facts },
  });
  await createPartitions(store, now);
  const [first, second] = [one.monitor.id, two.monitor.id];
  const given = [
    result(first, now - 2 * HOUR, { diskUsedPercent: 90, cpus: 2 }),
    result(first, now - HOUR, { diskUsedPercent: 91 }),
    result(second, now - HOUR, { certificateDaysLeft: 30 }),
    result(999, now, { certificateDaysLeft: 1 }),
  ];
  await writeResults(store.db, given, []);
  const late = result(first, now - 90 * MINUTE, { diskUsedPercent: 5 });
  await writeResults(store.db, [late], []);
  const context = contextOf(store, { now });
  const shown = await showService(context, one.service.id);
  assert.deepEqual(
    shown.figures.map(({ days }) => days),
    ["today", 7, 30],
    "90 days would say nothing that 30 do not",
  );
  assert.deepEqual(
    shown.hosts.map(({ monitorName, at, vitals }) => [
      monitorName,
      at,
      vitals.diskUsedPercent,
    ]),
    [["front page", now - HOUR, 91]],
  );
  assert.deepEqual(shown.certificates, [{ monitorName: "b", daysLeft: 30 }]);
  const later = contextOf(store, { now: now + 10 * DAY });
  assert.deepEqual((await showService(later, one.service.id)).hosts, []);
});
