import assert from "node:assert/strict";
import { test } from "node:test";
import { rows } from "../../store/db.ts";
import { dropPlanned } from "../../store/telling/drafts.ts";
import { testStore } from "../../testing/database.ts";
import {
  believe,
  contextOf,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { nextTask } from "./next-task.ts";
import { claimDueOutlets } from "./outlets.ts";
import { beginTelling } from "./record.ts";

const EDITS = { everyMs: 1_000, burst: 1, gapMs: 1_000 };

test("what is dropped while its message is being written takes no other with it: they are told without it", async (t) => {
  const store = await testStore(t);
  const context = contextOf(store);
  await makeNamespace(store, { foldMs: 0 });
  for (const serviceName of ["Datastore", "Registry", "Website"])
    await believe(store, await makeMonitor(store, { serviceName }), "down");
  const [outlet] = await claimDueOutlets(context, 1, EDITS, "others");
  assert.ok(outlet !== undefined);
  const next = async () => {
    const task = await nextTask(contextOf(store), outlet, EDITS);
    assert.ok(task?.kind === "post");
    return task;
  };
  const { ids, topic } = await next();
  assert.equal(ids.length, 3);
  const [first = 0] = ids;
  await dropPlanned(store.db, [first], "nobody wants it");
  const post = { topic, threadId: null, payload: { text: "three are down" } };
  assert.equal(await beginTelling(context, outlet, { ids, ...post }), false);
  assert.deepEqual(
    await rows(
      store.db,
      `SELECT state, post_id AS "postId" FROM deliveries ORDER BY id`,
    ),
    ["dropped", "planned", "planned"].map((state) => ({ state, postId: null })),
  );
  assert.deepEqual((await next()).ids, ids.slice(1));
});
