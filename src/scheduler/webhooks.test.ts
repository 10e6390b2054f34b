import assert from "node:assert/strict";
import { test } from "node:test";
import { findTopic } from "../actions/audience/subscriptions.ts";
import { acknowledgeIncident } from "../actions/incidents/acknowledge-incident.ts";
import { addWebhook } from "../actions/audience/webhooks.ts";
import { rows } from "../store/db.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
} from "../testing/factory.ts";
import { Newsroom } from "../testing/newsroom.ts";
import { until } from "../testing/until.ts";

test("a webhook hears of down and up in order, signed, and again under the same key where an answer was lost", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 0, onX: false });
  const { store, world } = room;
  const monitor = await makeMonitor(store);
  const context = contextOf(store);
  const found = await findTopic(context, "iati");
  assert.ok(found.ok);
  const { secret } = granted(
    await addWebhook(
      context,
      { url: `${world.sandbox.url}/hooks/iati`, key: null },
      null,
      found.topic,
    ),
  );
  await world.control("PUT", "hooks/iati/secret", { secret });
  await world.fault("hooks POST", "accepted-reset");
  await world.fault("hooks POST", "500");
  await believe(store, monitor, "down");
  room.work(2);
  await room.quiet();
  const [incident] = await rows<{ id: number }>(
    store.db,
    "SELECT id FROM incidents",
  );
  granted(await acknowledgeIncident(contextOf(store), incident?.id ?? 0));
  await room.quiet();
  await believe(store, monitor, "up");
  await room.quiet();
  const { received } = (await world.control("GET", "hooks/received")) as {
    received: { id: string; body: { incidents: { state: string }[] } }[];
  };
  assert.deepEqual(
    received.map(({ body }) => body.incidents[0]?.state),
    ["open", "open", "acknowledged", "resolved"],
  );
  const [first, again, ...others] = received.map(({ id }) => id);
  assert.equal(first, again);
  assert.equal(new Set([first, ...others]).size, 3);
});

test("programs are told at once and people's channels when the window is over; an alert is opened and closed under one key", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 600_000, onX: false });
  const { store, world } = room;
  const monitor = await makeMonitor(store);
  const found = await findTopic(contextOf(store), "iati");
  assert.ok(found.ok);
  const { url } = world.sandbox;
  for (const [address, form, key] of [
    [`${url}/hooks/program`, "json", null],
    [`${url}/hooks/people`, "slack", null],
    [`${url}/hooks/v2/enqueue`, "pagerduty", "0123456789abcdef".repeat(2)],
  ] as const)
    granted(
      await addWebhook(
        contextOf(store),
        { url: address, key },
        form,
        found.topic,
      ),
    );
  const heard = async () => {
    const { received } = (await world.control("GET", "hooks/received")) as {
      received: { name: string; id: string; body: { event_action?: string } }[];
    };
    return received;
  };
  const heardBy = async (count: number) => {
    await until(`${count} heard`, async () => (await heard()).length >= count);
    return heard();
  };
  room.work();
  await believe(store, monitor, "down");
  assert.deepEqual((await heardBy(2)).map(({ name }) => name).toSorted(), [
    "program",
    "v2/enqueue",
  ]);
  await believe(store, monitor, "up");
  const all = await heardBy(4);
  const alerts = all.filter(({ name }) => name === "v2/enqueue");
  assert.deepEqual(
    alerts.map(({ body }) => body.event_action),
    ["trigger", "resolve"],
  );
  assert.equal(alerts[0]?.id, alerts[1]?.id);
  assert.ok(all.every(({ name }) => name !== "people"));
});
