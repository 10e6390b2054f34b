import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY, HOUR, MINUTE } from "../../domain/time.ts";
import { openSecrets } from "../../store/bookkeeping.ts";
import { rows, type Store } from "../../store/db.ts";
import { findState } from "../../store/targets/monitors.ts";
import { testStore } from "../../testing/database.ts";
import {
  believe,
  contextOf,
  granted,
  makeAccount,
  makeMonitor,
  makeNamespace,
  testSecrets,
} from "../../testing/factory.ts";
import type { Actor } from "../context.ts";
import { findRemoved, listRemoved, type RemovedWish } from "./find-removed.ts";
import { findTarget, fullName } from "./find-target.ts";
import { pauseMonitors } from "./pause-monitors.ts";
import { removeTarget } from "./remove-target.ts";
import { renameTarget } from "./rename-target.ts";
import { forgetRemoved, restoreTarget } from "./restore-target.ts";

const cleo: Actor = { id: "UCLEO", name: "Cleo", role: "member" };

async function targetNamed(store: Store, name: string) {
  const found = await findTarget(store.db, name);
  assert.ok(found.ok, name);
  return found.target;
}

async function remove(store: Store, name: string, now: number) {
  const context = contextOf(store, { now });
  return removeTarget(context, await targetNamed(store, name));
}

async function restore(
  store: Store,
  wish: RemovedWish,
  { now, as, actor }: { now: number; as?: string; actor?: Actor },
) {
  const context = contextOf(store, {
    now,
    ...(actor === undefined ? {} : { actor }),
  });
  const found = await findRemoved(context, wish);
  if (!found.ok) return found;
  const [thing] = found.things;
  assert.ok(thing);
  return restoreTarget(context, thing, as);
}

async function secretsOf(store: Store, monitorId: number) {
  const owner = `monitor:${monitorId}`;
  return (await openSecrets(store.db, testSecrets, [owner])).get(owner);
}

test("a removed service comes back as it was: secrets, pause, subscriptions, address; what it saw last counts no more", async (t) => {
  const now = Date.now();
  const store = await testStore(t);
  await makeNamespace(store);
  const page = await makeMonitor(store, { secrets: { password: "open" } });
  const search = await makeMonitor(store, { monitorName: "search" });
  const early = await makeMonitor(store, { monitorName: "early" });
  await pauseMonitors(
    contextOf(store, { now }),
    await targetNamed(store, "search"),
    now + 2 * DAY,
  );
  await remove(store, "early", now);
  await remove(store, "datastore", now + MINUTE);
  assert.equal(await findState(store.db, page.monitor.id), null);
  assert.deepEqual(await secretsOf(store, page.monitor.id), {
    password: "open",
  });
  const removed = await listRemoved(contextOf(store, { now: now + HOUR }));
  assert.deepEqual(
    removed.map((thing) => `${fullName(thing)} ${thing.count}`),
    ["iati/Datastore 2", "iati/Datastore/early 1"],
  );
  const back = granted(
    await restore(store, { named: "IATI/datastore" }, { now: now + HOUR }),
  );
  assert.deepEqual([back.count, back.paused], [2, 1]);
  const states = [
    await findState(store.db, page.monitor.id),
    await findState(store.db, search.monitor.id),
  ];
  assert.deepEqual(
    states.map((state) => [state?.kind, state?.belief]),
    [
      ["unknown", "unknown"],
      ["paused", "unknown"],
    ],
  );
  assert.equal(states[1]?.dueAt, now + 2 * DAY);
  assert.equal(await findState(store.db, early.monitor.id), null);
  assert.equal(
    (await targetNamed(store, "datastore")).serviceId,
    page.service.id,
  );
  const audits = await rows<{ verb: string; target: string }>(
    store.db,
    "SELECT verb, target FROM audits ORDER BY id DESC LIMIT 1",
  );
  assert.deepEqual(audits, [{ verb: "restore", target: "iati/Datastore" }]);
  const again = await restore(
    store,
    { serviceId: page.service.id },
    { now: now + HOUR },
  );
  assert.match(again.ok ? "" : again.text, /it is back already/);
});

test("a monitor brings back the service that went with it; names and addresses that were taken meanwhile are refused or made anew", async (t) => {
  const now = Date.now();
  const store = await testStore(t);
  await makeNamespace(store);
  const first = await makeMonitor(store);
  await remove(store, "datastore/front page", now);
  const second = await makeMonitor(store);
  assert.equal(second.service.slug, first.service.slug);
  const wish = { serviceId: first.service.id };
  const taken = await restore(store, wish, { now: now + MINUTE });
  assert.deepEqual(
    [taken.ok, taken.ok ? "" : taken.text],
    [
      false,
      'IATI has another service called "Datastore" by now. Bring this one back under another name: `restore iati/Datastore as "Datastore 2"`.',
    ],
  );
  for (const [as, expected] of [
    ["  ", /at least one visible/],
    ["x".repeat(81), /at most 80 characters/],
  ] as const) {
    const refused = await restore(store, wish, { now: now + MINUTE, as });
    assert.match(refused.ok ? "" : refused.text, expected);
  }
  const back = granted(
    await restore(store, wish, { now: now + MINUTE, as: "Old store" }),
  );
  assert.equal(fullName(back.target), "iati/Old store");
  const [service] = await rows<{ slug: string }>(
    store.db,
    "SELECT slug FROM services WHERE id = $1",
    [first.service.id],
  );
  assert.equal(service?.slug, "old-store");
  // The same with a monitor, in a service that lives.
  await makeMonitor(store, { monitorName: "search" });
  await remove(store, "search", now);
  const other = await makeMonitor(store, { monitorName: "search" });
  const busy = await restore(store, { named: "search" }, { now: now + HOUR });
  assert.match(
    busy.ok ? "" : busy.text,
    /^Datastore has another monitor called "search" by now/,
  );
  await renameTarget(
    contextOf(store),
    await targetNamed(store, "search"),
    "find",
  );
  assert.equal(other.service.id, second.service.id);
  granted(await restore(store, { named: "search" }, { now: now + HOUR }));
});

test("nobody brings back what is not theirs, nor what was removed a week ago; then its secrets are forgotten", async (t) => {
  const now = Date.now();
  const store = await testStore(t);
  await makeNamespace(store);
  const { monitor } = await makeMonitor(store, {
    secrets: { password: "open" },
  });
  const kept = await makeMonitor(store, {
    serviceName: "Registry",
    secrets: { password: "stays" },
  });
  await remove(store, "datastore", now);
  const foreign = await restore(
    store,
    { named: "datastore" },
    { now: now + HOUR, actor: cleo },
  );
  assert.match(foreign.ok ? "" : foreign.text, /^Only admins may change this/);
  assert.deepEqual(await listRemoved(contextOf(store, { actor: cleo })), []);
  await forgetRemoved(contextOf(store, { now: now + 7 * DAY - MINUTE }));
  assert.deepEqual(await secretsOf(store, monitor.id), { password: "open" });
  const late = await restore(
    store,
    { named: "datastroe" },
    { now: now + 7 * DAY - MINUTE },
  );
  assert.match(late.ok ? "" : late.text, /Did you mean iati\/Datastore\?/);
  const after = await restore(
    store,
    { named: "datastore" },
    { now: now + 7 * DAY + 1 },
  );
  assert.match(
    after.ok ? "" : after.text,
    /^Nothing called "datastore" was removed within the last 7 days/,
  );
  await forgetRemoved(contextOf(store, { now: now + 8 * DAY }));
  assert.equal(await secretsOf(store, monitor.id), undefined);
  assert.deepEqual(await secretsOf(store, kept.monitor.id), {
    password: "stays",
  });
});

test("an outage ends with the removal without a word to customers; who was told of it hears when the service is seen to work again", async (t) => {
  const now = Date.now();
  const store = await testStore(t);
  await makeNamespace(store);
  await makeAccount(store, "iati");
  const datastore = await makeMonitor(store);
  await believe(store, datastore, "down", { at: now });
  await rows(store.db, "UPDATE deliveries SET state = 'sent' RETURNING id");
  await remove(store, "datastore", now + MINUTE);
  const told = async () =>
    (
      await rows<{ reason: string }>(
        store.db,
        `SELECT a.reason FROM deliveries d JOIN announcements a ON a.id = d.announcement_id JOIN outlets o ON o.id = d.outlet_id
         WHERE o.channel = 'x' ORDER BY d.id`,
      )
    ).map(({ reason }) => reason);
  assert.deepEqual(await told(), ["down"]);
  granted(
    await restore(store, { named: "datastore" }, { now: now + 2 * MINUTE }),
  );
  assert.deepEqual(await told(), ["down"]);
  await believe(store, datastore, "up", { at: now + 3 * MINUTE });
  assert.deepEqual(await told(), ["down", "recovered"]);
});
