import assert from "node:assert/strict";
import { test } from "node:test";
import { uptime } from "./uptime.ts";

const day = { from: 0, until: 1_000 };

test("uptime is the share of counted time in which the service was not down", () => {
  const table: [
    string,
    { from: number; until: number }[],
    { from: number; until: number }[],
    number | null,
    number,
  ][] = [
    ["never down", [], [], 1, 0],
    ["down a tenth", [{ from: 100, until: 200 }], [], 0.9, 100],
    ["still down at the end", [{ from: 900, until: Infinity }], [], 0.9, 100],
    ["down before the window", [{ from: -500, until: 0 }], [], 1, 0],
    [
      "overlapping downs count once",
      [
        { from: 100, until: 300 },
        { from: 200, until: 400 },
      ],
      [],
      0.7,
      300,
    ],
    [
      "down within maintenance costs nothing",
      [{ from: 100, until: 200 }],
      [{ from: 0, until: 500 }],
      1,
      0,
    ],
    [
      "maintenance leaves less time to count",
      [{ from: 500, until: 600 }],
      [{ from: 0, until: 500 }],
      0.8,
      100,
    ],
    [
      "half in maintenance",
      [{ from: 400, until: 600 }],
      [{ from: 0, until: 500 }],
      0.8,
      100,
    ],
    ["all maintenance", [], [{ from: -10, until: 2_000 }], null, 0],
  ];
  for (const [name, down, maintenance, ratio, downMs] of table) {
    const actual = uptime(day, down, maintenance);
    assert.equal(actual.downMs, downMs, name);
    if (ratio === null) assert.equal(actual.ratio, null, name);
    else
      assert.ok(
        actual.ratio !== null && Math.abs(actual.ratio - ratio) < 1e-9,
        name,
      );
  }
});

test("whatever the intervals, the ratio stays between 0 and 1", () => {
  let seed = 7;
  const random = (): number =>
    (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const intervals = (): { from: number; until: number }[] =>
    Array.from({ length: Math.floor(random() * 6) }, () => {
      const from = random() * 1_200 - 100;
      return { from, until: from + random() * 400 };
    });
  for (let round = 0; round < 2_000; round++) {
    const { ratio, downMs, countedMs } = uptime(day, intervals(), intervals());
    assert.ok(ratio === null || (ratio >= -1e-9 && ratio <= 1 + 1e-9));
    assert.ok(downMs >= -1e-9 && downMs <= countedMs + 1e-9);
  }
});
