import assert from "node:assert/strict";
import { test } from "node:test";
import { onCallOf } from "../../actions/people/on-call.ts";
import { DAY } from "../../domain/time.ts";
import { makeNamespace } from "../../testing/factory.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";

async function furnish({ store }: Office) {
  const iati = await makeNamespace(store, { timezone: "Europe/London" });
  const di = await makeNamespace(store, { slug: "di" });
  return { iati, di };
}

test("a rota is set, told, and changed in its form without anybody's turn moving", async (t) => {
  const office = await openOffice(t);
  const { iati } = await furnish(office);
  assert.match(
    await office.ask("/allswell oncall"),
    /^On call\n• DI \(di\): nobody\n• IATI \(iati\): nobody\n\[DI\] \[IATI\] \[I take tonight\]$/,
  );
  assert.equal(
    await office.ask("/allswell oncall set iati @ada @ben weekly mon 09:00"),
    "On call for IATI: ada and ben in turn, every week on Monday at 09:00 (Europe/London). ada is on call now.",
  );
  const now = Date.now();
  assert.deepEqual(await onCallOf(office.store.db, iati.id, now), [
    { id: "UADA000001", name: "ada" },
  ]);
  assert.deepEqual(await onCallOf(office.store.db, iati.id, now + 7 * DAY), [
    { id: "UBEN000001", name: "ben" },
  ]);
  assert.match(
    await office.ask("/allswell oncall", {
      user: "gus",
      channel: "#iati-status",
    }),
    /• IATI \(iati\): \*ada\* until .* UTC, then \*ben\*/,
  );
  const seen = await office.type("/allswell oncall iati");
  assert.match(
    words(seen),
    /^On call for IATI\nNow: \*ada\* until .*, then \*ben\*\nada and ben in turn, every week on Monday at 09:00 \(Europe\/London\)\.\n\*Then:\*\n• .* \*ben\*\n• .* \*ada\*\n/,
  );
  await office.press(seen, "choose:3");
  const wrong = await office.submit({ timezone: "Mars/Base", at: "25:00" });
  assert.match(JSON.stringify(wrong.errors), /Europe\/London.*|09:00/);
  const done = await office.submit({
    people: ["UADA000001", "UCLEO00001", "UBEN000001"],
    at: "9am",
    every: "14",
    timezone: "UTC",
  });
  assert.equal(
    words(done),
    "On call for IATI: ada, cleo and ben in turn, every 2 weeks on Monday at 09:00 (UTC). ada is on call now.",
  );
  await office.slack.client.close({ user: "ada" });
  assert.match(
    await office.ask("/allswell oncall clear iati"),
    /^IATI has no rota any more/,
  );
  assert.equal(
    await office.ask("/allswell oncall clear iati"),
    "IATI has no rota.",
  );
});

test("somebody takes a night and gives it back", async (t) => {
  const office = await openOffice(t);
  const { iati } = await furnish(office);
  await office.ask("/allswell oncall set iati @ada @ben");
  const ben = { user: "ben" };
  const present = async () =>
    (await onCallOf(office.store.db, iati.id, Date.now()))[0]?.name;
  assert.match(
    await office.ask("/allswell oncall take iati for 8h", ben),
    /^You are on call for IATI from now until .*\. `\/allswell oncall back iati` gives it back\.$/,
  );
  assert.equal(await present(), "ben");
  const seen = await office.type("/allswell oncall iati", ben);
  assert.match(words(seen), /\*Standing in:\*\n• \*ben\* .* to .*\n/);
  assert.equal(
    words(await office.press(seen, "choose:2", ben)),
    "Given back: ada is on call for IATI.",
  );
  assert.equal(await present(), "ada");
  assert.match(
    await office.ask("/allswell oncall back iati", ben),
    /^There is nothing of IATI that you took/,
  );
  const which = await office.type("/allswell oncall I take tonight", ben);
  assert.match(words(which), /^Of which namespace\?.*\n\[DI\] \[IATI\]$/);
  assert.match(
    words(await office.press(which, "choose:1", ben)),
    /^You are on call for IATI from /,
  );
  assert.match(
    await office.ask("/allswell oncall back", ben),
    /^Given back: ada is on call for IATI/,
    "the only one that he took",
  );
  assert.match(
    await office.ask("/allswell oncall take di", ben),
    /^You are on call for DI from now until /,
    "nobody else is: for a day",
  );
  assert.deepEqual(
    (await office.audits()).map(
      ({ actor, verb, target }) => `${actor} ${verb} ${target}`,
    ),
    [
      "UADA000001 oncall set iati",
      "UBEN000001 oncall take iati",
      "UBEN000001 oncall back iati",
      "UBEN000001 oncall take iati",
      "UBEN000001 oncall back iati",
      "UBEN000001 oncall take di",
    ],
  );
});

test("who may not, and what is wrong, is told", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  const cleo = { user: "cleo", channel: "#iati-status" };
  for (const [typed, answer] of [
    ["oncall set iati @cleo", /^Only admins may change this/],
    ["oncall set iati", /^Only admins may change this/],
    ["oncall clear iati", /^Only admins may change this/],
    ["oncall nowhere", /^There is no namespace "nowhere"/],
    ["oncall take iati sometime", /"sometime"/],
    [
      "oncall take iati for 100 days",
      /^Nobody stands in for more than 60 days/,
    ],
  ] as const)
    assert.match(await office.ask(`/allswell ${typed}`, cleo), answer, typed);
  for (const [typed, answer] of [
    ["oncall set iati @gus weekly", /^gus cannot be on call/],
    ["oncall set iati @ops-team", /^A user group has no order/],
    ["oncall set iati weekly", /^Name the people with an @/],
    [
      "oncall set iati @ada fortnightly someday",
      /^"someday" is not understood/,
    ],
    ["oncall set iati @ada every 99 days", /^A turn lasts 1 to 90/],
    ["oncall set @ada", /^Of which namespace\?/],
  ] as const)
    assert.match(await office.ask(`/allswell ${typed}`), answer, typed);
  assert.equal(
    await office.ask("@allswell oncall take iati tonight", {
      user: "gus",
      channel: "#iati-status",
    }),
    "Guests can look at everything here, but not act on it.",
  );
});

test("who is on call now is whoever stands in, also when the rota is set", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  await office.ask("/allswell oncall take iati for 2h", { user: "ben" });
  assert.match(
    await office.ask("/allswell oncall set iati @ada @ben weekly mon 09:00"),
    / ben is on call now\.$/,
  );
});
