import assert from "node:assert/strict";
import { test } from "node:test";
import { testLog, testStore } from "../testing/database.ts";
import { contextOf } from "../testing/factory.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { rows, type Store } from "../store/db.ts";
import { ResultWriter } from "./result-writer.ts";

const at = Date.UTC(2026, 10, 21, 12);

function result(n: number) {
  return {
    monitorId: n,
    at: at + n,
    outcome: "up" as const,
    latencyMs: 1,
    reason: null,
    facts: null,
  };
}

async function stored(store: Store): Promise<number[]> {
  const found = await rows<{ monitor_id: number }>(
    store.db,
    "SELECT monitor_id FROM results ORDER BY at",
  );
  return found.map(({ monitor_id }) => monitor_id);
}

test("results of a moment are written together, also where their table is not there yet", async (t) => {
  const store = await testStore(t);
  let writes = 0;
  const context = () => {
    writes += 1;
    return contextOf(store, { now: at });
  };
  const clock = new ManualClock(at);
  const writer = new ResultWriter(context, clock, testLog);
  const ending = new AbortController();
  const running = writer.run(ending.signal);
  for (let n = 1; n <= 50; n++) writer.add(result(n), null);
  ending.abort();
  await running;
  assert.equal(await writer.flush(), true);
  assert.deepEqual(
    await stored(store),
    Array.from({ length: 50 }, (_, index) => index + 1),
  );
  assert.ok(writes <= 4, `${writes} statements`);
});

test("while the database is away results wait, and go in order when it is back", async (t) => {
  const store = await testStore(t);
  let isAway = true;
  const context = () => {
    if (isAway) throw new Error("the database is away");
    return contextOf(store, { now: at });
  };
  const writer = new ResultWriter(context, new ManualClock(at), testLog);
  for (const n of [1, 2]) writer.add(result(n), null);
  assert.equal(await writer.flush(), false);
  writer.add(result(3), null);
  isAway = false;
  assert.equal(await writer.flush(), true);
  assert.deepEqual(await stored(store), [1, 2, 3]);
});
