import assert from "node:assert/strict";
import { test } from "node:test";
import { findTopic } from "../actions/subscriptions.ts";
import { acknowledgeIncident } from "../actions/acknowledge-incident.ts";
import { addWebhook } from "../actions/webhooks.ts";
import { rows } from "../store/db.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
} from "../testing/factory.ts";
import { Newsroom } from "../testing/newsroom.ts";

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
