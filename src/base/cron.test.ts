import assert from "node:assert/strict";
import { test } from "node:test";
import { Schedule } from "./cron.ts";

function dueTimes(
  lines: string[],
  timezone: string,
  after: string,
  count: number,
): string[] {
  const parsed = Schedule.parse(lines, timezone);
  assert.ok(parsed.ok, "text" in parsed ? parsed.text : "");
  let at = Date.parse(after);
  return Array.from({ length: count }, () => {
    at = parsed.schedule.next(at) ?? Number.NaN;
    return new Date(at).toISOString().replace(":00.000Z", "Z");
  });
}

test("every minute in work hours, every five minutes otherwise", () => {
  const lines = ["* 9-16 * * 1-5", "*/5 * * * *"];
  assert.deepEqual(
    dueTimes(lines, "Europe/London", "2026-11-20T16:58:30Z", 4),
    [
      "2026-11-20T16:59Z",
      "2026-11-20T17:00Z",
      "2026-11-20T17:05Z",
      "2026-11-20T17:10Z",
    ],
  );
  assert.deepEqual(
    dueTimes(lines, "Europe/London", "2026-11-20T08:55:00Z", 3),
    ["2026-11-20T09:00Z", "2026-11-20T09:01Z", "2026-11-20T09:02Z"],
  );
  assert.deepEqual(
    dueTimes(lines, "Europe/London", "2026-11-21T09:00:00Z", 2),
    ["2026-11-21T09:05Z", "2026-11-21T09:10Z"],
    "a Saturday",
  );
});

test("the first line that matches the hour decides, also where it asks for less", () => {
  const lines = ["0 9-16 * * 1-5", "*/15 * * * *"];
  assert.deepEqual(dueTimes(lines, "UTC", "2026-11-20T08:50:00Z", 3), [
    "2026-11-20T09:00Z",
    "2026-11-20T10:00Z",
    "2026-11-20T11:00Z",
  ]);
  assert.deepEqual(dueTimes(lines, "UTC", "2026-11-20T16:00:00Z", 2), [
    "2026-11-20T17:00Z",
    "2026-11-20T17:15Z",
  ]);
});

test("both clock changes", () => {
  const daily = ["30 1 * * *"];
  assert.deepEqual(
    dueTimes(daily, "Europe/London", "2026-03-28T12:00:00Z", 3),
    ["2026-03-29T01:30Z", "2026-03-30T00:30Z", "2026-03-31T00:30Z"],
    "01:30 does not exist on the 29th: it runs at 02:30",
  );
  assert.deepEqual(
    dueTimes(["0 9 * * *"], "Europe/London", "2026-10-24T12:00:00Z", 2),
    ["2026-10-25T09:00Z", "2026-10-26T09:00Z"],
  );
  assert.deepEqual(
    dueTimes(["0 9 * * *"], "Europe/London", "2026-03-28T08:00:00Z", 2),
    ["2026-03-28T09:00Z", "2026-03-29T08:00Z"],
  );
  const autumn = dueTimes(
    ["*/30 * * * *"],
    "Europe/London",
    "2026-10-24T23:50:00Z",
    6,
  );
  assert.deepEqual(autumn, [
    "2026-10-25T00:00Z",
    "2026-10-25T00:30Z",
    "2026-10-25T01:00Z",
    "2026-10-25T01:30Z",
    "2026-10-25T02:00Z",
    "2026-10-25T02:30Z",
  ]);
});

test("day of month or day of week, as cron has it", () => {
  const lines = ["0 0 13 * 5", "0 12 * * *"];
  assert.deepEqual(dueTimes(["0 0 13 * 5"], "UTC", "2026-11-10T00:00:00Z", 2), [
    "2026-11-13T00:00Z",
    "2026-11-20T00:00Z",
  ]);
  assert.deepEqual(dueTimes(lines, "UTC", "2026-11-12T12:00:00Z", 2), [
    "2026-11-13T00:00Z",
    "2026-11-13T12:00Z",
  ]);
});

test("what is not a schedule gets a sentence", () => {
  const table: [string[], RegExp][] = [
    [[], /never comes/],
    [["hourly"], /"hourly" is not a cron line: it needs five fields/],
    [["61 * * * *"], /"61 \* \* \* \*" is not a cron line/],
    [["* * * *"], /five fields/],
    [["0 0 31 2 *"], /never comes|not a cron line/],
    [["* * * * *", "x y z a b"], /"x y z a b" is not a cron line/],
  ];
  for (const [lines, expected] of table) {
    const parsed = Schedule.parse(lines, "UTC");
    assert.match(
      "text" in parsed ? parsed.text : "accepted",
      expected,
      lines.join(" | "),
    );
  }
});

test("a line that is wholly covered by those above costs no long search", () => {
  const parsed = Schedule.parse(["* * * * *", "*/10 * * * * *"], "UTC");
  assert.ok(parsed.ok);
  assert.equal(
    parsed.schedule.next(Date.parse("2026-01-01T00:00:10Z")),
    Date.parse("2026-01-01T00:01:00Z"),
  );
});
