import assert from "node:assert/strict";
import { test } from "node:test";
import type { Claim } from "../actions/upkeep/probe-work.ts";
import { Schedule } from "../base/cron.ts";
import { defaultPolicy, type Health } from "../domain/health.ts";
import { judge } from "./judge.ts";
import type { Plan } from "./plan-cache.ts";

const due = 1_800_000_000_000 + 7_000;
const up: Health = {
  kind: "up",
  since: 0,
  belief: "up",
  toward: null,
  streak: 0,
};

function plan(
  fields: { everyMs?: number | null; schedule?: string } = {},
): Plan {
  const { everyMs = 20_000, schedule } = fields;
  const parsed =
    schedule === undefined ? undefined : Schedule.parse([schedule], "UTC");
  return {
    row: {
      id: 1,
      serviceId: 1,
      serviceName: "s",
      namespace: "iati",
      name: "m",
      type: "http",
      settings: {},
      everyMs,
      schedule: null,
      phaseMs: 7_000,
      timezone: "UTC",
      timeoutMs: 5_000,
      confirmFailures: 3,
      confirmSuccesses: 1,
      confirmRetryMs: 10_000,
      remembered: {},
      revision: 1,
    },
    work: { ok: false, text: "" },
    host: "",
    schedule: parsed?.ok === true ? parsed.schedule : null,
    policy: defaultPolicy,
    factsKeptAt: 0,
  };
}

function claim(fields: Partial<Claim> = {}): Claim {
  return {
    monitorId: 1,
    dueAt: due,
    overdueMs: 0,
    databaseNow: due - 500,
    version: 2,
    revision: 1,
    health: up,
    nextDueAt: due + 20_000,
    leaseUntil: due + 20_000,
    ...fields,
  };
}

test("a steady state needs no write", () => {
  const verdict = judge(claim(), plan(), "up", {
    startedAt: due + 3,
    now: due + 50,
  });
  assert.deepEqual(verdict, {
    health: up,
    dueAt: due + 20_000,
    mustWrite: false,
  });
});

test("a timer that fired a moment early does not probe the same place twice", () => {
  assert.equal(
    judge(claim(), plan(), "up", { startedAt: due - 0.4, now: due + 50 }).dueAt,
    due + 20_000,
  );
});

test("a failure is looked at again soon, then at its usual place", () => {
  const failing = judge(claim(), plan(), "down", {
    startedAt: due + 1,
    now: due + 40,
  });
  assert.deepEqual(
    [failing.health.kind, failing.dueAt, failing.mustWrite],
    ["failing", due + 10_001, true],
  );
  const settled = judge(
    claim({
      dueAt: due + 10_001,
      health: failing.health,
      nextDueAt: due + 20_000,
      leaseUntil: due + 30_001,
    }),
    plan(),
    "up",
    { startedAt: due + 10_001, now: due + 10_050 },
  );
  assert.deepEqual(
    [settled.health.kind, settled.dueAt, settled.mustWrite],
    ["up", due + 20_000, true],
  );
});

test("while we cannot look ourselves, an unsettled monitor is looked at again soon", () => {
  const health: Health = { ...up, kind: "failing", toward: "down", streak: 2 };
  const verdict = judge(claim({ health }), plan(), "unknown", {
    startedAt: due,
    now: due,
  });
  assert.deepEqual([verdict.health, verdict.dueAt], [health, due + 10_000]);
});

for (const seen of ["own-line", "stalled"] as const)
  test(`what is rarely looked at is looked at again soon after a look that was spoilt (${seen})`, () => {
    for (const rare of [
      plan({ everyMs: 3_600_000 }),
      plan({ everyMs: null, schedule: "0 3 * * *" }),
    ]) {
      const begun = { startedAt: due, now: due + 5_000 };
      const verdict = judge(
        claim({ nextDueAt: due + 3_600_000 }),
        rare,
        seen,
        begun,
      );
      assert.deepEqual(verdict.health, up);
      assert.equal(verdict.dueAt, due + 20_000);
      assert.equal(verdict.mustWrite, true);
      assert.ok(judge(claim(), rare, "unknown", begun).dueAt > due + 20_000);
    }
    const often = { startedAt: due, now: due + 5_000 };
    assert.equal(judge(claim(), plan(), seen, often).dueAt, due + 20_000);
  });

test("a probe that waited past its next place gives that one up", () => {
  const verdict = judge(claim(), plan(), "up", {
    startedAt: due + 25_000,
    now: due + 25_100,
  });
  assert.deepEqual([verdict.dueAt, verdict.mustWrite], [due + 40_000, true]);
});

test("a lease that is longer than the interval is given back", () => {
  assert.equal(
    judge(claim({ leaseUntil: due + 22_000 }), plan(), "up", {
      startedAt: due,
      now: due,
    }).mustWrite,
    true,
  );
});

test("rare monitors leave the end of the lease for their own time", () => {
  const verdict = judge(
    claim({ nextDueAt: due + 60_000, leaseUntil: due + 60_000 }),
    plan({ everyMs: 3_600_000 }),
    "up",
    { startedAt: due, now: due },
  );
  assert.equal(verdict.mustWrite, true);
  assert.equal((verdict.dueAt - 7_000) % 3_600_000, 0);
});

test("a schedule decides where there is one", () => {
  const verdict = judge(
    claim(),
    plan({ everyMs: null, schedule: "0 * * * *" }),
    "up",
    { startedAt: due, now: due },
  );
  assert.equal(verdict.dueAt % 3_600_000, 0);
});
