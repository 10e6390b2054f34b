import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type IncidentChange,
  type Course,
  incidentChange,
  lastedMs,
  nextReminder,
  type Severity,
  worstOf,
} from "./incident.ts";
import type { Status } from "./service.ts";
import { HOUR } from "./time.ts";

const NONE: IncidentChange = { kind: "none" };

test("what was down was down, however slow it was before and after", () => {
  const now = 10 * HOUR;
  const open = { beganAt: HOUR, resolvedAt: null, downMs: null };
  const over = { beganAt: HOUR, resolvedAt: 6 * HOUR };
  const table: [Course, Severity, number][] = [
    [{ ...open, severity: "down", downSince: 8 * HOUR }, "down", 2 * HOUR],
    [
      { ...open, severity: "difficulties", downSince: null },
      "difficulties",
      9 * HOUR,
    ],
    [
      { ...over, severity: "difficulties", downSince: null, downMs: 3 * HOUR },
      "down",
      3 * HOUR,
    ],
    [
      { ...over, severity: "difficulties", downSince: null, downMs: null },
      "difficulties",
      5 * HOUR,
    ],
  ];
  for (const [course, worst, lasted] of table) {
    assert.equal(worstOf(course), worst);
    assert.equal(lastedMs(course, now), lasted);
  }
});

test("a service's status opens, changes and resolves its incident", () => {
  const table = {
    up: {
      none: NONE,
      difficulties: { kind: "resolve", resolution: "recovered" },
      down: { kind: "resolve", resolution: "recovered" },
    },
    difficulties: {
      none: { kind: "open", severity: "difficulties" },
      difficulties: NONE,
      down: { kind: "improve" },
    },
    down: {
      none: { kind: "open", severity: "down" },
      difficulties: { kind: "worsen" },
      down: NONE,
    },
    maintenance: {
      none: NONE,
      difficulties: { kind: "resolve", resolution: "maintenance" },
      down: { kind: "resolve", resolution: "maintenance" },
    },
    unknown: {
      none: NONE,
      difficulties: { kind: "resolve", resolution: "paused" },
      down: { kind: "resolve", resolution: "paused" },
    },
  } satisfies Record<Status, Record<"none" | Severity, IncidentChange>>;
  for (const [status, row] of Object.entries(table)) {
    for (const [open, expected] of Object.entries(row)) {
      const severity = open === "none" ? null : (open as Severity);
      assert.deepEqual(
        incidentChange(severity, status as Status),
        expected,
        `${open} + ${status}`,
      );
    }
  }
});

test("reminders come every four hours after it went down, and those we missed are not made up for", () => {
  const down = 1_000_000;
  const every = 4 * HOUR;
  assert.equal(nextReminder(down, every, down), down + every);
  assert.equal(nextReminder(down, every, down + every - 1), down + every);
  assert.equal(nextReminder(down, every, down + every), down + 2 * every);
  assert.equal(nextReminder(down, every, down + 25 * HOUR), down + 28 * HOUR);
  assert.equal(
    nextReminder(down, every, down - HOUR),
    down + every,
    "a clock that went back reminds no earlier",
  );
});
