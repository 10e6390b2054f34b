import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { durationOf } from "../bot/commands/durations.ts";
import { hostileTexts } from "../testing/hostile.ts";
import { spokenWindow } from "./spoken-time.ts";
import { startOwnClock } from "../testing/patience.ts";

/** A Friday afternoon in winter. */
const NOW = Date.UTC(2026, 10, 20, 15, 30);

function read(
  text: string,
  { now = NOW, zone = "Europe/London" } = {},
): string {
  const window = spokenWindow(text, { now, zone, duration: durationOf });
  if (!window.ok) return `${window.part}: ${window.text}`;
  const shown = (at: number): string =>
    Temporal.Instant.fromEpochMilliseconds(at)
      .toZonedDateTimeISO(window.zone)
      .toString({ smallestUnit: "minute" });
  const minutes = (window.until - window.from) / 60_000;
  const again = window.rule === null ? "" : ` ${window.rule}`;
  return `${shown(window.from)} ${minutes} min${again}`;
}

const understood: [string, string][] = [
  ["tomorrow 22:00 for 2h", "2026-11-21T22:00+00:00[Europe/London] 120 min"],
  [
    "22:00 tomorrow for 2 hours",
    "2026-11-21T22:00+00:00[Europe/London] 120 min",
  ],
  ["fri 9am-11am", "2026-11-27T09:00+00:00[Europe/London] 120 min"],
  ["fri 9-11am", "2026-11-27T09:00+00:00[Europe/London] 120 min"],
  ["fri 11-1pm", "2026-11-27T11:00+00:00[Europe/London] 120 min"],
  ["fri 16:00 for 1h", "2026-11-20T16:00+00:00[Europe/London] 60 min"],
  ["fri 15:00 for 1h", "2026-11-27T15:00+00:00[Europe/London] 60 min"],
  [
    "2026-11-22 22:00 CET for 1h",
    "2026-11-22T22:00+01:00[Europe/Berlin] 60 min",
  ],
  [
    "2026-11-22 22:00-23:30 America/New_York",
    "2026-11-22T22:00-05:00[America/New_York] 90 min",
  ],
  ["2026-11-22T22:00:00Z for 1h", "2026-11-22T22:00+00:00[UTC] 60 min"],
  [
    "2026-11-22 22:00 until 2026-11-23 04:00",
    "2026-11-22T22:00+00:00[Europe/London] 360 min",
  ],
  [
    "tomorrow 22:00 until sunday 06:00",
    "2026-11-21T22:00+00:00[Europe/London] 480 min",
  ],
  [
    "at 22:00 on 24 Nov for 90 min",
    "2026-11-24T22:00+00:00[Europe/London] 90 min",
  ],
  ["tonight 22:00–02:00", "2026-11-20T22:00+00:00[Europe/London] 240 min"],
  ["22:00 for half an hour", "2026-11-20T22:00+00:00[Europe/London] 30 min"],
  ["14:00 for 1h", "2026-11-21T14:00+00:00[Europe/London] 60 min"],
  [
    "day after tomorrow noon for 1h",
    "2026-11-22T12:00+00:00[Europe/London] 60 min",
  ],
  ["now for 30m", "2026-11-20T15:30+00:00[Europe/London] 30 min"],
  ["for 30m", "2026-11-20T15:30+00:00[Europe/London] 30 min"],
  ["now until 18:00", "2026-11-20T15:30+00:00[Europe/London] 150 min"],
  ["in 2 hours for 30m", "2026-11-20T17:30+00:00[Europe/London] 30 min"],
  [
    "every first Sunday 02:00-04:00 Europe/London until March",
    "2026-12-06T02:00+00:00[Europe/London] 120 min FREQ=MONTHLY;BYDAY=1SU;UNTIL=20270331T235959Z",
  ],
  [
    "every day at 3am for 30m",
    "2026-11-21T03:00+00:00[Europe/London] 30 min FREQ=DAILY",
  ],
  [
    "every weekday 06:00-07:00 America/New_York",
    "2026-11-23T06:00-05:00[America/New_York] 60 min FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
  ],
  [
    "every mon, wed and thu 22:00 for 1h",
    "2026-11-23T22:00+00:00[Europe/London] 60 min FREQ=WEEKLY;BYDAY=MO,WE,TH",
  ],
  [
    "weekly on sunday 02:00-04:00",
    "2026-11-22T02:00+00:00[Europe/London] 120 min FREQ=WEEKLY;BYDAY=SU",
  ],
  [
    "every 2 weeks on Monday 22:00 for 1h",
    "2026-11-23T22:00+00:00[Europe/London] 60 min FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
  ],
  [
    "every second sunday of the month 02:00 for 1h",
    "2026-12-13T02:00+00:00[Europe/London] 60 min FREQ=MONTHLY;BYDAY=2SU",
  ],
  [
    "monthly on the 15th 02:00 for 1h",
    "2026-12-15T02:00+00:00[Europe/London] 60 min FREQ=MONTHLY;BYMONTHDAY=15",
  ],
  [
    "every last friday 23:00-01:00 starting 2027-01-01 until 2027-06-30",
    "2027-01-29T23:00+00:00[Europe/London] 120 min FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270630T235959Z",
  ],
];

const refused: [string, RegExp][] = [
  ["", /^start: When\?/],
  ["today 14:00 for 1h", /^start: That is over already/],
  ["yesterday 10:00 for 1h", /^start: That is over already/],
  ["2026-07-01 10:00 for 1h", /^start: That is over already/],
  ["2026-11-22 22:00 CEST for 1h", /^start: Europe\/Berlin is not on CEST/],
  ["sunday 03:00 IST for 1h", /^start: IST is the short name of several/],
  [
    "sunday 03:00 Mars/Phobos for 1h",
    /^start: There is no time zone "Mars\/Phobos"/,
  ],
  ["9-11", /^start: Is 9 in the morning or in the evening/],
  ["tomorrow at 9 for 1h", /^start: Is 9 in the morning/],
  [
    "11/12 22:00 for 1h",
    /^start: "11\/12" is one day to some and another to others/,
  ],
  ["11.12.2026 22:00 for 1h", /^start: "11\.12\.2026" is one day to some/],
  ["tomorrow for 2h", /^start: At what time/],
  ["tomorrow 22:00", /^end: For how long/],
  ["tomorrow 25:00 for 1h", /^start: "25:00" is not understood/],
  ["2026-02-30 10:00 for 1h", /^start: "2026-02-30" is not understood/],
  ["tomorrow 22:00 for bananas", /^end: "bananas" is not a duration/],
  [
    "tomorrow 22:00 until yesterday 21:00",
    /^end: It would end before it begins/,
  ],
  ["foo bar 22:00 for 1h", /^start: "foo bar" is not understood/],
  ["every sunday", /^start: At what time/],
  ["every sunday 02:00", /^end: For how long/],
  [
    "every second sunday 02:00 for 1h",
    /^rule: "every second sunday" is every other one to some/,
  ],
  [
    "every blue moon 02:00 for 1h",
    /^rule: "every blue moon" is not understood/,
  ],
  ["every day 10:00 for 30h", /^end: It would begin again before it has ended/],
  ["every day 10:00 for 1h until 2026-01-01", /^rule: No such time is left/],
];

suite("a window is understood as people say it", () => {
  for (const [text, expected] of understood)
    test(text, () => assert.equal(read(text), expected));
});

suite(
  "what may mean two things, is over or is not understood is refused in one sentence",
  () => {
    for (const [text, expected] of refused)
      test(text || "nothing", () => assert.match(read(text), expected));
  },
);

const clocks: [string, string, string][] = [
  [
    "2027-03-28 01:30 for 1h",
    "Europe/London",
    "start: There is no 01:30 in Europe/London on that day: the clocks are put forward. Write another time.",
  ],
  [
    "2027-03-28 00:30 for 2h",
    "Europe/London",
    "2027-03-28T00:30+00:00[Europe/London] 120 min",
  ],
  [
    "2027-03-28 00:30-03:30",
    "Europe/London",
    "2027-03-28T00:30+00:00[Europe/London] 120 min",
  ],
  [
    "2027-10-31 01:30 for 1h",
    "Europe/London",
    "start: The clocks in Europe/London show 01:30 twice on that day. Write it in UTC.",
  ],
  [
    "2027-10-31 00:30-01:30",
    "Europe/London",
    "2027-10-31T00:30+01:00[Europe/London] 120 min",
  ],
  [
    "2027-10-31 00:30-02:30",
    "Europe/London",
    "2027-10-31T00:30+01:00[Europe/London] 180 min",
  ],
  [
    "2027-03-14 02:30 for 1h",
    "America/New_York",
    "start: There is no 02:30 in America/New_York on that day: the clocks are put forward. Write another time.",
  ],
  [
    "2027-03-14 01:00-04:00",
    "America/New_York",
    "2027-03-14T01:00-05:00[America/New_York] 120 min",
  ],
  [
    "2027-11-07 01:30 for 1h",
    "America/New_York",
    "start: The clocks in America/New_York show 01:30 twice on that day. Write it in UTC.",
  ],
  [
    "2027-11-07 05:30 UTC for 1h",
    "America/New_York",
    "2027-11-07T05:30+00:00[UTC] 60 min",
  ],
  [
    "2027-11-07 00:00 for 3h",
    "America/New_York",
    "2027-11-07T00:00-04:00[America/New_York] 180 min",
  ],
];

suite("on the days on which the clocks are changed", () => {
  for (const [text, zone, expected] of clocks)
    test(`${text} in ${zone}`, () =>
      assert.equal(read(text, { zone }), expected));
});

test("whatever is typed, the answer comes at once and is a window to come or a sentence", () => {
  const clock = startOwnClock();
  for (const text of hostileTexts)
    for (const words of [
      text,
      `${text} 22:00 for 1h`,
      `tomorrow 22:00 for ${text}`,
      `every ${text} 02:00-04:00`,
    ]) {
      const window = spokenWindow(words, {
        now: NOW,
        zone: "UTC",
        duration: durationOf,
      });
      if (window.ok)
        assert.ok(
          window.until > window.from && window.from >= NOW - 300_000,
          words,
        );
      else
        assert.ok(
          window.text.length < 400 && !window.text.includes("\n"),
          words,
        );
    }
  assert.ok(clock.stop() < 10_000);
});
