import assert from "node:assert/strict";
import { test } from "node:test";
import { makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { testStore } from "../../testing/database.ts";
import { claimMonitors, releaseClaims, spreadOverdue } from "./claims.ts";
import { rows, type Store } from "../db.ts";

/** Sets what the database says of a monitor's state; intervals are relative to its own clock. */
async function setState(
  store: Store,
  monitorId: number,
  assignments: string,
): Promise<void> {
  await rows(
    store.db,
    `UPDATE monitor_states SET ${assignments} WHERE monitor_id = $1 RETURNING 1`,
    [monitorId],
  );
}

async function manyMonitors(
  store: Store,
  count: number,
  everyMs = 20_000,
): Promise<number[]> {
  await makeNamespace(store);
  const { monitor } = await makeMonitor(store, { everyMs });
  await rows(
    store.db,
    `WITH made AS (
       INSERT INTO monitors (service_id, name, name_key, type, settings, every_ms, timeout_ms, confirm_failures, confirm_successes, confirm_retry_ms, essential, revision, created_at)
       SELECT service_id, 'm' || n, 'm' || n, type, settings, every_ms, timeout_ms, 3, 1, 10000, false, 1, now()
       FROM monitors, generate_series(2, $1) AS n WHERE id = $2 RETURNING id)
     INSERT INTO monitor_states SELECT id, now(), NULL, 1, 1, $3, id, 5000, 'up', now(), 'up', NULL, 0 FROM made RETURNING 1`,
    [count, monitor.id, everyMs],
  );
  return (
    await rows<{ id: number }>(store.db, "SELECT id FROM monitors ORDER BY id")
  ).map(({ id }) => id);
}

test("claims take what is due or nearly so, the longest overdue first, and nothing else", async (t) => {
  const store = await testStore(t);
  const [late = 0, soon = 0, far = 0, leased = 0] = await manyMonitors(
    store,
    4,
  );
  await setState(store, late, "due_at = now() - interval '2 seconds'");
  await setState(store, soon, "due_at = now() + interval '1 second'");
  await setState(store, far, "due_at = now() + interval '3 seconds'");
  await setState(
    store,
    leased,
    "due_at = now(), lease_until = now() + interval '1 minute'",
  );
  const claims = await claimMonitors(store.db, { aheadMs: 1_500, limit: 10 });
  assert.deepEqual(
    claims.map(({ monitorId }) => monitorId).toSorted((a, b) => a - b),
    [late, soon],
  );
  const [claim] = claims.filter(({ monitorId }) => monitorId === late);
  assert.ok(claim !== undefined && claim.databaseNow - claim.dueAt >= 2_000);
  assert.deepEqual(
    await claimMonitors(store.db, { aheadMs: 1_500, limit: 10 }),
    [],
    "what is claimed is nobody else's",
  );
});

test("a claimed interval monitor is on its next place of the grid at once, and its lease ends there", async (t) => {
  const store = await testStore(t);
  const [id = 0] = await manyMonitors(store, 1);
  await setState(
    store,
    id,
    "phase_ms = 7000, due_at = to_timestamp((floor(extract(epoch FROM now()) / 20) + 1) * 20 + 7)",
  );
  const [claim] = await claimMonitors(store.db, { aheadMs: 30_000, limit: 1 });
  assert.ok(claim !== undefined);
  assert.equal(claim.dueAt % 20_000, 7_000);
  assert.equal(claim.nextDueAt, claim.dueAt + 20_000);
  assert.equal(claim.leaseUntil, claim.nextDueAt);
});

test("one that is overdue by more than half its interval waits for its next place on the grid", async (t) => {
  const store = await testStore(t);
  const [id = 0] = await manyMonitors(store, 1);
  await setState(
    store,
    id,
    "phase_ms = 7000, due_at = to_timestamp((floor(extract(epoch FROM now()) / 20) - 3) * 20 + 7)",
  );
  const [claim] = await claimMonitors(store.db, { aheadMs: 0, limit: 1 });
  assert.ok(claim !== undefined);
  assert.ok(claim.overdueMs > 30_000);
  assert.equal(claim.dueAt % 20_000, 7_000);
  assert.ok(
    claim.dueAt > claim.databaseNow &&
      claim.dueAt <= claim.databaseNow + 20_000,
  );
  assert.deepEqual(
    [claim.nextDueAt, claim.leaseUntil],
    [claim.dueAt + 20_000, claim.dueAt + 20_000],
  );
});

test("one that is a little late is probed at once, and then at its usual place", async (t) => {
  const store = await testStore(t);
  const [id = 0] = await manyMonitors(store, 1);
  await setState(
    store,
    id,
    "phase_ms = ((extract(epoch FROM now()) * 1000)::bigint - 3000) % 20000, due_at = to_timestamp(floor(extract(epoch FROM now()) * 1000 - 3000) / 1000)",
  );
  const [claim] = await claimMonitors(store.db, { aheadMs: 0, limit: 1 });
  assert.ok(claim !== undefined && claim.dueAt < claim.databaseNow);
  assert.ok(Math.abs(claim.nextDueAt - claim.dueAt - 20_000) <= 1);
});

test("a rare monitor falls due again at the end of its lease, should its prober die", async (t) => {
  const store = await testStore(t);
  const [id = 0] = await manyMonitors(store, 1, 3_600_000);
  // Its next place is half an hour away, whatever time it is.
  await setState(
    store,
    id,
    "due_at = now(), phase_ms = ((extract(epoch FROM now()) * 1000)::bigint + 1800000) % 3600000",
  );
  const [claim] = await claimMonitors(store.db, { aheadMs: 0, limit: 1 });
  assert.ok(claim !== undefined && claim.nextDueAt === claim.leaseUntil);
  assert.ok(claim.leaseUntil - claim.dueAt <= 60_000);
});

test("where a look may be news it is looked again soon, should its prober die", async (t) => {
  const store = await testStore(t);
  const [failing = 0, down = 0, steady = 0] = await manyMonitors(
    store,
    3,
    3_600_000,
  );
  await rows(
    store.db,
    "UPDATE monitor_states SET due_at = now(), phase_ms = ((extract(epoch FROM now()) * 1000)::bigint + 1800000) % 3600000 RETURNING 1",
  );
  await setState(
    store,
    failing,
    "kind = 'failing', toward = 'down', streak = 2",
  );
  await setState(store, down, "kind = 'down', belief = 'down'");
  const claims = await claimMonitors(store.db, { aheadMs: 0, limit: 3 });
  const leased = new Map(
    claims.map(({ monitorId, nextDueAt, dueAt }) => [
      monitorId,
      Math.round((nextDueAt - dueAt) / 1_000),
    ]),
  );
  assert.deepEqual(
    [failing, down, steady].map((id) => leased.get(id)),
    [20, 20, 60],
  );
});

test("a monitor with a schedule of cron lines is leased for its time-out", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const { monitor } = await makeMonitor(store, {
    everyMs: null,
    schedule: ["*/5 * * * *"],
    timeoutMs: 4_000,
  });
  const [claim] = await claimMonitors(store.db, { aheadMs: 0, limit: 1 });
  assert.ok(claim !== undefined && claim.monitorId === monitor.id);
  assert.ok(
    claim.leaseUntil - claim.databaseNow <= 6_000 &&
      claim.nextDueAt === claim.leaseUntil,
  );
});

test("after the lease another instance takes over, with a version of its own", async (t) => {
  const store = await testStore(t);
  const [id = 0] = await manyMonitors(store, 1);
  await setState(store, id, "due_at = now()");
  const [first] = await claimMonitors(store.db, { aheadMs: 0, limit: 1 });
  await setState(
    store,
    id,
    "due_at = now() - interval '1 second', lease_until = now() - interval '1 second'",
  );
  const [second] = await claimMonitors(store.db, { aheadMs: 0, limit: 1 });
  assert.equal(second?.version, (first?.version ?? 0) + 1);
});

test("a claim that is given back is due when it was; one that somebody changed since is not touched", async (t) => {
  const store = await testStore(t);
  const [given = 0, changed = 0] = await manyMonitors(store, 2);
  await setState(store, given, "due_at = now()");
  await setState(store, changed, "due_at = now()");
  const claims = await claimMonitors(store.db, { aheadMs: 0, limit: 2 });
  await setState(
    store,
    changed,
    "version = version + 1, due_at = now() + interval '1 hour'",
  );
  await releaseClaims(store.db, claims);
  const again = await claimMonitors(store.db, { aheadMs: 0, limit: 2 });
  assert.deepEqual(
    again.map(({ monitorId }) => monitorId),
    [given],
  );
  assert.equal(
    again[0]?.dueAt,
    claims.find(({ monitorId }) => monitorId === given)?.dueAt,
  );
});

test("many instances at once share the work: none is claimed twice, none is left", async (t) => {
  const store = await testStore(t);
  const ids = await manyMonitors(store, 600);
  await rows(store.db, "UPDATE monitor_states SET due_at = now() RETURNING 1");
  const shares = await Promise.all(
    Array.from({ length: 8 }, () => claimUntilEmpty(store)),
  );
  const claimed = shares.flat();
  assert.equal(claimed.length, ids.length);
  assert.equal(new Set(claimed).size, ids.length);
});

async function claimUntilEmpty(store: Store): Promise<number[]> {
  const mine: number[] = [];
  for (let misses = 0; misses < 3;) {
    const claims = await claimMonitors(store.db, { aheadMs: 0, limit: 25 });
    if (claims.length === 0) misses += 1;
    mine.push(...claims.map(({ monitorId }) => monitorId));
  }
  return mine;
}

test("coming back after a stop spreads what is overdue over the interval, a minute at most", async (t) => {
  const store = await testStore(t);
  await manyMonitors(store, 400, 3_600_000);
  await rows(
    store.db,
    "UPDATE monitor_states SET phase_ms = (monitor_id * 9973) % 3600000, due_at = now() - interval '10 minutes' RETURNING 1",
  );
  assert.equal(
    await spreadOverdue(store.db, { overdueMs: 5_000, withinMs: 60_000 }),
    400,
  );
  const waits = await rows<{ wait: number }>(
    store.db,
    "SELECT extract(epoch FROM due_at - now())::float8 AS wait FROM monitor_states",
  );
  assert.ok(waits.every(({ wait }) => wait > -2 && wait <= 60));
  const inFirstHalf = waits.filter(({ wait }) => wait < 30).length;
  assert.ok(
    inFirstHalf > 150 && inFirstHalf < 250,
    `${inFirstHalf} of 400 in the first half`,
  );
  assert.equal(
    await spreadOverdue(store.db, { overdueMs: 5_000, withinMs: 60_000 }),
    0,
  );
});

test("after a pause what is down or slow is looked at within ten seconds", async (t) => {
  const store = await testStore(t);
  const ids = await manyMonitors(store, 3, 3_600_000);
  for (const [index, belief] of ["up", "down", "degraded"].entries())
    await setState(
      store,
      ids[index] ?? 0,
      `belief = '${belief}', phase_ms = 3599000, due_at = now() - interval '10 minutes'`,
    );
  await spreadOverdue(store.db, { overdueMs: 5_000, withinMs: 60_000 });
  const waits = await rows<{ wait: number }>(
    store.db,
    "SELECT round(extract(epoch FROM due_at - now()))::integer AS wait FROM monitor_states ORDER BY monitor_id",
  );
  assert.deepEqual(
    waits.map(({ wait }) => Math.round(wait / 10) * 10),
    [60, 10, 10],
  );
});

test("paused monitors, those that are being probed and those about to be confirmed are not spread", async (t) => {
  const store = await testStore(t);
  const [paused = 0, leased = 0, doubted = 0] = await manyMonitors(store, 3);
  await setState(
    store,
    doubted,
    "kind = 'failing', toward = 'down', streak = 1, due_at = now() - interval '1 minute'",
  );
  await setState(
    store,
    paused,
    "kind = 'paused', due_at = now() - interval '1 minute'",
  );
  await setState(
    store,
    leased,
    "due_at = now() - interval '1 minute', lease_until = now() + interval '5 seconds'",
  );
  assert.equal(
    await spreadOverdue(store.db, { overdueMs: 5_000, withinMs: 60_000 }),
    0,
  );
});
