import assert from "node:assert/strict";
import { test } from "node:test";
import { rows } from "../../store/db.ts";
import { listenersOf } from "../../store/telling/outlets.ts";
import { testStore } from "../../testing/database.ts";
import {
  contextOf,
  granted,
  makeAccount,
  makeNamespace,
  makeMonitor,
} from "../../testing/factory.ts";
import { Newsroom } from "../../testing/newsroom.ts";
import { believe } from "../../testing/factory.ts";
import { editNamespace } from "../namespaces/edit-namespace.ts";
import { findTopic, showSubscriptions, subscribeTo } from "./subscriptions.ts";

const ada = { recipient: "UADA000001", label: "ada" };

test("who subscribed is told in a direct message, once, whatever matches", async (t) => {
  const room = await Newsroom.open(t);
  const { store } = room;
  const added = await makeMonitor(store);
  const context = contextOf(store);
  for (const name of ["iati", "datastore", "iati/*", "*"]) {
    const found = await findTopic(context, name);
    assert.ok(found.ok);
    granted(await subscribeTo(context, ada, found.topic));
  }
  await believe(store, added, "down");
  await room.quiet();
  const told = await rows<{ recipient: string; count: number }>(
    store.db,
    "SELECT o.recipient, count(*) AS count FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE o.channel = 'slack' AND d.state = 'sent' GROUP BY o.recipient ORDER BY o.recipient",
  );
  assert.deepEqual(told, [
    { recipient: "COPS000001", count: 1 },
    { recipient: "UADA000001", count: 1 },
  ]);
});

test("listeners are found by indexes, however many listen to other things", async (t) => {
  const store = await testStore(t);
  const { id: namespaceId } = await makeNamespace(store);
  await makeAccount(store, "iati");
  const { service } = await makeMonitor(store);
  await store.db.query(
    `INSERT INTO namespaces (slug, name, timezone, remind_every_ms, fold_ms, announce_difficulties, owners, created_at)
     SELECT 'n' || n, 'N', 'UTC', 1, 1, false, '{}', now() FROM generate_series(1, 400) n`,
  );
  await store.db.query(
    `INSERT INTO outlets (channel, recipient, label, audience, lease, created_at) SELECT 'slack', 'U' || n, 'u', 'team', 0, now() FROM generate_series(1, 400) n`,
  );
  await store.db.query(
    `INSERT INTO subscriptions (outlet_id, namespace_id) SELECT o.id, n.id FROM outlets o JOIN namespaces n ON n.id % 20 = o.id % 20 WHERE o.recipient LIKE 'U%' AND n.slug LIKE 'n_%'`,
  );
  await store.db.query("ANALYZE");
  const heard = {
    namespaceId,
    namespaceSlug: "iati",
    serviceId: service.id,
    nameKey: "datastore",
  };
  const found = await listenersOf(store.db, heard);
  assert.deepEqual(found.map(({ label }) => label).toSorted(), [
    "#iati",
    "@iati_status",
  ]);
  const plan = await rows(
    store.db,
    `EXPLAIN SELECT * FROM outlets o JOIN subscriptions s ON s.outlet_id = o.id
     WHERE o.off_reason IS NULL AND (s.namespace_id = $1 OR s.service_id = $2 OR s.pattern IS NOT NULL)`,
    [namespaceId, service.id],
  );
  assert.doesNotMatch(JSON.stringify(plan), /Seq Scan on subscriptions/);
});

test("another list of a namespace's channels leaves the people who subscribed alone", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const context = contextOf(store);
  const found = await findTopic(context, "iati");
  assert.ok(found.ok);
  granted(await subscribeTo(context, ada, found.topic));
  granted(
    await editNamespace(context, "iati", {
      channels: [{ id: "CNEW", label: "#new" }],
    }),
  );
  const heard = await showSubscriptions(context, [
    "CIATI",
    "CNEW",
    "UADA000001",
  ]);
  assert.deepEqual(heard.map(({ outletLabel }) => outletLabel).toSorted(), [
    "#new",
    "ada",
  ]);
});
