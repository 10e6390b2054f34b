import assert from "node:assert/strict";
import { test } from "node:test";
import { hostileTexts } from "../../testing/hostile.ts";
import { wordsOf } from "../words.ts";
import { periodWords, readRhythm, timeOf, weekdayOf } from "./rota-words.ts";
import { readShift } from "./shift-words.ts";

const zone = "Europe/London";

/** As London's clocks show it. */
function read(text: string, now: string): string {
  const shift = readShift(text, { now: Date.parse(now), zone });
  if (typeof shift === "string") return shift;
  const shown = (at: number): string =>
    Temporal.Instant.fromEpochMilliseconds(at)
      .toZonedDateTimeISO(zone)
      .toPlainDateTime()
      .toString({ smallestUnit: "minute" });
  return `${shown(shift.from)} ${shown(shift.until)}`;
}

test("shifts as people say them", () => {
  const afternoon = "2026-03-28T14:30:00Z"; // the clocks go forward in this night
  for (const [typed, shift] of [
    ["tonight", "2026-03-28T18:00 2026-03-29T09:00"],
    ["today", "2026-03-28T14:30 2026-03-29T00:00"],
    ["tomorrow", "2026-03-29T00:00 2026-03-30T00:00"],
    ["until tomorrow 9:00", "2026-03-28T14:30 2026-03-29T09:00"],
    ["until 18:00", "2026-03-28T14:30 2026-03-28T18:00"],
    ["for 8h", "2026-03-28T14:30 2026-03-28T22:30"],
    ["8 hours", "2026-03-28T14:30 2026-03-28T22:30"],
    ["tomorrow 22:00 for 2h", "2026-03-29T22:00 2026-03-30T00:00"],
  ] as const)
    assert.equal(read(typed, afternoon), shift, typed);
  assert.equal(
    read("tonight", "2026-03-28T22:30:00Z"),
    "2026-03-28T22:30 2026-03-29T09:00",
  );
  assert.equal(
    read("tonight", "2026-07-02T02:30:00Z"),
    "2026-07-02T03:30 2026-07-02T09:00",
    "the night that it is",
  );
  assert.match(read("every monday 9:00 for 2h", afternoon), /again and again/);
  assert.match(read("sometime", afternoon), /"sometime"/);
});

test("rotas as people say them", () => {
  for (const [typed, rhythm] of [
    ["weekly mon 09:00", { everyDays: 7, weekday: 1, at: "09:00" }],
    [
      "every 2 weeks on Fridays at 9am Europe/London",
      { everyDays: 14, weekday: 5, at: "09:00", timezone: "Europe/London" },
    ],
    ["daily 18:30 UTC", { everyDays: 1, at: "18:30", timezone: "UTC" }],
    ["every other week", { everyDays: 14 }],
    ["every wednesday, 5pm", { everyDays: 7, weekday: 3, at: "17:00" }],
    ["every 3 days", { everyDays: 3 }],
    ["every day", { everyDays: 1 }],
    ["", {}],
  ] as const)
    assert.deepEqual(readRhythm(wordsOf(typed)), rhythm, typed);
  for (const typed of ["weekly moonday", "every full moon", "at 25:00", "soon"])
    assert.match(
      JSON.stringify(readRhythm(wordsOf(typed))),
      /is not understood/,
      typed,
    );
  assert.deepEqual(
    ["Mon", "tues", "THURSDAY", "sundays", "m", "moonday"].map(weekdayOf),
    [1, 2, 4, 7, undefined, undefined],
  );
  assert.deepEqual(["9am", "noon", "9", "24:00", "23:59"].map(timeOf), [
    "09:00",
    "12:00",
    undefined,
    undefined,
    "23:59",
  ]);
  assert.deepEqual([1, 3, 7, 14].map(periodWords), [
    "every day",
    "every 3 days",
    "every week",
    "every 2 weeks",
  ]);
});

test("whatever is typed is read or refused in a sentence", () => {
  for (const text of hostileTexts) {
    const shift = readShift(text, { now: Date.now(), zone });
    if (typeof shift !== "string") assert.ok(shift.until > shift.from, text);
    else assert.notEqual(shift, "");
    assert.ok(readRhythm(wordsOf(text)) !== undefined);
  }
});
