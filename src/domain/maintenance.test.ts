import assert from "node:assert/strict";
import { test } from "node:test";
import {
  changeOf,
  decideMaintenance,
  fateOf,
  gistOf,
  type MaintenanceReason,
  nextMaintenanceTelling,
  overlap,
  timeProblems,
} from "./maintenance.ts";
import { DAY, HOUR, MINUTE } from "./time.ts";

const now = 1_000_000_000_000;

/** What customers hear who were told nothing yet, and who were told that it is planned; the team hears all of it. */
const table = {
  planned: [true, true],
  begins: [true, true],
  moved: [false, true],
  extended: [false, true],
  ends: [false, true],
  cancelled: [false, true],
} satisfies Record<MaintenanceReason, [boolean, boolean]>;

test("the team hears everything, customers what they can make sense of, and nothing where it is not for them", () => {
  for (const [name, expected] of Object.entries(table)) {
    const reason = name as MaintenanceReason;
    for (const [index, told] of (
      [[], ["planned"]] as MaintenanceReason[][]
    ).entries()) {
      const hears = (audience: "team" | "customers", tellsCustomers: boolean) =>
        decideMaintenance(reason, { audience, told }, tellsCustomers).tell;
      assert.equal(hears("team", false), true);
      assert.equal(
        hears("customers", true),
        expected[index],
        `${reason} ${index}`,
      );
      assert.equal(hears("customers", false), false);
    }
  }
});

test("what is over is not begun, however late it is looked at", () => {
  const planned = { startsAt: now, endsAt: now + HOUR };
  assert.equal(fateOf(planned, now - 1), "wait");
  assert.equal(fateOf(planned, now), "begin");
  assert.equal(fateOf(planned, now + HOUR - 1), "begin");
  assert.equal(fateOf(planned, now + HOUR), "miss");
});

test("a change of what is planned is another time, of what runs another end", () => {
  const time = { from: now, until: now + HOUR };
  const later = { from: now + MINUTE, until: now + HOUR };
  assert.equal(changeOf("planned", time, time), null);
  assert.equal(changeOf("planned", time, later), "moved");
  assert.equal(
    changeOf("running", time, { ...time, until: now + DAY }),
    "extended",
  );
});

test("whoever hears of it only now is told all of it, as it is now", () => {
  const told: [MaintenanceReason[], MaintenanceReason][] = [
    [[], "planned"],
    [["planned", "moved", "moved"], "planned"],
    [["planned", "begins", "extended"], "begins"],
    [["planned", "begins"], "begins"],
    [["planned", "cancelled"], "cancelled"],
    [["moved"], "moved"],
    [["extended", "extended"], "extended"],
    [["extended", "ends"], "ends"],
  ];
  for (const [news, gist] of told)
    assert.equal(gistOf(news), gist, news.join(" "));
});

test("a window has a beginning that can be waited for, and an end", () => {
  const problems = (from: number, until: number) =>
    timeProblems({ from, until }, now).map(({ field }) => field);
  assert.deepEqual(problems(now, now + MINUTE), []);
  assert.deepEqual(problems(now - HOUR, now + HOUR), []);
  assert.deepEqual(problems(now - HOUR, now), ["end"]);
  assert.deepEqual(problems(now, now + 59_999), ["end"]);
  assert.deepEqual(problems(now, now + 15 * DAY), ["end"]);
  assert.deepEqual(problems(now + 3 * 365 * DAY, now + 3 * 365 * DAY + HOUR), [
    "start",
  ]);
});

test("times that only touch do not overlap", () => {
  const hour = { from: now, until: now + HOUR };
  assert.equal(overlap(hour, { from: now + HOUR, until: now + DAY }), false);
  assert.equal(overlap(hour, { from: now + HOUR - 1, until: now + DAY }), true);
  assert.equal(overlap({ from: 0, until: now + DAY }, hour), true);
});

test("a message says all that waits of it, a line below it one thing", () => {
  const waits = (id: number, threadId: number | null) => ({ id, threadId });
  assert.equal(nextMaintenanceTelling([], true), undefined);
  assert.deepEqual(
    nextMaintenanceTelling([waits(3, null), waits(2, null)], true),
    { ids: [2, 3], threadId: null },
  );
  assert.deepEqual(nextMaintenanceTelling([waits(3, 1), waits(2, 1)], true), {
    ids: [2],
    threadId: 1,
  });
  assert.deepEqual(nextMaintenanceTelling([waits(3, 1), waits(2, 1)], false), {
    ids: [2, 3],
    threadId: 1,
  });
});
