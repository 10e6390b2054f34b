import assert from "node:assert/strict";
import { test } from "node:test";
import { lastDays, monthAt, monthOf } from "./local-days.ts";

const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(text);

test("days are those of the zone, also where the clocks change", () => {
  const spring = lastDays("Europe/London", at("2026-03-29T12:00Z"), 2);
  assert.deepEqual(
    spring.map(({ from, until }) => (until - from) / HOUR),
    [24, 23],
  );
  const autumn = lastDays("America/New_York", at("2026-11-02T04:30Z"), 2);
  assert.deepEqual(
    autumn.map(({ from, until }) => (until - from) / HOUR),
    [24, 25],
  );
  assert.equal(autumn[1]?.from, at("2026-11-01T04:00Z"));
  const noGap = lastDays("Pacific/Apia", at("2026-11-21T00:00Z"), 90);
  assert.equal(noGap.length, 90);
  for (const [index, { from }] of noGap.entries())
    if (index > 0) assert.equal(from, noGap[index - 1]?.until);
});

test("a month begins and ends at the zone's midnight", () => {
  assert.deepEqual(monthOf("2026-03", "Europe/London"), {
    from: at("2026-03-01T00:00Z"),
    until: at("2026-03-31T23:00Z"),
  });
  for (const none of ["2026-13", "2026-00", "26-01", "2026-1", "x", ""])
    assert.equal(monthOf(none, "UTC"), undefined, none);
  assert.equal(monthAt(at("2026-11-30T23:30Z"), "Asia/Tokyo"), "2026-12");
});
