import assert from "node:assert/strict";
import { test } from "node:test";
import { makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { openOffice, words } from "../../testing/office.ts";
import { minuteOf } from "./report.ts";

/** A Saturday. */
const clock = () => new ManualClock(Date.UTC(2026, 10, 21, 10));

test("a report now: of the only namespace, or of one of several, and of other spans by a press", async (t) => {
  const office = await openOffice(t, { clock: clock() });
  assert.match(
    await office.ask("/allswell report"),
    /There is no namespace yet/,
  );
  await makeNamespace(office.store);
  await makeMonitor(office.store);
  const seen = await office.type("/allswell report");
  assert.match(words(seen), /^Daily report: IATI/);
  assert.match(words(seen), /Nothing happened/);
  assert.match(
    words(await office.press(seen, "report_show:weekly")),
    /^Weekly report: IATI/,
  );
  await makeNamespace(office.store, { slug: "di" });
  const asked = await office.type("/allswell report monthly");
  assert.match(words(asked), /Of which namespace\?\n\[di\] \[iati\] \[all\]/);
  assert.match(
    words(await office.press(asked, "choose:2")),
    /^Monthly report: all services/,
  );
  assert.match(
    await office.ask("/allswell report weekly iatti"),
    /There is no namespace "iatti"[^]*\[iati\]/,
  );
  assert.match(
    await office.ask("/allswell report of IATI, last week"),
    /There is no namespace|Weekly report: IATI/,
  );
});

test("by itself: to a channel or a person, at a time of the namespace's clocks, until somebody ends it", async (t) => {
  const office = await openOffice(t, { clock: clock() });
  await makeNamespace(office.store, { timezone: "Asia/Kolkata" });
  assert.match(
    await office.ask("/allswell report list"),
    /No report comes here/,
  );
  const made = await office.type("/allswell report subscribe daily at 08:30");
  assert.match(
    words(made),
    /The daily report of IATI comes to #ops by itself: next 2026-11-22 03:00 UTC, then always at that time of Asia\/Kolkata/,
  );
  assert.match(
    words(await office.press(made, "report_show:daily")),
    /^Daily report: IATI/,
  );
  assert.match(
    await office.ask("/allswell report subscribe weekly 5pm me"),
    /comes to you by itself: next 2026-11-23 11:30 UTC/,
  );
  assert.match(
    await office.ask("/allswell report subscribe daily at 9"),
    /next 2026-11-22 03:30 UTC/,
  );
  const listed = await office.type("/allswell report list");
  assert.match(
    words(listed),
    /daily report of IATI\* to #ops, next 2026-11-22 03:30 UTC\n.*weekly report of IATI\* to you/,
  );
  assert.match(
    await office.ask("/allswell report unsubscribe daily iati"),
    /does not come to #ops any more/,
  );
  assert.match(
    words(await office.press(listed, "report_end:1")),
    /weekly report of IATI does not come/,
  );
  assert.match(
    words(await office.press(listed, "report_end:1")),
    /ended already/,
  );
  assert.deepEqual(
    (await office.audits()).map(({ verb }) => verb),
    [
      "report subscribe",
      "report subscribe",
      "report subscribe",
      "report unsubscribe",
      "report unsubscribe",
    ],
  );
});

test("what is missing is asked for, what is wrong is said", async (t) => {
  const office = await openOffice(t, { clock: clock() });
  await makeNamespace(office.store);
  const asked = await office.type("/allswell report subscribe");
  assert.match(words(asked), /How often/);
  assert.match(
    words(await office.press(asked, "choose:1")),
    /The weekly report of IATI/,
  );
  assert.match(
    await office.ask("/allswell report subscribe daily at 25:00"),
    /"25:00" is no time of the day/,
  );
  assert.match(
    await office.ask("/allswell report subscribe daily", {
      user: "gus",
      channel: "#iati-status",
    }),
    /Guests can look/,
  );
  assert.match(
    await office.ask("/allswell report subscribe daily", {
      channel: "@allswell",
    }),
    /comes to you/,
  );
});

test("who may end what comes to a channel", async (t) => {
  const office = await openOffice(t, { clock: clock() });
  await makeNamespace(office.store);
  await office.type("/allswell report subscribe daily");
  assert.match(
    await office.ask("/allswell report unsubscribe daily", { user: "ben" }),
    /Only admins/,
  );
});

test("times of the day", () => {
  const read = [
    "8",
    "08:00",
    "8.30",
    "5pm",
    "12am",
    "12pm",
    "23:59",
    "24",
    "13pm",
    "8:60",
    "x",
  ];
  assert.deepEqual(read.map(minuteOf), [
    480,
    480,
    510,
    1020,
    0,
    720,
    1439,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
