import assert from "node:assert/strict";
import { test } from "node:test";
import { compactDuration, durationInWords, parseDuration } from "./duration.ts";

test("durations people type are read as milliseconds", () => {
  const table: [string, number | undefined][] = [
    ["30s", 30_000],
    ["5 min", 300_000],
    ["1h30m", 5_400_000],
    ["1.5h", 5_400_000],
    ["2 days", 172_800_000],
    ["250ms", 250],
    ["1 week", 604_800_000],
    ["10 years", 315_360_000_000],
    ["30", undefined],
    ["", undefined],
    ["soon", undefined],
    ["5 parsecs", undefined],
    ["-5m", undefined],
    ["1h and", undefined],
    ["9".repeat(400) + "d", undefined],
  ];
  for (const [text, expected] of table)
    assert.equal(parseDuration(text), expected, text);
});

test("the compact form is read back as the same duration", () => {
  for (const ms of [1, 999, 1_000, 90_000, 3_600_000, 86_400_000, 86_401_000]) {
    assert.equal(parseDuration(compactDuration(ms)), ms);
  }
});

test("durations in words name at most two units", () => {
  const table: [number, string][] = [
    [0, "0 ms"],
    [412, "412 ms"],
    [42_000, "42 s"],
    [59_400, "59 s"],
    [59_990, "1 min"],
    [60_000, "1 min"],
    [150_000, "2 min 30 s"],
    [45 * 60_000 + 5_000, "45 min"],
    [3_600_000, "1 h"],
    [7_500_000, "2 h 5 min"],
    [86_400_000, "1 day"],
    [2 * 86_400_000 + 3 * 3_600_000 + 60_000, "2 days 3 h"],
  ];
  for (const [ms, expected] of table)
    assert.equal(durationInWords(ms), expected);
});
