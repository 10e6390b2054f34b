import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Belief,
  type Health,
  type HealthEvent,
  type HealthKind,
  isAboutToFall,
  isUnsettled,
  newHealth,
  step,
} from "./health.ts";

const policy = { failures: 3, successes: 2, retryMs: 10_000 };
const since = 1_000;
const now = 2_000;

/** One health of each kind, in the middle of its life. */
const samples: Record<HealthKind, Health> = {
  unknown: newHealth(since),
  up: { kind: "up", since, belief: "up", toward: null, streak: 0 },
  degraded: {
    kind: "degraded",
    since,
    belief: "degraded",
    toward: null,
    streak: 0,
  },
  failing: { kind: "failing", since, belief: "up", toward: "down", streak: 1 },
  down: { kind: "down", since, belief: "down", toward: null, streak: 0 },
  paused: { kind: "paused", since, belief: "unknown", toward: null, streak: 0 },
  maintenance: {
    kind: "maintenance",
    since,
    belief: "up",
    toward: null,
    streak: 0,
  },
};

type Cell = [
  kind: HealthKind,
  belief: Belief,
  toward: Belief | null,
  streak: number,
];

/** Every pair of kind and event; a new kind or event does not compile until its cells exist. */
const table = {
  unknown: {
    up: ["up", "up", null, 0],
    degraded: ["unknown", "unknown", "degraded", 1],
    down: ["failing", "unknown", "down", 1],
    unknown: ["unknown", "unknown", null, 0],
    "own-line": ["unknown", "unknown", null, 0],
    pause: ["paused", "unknown", null, 0],
    resume: ["unknown", "unknown", null, 0],
    "maintenance-starts": ["maintenance", "unknown", null, 0],
    "maintenance-ends": ["unknown", "unknown", null, 0],
  },
  up: {
    up: ["up", "up", null, 0],
    degraded: ["up", "up", "degraded", 1],
    down: ["failing", "up", "down", 1],
    unknown: ["up", "up", null, 0],
    "own-line": ["up", "up", null, 0],
    pause: ["paused", "unknown", null, 0],
    resume: ["up", "up", null, 0],
    "maintenance-starts": ["maintenance", "up", null, 0],
    "maintenance-ends": ["up", "up", null, 0],
  },
  degraded: {
    up: ["degraded", "degraded", "up", 1],
    degraded: ["degraded", "degraded", null, 0],
    down: ["failing", "degraded", "down", 1],
    unknown: ["degraded", "degraded", null, 0],
    "own-line": ["degraded", "degraded", null, 0],
    pause: ["paused", "unknown", null, 0],
    resume: ["degraded", "degraded", null, 0],
    "maintenance-starts": ["maintenance", "degraded", null, 0],
    "maintenance-ends": ["degraded", "degraded", null, 0],
  },
  failing: {
    up: ["up", "up", null, 0],
    degraded: ["up", "up", "degraded", 2],
    down: ["failing", "up", "down", 2],
    unknown: ["failing", "up", "down", 1],
    "own-line": ["up", "up", null, 0],
    pause: ["paused", "unknown", null, 0],
    resume: ["failing", "up", "down", 1],
    "maintenance-starts": ["maintenance", "up", "down", 1],
    "maintenance-ends": ["failing", "up", "down", 1],
  },
  down: {
    up: ["down", "down", "up", 1],
    degraded: ["down", "down", "degraded", 1],
    down: ["down", "down", null, 0],
    unknown: ["down", "down", null, 0],
    "own-line": ["down", "down", null, 0],
    pause: ["paused", "unknown", null, 0],
    resume: ["down", "down", null, 0],
    "maintenance-starts": ["maintenance", "down", null, 0],
    "maintenance-ends": ["down", "down", null, 0],
  },
  paused: {
    up: ["paused", "unknown", null, 0],
    degraded: ["paused", "unknown", null, 0],
    down: ["paused", "unknown", null, 0],
    unknown: ["paused", "unknown", null, 0],
    "own-line": ["paused", "unknown", null, 0],
    pause: ["paused", "unknown", null, 0],
    resume: ["unknown", "unknown", null, 0],
    "maintenance-starts": ["paused", "unknown", null, 0],
    "maintenance-ends": ["paused", "unknown", null, 0],
  },
  maintenance: {
    up: ["maintenance", "up", null, 0],
    degraded: ["maintenance", "up", "degraded", 1],
    down: ["maintenance", "up", "down", 1],
    unknown: ["maintenance", "up", null, 0],
    "own-line": ["maintenance", "up", null, 0],
    pause: ["paused", "unknown", null, 0],
    resume: ["maintenance", "up", null, 0],
    "maintenance-starts": ["maintenance", "up", null, 0],
    "maintenance-ends": ["up", "up", null, 0],
  },
} satisfies Record<HealthKind, Record<HealthEvent, Cell>>;

function kinds(): HealthKind[] {
  return Object.keys(table) as HealthKind[];
}

function events(): HealthEvent[] {
  return Object.keys(table.up) as HealthEvent[];
}

test("every kind of health answers every event as the table says", () => {
  for (const kind of kinds()) {
    for (const event of events()) {
      const before = samples[kind];
      const next = step(before, event, now, policy);
      const cell = table[kind][event];
      assert.deepEqual(
        [next.kind, next.belief, next.toward, next.streak],
        cell,
        `${kind} + ${event}`,
      );
      assert.equal(
        next.since,
        next.kind === kind ? since : now,
        `${kind} + ${event}: since`,
      );
    }
  }
});

test("where nothing changes the same object comes back, so that nothing is written", () => {
  for (const kind of ["up", "degraded", "down"] as const)
    assert.equal(step(samples[kind], kind, now, policy), samples[kind]);
  for (const kind of kinds())
    assert.equal(step(samples[kind], "unknown", now, policy), samples[kind]);
});

/** Plays results and returns the kind after each. */
function play(
  start: Health,
  results: HealthEvent[],
  rules = policy,
): HealthKind[] {
  let health = start;
  return results.map(
    (event, index) => (health = step(health, event, now + index, rules)).kind,
  );
}

test("stories", () => {
  const stories: [string, Health, HealthEvent[], HealthKind[]][] = [
    [
      "three failures in a row are down",
      samples.up,
      ["down", "down", "down"],
      ["failing", "failing", "down"],
    ],
    [
      "a success between starts the count again",
      samples.up,
      ["down", "down", "up", "down", "down"],
      ["failing", "failing", "up", "failing", "failing"],
    ],
    [
      "we could not look: the count stands still",
      samples.up,
      ["down", "unknown", "down", "unknown", "down"],
      ["failing", "failing", "failing", "failing", "down"],
    ],
    [
      "our own line was broken: the count begins anew",
      samples.up,
      ["down", "down", "own-line", "down", "down", "up"],
      ["failing", "failing", "up", "failing", "failing", "up"],
    ],
    ["two successes bring it back", samples.down, ["up", "up"], ["down", "up"]],
    [
      "flapping while down stays down",
      samples.down,
      ["up", "down", "up", "down"],
      ["down", "down", "down", "down"],
    ],
    [
      "slow three times is degraded",
      samples.up,
      ["degraded", "degraded", "degraded"],
      ["up", "up", "degraded"],
    ],
    [
      "failed and slow in turn is degraded, not down",
      samples.up,
      ["down", "degraded", "down"],
      ["failing", "up", "degraded"],
    ],
    [
      "back from down but slow is degraded",
      samples.down,
      ["up", "degraded"],
      ["down", "degraded"],
    ],
    [
      "degraded then failing then down",
      samples.degraded,
      ["down", "down", "down"],
      ["failing", "failing", "down"],
    ],
    [
      "degraded: good and bad in turn settle nothing",
      samples.degraded,
      ["up", "down", "up", "down"],
      ["degraded", "failing", "degraded", "failing"],
    ],
    [
      "a new monitor that never worked is down after three looks",
      newHealth(since),
      ["down", "down", "down"],
      ["failing", "failing", "down"],
    ],
    [
      "maintenance begins while down, and it comes back within",
      samples.down,
      ["maintenance-starts", "up", "up", "maintenance-ends"],
      ["maintenance", "maintenance", "maintenance", "up"],
    ],
    [
      "it fails during maintenance and still does at the end: that is confirmed anew",
      { ...samples.maintenance, toward: "down", streak: 2 },
      ["down", "maintenance-ends", "down", "down", "down"],
      ["maintenance", "unknown", "failing", "failing", "down"],
    ],
    [
      "it fails during maintenance, and at the end it works",
      { ...samples.maintenance, belief: "down" },
      ["maintenance-ends", "up"],
      ["unknown", "up"],
    ],
    [
      "it begins to fail at the very end of maintenance",
      samples.up,
      [
        "maintenance-starts",
        "down",
        "maintenance-ends",
        "down",
        "down",
        "down",
      ],
      ["maintenance", "maintenance", "up", "failing", "failing", "down"],
    ],
    [
      "after a pause it is looked at anew",
      samples.down,
      ["pause", "down", "resume", "up"],
      ["paused", "paused", "unknown", "up"],
    ],
  ];
  for (const [name, start, results, expected] of stories)
    assert.deepEqual(play(start, results), expected, name);
});

test("with one failure and one success each result is believed at once", () => {
  const eager = { failures: 1, successes: 1, retryMs: 1_000 };
  assert.deepEqual(
    play(samples.up, ["down", "up", "degraded", "down", "degraded"], eager),
    ["down", "up", "degraded", "down", "degraded"],
  );
});

test("the failure before the last is told apart from the others", () => {
  const second = step(samples.failing, "down", now, policy);
  assert.equal(isAboutToFall(samples.failing, policy), false);
  assert.equal(isAboutToFall(second, policy), true);
  assert.equal(isAboutToFall(samples.down, policy), false);
  assert.equal(isAboutToFall(samples.paused, policy), false);
  assert.equal(isAboutToFall(samples.up, { ...policy, failures: 1 }), true);
});

test("a random walk: what always holds", () => {
  let seed = 20_261_121;
  const random = (n: number): number =>
    (seed = (seed * 48_271) % 2_147_483_647) % n;
  const all = events();
  for (let walk = 0; walk < 200; walk++) {
    const rules = {
      failures: 1 + random(4),
      successes: 1 + random(3),
      retryMs: 1_000,
    };
    let health = newHealth(0);
    let failuresInARow = 0;
    for (let at = 1; at <= 200; at++) {
      const event = all[random(all.length)] ?? "up";
      const next = step(health, event, at, rules);
      if (event === "down") failuresInARow += 1;
      else if (["up", "degraded", "pause", "own-line"].includes(event))
        failuresInARow = 0;
      if (next.belief === "down" && health.belief !== "down") {
        assert.equal(event, "down", "only a failure brings a monitor down");
        assert.ok(
          failuresInARow >= rules.failures,
          "down only after enough failures in a row",
        );
      }
      assert.ok(
        next.streak < Math.max(rules.failures, rules.successes),
        "a full streak is a new belief",
      );
      assert.equal(next.toward === null, next.streak === 0);
      assert.notEqual(next.toward, next.belief);
      assert.equal(next.since, next.kind === health.kind ? health.since : at);
      assert.equal(isUnsettled(next), next.streak > 0);
      if (next.kind === "paused")
        assert.deepEqual([next.belief, next.toward], ["unknown", null]);
      if (next.kind === "failing") assert.equal(next.toward, "down");
      health = next;
    }
  }
});
