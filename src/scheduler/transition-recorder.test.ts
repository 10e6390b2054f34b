import assert from "node:assert/strict";
import { test } from "node:test";
import type { Transition } from "../actions/incidents/record-transition.ts";
import { rows, type Store } from "../store/db.ts";
import { createPartitions } from "../store/results/partitions.ts";
import { testStore } from "../testing/database.ts";
import {
  contextOf,
  makeMonitor,
  makeNamespace,
  transitionTo,
} from "../testing/factory.ts";
import { TransitionRecorder } from "./transition-recorder.ts";

const SERVICES = 60;

/** So many services that all go down in the same moment. */
async function startStorm(store: Store, services: number) {
  const at = Date.now();
  await createPartitions(store, at);
  await makeNamespace(store);
  const transitions: Transition[] = [];
  for (let index = 0; index < services; index++) {
    const added = await makeMonitor(store, {
      serviceName: `Service ${index}`,
    });
    transitions.push(await transitionTo(store, added, "down", { at }));
  }
  return {
    transitions,
    recorder: new TransitionRecorder(() => contextOf(store, { now: at })),
    /** How many transactions it took, and what they wrote. */
    written: async () => {
      const [row] = await rows<Record<string, number>>(
        store.db,
        `SELECT (SELECT count(DISTINCT xmin::text) FROM incidents) AS transactions, (SELECT count(*) FROM incidents) AS incidents,
           (SELECT count(*) FROM deliveries WHERE reason = 'down') AS deliveries, (SELECT count(*) FROM results) AS results,
           (SELECT count(*) FROM services WHERE status = 'down') AS down`,
      );
      return row;
    },
  };
}

test("a storm is recorded in a few transactions, one change of a service in each", async (t) => {
  const store = await testStore(t);
  const { transitions, recorder, written } = await startStorm(store, SERVICES);
  const again = transitions.slice(0, 3);
  const outcomes = await Promise.all(
    [...transitions, ...again].map((one) => recorder.record(one, false)),
  );
  assert.deepEqual(new Set(outcomes), new Set(["recorded"]));
  const { transactions = 0, ...counts } = (await written()) ?? {};
  assert.deepEqual(
    counts,
    {
      incidents: SERVICES,
      deliveries: SERVICES,
      results: SERVICES + again.length,
      down: SERVICES,
    },
    "a second change of a service sees the first: its incident is open",
  );
  assert.ok(transactions <= 4, `${transactions} transactions`);
});

test("what cannot be recorded fails with what it shares a transaction with; alone, it keeps no other from it", async (t) => {
  const store = await testStore(t);
  const { transitions, recorder, written } = await startStorm(store, 5);
  const [broken, ...others] = transitions;
  assert.ok(broken !== undefined);
  const beforeAnyPartition = { ...broken.result, at: 0 };
  const storm = [...others, { ...broken, result: beforeAnyPartition }];
  // The first goes alone, since nothing waited yet.
  const tries = await Promise.allSettled(
    storm.map((one) => recorder.record(one, false)),
  );
  const failed = storm.filter(
    (_, index) => tries[index]?.status !== "fulfilled",
  );
  assert.ok(failed.length >= 2, "it took others with it");
  for (const one of tries)
    if (one.status === "rejected")
      assert.match(
        String(one.reason),
        /no partition/,
        "the cause, not its echo",
      );
  const retries = await Promise.allSettled(
    failed.map((one) => recorder.record(one, true)),
  );
  assert.deepEqual(
    retries.map(({ status }) => status),
    [...failed.slice(1).map(() => "fulfilled"), "rejected"],
  );
  const { incidents, down } = (await written()) ?? {};
  assert.deepEqual([incidents, down], [others.length, others.length]);
});
