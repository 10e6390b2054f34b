import assert from "node:assert/strict";
import { test } from "node:test";
import {
  callOrder,
  isPaged,
  pageLevelNamed,
  pageLevels,
  quietUntil,
} from "./paging.ts";
import { endOf, lossInWords, stageOf } from "./sms-status.ts";

const at = (text: string): number =>
  Temporal.Instant.from(text).epochMilliseconds;

test("which trouble calls anybody", () => {
  const said = pageLevels.map((level) => [
    level,
    isPaged(level, "difficulties"),
    isPaged(level, "down"),
  ]);
  assert.deepEqual(said, [
    ["no", false, false],
    ["down", false, true],
    ["difficulties", true, true],
    ["severe", false, true],
  ]);
});

test("levels as they are typed", () => {
  const typed = ["yes", "NO", "off", "Severe", "down", "", "loud"];
  assert.deepEqual(typed.map(pageLevelNamed), [
    "down",
    "no",
    "no",
    "severe",
    "down",
    undefined,
    undefined,
  ]);
});

const night = { from: "22:00", until: "07:00", timezone: "Europe/London" };
const siesta = { from: "13:00", until: "15:00", timezone: "UTC" };

const table: [string, typeof night, string, string | null][] = [
  ["before midnight", night, "2026-11-21T23:00Z", "2026-11-22T07:00Z"],
  ["after midnight", night, "2026-11-22T06:59:59Z", "2026-11-22T07:00Z"],
  ["at their end", night, "2026-11-22T07:00Z", null],
  ["at their beginning", night, "2026-11-21T22:00Z", "2026-11-22T07:00Z"],
  ["in the day", night, "2026-11-21T12:00Z", null],
  [
    "in summer, an hour earlier",
    night,
    "2026-07-01T21:30Z",
    "2026-07-02T06:00Z",
  ],
  [
    "in the night that has 25 hours",
    night,
    "2026-10-24T22:00Z",
    "2026-10-25T07:00Z",
  ],
  [
    "in the night that has 23 hours",
    night,
    "2027-03-27T22:30Z",
    "2027-03-28T06:00Z",
  ],
  ["within a day", siesta, "2026-11-21T14:00Z", "2026-11-21T15:00Z"],
  ["before those within a day", siesta, "2026-11-21T12:59Z", null],
];

for (const [name, quiet, now, until] of table)
  test(`quiet hours ${name}`, () =>
    assert.equal(
      quietUntil(quiet, at(now)),
      until === null ? null : at(until),
    ));

test("nobody said anything of quiet hours", () =>
  assert.equal(quietUntil(null, 0), null));

test("people are called from who is on call on, everybody once", () => {
  const people = ["Ada", "Ben", "Cleo"].map((name) => ({ id: name, name }));
  const rota = {
    people,
    everyDays: 1,
    startsOn: "2026-11-20",
    at: "09:00",
    timezone: "UTC",
  };
  const now = at("2026-11-21T12:00Z");
  const order = (overrides: Parameters<typeof callOrder>[1]) =>
    callOrder(rota, overrides, now).map(({ name }) => name);
  assert.deepEqual(order([]), ["Ben", "Cleo", "Ada"]);
  const shift = { from: now - 1, until: now + 1 };
  assert.deepEqual(order([{ ...shift, person: { id: "Ada", name: "Ada" } }]), [
    "Ada",
    "Ben",
    "Cleo",
  ]);
  assert.deepEqual(order([{ ...shift, person: { id: "Dan", name: "Dan" } }]), [
    "Dan",
    "Ben",
    "Cleo",
    "Ada",
  ]);
  assert.deepEqual(callOrder(null, [], now), []);
});

test("how far an SMS has come is ranked, whatever comes first", () => {
  const words = ["accepted", "queued", "sending", "sent", "delivered"];
  const stages = words.map((word) => stageOf(word) ?? -1);
  assert.deepEqual(
    stages,
    stages.toSorted((a, b) => a - b),
  );
  assert.equal(stageOf("teleported"), undefined);
  assert.equal(stageOf("constructor"), undefined);
  assert.deepEqual(
    [
      endOf("sent"),
      endOf("delivered"),
      endOf("undelivered"),
      endOf("canceled"),
    ],
    [null, "delivered", "lost", "lost"],
  );
  assert.equal(
    lossInWords("undelivered", 30_006),
    "the number is a landline, or its carrier cannot be reached (Twilio 30006)",
  );
  assert.equal(
    lossInWords("failed", 99_999),
    'Twilio says "failed" (Twilio 99999)',
  );
  assert.equal(lossInWords("failed", null), 'Twilio says "failed"');
});
