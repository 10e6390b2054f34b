import assert from "node:assert/strict";
import { test } from "node:test";
import { rows } from "../../store/db.ts";
import { testStore } from "../../testing/database.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { findTopic } from "../audience/subscriptions.ts";
import { addWebhook } from "../audience/webhooks.ts";
import { nextTask } from "./next-task.ts";
import { claimDueOutlets } from "./outlets.ts";
import { beginTelling, finishTelling } from "./record.ts";

const EDITS = { everyMs: 1_000, burst: 1, gapMs: 1_000 };
const MANY = 45;

test("alerts that were opened one by one and end together are closed with as many messages as it takes", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  const found = await findTopic(contextOf(store), "iati");
  assert.ok(found.ok);
  granted(
    await addWebhook(
      contextOf(store),
      { url: null, key: "0123456789abcdef".repeat(2) },
      "pagerduty",
      found.topic,
    ),
  );
  const monitors = [];
  for (let i = 0; i < MANY; i++)
    monitors.push(await makeMonitor(store, { serviceName: `Service ${i}` }));
  for (const monitor of monitors) await believe(store, monitor, "down");
  const [outlet] = await claimDueOutlets(contextOf(store), 1, EDITS, "webhook");
  assert.ok(outlet !== undefined);
  // One by one, over some hours.
  await store.db.query(
    `UPDATE deliveries SET state = 'sent', post_id = id, remote_id = 'x', sent_at = now() - interval '1 hour' WHERE outlet_id = $1`,
    [outlet.id],
  );
  for (const monitor of monitors) await believe(store, monitor, "up");
  const told = async (): Promise<number> => {
    const task = await nextTask(contextOf(store), outlet, EDITS);
    assert.ok(task?.kind === "post");
    const { ids, topic } = task;
    const post = { ids, topic, threadId: null, payload: {} };
    assert.ok(await beginTelling(contextOf(store), outlet, post));
    const ending = { kind: "sent", remoteId: "x" } as const;
    await finishTelling(contextOf(store), outlet, ids[0] ?? 0, ending);
    await store.db.query(
      "UPDATE deliveries SET sent_at = sent_at - interval '1 minute'",
    );
    return ids.length;
  };
  assert.deepEqual([await told(), await told()], [40, MANY - 40]);
  assert.deepEqual(
    await rows(
      store.db,
      `SELECT id FROM deliveries WHERE state = 'planned' AND outlet_id = $1`,
      [outlet.id],
    ),
    [],
  );
});
