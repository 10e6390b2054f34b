import assert from "node:assert/strict";
import { test } from "node:test";
import { ensureOutlet } from "../../store/telling/outlets.ts";
import { testStore } from "../../testing/database.ts";
import { contextOf } from "../../testing/factory.ts";
import { tellOutlets } from "../upkeep/tell-operators.ts";
import { nextTask } from "./next-task.ts";
import { claimDueOutlets } from "./outlets.ts";
import { beginTelling, finishTelling } from "./record.ts";

const EDITS = { everyMs: 1_000, burst: 1, gapMs: 1_000 };

test("of many words that wait for somebody each is said, in as many messages as it takes", async (t) => {
  const store = await testStore(t);
  const now = Date.now();
  for (const [channel, most] of [
    ["slack", 8_000],
    ["sms", 306],
  ] as const) {
    const fields = { channel, recipient: "UADA000001", label: "Ada" };
    const person = await ensureOutlet(
      store.db,
      { ...fields, audience: "team" },
      now,
    );
    const said = Array.from({ length: 40 }, (_, n) =>
      `Notice ${n} `.padEnd(290, "."),
    );
    for (const text of said)
      await tellOutlets(store.db, now, [person.id], text);
    const [outlet] = await claimDueOutlets(
      contextOf(store),
      1,
      EDITS,
      "others",
    );
    assert.ok(outlet !== undefined);
    const heard: string[] = [];
    while (heard.length < said.length) {
      const task = await nextTask(contextOf(store), outlet, EDITS);
      assert.ok(task?.kind === "post");
      const { ids, topic, lines } = task;
      assert.ok(lines.join(" / ").length <= most + lines.length * 3);
      assert.equal(ids.length, lines.length);
      heard.push(...lines);
      const post = { ids, topic, threadId: null, payload: {} };
      assert.ok(await beginTelling(contextOf(store), outlet, post));
      await finishTelling(contextOf(store), outlet, ids[0] ?? 0, {
        kind: "sent",
        remoteId: "x",
      });
    }
    assert.deepEqual(heard, said);
  }
});
