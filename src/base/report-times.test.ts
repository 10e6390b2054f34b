import assert from "node:assert/strict";
import { test } from "node:test";
import { latestSlot, nextSlot, type Rhythm } from "./report-times.ts";

const at = (text: string): number => Date.parse(text);
const shown = (instant: number): string =>
  new Date(instant).toISOString().slice(0, 16);

const daily: Rhythm = {
  kind: "daily",
  atMinute: 8 * 60,
  timezone: "Europe/London",
};

test("each day at the same time of the clocks, whatever they do", () => {
  const slot = (now: string) => {
    const { at: due, from, until } = nextSlot(daily, at(now));
    return [shown(due), (until - from) / 3_600_000];
  };
  assert.deepEqual(slot("2026-11-21T07:59Z"), ["2026-11-21T08:00", 24]);
  assert.deepEqual(slot("2026-11-21T08:00Z"), ["2026-11-22T08:00", 24]);
  assert.deepEqual(slot("2026-03-28T12:00Z"), ["2026-03-29T07:00", 23]);
  assert.deepEqual(slot("2026-10-24T12:00Z"), ["2026-10-25T08:00", 25]);
});

test("a time that is left out, and one that comes twice", () => {
  const night = { ...daily, atMinute: 90 };
  assert.equal(
    shown(nextSlot(night, at("2026-03-28T12:00Z")).at),
    "2026-03-29T01:30",
  ); // 02:30 on the clocks
  assert.equal(
    shown(nextSlot(night, at("2026-10-24T12:00Z")).at),
    "2026-10-25T00:30",
  );
  assert.equal(
    shown(nextSlot(night, at("2026-10-25T00:30Z")).at),
    "2026-10-26T01:30",
  );
});

test("weeks from Monday to Monday, months from first to first, whole on the calendar", () => {
  const weekly = nextSlot(
    { ...daily, kind: "weekly" },
    at("2026-11-21T10:00Z"),
  );
  assert.deepEqual([weekly.at, weekly.from, weekly.until].map(shown), [
    "2026-11-23T08:00",
    "2026-11-16T00:00",
    "2026-11-23T00:00",
  ]);
  const monthly = nextSlot(
    { ...daily, kind: "monthly", atMinute: 0 },
    at("2026-10-15T10:00Z"),
  );
  assert.deepEqual([monthly.at, monthly.from, monthly.until].map(shown), [
    "2026-11-01T00:00",
    "2026-09-30T23:00",
    "2026-11-01T00:00",
  ]);
});

test("the latest one is the one that is due, whenever one looks", () => {
  for (const kind of ["daily", "weekly", "monthly"] as const)
    for (const timezone of [
      "Europe/London",
      "Asia/Kolkata",
      "America/New_York",
      "Pacific/Apia",
    ])
      for (
        let now = at("2026-01-03T05:17Z");
        now < at("2027-01-10T00:00Z");
        now += 3.7 * 86_400_000
      ) {
        const rhythm = { kind, timezone, atMinute: 23 * 60 + 30 };
        const latest = latestSlot(rhythm, now);
        const next = nextSlot(rhythm, now);
        assert.ok(latest.at <= now && next.at > now);
        assert.equal(nextSlot(rhythm, latest.at).at, next.at);
        assert.equal(latestSlot(rhythm, next.at).at, next.at);
      }
});
