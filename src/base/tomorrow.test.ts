import assert from "node:assert/strict";
import { test } from "node:test";
import { tomorrowAt } from "./tomorrow.ts";

test("tomorrow's morning is one of the zone, also where the clocks change in between", () => {
  const table: [string, string, string][] = [
    ["2026-11-21T22:30:00Z", "UTC", "2026-11-22T09:00:00.000Z"],
    ["2026-11-21T23:30:00Z", "Europe/Berlin", "2026-11-23T08:00:00.000Z"],
    ["2026-03-28T12:00:00Z", "Europe/London", "2026-03-29T08:00:00.000Z"],
    ["2026-10-24T12:00:00Z", "Europe/London", "2026-10-25T09:00:00.000Z"],
    ["2026-11-21T12:00:00Z", "America/New_York", "2026-11-22T14:00:00.000Z"],
    ["2026-12-31T12:00:00Z", "Asia/Kathmandu", "2027-01-01T03:15:00.000Z"],
  ];
  for (const [now, zone, expected] of table)
    assert.equal(
      new Date(tomorrowAt(9, Date.parse(now), zone)).toISOString(),
      expected,
      `${now} ${zone}`,
    );
});
