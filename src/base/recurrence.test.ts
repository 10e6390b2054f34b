import assert from "node:assert/strict";
import { test } from "node:test";
import {
  lastStretch,
  nextStretch,
  readRule,
  ruleInWords,
  stretchesBetween,
} from "./recurrence.ts";
import { hostileTexts } from "../testing/hostile.ts";
import { instantOf, zoneNamed } from "./wall-clock.ts";
import { startOwnClock } from "../testing/patience.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function at(wall: string, zone: string): number {
  return instantOf(Temporal.PlainDateTime.from(wall), zone);
}

function shown(instant: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant)
    .toZonedDateTimeISO(zone)
    .toString({ smallestUnit: "minute", timeZoneName: "never" })
    .slice(5);
}

/** The rule, the zone, the first time, how many hours each; then what it comes to. */
const nights: [string, string, string, number, string[]][] = [
  [
    "FREQ=WEEKLY;BYDAY=SU",
    "Europe/London",
    "2026-03-22T01:30",
    2,
    [
      "03-22T01:30+00:00 to 03-22T03:30+00:00",
      "03-29T02:30+01:00 to 03-29T04:30+01:00",
      "04-05T01:30+01:00 to 04-05T03:30+01:00",
    ],
  ],
  [
    "FREQ=WEEKLY;BYDAY=SU",
    "Europe/London",
    "2026-10-18T00:30",
    2,
    [
      "10-18T00:30+01:00 to 10-18T02:30+01:00",
      "10-25T00:30+01:00 to 10-25T02:30+00:00",
      "11-01T00:30+00:00 to 11-01T02:30+00:00",
    ],
  ],
  [
    "FREQ=DAILY",
    "America/New_York",
    "2026-03-07T02:30",
    1,
    [
      "03-07T02:30-05:00 to 03-07T03:30-05:00",
      "03-08T03:30-04:00 to 03-08T04:30-04:00",
      "03-09T02:30-04:00 to 03-09T03:30-04:00",
    ],
  ],
  [
    "FREQ=DAILY",
    "America/New_York",
    "2026-10-31T01:30",
    1,
    [
      "10-31T01:30-04:00 to 10-31T02:30-04:00",
      "11-01T01:30-04:00 to 11-01T02:30-05:00",
      "11-02T01:30-05:00 to 11-02T02:30-05:00",
    ],
  ],
  [
    "FREQ=DAILY",
    "Europe/London",
    "2026-03-28T01:00",
    1,
    [
      "03-28T01:00+00:00 to 03-28T02:00+00:00",
      "03-29T02:00+01:00 to 03-29T03:00+01:00",
      "03-30T01:00+01:00 to 03-30T02:00+01:00",
    ],
  ],
];

for (const [rule, zone, first, hours, expected] of nights) {
  test(`${rule} from ${first} in ${zone} keeps to the clocks of the place`, () => {
    const startsAt = at(first, zone);
    const series = { rule, zone, startsAt, durationMs: hours * HOUR };
    const found = stretchesBetween(
      series,
      { from: startsAt - DAY, until: startsAt + 60 * DAY },
      3,
    );
    assert.deepEqual(
      found.map(
        ({ from, until }) => `${shown(from, zone)} to ${shown(until, zone)}`,
      ),
      expected,
    );
  });
}

test("the last one is known where there is one", () => {
  const series = {
    rule: "FREQ=MONTHLY;BYDAY=1SU;UNTIL=20270331T235959Z",
    zone: "Europe/London",
    startsAt: at("2026-12-06T02:00", "Europe/London"),
    durationMs: 2 * HOUR,
  };
  const last = lastStretch(series);
  assert.equal(shown(last?.from ?? 0, series.zone), "03-07T02:00+00:00");
  assert.equal(nextStretch(series, last?.from ?? 0), null);
  assert.equal(lastStretch({ ...series, rule: "FREQ=DAILY" }), null);
});

test("every second week is counted from the first", () => {
  const zone = "UTC";
  const startsAt = at("2026-11-23T22:00", zone);
  const series = {
    rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
    zone,
    startsAt,
    durationMs: HOUR,
  };
  const next = nextStretch(series, startsAt + 1);
  assert.equal(shown(next?.from ?? 0, zone), "12-07T22:00+00:00");
});

test("a rule is read in its one form", () => {
  assert.equal(
    readRule(" RRULE:freq=monthly;byday=1su;until=20270331 "),
    "FREQ=MONTHLY;BYDAY=1SU;UNTIL=20270331T235959Z",
  );
  assert.equal(
    ruleInWords("FREQ=MONTHLY;BYDAY=-1FR"),
    "every month on last Friday",
  );
  assert.equal(
    ruleInWords("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
    "every 2 weeks on Monday",
  );
  assert.equal(
    ruleInWords("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    "every weekday",
  );
});

test("what is no rule, never comes or comes all the time is refused, quickly", () => {
  const clock = startOwnClock();
  for (const text of [
    "",
    "FREQ=SECONDLY",
    "FREQ=HOURLY",
    "BYDAY=MO",
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;FREQ=WEEKLY",
    "FREQ=MONTHLY;BYDAY=6SU",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=WEEKLY;BYDAY=XX",
    "FREQ=DAILY;BYHOUR=1,2,3",
    "FREQ=DAILY;UNTIL=20200101",
    `FREQ=DAILY;${"WKST=MO;".repeat(100)}`,
    ...hostileTexts,
  ])
    assert.equal(readRule(text), undefined, text.slice(0, 80));
  assert.ok(clock.stop() < 5_000);
});

test("zones are places", () => {
  assert.equal(zoneNamed("europe/london"), "Europe/London");
  assert.equal(zoneNamed("utc"), "UTC");
  for (const name of [
    "EST",
    "+01:00",
    "Mars/Phobos",
    "",
    "Europe/London; DROP",
  ])
    assert.equal(zoneNamed(name), undefined, name);
});
