import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnnouncementReason } from "../../domain/announcement.ts";
import { HOUR, MINUTE } from "../../domain/time.ts";
import { rows, type Store } from "../../store/db.ts";
import {
  entriesOf,
  findIncident,
  findOpenIncident,
} from "../../store/incidents/incidents.ts";
import { getService } from "../../store/targets/services.ts";
import { testStore } from "../../testing/database.ts";
import {
  believe,
  contextOf,
  makeAccount,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import type { Added } from "../targets/add-monitor.ts";
import { claimDueMonitors } from "../upkeep/probe-work.ts";
import { recordTransition } from "./record-transition.ts";

const start = Date.UTC(2026, 10, 21, 10);

/** What each outlet is told of everything, in order: "#iati down". */
async function told(store: Store): Promise<string[]> {
  const found = await rows<{ label: string; reason: AnnouncementReason }>(
    store.db,
    "SELECT o.label, d.reason FROM deliveries d JOIN outlets o ON o.id = d.outlet_id ORDER BY d.id",
  );
  return found.map(({ label, reason }) => `${label} ${reason}`);
}

async function downtimes(store: Store): Promise<[number, number | null][]> {
  const found = await rows<{ from_at: number; until_at: number | null }>(
    store.db,
    "SELECT from_at, until_at FROM downtimes ORDER BY id",
  );
  return found.map(({ from_at, until_at }) => [from_at, until_at]);
}

test("an outage: one incident, the team and the customers are told once, and once when it is over", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  await makeAccount(store, "iati");
  const added = await makeMonitor(store);
  await believe(store, added, "up", { at: start });
  assert.equal((await getService(store.db, added.service.id)).status, "up");
  assert.deepEqual(
    await told(store),
    [],
    "that a new service is up is no news",
  );

  await believe(store, added, "down", { at: start + MINUTE });
  const open = await findOpenIncident(store.db, added.service.id);
  assert.ok(open !== null);
  assert.deepEqual(
    [open.severity, open.reason, open.downSince, open.nextReminderAt],
    [
      "down",
      "front page: no answer within 5 s",
      start + MINUTE,
      start + MINUTE + 4 * HOUR,
    ],
  );
  assert.deepEqual(await told(store), ["#iati down", "@iati_status down"]);

  await believe(store, added, "up", { at: start + 11 * MINUTE });
  const closed = await findIncident(store.db, open.id);
  assert.deepEqual(
    [closed?.resolution, closed?.resolvedAt, closed?.nextReminderAt],
    ["recovered", start + 11 * MINUTE, null],
  );
  assert.deepEqual(await told(store), [
    "#iati down",
    "@iati_status down",
    "#iati recovered",
    "@iati_status recovered",
  ]);
  assert.deepEqual(await downtimes(store), [
    [start + MINUTE, start + 11 * MINUTE],
  ]);
  assert.deepEqual(
    (await entriesOf(store.db, open.id)).map(({ text }) => text),
    [
      "Datastore is down: front page: no answer within 5 s",
      "Datastore is up again after 10 min",
    ],
  );
});

test("what may be told together is waited for where it cannot be changed afterwards", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store, { foldMs: 30_000 });
  await makeAccount(store, "iati");
  await believe(store, await makeMonitor(store), "down", { at: start });
  const due = await rows<{ channel: string; next_attempt_at: number }>(
    store.db,
    "SELECT o.channel, d.next_attempt_at FROM deliveries d JOIN outlets o ON o.id = d.outlet_id ORDER BY o.channel",
  );
  assert.deepEqual(due, [
    { channel: "slack", next_attempt_at: start },
    { channel: "x", next_attempt_at: start + 30_000 },
  ]);
});

test("one of two monitors down is difficulties: the team hears of it, the customers when the service is down", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  await makeAccount(store, "iati");
  const first = await makeMonitor(store);
  const second = await makeMonitor(store, { monitorName: "search" });
  await believe(store, first, "up", { at: start });
  await believe(store, second, "up", { at: start });
  await believe(store, first, "down", { at: start + MINUTE });
  assert.equal(
    (await getService(store.db, first.service.id)).status,
    "difficulties",
  );
  await believe(store, second, "down", { at: start + 2 * MINUTE });
  await believe(store, first, "up", { at: start + 3 * MINUTE });
  await believe(store, second, "up", { at: start + 4 * MINUTE });
  assert.deepEqual(await told(store), [
    "#iati difficulties",
    "#iati worsened",
    "@iati_status worsened",
    "#iati improved",
    "#iati recovered",
    "@iati_status recovered",
  ]);
  assert.deepEqual(
    await downtimes(store),
    [[start + 2 * MINUTE, start + 3 * MINUTE]],
    "only down counts as downtime",
  );
  assert.equal(
    (await rows(store.db, "SELECT 1 FROM incidents")).length,
    1,
    "all of it is one incident",
  );
});

test("what was wrong first is over: the cause is what is wrong still, in every message", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const [front, search, api] = [
    await makeMonitor(store),
    await makeMonitor(store, { monitorName: "search" }),
    await makeMonitor(store, { monitorName: "api" }),
  ];
  for (const one of [front, search, api])
    await believe(store, one, "up", { at: start });
  const cause = async () => {
    const [incident] = await rows<{ reason: string }>(
      store.db,
      "SELECT reason FROM incidents",
    );
    return incident?.reason;
  };
  await believe(store, search, "down", {
    at: start + MINUTE,
    reason: "HTTP 502",
  });
  await believe(store, front, "down", {
    at: start + 2 * MINUTE,
    reason: "HTTP 500",
  });
  assert.equal(await cause(), "search: HTTP 502", "the first one stands");
  await rows(
    store.db,
    "UPDATE deliveries SET state = 'sent', post_id = id, remote_id = 'C1:1', topic = 'trouble', edit_due_at = NULL RETURNING 1",
  );
  await believe(store, search, "up", { at: start + 3 * MINUTE });
  assert.equal(await cause(), "front page: HTTP 500");
  assert.equal(
    (
      await rows(
        store.db,
        "SELECT 1 FROM deliveries WHERE edit_due_at IS NOT NULL",
      )
    ).length,
    1,
  );
  await believe(store, search, "down", { at: start + 4 * MINUTE });
  await believe(store, api, "down", { at: start + 5 * MINUTE });
  assert.equal(await cause(), "api: no answer within 5 s");
  await believe(store, api, "up", { at: start + 6 * MINUTE });
  assert.equal(await cause(), "front page: HTTP 500");
});

test("an essential monitor takes its service down alone", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const first = await makeMonitor(store, { essential: true });
  const second = await makeMonitor(store, { monitorName: "search" });
  await believe(store, second, "up", { at: start });
  await believe(store, first, "down", { at: start });
  assert.equal((await getService(store.db, first.service.id)).status, "down");
});

test("a result of an old claim counts for nothing", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  await believe(store, added, "up", { at: start });
  const before = {
    kind: "up" as const,
    since: start,
    belief: "up" as const,
    toward: null,
    streak: 0,
  };
  const transition = {
    serviceId: added.service.id,
    monitorName: "front page",
    version: 1,
    before,
    after: { ...before, kind: "down" as const, belief: "down" as const },
    result: {
      monitorId: added.monitor.id,
      at: start,
      outcome: "down" as const,
      latencyMs: null,
      reason: "refused",
      facts: null,
    },
    dueAt: start,
  };
  assert.equal(
    await recordTransition(contextOf(store), transition),
    "superseded",
  );
  assert.equal(await findOpenIncident(store.db, added.service.id), null);
});

test("two monitors of a service that fall at the same instant open one incident, told once", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const monitors: Added[] = [];
  for (const monitorName of ["a", "b", "c", "d"])
    monitors.push(await makeMonitor(store, { monitorName }));
  for (const monitor of monitors)
    await believe(store, monitor, "up", { at: start });
  const claims = await claimAll(store, monitors);
  const outcomes = await Promise.all(
    claims.map((claim, index) =>
      recordTransition(contextOf(store, { now: start + MINUTE }), {
        serviceId: monitors[index]?.service.id ?? 0,
        monitorName: monitors[index]?.monitor.name ?? "",
        version: claim.version,
        before: claim.health,
        after: {
          ...claim.health,
          kind: "down",
          belief: "down",
          since: start + MINUTE,
        },
        result: {
          monitorId: claim.monitorId,
          at: start + MINUTE,
          outcome: "down",
          latencyMs: null,
          reason: "refused",
          facts: null,
        },
        dueAt: start + 2 * MINUTE,
      }),
    ),
  );
  assert.deepEqual(outcomes, ["recorded", "recorded", "recorded", "recorded"]);
  const incidents = await rows<{ severity: string }>(
    store.db,
    "SELECT severity FROM incidents",
  );
  assert.deepEqual(incidents, [{ severity: "down" }]);
  assert.deepEqual(await told(store), ["#iati difficulties", "#iati worsened"]);
});

async function claimAll(store: Store, monitors: { monitor: { id: number } }[]) {
  await rows(
    store.db,
    "UPDATE monitor_states SET due_at = now(), lease_until = NULL RETURNING 1",
  );
  const claims = await claimDueMonitors(contextOf(store), {
    aheadMs: 0,
    limit: 10,
  });
  return monitors.flatMap(
    ({ monitor }) =>
      claims.find(({ monitorId }) => monitorId === monitor.id) ?? [],
  );
}
