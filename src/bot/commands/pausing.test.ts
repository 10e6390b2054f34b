import assert from "node:assert/strict";
import { test } from "node:test";
import { pauseMonitors } from "../../actions/targets/pause-monitors.ts";
import { findTarget } from "../../actions/targets/find-target.ts";
import {
  contextOf,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";

/** A Datastore with two monitors and a Registry, in IATI. */
async function furnish({ store }: Office) {
  await makeNamespace(store);
  const datastore = await makeMonitor(store);
  await makeMonitor(store, { monitorName: "search" });
  const registry = await makeMonitor(store, { serviceName: "Registry" });
  return { datastore, registry };
}

test("a pause, as people say it", async (t) => {
  const clock = new ManualClock(Date.UTC(2027, 0, 1, 10));
  const office = await openOffice(t, { clock });
  await furnish(office);
  const table: [string, string][] = [
    [
      "pause datastore 2h",
      "iati/Datastore is paused (2 monitors) until 2027-01-01 12:00 UTC.\n[Resume]",
    ],
    [
      "pause datastore for 30 minutes",
      "iati/Datastore is paused (2 monitors) until 2027-01-01 10:30 UTC.\n[Resume]",
    ],
    ["pause Datastore", "iati/Datastore is paused already."],
    [
      "pause for 45 min search",
      "iati/Datastore/search is paused (1 monitor) until 2027-01-01 10:45 UTC.\n[Resume]",
    ],
    [
      "please pause registry until resumed",
      "iati/Registry is paused (1 monitor) until somebody resumes it.\n[Resume]",
    ],
    [
      "pause registry 0s",
      "A pause must end in the future, as in `/allswell pause datastore 2h`.",
    ],
    [
      "pause registry 100 years",
      "A pause may last a year at most. Without a duration it lasts until somebody resumes it.",
    ],
    [
      "pause registry for a while",
      '"a while" is not a duration: write it with its unit, as in `/allswell pause registry 2h`. Without one the pause lasts until somebody resumes it.',
    ],
    ["resume search", "iati/Datastore/search is looked at again (1 monitor)."],
    ["resume search", "iati/Datastore/search is not paused."],
    [
      "resume datastore, please",
      "iati/Datastore is looked at again (1 monitor).",
    ],
  ];
  for (const [typed, expected] of table) {
    assert.equal(await office.ask(`/allswell ${typed}`), expected, typed);
  }
  assert.deepEqual(
    (await office.audits()).map(({ verb, target }) => `${verb} ${target}`),
    [
      "pause iati/Datastore",
      "pause iati/Datastore",
      "pause iati/Datastore/search",
      "pause iati/Registry",
      "resume iati/Datastore/search",
      "resume iati/Datastore",
    ],
  );
});

test("a verb alone asks which one; the search finds the others; a press asks how long", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  for (let index = 10; index < 20; index++)
    await makeMonitor(office.store, { serviceName: `Service ${index}` });
  const which = await office.type("/allswell pause");
  assert.match(
    words(which),
    /^Pause which one\?\n\[Service 10 \(iati\)\] .*\[Service 14 \(iati\)\] <Another one …>$/,
  );
  const { channel = "", ts = "" } = which.ephemerals[0] as {
    channel?: string;
    ts?: string;
  };
  const place = { user: "ada", channel, ts, action_id: "pick:pause" };
  const offer = await office.slack.client.options({ ...place, value: "17" });
  assert.deepEqual(
    offer.options.map(({ text }) => (text as { text: string }).text),
    ["Service 17 (iati)", "Service 17 / front page (iati)"],
  );
  const [chosen] = offer.options;
  const howLong = await office.press(which, "pick:pause", {
    value: String(chosen?.["value"]),
  });
  assert.match(
    words(howLong),
    /^Pause iati\/Service 17 for how long\? .*\n\[30 minutes\] \[2 hours\] \[A day\] \[Until resumed\]$/,
  );
  const paused = await office.press(howLong, "pause_for:1");
  assert.match(
    words(paused),
    /^iati\/Service 17 is paused \(1 monitor\) until .*\n\[Resume\]$/,
  );
  assert.match(
    words(await office.press(paused, "service_resume")),
    /^iati\/Service 17 is looked at again/,
  );
  const first = await office.press(
    await office.type("/allswell pause"),
    "pick:pause:0",
  );
  assert.match(words(first), /^Pause iati\/Service 10 for how long/);
  const resume = await office.type("/allswell resume");
  assert.equal(words(resume), "Nothing is paused.");
});

test("an ambiguous name offers the whole command for each", async (t) => {
  const office = await openOffice(t);
  for (const slug of ["di", "iati"]) {
    await makeNamespace(office.store, { slug });
    await makeMonitor(office.store, { namespaceSlug: slug });
  }
  const several = await office.type("/allswell pause datastore for 2 hours");
  assert.match(words(several), /\[di\/Datastore\] \[iati\/Datastore\]$/);
  assert.match(
    words(await office.press(several, "choose:1")),
    /^iati\/Datastore is paused \(1 monitor\) until /,
  );
  const mistyped = await office.type("/allswell pasue iati/datastore 1h");
  assert.equal(
    words(mistyped),
    '"pasue" is no verb. Did you mean `/allswell pause iati/datastore 1h`? `/allswell help` lists them all.\n[pause iati/datastore 1h]',
  );
  assert.match(
    words(await office.press(mistyped, "choose:0")),
    /^iati\/Datastore is paused/,
  );
  assert.match(
    await office.ask("/allswell dance"),
    /^Nothing is called "dance"/,
  );
  assert.match(
    await office.ask("/allswell help pasue"),
    /Did you mean `\/allswell pause`/,
  );
});

test("a pause that was made elsewhere, and a resume that comes twice, are told apart", async (t) => {
  const office = await openOffice(t, { admins: ["UADA000001", "UBEN000001"] });
  await furnish(office);
  const found = await findTarget(office.store.db, "registry");
  assert.ok(found.ok);
  const shown = await office.type("/allswell registry");
  await pauseMonitors(contextOf(office.store), found.target, null);
  const howLong = await office.press(shown, "service_pause");
  assert.match(
    words(await office.press(howLong, "pause_for:3")),
    /^iati\/Registry is paused already\./,
  );
  const [first, second] = await Promise.all([
    office.ask("/allswell resume registry"),
    office.ask("/allswell resume registry", {
      user: "ben",
    }),
  ]);
  assert.deepEqual([first, second].toSorted(), [
    "iati/Registry is looked at again (1 monitor).",
    "iati/Registry is not paused.",
  ]);
});
