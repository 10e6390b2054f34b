import assert from "node:assert/strict";
import { test } from "node:test";
import { version } from "../base/version.ts";
import { listInstances } from "../store/instances.ts";
import { testLog, testStore } from "../testing/database.ts";
import { contextOf } from "../testing/factory.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { Presence, REPORT_EVERY_MS } from "./presence.ts";

test("an instance is on the list while it runs, and says how it does", async (t) => {
  const store = await testStore(t);
  const clock = new ManualClock(Date.now());
  let reports = 0;
  const presence = new Presence({
    context: () => contextOf(store),
    clock,
    machineNow: () => Date.now() - 60_000,
    log: testLog,
    roles: ["probe"],
    condition: async () => ({
      probes: null,
      claimedAt: (reports += 1),
      deliveredAt: null,
      witnesses: null,
      slack: null,
      freeBytes: null,
    }),
  });
  const ending = new AbortController();
  const running = presence.run(ending.signal);
  const reported = async (): Promise<void> => {
    for (;;) {
      const [one] = await listInstances(store.db);
      if ((one?.condition.claimedAt ?? 0) >= 2) return;
    }
  };
  await clock.passUntil(reported());
  const [instance, ...others] = await listInstances(store.db);
  assert.deepEqual(others, []);
  assert.deepEqual([instance?.roles, instance?.version], [["probe"], version]);
  const { clockMs = 0, memoryBytes = 0 } = instance?.condition ?? {};
  assert.ok(Math.abs((clockMs ?? 0) - 60_000) < 5_000, String(clockMs));
  assert.ok(memoryBytes > 1_000_000);
  assert.ok((instance?.silentMs ?? Infinity) < REPORT_EVERY_MS);
  ending.abort();
  await running;
  assert.deepEqual(await listInstances(store.db), []);
});
