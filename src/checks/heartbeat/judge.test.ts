import assert from "node:assert/strict";
import { test } from "node:test";
import type { Beat, Heard } from "../../domain/heard.ts";
import { DAY, HOUR, MINUTE } from "../../domain/time.ts";
import { expectationOf } from "./expectation.ts";
import { judgeBeats, type Patience } from "./judge.ts";

const now = Date.parse("2026-03-10T12:00:00Z");

function patience(expect: string, timezone = "UTC"): Patience {
  const read = expectationOf(expect, timezone);
  assert.ok(read.ok);
  return {
    expectation: read.expectation,
    graceMs: 5 * MINUTE,
    longestRunMs: HOUR,
  };
}

function beat(agoMs: number, fields: Partial<Beat> = {}): Beat {
  return {
    at: now - agoMs,
    kind: "end",
    outcome: "up",
    exitCode: null,
    runMs: null,
    text: null,
    ...fields,
  };
}

function heard(fields: Partial<Heard> = {}): Heard {
  return {
    since: now - 10 * DAY,
    lastStart: null,
    lastEnd: null,
    deaf: null,
    ...fields,
  };
}

/** "up", or the outcome with its kind and text. */
function judged(given: Heard, expect = "1d", timezone?: string): string {
  const verdict = judgeBeats(given, patience(expect, timezone), now);
  return verdict.outcome === "up"
    ? "up"
    : `${verdict.outcome}, ${verdict.reason.kind}: ${verdict.reason.text}`;
}

test("what is said of a job, from what was heard of it", () => {
  const failed = { outcome: "down", exitCode: 3, text: "disk full\nmore" };
  const table: [string, Heard, string][] = [
    [
      "just added",
      heard({ since: now - HOUR }),
      "unknown, waiting: nothing was heard yet",
    ],
    [
      "added long ago, never heard",
      heard(),
      "down, late: nothing was heard since it was added (expected every 1 day)",
    ],
    ["in time", heard({ lastEnd: beat(23 * HOUR) }), "up"],
    ["within the grace", heard({ lastEnd: beat(DAY + 5 * MINUTE) }), "up"],
    [
      "beyond the grace",
      heard({ lastEnd: beat(DAY + 6 * MINUTE) }),
      "down, late: nothing was heard for 1 day (expected every 1 day)",
    ],
    [
      "failed",
      heard({ lastEnd: beat(HOUR, failed as Partial<Beat>) }),
      "down, failed: the job failed with exit code 3: disk full",
    ],
    [
      "said that it failed",
      heard({ lastEnd: beat(HOUR, { outcome: "down" }) }),
      "down, failed: the job failed",
    ],
    [
      "failed, and runs again: down until it succeeds",
      heard({
        lastEnd: beat(HOUR, { outcome: "down" }),
        lastStart: beat(MINUTE, { kind: "start" }),
      }),
      "down, failed: the job failed",
    ],
    [
      "runs for the first time",
      heard({ lastStart: beat(MINUTE, { kind: "start" }) }),
      "unknown, waiting: nothing was heard yet",
    ],
    [
      "runs, and was due meanwhile",
      heard({
        lastEnd: beat(DAY + 30 * MINUTE),
        lastStart: beat(30 * MINUTE, { kind: "start" }),
      }),
      "up",
    ],
    [
      "hangs",
      heard({
        lastEnd: beat(DAY),
        lastStart: beat(61 * MINUTE, { kind: "start" }),
      }),
      "down, hangs: started 1 h 1 min ago and did not end within 1 h",
    ],
    [
      "ended after its start",
      heard({
        lastStart: beat(3 * HOUR, { kind: "start" }),
        lastEnd: beat(2 * HOUR),
      }),
      "up",
    ],
    [
      "due while nobody listened",
      heard({
        lastEnd: beat(DAY + HOUR),
        deaf: { from: now - 2 * HOUR, until: now - 10 * MINUTE },
      }),
      "unknown, deaf: allswell was not running when it was due, and waits for the next time (expected every 1 day)",
    ],
    [
      "late before nobody listened",
      heard({
        lastEnd: beat(2 * DAY),
        deaf: { from: now - 2 * HOUR, until: now - 10 * MINUTE },
      }),
      "down, late: nothing was heard for 2 days (expected every 1 day)",
    ],
    [
      "not heard at the next time either",
      heard({
        lastEnd: beat(3 * DAY),
        deaf: { from: now - 2.5 * DAY, until: now - 1.5 * DAY },
      }),
      "down, late: nothing was heard for 3 days (expected every 1 day)",
    ],
    [
      "nobody listens now",
      heard({
        lastEnd: beat(DAY + HOUR),
        deaf: { from: now - 2 * HOUR, until: now },
      }),
      "unknown, deaf: allswell was not running when it was due, and waits for the next time (expected every 1 day)",
    ],
  ];
  for (const [name, given, expected] of table)
    assert.equal(judged(given), expected, name);
});

test("the run's time is the latency of a good one", () => {
  const given = heard({ lastEnd: beat(HOUR, { runMs: 1_234 }) });
  assert.deepEqual(judgeBeats(given, patience("1d"), now), {
    outcome: "up",
    latencyMs: 1_234,
  });
});

test("cron lines are meant in the namespace's zone, also over a clock change", () => {
  // In London the clocks go forward on 29 March 2026: 03:00 there is 02:00 UTC from then on.
  const at = (text: string): number => Date.parse(text);
  const verdict = (end: string, then: string): string =>
    judgeBeats(
      heard({ lastEnd: { ...beat(0), at: at(end) } }),
      patience("0 3 * * *", "Europe/London"),
      at(then),
    ).outcome;
  assert.equal(verdict("2026-03-28T03:01Z", "2026-03-29T01:59Z"), "up");
  assert.equal(verdict("2026-03-28T03:01Z", "2026-03-29T02:04Z"), "up");
  assert.equal(verdict("2026-03-28T03:01Z", "2026-03-29T02:06Z"), "down");
  assert.equal(verdict("2026-03-29T02:01Z", "2026-03-30T02:04Z"), "up");
});

test("what is no expectation gets a sentence", () => {
  for (const typed of ["soon", "1", "* *", "61 * * * *", "0 0 31 2 *"]) {
    const read = expectationOf(typed, "UTC");
    assert.ok(!read.ok, typed);
    assert.match(read.text, /^must be a duration .* or a cron line/);
  }
});
