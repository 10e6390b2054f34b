import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY, HOUR, MINUTE } from "../../domain/time.ts";
import { testStore } from "../../testing/database.ts";
import {
  contextOf,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { madeAt, makeHours, makeOutage } from "../../testing/past.ts";
import { calendarOf, failuresOf, responseTimesOf } from "./pictures.ts";

const at = (text: string): number => Date.parse(text);

test("response times: each span in its steps, the slowest monitor first", async (t) => {
  const store = await testStore(t);
  const now = at("2026-11-21T10:20Z");
  await makeNamespace(store, { timezone: "Europe/London" });
  const front = await makeMonitor(store);
  const search = await makeMonitor(store, { monitorName: "search" });
  await makeMonitor(store, { monitorName: "never looked at" });
  const past = { from: now - 20 * MINUTE - 40 * HOUR, until: now };
  await makeHours(store, front.monitor.id, past, () => 100);
  await makeHours(store, search.monitor.id, past, (hour) =>
    hour < now - 20 * HOUR ? 400 : null,
  );
  await makeOutage(store, front, now - 20 * HOUR, null);
  const context = contextOf(store, { now });
  const day = await responseTimesOf(context, front.service.id, "24h");
  assert.equal(day.window.from, at("2026-11-20T11:00Z"));
  assert.deepEqual(day.downtimes, [{ from: now - 20 * HOUR, until: now }]);
  assert.deepEqual(
    day.lines.map(({ name, steps }) => [
      name,
      steps.length,
      steps.filter(({ meanMs }) => meanMs !== null).length,
    ]),
    [
      ["search", 24, 4],
      ["front page", 24, 24],
    ],
  );
  const month = await responseTimesOf(context, front.service.id, "30d");
  assert.equal(month.lines[0]?.steps.length, 120);
  const quarter = await responseTimesOf(context, front.service.id, "90d");
  assert.deepEqual(quarter.lines[1]?.steps.slice(-3), [
    { count: 360, meanMs: 100 },
    { count: 1440, meanMs: 100 },
    { count: 660, meanMs: 100 },
  ]);
  assert.ok(Math.abs((day.averageMs ?? 0) - (24 * 100 + 4 * 400) / 28) < 1e-6);
});

test("failures: counted on the clocks of the namespace, on both days on which they change", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store, { timezone: "Europe/London" });
  const added = await makeMonitor(store);
  const starts = [
    "2026-03-29T00:30Z", // 00:30, before the clocks go forward
    "2026-03-29T01:30Z", // 02:30
    "2026-04-01T23:30Z", // 00:30 on the 2nd
  ];
  for (const start of starts)
    await makeOutage(store, added, at(start), at(start) + 5 * MINUTE);
  const spring = await failuresOf(
    contextOf(store, { now: at("2026-04-02T12:00Z") }),
    { namespaceId: added.namespace.id },
    "7d",
  );
  assert.deepEqual(spring.days.at(-1), "2026-04-02");
  assert.equal(spring.days.length, 7);
  assert.deepEqual(
    spring.series.map(({ name, byHour }) => [name, byHour[0], byHour[2]]),
    [["Datastore", 2, 1]],
  );
  assert.deepEqual(spring.series[0]?.byDay, [0, 0, 2, 0, 0, 0, 1]);
  assert.equal(spring.byWeekHour[6]?.[2], 1);
  assert.equal(spring.total, 3);
  for (const start of ["2026-10-25T00:30Z", "2026-10-25T01:30Z"])
    await makeOutage(store, added, at(start), at(start) + 5 * MINUTE);
  const autumn = await failuresOf(
    contextOf(store, { now: at("2026-10-25T23:00Z") }),
    { serviceId: added.service.id },
    "7d",
  );
  assert.equal(autumn.series[0]?.byHour[1], 2, "01:30 came twice");
  assert.equal(autumn.series[0]?.byDay.at(-1), 2);
});

test("failures: the worst services one by one, the others together; what is over long ago is not read", async (t) => {
  const store = await testStore(t);
  const now = at("2026-11-21T10:00Z");
  await makeNamespace(store);
  for (let index = 1; index <= 7; index++) {
    const added = await makeMonitor(store, { serviceName: `Service ${index}` });
    for (let times = 0; times < index; times++)
      await makeOutage(
        store,
        added,
        now - (times + 1) * HOUR,
        now - (times + 1) * HOUR + MINUTE,
      );
    await makeOutage(store, added, now - 50 * DAY, now - 49 * DAY);
  }
  const found = await failuresOf(
    contextOf(store, { now }),
    { namespaceId: null },
    "30d",
  );
  assert.deepEqual(
    found.series.map(({ name, byDay }) => [
      name,
      byDay.reduce((a, b) => a + b, 0),
    ]),
    [
      ["Service 7", 7],
      ["Service 6", 6],
      ["Service 5", 5],
      ["Service 4", 4],
      ["Service 3", 3],
      ["others", 3],
    ],
  );
  assert.equal(found.total, 28);
  assert.equal(found.scope, "All services");
});

test("calendar: days of 23 and 25 hours, days without looks, days before it was added", async (t) => {
  const store = await testStore(t);
  const now = at("2026-10-27T12:00Z");
  await makeNamespace(store, { timezone: "Europe/London" });
  const added = await makeMonitor(store);
  await madeAt(store, added, at("2026-10-20T12:00Z"));
  const { id } = added.monitor;
  await makeHours(
    store,
    id,
    { from: at("2026-10-20T12:00Z"), until: at("2026-10-23T00:00Z") },
    () => 50,
  );
  await makeHours(
    store,
    id,
    { from: at("2026-10-24T00:00Z"), until: now },
    () => 50,
  );
  await makeOutage(
    store,
    added,
    at("2026-10-24T23:00Z"),
    at("2026-10-26T00:00Z"),
  ); // all of the 25th, 25 hours
  const year = await calendarOf(
    contextOf(store, { now }),
    { serviceId: added.service.id },
    365,
  );
  assert.equal(year.days.length, 365);
  assert.deepEqual(
    year.days
      .slice(-9)
      .map(({ date, ratio, downMs }) => [date, ratio, downMs / HOUR]),
    [
      ["2026-10-19", null, 0],
      ["2026-10-20", 1, 0],
      ["2026-10-21", 1, 0],
      ["2026-10-22", 1, 0],
      ["2026-10-23", 1, 0], // began in UTC's 22nd
      ["2026-10-24", 1, 0],
      ["2026-10-25", 0, 25],
      ["2026-10-26", 1, 0],
      ["2026-10-27", 1, 0],
    ],
  );
  assert.equal(year.downMs, 25 * HOUR);
  const namespace = await calendarOf(
    contextOf(store, { now }),
    { namespaceId: added.namespace.id },
    90,
  );
  assert.equal(namespace.scope, "IATI");
  assert.equal(namespace.days.at(-3)?.ratio, 0);
});
