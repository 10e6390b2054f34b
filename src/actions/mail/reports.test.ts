import assert from "node:assert/strict";
import { test } from "node:test";
import { problemsWithBlocks } from "../../sandbox/slack/blocks.ts";
import { reportMessage } from "../../pictures/report-message.ts";
import { DAY, HOUR, MINUTE } from "../../domain/time.ts";
import { testStore } from "../../testing/database.ts";
import {
  contextOf,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import { madeAt, makeHours, makeOutage } from "../../testing/past.ts";
import {
  problemsWithMessage,
  wordsOfBlocks,
} from "../../testing/slack-words.ts";
import { makeReport } from "./reports.ts";

const NOW = Date.UTC(2026, 10, 21, 10);

test("a week: how it stands, what happened, what is worth a look", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store, { timezone: "Europe/London" });
  const datastore = await makeMonitor(store);
  const registry = await makeMonitor(store, {
    serviceName: "Registry",
    type: "tls",
    settings: { host: "x.example" },
  });
  for (const one of [datastore, registry]) {
    await madeAt(store, one, NOW - 30 * DAY);
    await makeHours(
      store,
      one.monitor.id,
      { from: NOW - 14 * DAY, until: NOW },
      () => (one === datastore ? 200 : 400),
    );
  }
  await store.db.query("UPDATE services SET status = 'up' WHERE id = $1", [
    datastore.service.id,
  ]);
  await store.db.query(
    "UPDATE services SET status = 'down', status_since = to_timestamp($2::float8 / 1000) WHERE id = $1",
    [registry.service.id, NOW - HOUR],
  );
  const eased = await makeOutage(
    store,
    datastore,
    NOW - 3 * DAY,
    NOW - 3 * DAY + 30 * MINUTE,
  );
  await store.db.query(
    "UPDATE incidents SET severity = 'difficulties', resolved_at = resolved_at + interval '1 hour' WHERE id = $1",
    [eased],
  );
  await makeOutage(
    store,
    datastore,
    NOW - 10 * DAY,
    NOW - 10 * DAY + 60 * MINUTE,
  );
  await makeOutage(
    store,
    registry,
    NOW - HOUR,
    null,
    "certificate: it has ended",
  );
  await store.db.query(
    "INSERT INTO monitor_facts (monitor_id, at, facts) VALUES ($1, to_timestamp($2::float8 / 1000), $3)",
    [registry.monitor.id, NOW - HOUR, { certificateDaysLeft: 6 }],
  );
  const context = contextOf(store, { now: NOW });
  const report = await makeReport(context, {
    kind: "weekly",
    namespaceId: datastore.namespace.id,
  });
  assert.deepEqual(report.services, {
    total: 2,
    up: 1,
    difficulties: 0,
    down: 1,
    maintenance: 0,
    unknown: 0,
  });
  assert.equal(report.incidents.count, 2);
  assert.equal(report.downMs, 90 * MINUTE);
  assert.deepEqual(
    report.worst.map(({ name, downMs }) => [name, downMs / MINUTE]),
    [
      ["Registry", 60],
      ["Datastore", 30],
    ],
  );
  assert.ok((report.uptime.now ?? 0) < (report.uptime.before ?? 0));
  assert.deepEqual(
    report.slowest.map(({ name, averageMs }) => [name, averageMs]),
    [
      ["Registry", 400],
      ["Datastore", 200],
    ],
  );
  assert.deepEqual(report.ending, [
    { what: "certificate", name: "Registry / front page", daysLeft: 5 },
  ]);
  assert.deepEqual(
    report.days?.down.map(({ name, minutes }) => [
      name,
      minutes.reduce((a, b) => a + b, 0),
    ]),
    [
      ["Registry", 60],
      ["Datastore", 30],
    ],
  );
  const shown = reportMessage(report);
  assert.deepEqual(problemsWithMessage(shown), []);
  const words = wordsOfBlocks(shown.blocks);
  for (const part of [
    /^Weekly report: IATI$/m,
    /:red_circle: \*1 of 2 services is up, 1 down\.\*/,
    /Uptime 99\.553 % in the week, down for 1 h 30 min in all \(the week before: 99\.702 %\)\./,
    /Average response 300 ms \(the week before: 300 ms\)\./,
    /\*Not up now\*\n• :red_circle: Registry is down since/,
    /\*2 incidents in the week\*/,
    /\*Datastore\* was down for 30 min, from/,
    /\*Registry\* is down for 1 h already, since .*: certificate: it has ended/,
    /\*Least uptime: \*Registry 99\.404 % \(1 h\) and Datastore 99\.702 % \(30 min\)/,
    /\*Ends soon: \*the certificate of Registry \/ front page ends in 5 days/,
  ])
    assert.match(words, part);
  const everything = await makeReport(context, {
    kind: "monthly",
    namespaceId: null,
  });
  assert.equal(everything.namespace.name, "all services");
  assert.equal(everything.incidents.count, 3);
  assert.deepEqual(problemsWithMessage(reportMessage(everything)), []);
});

test("when nothing happened, that is said", async (t) => {
  const store = await testStore(t);
  const { id } = await makeNamespace(store);
  const report = await makeReport(contextOf(store, { now: NOW }), {
    kind: "daily",
    namespaceId: id,
  });
  const words = wordsOfBlocks(reportMessage(report).blocks);
  assert.match(words, /Nothing is watched here yet\./);
  assert.match(
    words,
    /\*Nothing happened\.\* This report comes every day: should it stay away, allswell itself is in trouble\./,
  );
});

test("names, causes and titles that are hostile", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  await makeOutage(store, added, NOW - HOUR, NOW - HOUR + MINUTE);
  const report = await makeReport(contextOf(store, { now: NOW }), {
    kind: "weekly",
    namespaceId: null,
  });
  for (const name of hostileTexts) {
    const [incident] = report.incidents.shown;
    assert.ok(incident);
    const shown = reportMessage({
      ...report,
      namespace: { ...report.namespace, name },
      incidents: {
        count: 60,
        shown: Array.from({ length: 10 }, () => ({
          ...incident,
          service: name,
          cause: name,
        })),
      },
      troubled: Array.from({ length: 8 }, () => ({
        name,
        status: "down" as const,
        since: NOW,
      })),
      worst: Array.from({ length: 5 }, () => ({
        name,
        ratio: 0.5,
        downMs: HOUR,
      })),
      slowest: Array.from({ length: 5 }, () => ({ name, averageMs: 1_000 })),
      ending: Array.from({ length: 8 }, () => ({
        what: "domain" as const,
        name,
        daysLeft: -3,
      })),
      maintenance: Array.from({ length: 5 }, () => ({
        title: name,
        startsAt: NOW,
        endsAt: NOW,
      })),
    });
    assert.deepEqual(problemsWithMessage(shown), [], name.slice(0, 60));
    assert.deepEqual(problemsWithBlocks("message", shown.blocks), []);
  }
});
