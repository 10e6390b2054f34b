import assert from "node:assert/strict";
import { test } from "node:test";
import {
  changesAfter,
  inOrderFrom,
  nextHandOver,
  onCallAt,
  type Override,
  type Rota,
  startOf,
} from "./on-call.ts";
import { DAY, HOUR, MINUTE } from "./time.ts";

const ada = { id: "UADA", name: "ada" };
const ben = { id: "UBEN", name: "ben" };
const cleo = { id: "UCLEO", name: "cleo" };

/** Mondays at nine in London; ada's first week begins on 2 March 2026. */
const weekly: Rota = {
  people: [ada, ben, cleo],
  everyDays: 7,
  startsOn: "2026-03-02",
  at: "09:00",
  timezone: "Europe/London",
};

function at(iso: string): number {
  return Date.parse(iso);
}

function nameAt(rota: Rota | null, iso: string, overrides: Override[] = []) {
  return onCallAt(rota, overrides, at(iso))?.name;
}

test("each has a week, handed over to the minute", () => {
  for (const [iso, name] of [
    ["2026-03-02T08:59:59.999Z", "cleo"],
    ["2026-03-02T09:00:00Z", "ada"],
    ["2026-03-08T23:59:00Z", "ada"],
    ["2026-03-09T08:59:00Z", "ada"],
    ["2026-03-09T09:00:00Z", "ben"],
    ["2026-03-16T09:00:00Z", "cleo"],
    ["2026-03-23T09:00:00Z", "ada"],
    ["2026-02-23T09:00:00Z", "cleo"],
    ["2026-02-16T09:00:00Z", "ben"],
  ] as const)
    assert.equal(nameAt(weekly, iso), name, iso);
});

test("nine o'clock stays nine o'clock when the clocks change", () => {
  // London goes from UTC to UTC+1 on 29 March and back on 25 October.
  assert.equal(nameAt(weekly, "2026-03-30T07:59:00Z"), "ada");
  assert.equal(nameAt(weekly, "2026-03-30T08:00:00Z"), "ben");
  assert.equal(
    nextHandOver(weekly, at("2026-03-29T12:00:00Z")),
    at("2026-03-30T08:00:00Z"),
  );
  assert.equal(
    nextHandOver(weekly, at("2026-10-20T12:00:00Z")),
    at("2026-10-26T09:00:00Z"),
  );
  assert.equal(
    nameAt(weekly, "2026-10-26T08:59:00Z"),
    nameAt(weekly, "2026-10-20T12:00:00Z"),
  );
});

test("a time that the clocks leave out or show twice hands over once", () => {
  const nightly: Rota = { ...weekly, everyDays: 1, at: "01:30" };
  // On 29 March there is no 01:30: it is 02:30 summer time, 01:30 UTC.
  assert.equal(
    nextHandOver(nightly, at("2026-03-29T00:00:00Z")),
    at("2026-03-29T01:30:00Z"),
  );
  // On 25 October 01:30 comes twice: the first one counts.
  assert.equal(
    nextHandOver(nightly, at("2026-10-25T00:00:00Z")),
    at("2026-10-25T00:30:00Z"),
  );
  assert.equal(
    nextHandOver(nightly, at("2026-10-25T00:30:00Z")),
    at("2026-10-26T01:30:00Z"),
  );
});

test("whatever the zone and the period: turns follow one another without a gap, also over a year with its clock changes", () => {
  for (const timezone of [
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "UTC",
  ])
    for (const everyDays of [1, 3, 7, 14]) {
      const rota: Rota = { ...weekly, timezone, everyDays, at: "02:15" };
      let now = at("2026-01-01T00:00:00Z");
      let present = onCallAt(rota, [], now);
      while (now < at("2027-01-01T00:00:00Z")) {
        const next = nextHandOver(rota, now);
        const length = next - now;
        assert.ok(length > 0 && length <= everyDays * DAY + HOUR, timezone);
        assert.equal(onCallAt(rota, [], next - 1)?.id, present?.id);
        const follower =
          rota.people[
            (rota.people.findIndex(({ id }) => id === present?.id) + 1) % 3
          ];
        assert.equal(onCallAt(rota, [], next)?.id, follower?.id);
        now = next;
        present = onCallAt(rota, [], now);
      }
    }
});

test("who stands in wins, the latest who said so first", () => {
  const tonight = {
    from: at("2026-03-03T18:00:00Z"),
    until: at("2026-03-04T09:00:00Z"),
  };
  const overrides = [
    { person: ben, ...tonight },
    {
      person: cleo,
      from: at("2026-03-03T20:00:00Z"),
      until: at("2026-03-03T22:00:00Z"),
    },
  ];
  for (const [iso, name] of [
    ["2026-03-03T17:59:00Z", "ada"],
    ["2026-03-03T18:00:00Z", "ben"],
    ["2026-03-03T20:00:00Z", "cleo"],
    ["2026-03-03T22:00:00Z", "ben"],
    ["2026-03-04T09:00:00Z", "ada"],
  ] as const)
    assert.equal(nameAt(weekly, iso, overrides), name, iso);
  assert.equal(nameAt(null, "2026-03-03T19:00:00Z", overrides), "ben");
  assert.equal(nameAt(null, "2026-03-05T19:00:00Z", overrides), undefined);
  assert.deepEqual(
    changesAfter(weekly, overrides, at("2026-03-03T12:00:00Z"), 5).map(
      ({ at: moment, person }) =>
        `${new Date(moment).toISOString().slice(0, 16)} ${person?.name}`,
    ),
    [
      "2026-03-03T18:00 ben",
      "2026-03-03T20:00 cleo",
      "2026-03-03T22:00 ben",
      "2026-03-04T09:00 ada",
      "2026-03-09T09:00 ben",
    ],
  );
});

test("nothing changes where one person is always on call, and nobody is where nobody is named", () => {
  assert.deepEqual(changesAfter({ ...weekly, people: [ada] }, [], 0, 3), []);
  assert.deepEqual(changesAfter(null, [], 0, 3), []);
  assert.equal(onCallAt({ ...weekly, people: [] }, [], 0), null);
});

test("whoever is named first is on call from the moment it is said", () => {
  const now = at("2026-03-04T10:00:00Z"); // a Wednesday
  for (const [weekday, time, day] of [
    [1, "09:00", "2026-03-02"],
    [3, "09:00", "2026-03-04"],
    [3, "11:00", "2026-02-25"],
    [4, "09:00", "2026-02-26"],
    [null, "09:00", "2026-03-04"],
    [null, "11:00", "2026-03-03"],
  ] as const) {
    const startsOn = startOf(
      { at: time, timezone: "Europe/London" },
      weekday,
      now,
    );
    assert.equal(startsOn, day);
    const rota: Rota = {
      ...weekly,
      at: time,
      startsOn,
      everyDays: weekday === null ? 1 : 7,
    };
    assert.equal(onCallAt(rota, [], now)?.name, "ada");
  }
});

test("the order from now on, set anew, changes nothing", () => {
  const now = at("2026-03-12T10:00:00Z");
  const people = inOrderFrom(weekly, now);
  assert.deepEqual(people, [ben, cleo, ada]);
  const again: Rota = { ...weekly, people, startsOn: startOf(weekly, 1, now) };
  for (let then = now; then < now + 60 * DAY; then += 7 * HOUR + MINUTE)
    assert.equal(onCallAt(again, [], then)?.id, onCallAt(weekly, [], then)?.id);
});
