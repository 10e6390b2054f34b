import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { HOUR } from "../../domain/time.ts";
import { rows } from "../../store/db.ts";
import { believe, makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import type { Seen } from "../../sandbox/slack/client.ts";
import { Messenger } from "../../testing/messenger.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";

async function scene(office: Office) {
  await makeNamespace(office.store, {
    channels: [{ id: "COPS000001", label: "#ops" }],
  });
  const added = await makeMonitor(office.store);
  await makeMonitor(office.store, { serviceName: "Registry" });
  await believe(office.store, added, "up");
  return added;
}

async function windows(office: Office): Promise<object[]> {
  return rows(
    office.store.db,
    "SELECT w.id, w.title, w.zone, w.rule, w.tells_customers AS tells, o.state FROM maintenance_windows w JOIN maintenance_occurrences o ON o.window_id = w.id ORDER BY w.id",
  );
}

/** What the form's menu offers for some letters. */
async function choices(
  office: Office,
  { modal }: Seen,
  value: string,
): Promise<string[]> {
  const { options } = await office.slack.client.options({
    user: "ada",
    view_id: String(modal?.["id"]),
    action_id: "maintenance_scope",
    value,
  });
  return options.map((option) => (option["text"] as { text: string }).text);
}

suite("maintenance by words", () => {
  test("it is planned, read back in the reader's zone and in that of who asked", async (t) => {
    const office = await openOffice(t);
    await scene(office);
    const seen = await office.type(
      '/allswell maintenance datastore tomorrow 22:00 for 2h "DB upgrade" for customers "Searches are faster afterwards"',
    );
    assert.match(words(seen), /Maintenance is planned: DB upgrade/);
    assert.match(
      words(seen),
      /2 h; in Europe\/London: .* 22:00 to .* 00:00 (GMT|BST)/,
    );
    assert.match(words(seen), /For customers: Searches are faster afterwards/);
    assert.match(words(seen), /It is of iati\/Datastore\./);
    assert.match(
      JSON.stringify(seen.ephemerals.at(-1)?.["blocks"]),
      /"type":"date"/,
    );
    assert.deepEqual(await windows(office), [
      {
        id: 1,
        title: "DB upgrade",
        zone: "Europe/London",
        rule: null,
        tells: true,
        state: "planned",
      },
    ]);
  });

  test("a whole namespace, again and again, with the last time", async (t) => {
    const office = await openOffice(t);
    await scene(office);
    const answer = await office.ask(
      "/aw mw iati/* every first Sunday 02:00-04:00 America/New_York until 2036-03-31",
    );
    assert.match(
      answer,
      /Comes every month on 1st Sunday until March 31, 2036, for the last time/,
    );
    assert.match(
      answer,
      /in America\/New_York: .* 02:00 to 04:00 (EST|EDT|GMT-[45])/,
    );
    assert.match(answer, /It is of iati\/\*\./);
  });

  test("now, quietly: it begins at once, and its end is asked for by name", async (t) => {
    const office = await openOffice(t);
    await scene(office);
    assert.match(
      await office.ask("/allswell maintenance datastore now for 30m quietly"),
      /Maintenance has begun/,
    );
    assert.match(
      await office.ask("/allswell"),
      /Datastore maintenance since .* until /,
    );
    assert.match(
      await office.ask("/allswell datastore"),
      /Maintenance now:.*Planned maintenance/,
    );
    assert.match(
      await office.ask("/allswell maintenance extend datastore by 1h"),
      /is extended: Planned maintenance \(window 1\).*1 h 30 min/s,
    );
    assert.match(
      await office.ask("/allswell maintenance end datastore"),
      /has ended: Planned maintenance/,
    );
    assert.match(
      await office.ask("/allswell maintenance"),
      /No maintenance is planned/,
    );
    assert.deepEqual(await windows(office), [
      {
        id: 1,
        title: "Planned maintenance",
        zone: "Europe/London",
        rule: null,
        tells: false,
        state: "ended",
      },
    ]);
    const verbs = (await office.audits()).map(
      ({ verb, target }) => `${verb} ${target}`,
    );
    assert.deepEqual(verbs, [
      "maintenance window 1",
      "maintenance extend window 1",
      "maintenance end window 1",
    ]);
  });

  test("of several the one is meant that the verb fits; which to extend is asked, and by how much is not lost", async (t) => {
    const office = await openOffice(t);
    await scene(office);
    for (const [when, title] of [
      ["now for 30m", "Disk"],
      ["every Sunday 02:00-04:00", "Backup"],
      ["tomorrow 22:00 for 2h", "Upgrade"],
    ])
      await office.ask(
        `/allswell maintenance datastore ${when} "${title}" quietly`,
      );
    const asked = await office.type(
      "/allswell maintenance extend datastore 1h",
    );
    assert.match(words(asked), /^Which one should extend\?/);
    assert.match(
      words(await office.press(asked, "choose:0")),
      /is extended: Disk \(window 1\).*1 h 30 min/s,
    );
    assert.match(
      await office.ask("/allswell maintenance end datastore"),
      /has ended: Disk/,
    );
    assert.match(
      await office.ask("/allswell maintenance skip datastore"),
      /is left out once: Backup/,
    );
    assert.match(
      await office.ask("/allswell maintenance end datastore"),
      /^Which one should end\?/,
      "none fits",
    );
  });

  test("what overlaps is said", async (t) => {
    const office = await openOffice(t);
    await scene(office);
    await office.ask(
      '/allswell maintenance datastore tomorrow 22:00 for 2h "First"',
    );
    assert.match(
      await office.ask("/allswell maintenance iati/* tomorrow 23:00 for 2h"),
      /Overlaps with window 1 \(First\)/,
    );
    assert.doesNotMatch(
      await office.ask(
        "/allswell maintenance registry 2031-01-01 23:00 for 2h",
      ),
      /Overlaps/,
    );
  });

  test("what is not understood is said in a sentence, and nothing is planned", async (t) => {
    const office = await openOffice(t);
    await scene(office);
    const refusals: [string, RegExp][] = [
      ["datastore tomorrow 22:00", /For how long\?/],
      ["datastore yesterday 22:00 for 1h", /over already/],
      ["datastore tomorrow at 9 for 1h", /morning or in the evening/],
      ["nosuch tomorrow 22:00 for 2h", /Nothing is called "nosuch"/],
      [
        "front page tomorrow 22:00 for 2h",
        /There are several called "front page"/,
      ],
      ["datastore every second sunday 02:00-04:00", /every other one to some/],
      ["end 77", /no maintenance window 77/],
      ["end", /No maintenance runs or is planned/],
      ["extend 77 30m", /no maintenance window 77/],
      ["extend 77 -30m", /only makes it longer/],
    ];
    for (const [typed, expected] of refusals)
      assert.match(
        await office.ask(`/allswell maintenance ${typed}`),
        expected,
        typed,
      );
    assert.deepEqual(await windows(office), []);
  });

  test("who may not change a service may look", async (t) => {
    const office = await openOffice(t);
    await scene(office);
    assert.match(
      await office.ask(
        "/allswell maintenance datastore tomorrow 22:00 for 2h",
        { user: "ben" },
      ),
      /^Only admins may change this/,
    );
    await office.ask(
      '/allswell maintenance datastore tomorrow 22:00 for 2h "DB upgrade"',
    );
    assert.match(
      await office.ask("/allswell maintenance", { user: "ben" }),
      /\*DB upgrade\*: iati\/Datastore/,
    );
    assert.match(
      await office.ask("/allswell maintenance cancel 1", { user: "ben" }),
      /^Only admins/,
    );
  });
});

/** So many hours from now, on the clocks of ada. */
function inHours(hours: number): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/London",
    timeStyle: "short",
  }).format(Date.now() + hours * HOUR);
}

suite("maintenance by buttons", () => {
  test("it is extended, skipped and cancelled from the list", async (t) => {
    const office = await openOffice(t);
    await scene(office);
    await office.ask(
      `/allswell maintenance datastore every day ${inHours(5)} for 1h "Backup"`,
    );
    const list = await office.type("/allswell maintenance");
    assert.match(
      words(list),
      /Maintenance: 0 under way, 1 planned.*\*Backup\*: iati\/Datastore/s,
    );
    const question = await office.press(list, "maintenance_extend");
    assert.match(words(question), /Extend window 1 by how much\?/);
    const extended = await office.press(question, "maintenance_extend_by:1");
    assert.match(
      words(extended),
      /is extended: Backup \(window 1\).*1 h 30 min/s,
    );
    const skipped = await office.press(list, "maintenance_skip");
    assert.match(words(skipped), /is left out once: Backup.*The next time: /s);
    assert.match(
      (await new Messenger(office).shown("#ops"))
        .map((message) => message.words)
        .join("\n"),
      /Maintenance of Datastore is left out once.*The next one begins/s,
    );
    const cancelled = await office.press(list, "maintenance_cancel", {
      confirm: true,
    });
    assert.match(words(cancelled), /is cancelled: Backup/);
    assert.match(
      words(await office.press(list, "maintenance_cancel", { confirm: true })),
      /no maintenance window 1/,
    );
  });
});

suite("maintenance by the form", () => {
  test("opened by the shortcut's button it is filled in and read back", async (t) => {
    const office = await openOffice(t);
    const { service } = await scene(office);
    const form = await office.slack.client.shortcut({
      user: "ada",
      callback_id: "maintenance_new",
    });
    await choices(office, form, "datastore");
    assert.match(
      words(form),
      /Title.*Of what.*Begins.*Lasts.*Time zone.*How often/s,
    );
    const start = Math.ceil(Date.now() / 3_600_000) * 3600 + 7 * 86_400;
    const done = await office.submit({
      title: "Failover test",
      scope: [`s${service.id}`],
      start: String(start),
      duration: "90m",
      zone: "europe/london",
      repeat: "weekly",
      purpose: " Shorter\n nights ",
      tell: null,
    });
    assert.match(
      words(done),
      /Maintenance is planned: Failover test.*Comes every week on .*For customers: Shorter nights\n.*customers are not told/s,
    );
    const [window] = await windows(office);
    assert.match((window as { rule: string }).rule, /^FREQ=WEEKLY;BYDAY=..$/);
  });

  test("a service that is named is chosen already", async (t) => {
    const office = await openOffice(t);
    await scene(office);
    const form = await office.type("/allswell maintenance datastore");
    assert.match(
      JSON.stringify(form.modal),
      /"initial_options":\[\{[^\]]*iati\/Datastore/,
    );
  });

  test("what is wrong is told at its field, all at once", async (t) => {
    const office = await openOffice(t);
    await scene(office);
    await office.type("/allswell maintenance datastore");
    const wrong = await office.submit({
      title: "x",
      duration: "soon",
      zone: "Mars/Phobos",
      repeat: "rule",
    });
    assert.deepEqual(Object.keys(wrong.errors ?? {}).toSorted(), [
      "duration",
      "zone",
    ]);
    const still = await office.submit({
      duration: "1h",
      zone: "UTC",
      repeat: "rule",
    });
    assert.deepEqual(Object.keys(still.errors ?? {}), ["rule"]);
    const done = await office.submit({
      rule: "every first Sunday until 2036-12-31",
    });
    assert.match(words(done), /Maintenance is planned: x/);
  });

  test("a window is edited in it", async (t) => {
    const office = await openOffice(t);
    await scene(office);
    await office.ask(
      '/allswell maintenance datastore tomorrow 22:00 for 2h "DB upgrade"',
    );
    const form = await office.type("/allswell maintenance edit 1");
    assert.match(JSON.stringify(form.modal), /DB upgrade/);
    const done = await office.submit({
      title: "DB upgrade to 18",
      note: "ask Ada",
    });
    assert.match(words(done), /DB upgrade to 18.*ask Ada/s);
    await office.slack.client.close({ user: "ada" });
    assert.match(
      await office.ask("/allswell maintenance"),
      /\*DB upgrade to 18\*: iati\/Datastore/,
    );
  });

  test("its menu offers namespaces, services and monitors by a part of the name", async (t) => {
    const office = await openOffice(t);
    await scene(office);
    const form = await office.type("/allswell maintenance schedule");
    assert.deepEqual(await choices(office, form, "datas"), [
      "iati/Datastore",
      "iati/Datastore/front page",
    ]);
    assert.deepEqual((await choices(office, form, ""))[0], "iati/*");
  });
});

test("hostile words and fields never break an answer", async (t) => {
  const office = await openOffice(t);
  await scene(office);
  for (const text of hostileTexts.filter((one) => one.length < 1_000))
    await office.type(
      `/allswell maintenance datastore 2036-01-01 22:00 for 1h "${text.replaceAll('"', "'")}"`,
    );
  await office.type("/allswell maintenance");
  for (const text of hostileTexts
    .filter((one) => one.length < 1_000)
    .slice(0, 20))
    await office.type(`/allswell maintenance ${text}`);
});
