import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type IncidentChange,
  incidentChange,
  nextReminder,
  type Severity,
} from "./incident.ts";
import type { Status } from "./service.ts";
import { HOUR } from "./time.ts";

const NONE: IncidentChange = { kind: "none" };

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
