import assert from "node:assert/strict";
import { test } from "node:test";
import { dayBars } from "./day-bars.ts";
import { DAY, HOUR, type Interval } from "./time.ts";
import { pastOf } from "./uptime.ts";

const days = [0, 1, 2, 3].map((day) => ({
  from: day * DAY,
  until: (day + 1) * DAY,
}));

/** The bars of those days, watched from their beginning to their end unless it is said otherwise. */
function barsOf({
  watchedFrom = 0,
  now = 4 * DAY,
  down = [],
  maintenance = [],
}: {
  watchedFrom?: number;
  now?: number;
  down?: Interval[];
  maintenance?: Interval[];
}) {
  const past = pastOf(down, maintenance);
  return dayBars(days, { watchedFrom, now, past });
}

test("a day is as good as the share of it that counts", () => {
  const table = [
    { name: "nothing happened", given: {}, ratios: [1, 1, 1, 1] },
    {
      name: "before it was watched nothing is known",
      given: { watchedFrom: 1.5 * DAY },
      ratios: [null, 1, 1, 1],
    },
    {
      name: "half of a day down",
      given: { down: [{ from: DAY, until: 1.5 * DAY }] },
      ratios: [1, 0.5, 1, 1],
    },
    {
      name: "a downtime over midnight belongs to both days",
      given: { down: [{ from: 0.75 * DAY, until: 1.25 * DAY }] },
      ratios: [0.75, 0.75, 1, 1],
    },
    {
      name: "two at once count once",
      given: {
        down: [
          { from: 2 * DAY, until: 2.5 * DAY },
          { from: 2.25 * DAY, until: 2.5 * DAY },
        ],
      },
      ratios: [1, 1, 0.5, 1],
    },
    {
      name: "maintenance does not count, and a day of nothing else has no figure",
      given: {
        maintenance: [{ from: DAY, until: 2.5 * DAY }],
        down: [{ from: 1.25 * DAY, until: 2.75 * DAY }],
      },
      ratios: [1, null, 0.5, 1],
    },
    {
      name: "today ends now",
      given: {
        now: 3.5 * DAY,
        down: [{ from: 3.25 * DAY, until: 3.5 * DAY }],
      },
      ratios: [1, 1, 1, 0.5],
    },
  ];
  for (const { name, given, ratios } of table) {
    const bars = barsOf(given);
    assert.deepEqual(
      bars.map(({ ratio }) => ratio),
      ratios,
      name,
    );
  }
});

test("the time down is told in milliseconds", () => {
  const [, second] = barsOf({
    down: [{ from: DAY + HOUR, until: DAY + 3 * HOUR }],
  });
  assert.equal(second?.downMs, 2 * HOUR);
});
