import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { rests } from "../../domain/snooze.ts";
import { HOUR, MINUTE } from "../../domain/time.ts";
import { rows, type Store } from "../../store/db.ts";
import { findIncident } from "../../store/incidents/incidents.ts";
import { testStore } from "../../testing/database.ts";
import {
  believe,
  contextOf,
  granted,
  makeAccount,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { acknowledgeIncident } from "./acknowledge-incident.ts";
import { remindOne } from "./remind.ts";
import { snoozeIncident, wakeIncident, wakeOne } from "./snooze-incident.ts";

const start = Date.now();

/** A Datastore that is down since the beginning of the test, with a team and customers who hear of it. */
async function outage(t: TestContext, belief: "down" | "degraded" = "down") {
  const store = await testStore(t);
  await makeNamespace(store);
  await makeAccount(store, "iati");
  const datastore = await makeMonitor(store);
  await believe(store, datastore, belief, { at: start });
  return { store, datastore };
}

const at = (store: Store, ms: number) => contextOf(store, { now: start + ms });

/** What was told to the team and to customers, in order. */
async function told(store: Store): Promise<{ team: string[]; x: string[] }> {
  const found = await rows<{ reason: string; channel: string }>(
    store.db,
    "SELECT d.reason, o.channel FROM deliveries d JOIN outlets o ON o.id = d.outlet_id ORDER BY d.id",
  );
  const of = (wanted: string) =>
    found.flatMap(({ reason, channel }) =>
      channel === wanted ? [reason] : [],
    );
  return { team: of("slack"), x: of("x") };
}

test("a snooze keeps reminders from the team, never from customers, and ends by itself", async (t) => {
  const { store } = await outage(t);
  granted(
    await snoozeIncident(at(store, MINUTE), 1, { kind: "for", ms: 5 * HOUR }),
  );
  assert.ok(await remindOne(at(store, 4 * HOUR + 1)));
  assert.equal(await wakeOne(at(store, 5 * HOUR)), false, "not yet");
  assert.ok(await wakeOne(at(store, 5 * HOUR + MINUTE)));
  assert.equal(await wakeOne(at(store, 5 * HOUR + MINUTE)), false, "once");
  assert.ok(await remindOne(at(store, 8 * HOUR + 1)));
  assert.deepEqual(await told(store), {
    team: ["down", "snoozed", "woken", "reminder"],
    x: ["down", "reminder", "reminder"],
  });
  assert.equal((await findIncident(store.db, 1))?.snoozedAt, null);
});

test("several instances wake it once", async (t) => {
  const { store } = await outage(t);
  granted(await snoozeIncident(at(store, 0), 1, rests["30m"].rest));
  await Promise.all(Array.from({ length: 4 }, () => wakeOne(at(store, HOUR))));
  assert.deepEqual((await told(store)).team, ["down", "snoozed", "woken"]);
});

test("a recovery goes out to everybody, and ends the snooze", async (t) => {
  const { store, datastore } = await outage(t);
  granted(await snoozeIncident(at(store, 0), 1, rests["for-good"].rest));
  await believe(store, datastore, "up", { at: start + MINUTE });
  assert.deepEqual(await told(store), {
    team: ["down", "snoozed", "recovered"],
    x: ["down", "recovered"],
  });
  assert.equal(await wakeOne(at(store, 100 * HOUR)), false);
  const late = await snoozeIncident(at(store, HOUR), 1, rests["1h"].rest);
  assert.ok(!late.ok && late.kind === "already-over");
});

test("who lets difficulties rest is told that it is down", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const front = await makeMonitor(store);
  const back = await makeMonitor(store, { monitorName: "back" });
  await believe(store, back, "up", { at: start });
  await believe(store, front, "down", { at: start });
  granted(await snoozeIncident(at(store, 0), 1, rests["for-good"].rest));
  await believe(store, back, "down", { at: start + MINUTE });
  assert.deepEqual((await told(store)).team, [
    "difficulties",
    "snoozed",
    "worsened",
  ]);
  const incident = await findIncident(store.db, 1);
  assert.equal(incident?.snoozedAt, null, "and it is awake again");
  granted(await snoozeIncident(at(store, 0), 1, rests["for-good"].rest));
  await believe(store, back, "up", { at: start + 2 * MINUTE });
  await believe(store, back, "down", { at: start + 3 * MINUTE });
  assert.equal((await told(store)).team.length, 4, "known trouble rests");
});

test("a snooze can be changed and ended, and says nothing of who is on it", async (t) => {
  const { store } = await outage(t);
  granted(await acknowledgeIncident(at(store, 0), 1));
  granted(await snoozeIncident(at(store, 0), 1, rests["30m"].rest));
  const longer = granted(
    await snoozeIncident(at(store, MINUTE), 1, rests["4h"].rest),
  );
  assert.equal(longer.incident.snoozedUntil, start + MINUTE + 4 * HOUR);
  assert.equal(longer.incident.acknowledgedBy, "Ada");
  granted(await wakeIncident(at(store, HOUR), 1));
  const again = await wakeIncident(at(store, HOUR), 1);
  assert.ok(!again.ok && again.kind === "not-snoozed");
  for (const ms of [0, 59_999, 31 * 24 * HOUR]) {
    const refused = await snoozeIncident(at(store, 0), 1, { kind: "for", ms });
    assert.ok(!refused.ok && refused.kind === "invalid", String(ms));
  }
  const guest = { id: "UGUS", name: "Gus", role: "guest" } as const;
  const refused = await snoozeIncident(
    contextOf(store, { actor: guest }),
    1,
    rests["1h"].rest,
  );
  assert.ok(!refused.ok && refused.kind === "not-allowed");
});
