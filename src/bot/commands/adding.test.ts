import assert from "node:assert/strict";
import { test } from "node:test";
import { makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { openOffice, words } from "../../testing/office.ts";
import { rows } from "../../store/db.ts";
import { commands } from "./index.ts";

const url = "https://datastore.example.org/";

test("a monitor is added by one line, and can be looked at from the answer", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  const added = await office.type(
    `/allswell add ${url} every 30 seconds in IATI name Datastore monitor front page`,
  );
  assert.equal(
    words(added),
    "Added: IATI / Datastore / front page, looked at every 30 s, down after 3 failures 10 s apart. The first look is on its way.\n[Check now] [Details]",
  );
  assert.match(
    words(await office.press(added, "monitor_check")),
    /^:large_green_circle: \*front page\* up in 12 ms/,
  );
  assert.match(
    words(await office.press(added, "monitor_details")),
    /^Datastore \/ front page\n/,
  );
  assert.deepEqual(await office.audits(), [
    { actor: "UADA000001", verb: "add", target: "iati/Datastore/front page" },
  ]);
});

test("the only namespace need not be said, an address alone is enough", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  assert.match(
    await office.ask(`/allswell ${url}search?x=1&y=2`),
    /^Added: IATI \/ datastore\.example\.org \/ datastore\.example\.org\/search/,
  );
  const [{ settings } = { settings: {} }] = await rows<{
    settings: { url?: string };
  }>(office.store.db, "SELECT settings FROM monitors");
  assert.equal(settings.url, `${url}search?x=1&y=2`);
});

test("addresses are read however Slack links them, with commas between", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  assert.match(
    await office.ask(`/allswell add ${url}, every 30s, name Datastore`),
    /^Added: IATI \/ Datastore \/ .*every 30 s/,
  );
  assert.match(
    await office.ask("/allswell add tcp db.example.org:5432 in iati"),
    /^Added: IATI \/ db\.example\.org \/ db\.example\.org:5432/,
  );
});

test("what hears needs only a name and how often; the answer says what to call", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  assert.match(
    await office.ask(
      '/allswell add heartbeat "nightly backup" every 1d grace 1h in iati',
    ),
    /^Added: IATI \/ nightly backup \/ a job that runs every 1d\. Let the job call this when it is done: `curl -fsS .*https:\/\/allswell\.example\.org\/heartbeat\/[\w-]+`/,
  );
  assert.match(
    await office.ask("/allswell add push Nagios every 10m"),
    /^Added: IATI \/ Nagios \/ another system's verdict, .*`curl .*\/push\/[\w-]+\/down\?text=why`/,
  );
  assert.equal(
    words(await office.type("/allswell add heartbeat")),
    "<What is looked at>\nRuns: ____\nNamespace: ____\nService: ____\nMonitor: ____\nGrace: ____\n[More settings]",
  );
});

test("a domain is called by its name, not by its registry", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  assert.match(
    await office.ask("/allswell add domain www.example.org in iati"),
    /^Added: IATI \/ example\.org \/ example\.org, looked at every 1 day/,
  );
});

test("of several namespaces one is asked for; the press does the whole command", async (t) => {
  const office = await openOffice(t);
  for (const slug of ["di", "iati"])
    await makeNamespace(office.store, { slug });
  const which = await office.type(
    `/allswell add ${url} name Data store contains "a \\"b\\" & <c>"`,
  );
  assert.match(
    words(which),
    /^Which namespace is it for\? .*\n\[DI\] \[IATI\]$/,
  );
  const added = await office.press(which, "choose:1");
  assert.match(words(added), /^Added: IATI \/ Data store \//);
  assert.equal(
    added.ephemerals[0]?.["kind"],
    "ephemeral-edit",
    "the question makes room for the answer",
  );
  const [{ settings } = { settings: {} }] = await rows<{
    settings: { contains?: string };
  }>(office.store.db, "SELECT settings FROM monitors");
  assert.equal(settings.contains, 'a "b" & <c>');
});

test("what is wrong is told in a sentence, and all at once", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  await makeMonitor(office.store);
  const table: [string, RegExp][] = [
    [
      "datastore.example.org name x",
      /^URL must begin with http:\/\/ or https:\/\//,
    ],
    ["ftp://a.example name x", /^URL must begin with/],
    [`${url} every 0s`, /^The interval must be between 1 s and 7 days/],
    [
      `${url} every 10 years timeout 7h`,
      /^The interval must be .*The timeout must be/,
    ],
    [`${url} every often`, /^"often" is not a duration/],
    [
      `${url} failures 0 successes many`,
      /failures that confirm.*successes that confirm/,
    ],
    [
      `${url} name ${"x".repeat(10_000)}`,
      /^A name may have at most 80 characters; this one has 10000\.$/,
    ],
    [`${url} name "\u200B"`, /^A name needs at least one visible character/],
    [`${url} in nowhere`, /^There is no namespace "nowhere"/],
    [`${url} in iatti`, /^There is no namespace "iatti"\. Did you mean iati\?/],
    [
      `${url} name datastore monitor FRONT PAGE`,
      /^IATI \/ datastore has a monitor called "FRONT PAGE" already/,
    ],
    [`${url} schedule "99 * * * *"`, /^"99 \* \* \* \*" is not a cron line/],
    [`${url} pattern "("`, /^Matches pattern is not a pattern that RE2 knows/],
    [
      `${url} secretHeader x secretValue hunter2`,
      /is a secret, and Slack keeps what is typed/,
    ],
    [
      `${url} secretHeader x secretValue $MONITOR_SECRET_X`,
      /environment has no MONITOR_SECRET_X/,
    ],
  ];
  for (const [typed, expected] of table) {
    const answer = await office.ask(`/allswell add ${typed}`);
    assert.match(answer, expected, typed.slice(0, 60));
    assert.doesNotMatch(answer, /^Added|fault/, typed.slice(0, 60));
  }
});

test("names of emoji and from right to left are names", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  for (const name of ["🚀 Rakete", "שירות", "日本語 サービス"]) {
    assert.match(
      await office.ask(`/allswell add ${url} name ${name}`),
      /^Added/,
    );
    assert.ok(
      (await office.ask(`/allswell ${name}`)).startsWith(`${name}\n`),
      name,
    );
  }
});

test("a namespace is made by one line; without channels it tells the one it was made in", async (t) => {
  const office = await openOffice(t);
  office.expectRefusals("conversations.info"); // allswell is not in #leads
  assert.equal(
    await office.ask(
      '/allswell namespace add IATI "IATI" Europe/London #iati-status owner @ben remind every 2h',
    ),
    "Namespace IATI (iati, Europe/London) is made and tells #iati-status. Next: `/allswell add https://www.example.org in iati`, and a report each morning: `/allswell report subscribe daily at 08:00 iati`.",
  );
  assert.match(
    await office.ask("/allswell namespace add di Development Initiatives"),
    /^Namespace Development Initiatives \(di, UTC\) is made and tells #ops\./,
  );
  assert.match(
    await office.ask("namespace add dm", { channel: "@allswell" }),
    /^Namespace dm \(dm, UTC\) is made; it tells no channel yet\./,
  );
  assert.match(
    await office.ask("/allswell namespaces"),
    /\*di\* Development Initiatives .*\n.*\n.*\*iati\* IATI · Europe\/London · reminders every 2h · tells #iati-status · 1 owner/,
  );
  const table: [string, RegExp][] = [
    ["add iati", /^There is a namespace "iati" already/],
    ["add x Mars/Olympus", /^"Mars\/Olympus" is not a time zone/],
    ["add Ünï", /^The short name must be/],
    ["add x remind soon", /^`remind` needs a duration/],
    ["add x remind 1s", /^Reminders may come every minute/],
    ["add x #nowhere", /^Slack does not say who or what "#nowhere" is/],
    ["add x @nobody", /^Slack does not say who or what "@nobody" is/],
    ["add x @here", /^"here" is not understood/],
    ["add x #old-status", /^#old-status is archived/],
    ["add x #leads", /^allswell is not in this private channel: type/],
    ["frobnicate iati", /^There are `\/allswell namespace list`, /],
  ];
  for (const [typed, expected] of table)
    assert.match(
      await office.ask(`/allswell namespace ${typed}`),
      expected,
      typed,
    );
});

test("every example in the help does what the help says, wherever it is typed", async (t) => {
  const signIn = {
    begin: async () => ({
      url: "https://x.example/",
      ticket: { token: "t", secret: "s" },
    }),
    finish: async () => ({ ok: false as const, text: "no" }),
  };
  const office = await openOffice(t, { tools: { signIn } });
  await makeNamespace(office.store);
  await makeMonitor(office.store);
  const places = [
    (typed: string) => office.type(`/allswell ${typed}`),
    (typed: string) => office.type(`@allswell ${typed}`),
    (typed: string) => office.type(typed || "board", { channel: "@allswell" }),
  ];
  const examples = commands.flatMap(({ usage }) => usage);
  for (const [index, example] of examples.entries()) {
    const seen = await places[index % places.length]?.(example);
    assert.ok(seen, example);
    const answer = words(seen);
    // A file in the direct message has no words there.
    assert.ok(answer !== "" || example.startsWith("export"), example);
    assert.doesNotMatch(
      answer,
      /is no (verb|option)|not understood|fault|needs a/,
      example,
    );
    await office.slack.client
      .close({ user: "ada" })
      .catch(() => "no form was open");
  }
});

test("the form of another type is a choice away, and what was said is in it", async (t) => {
  const office = await openOffice(t);
  for (const slug of ["di", "iati"])
    await makeNamespace(office.store, { slug });
  await office.type("/allswell add");
  const other = await office.slack.client.press({
    user: "ada",
    action_id: "add_form:type",
    value: "tcp",
    values: { serviceName: "Datastore" },
  });
  assert.match(words(other), /^<What is looked at>\nHost: ____\nNamespace/);
  const added = await office.submit({
    namespaceSlug: "di",
    setting_host: "127.0.0.1",
    setting_port: "5432",
    serviceName: "Datastore",
  });
  assert.deepEqual(added.errors ?? {}, {});
  const preset = await office.type(
    "/allswell add ssh in iati name Web server monitor host",
  );
  assert.match(words(preset), /^<What is looked at>\nHost: ____/);
  const again = await office.submit({ setting_host: "127.0.0.1" });
  assert.deepEqual(again.errors ?? {}, {});
  assert.deepEqual(
    await rows(
      office.store.db,
      `SELECT n.slug, s.name, m.name AS monitor, m.type FROM monitors m JOIN services s ON s.id = m.service_id
       JOIN namespaces n ON n.id = s.namespace_id ORDER BY m.id`,
    ),
    [
      {
        slug: "di",
        name: "Datastore",
        monitor: "127.0.0.1:5432",
        type: "tcp",
      },
      { slug: "iati", name: "Web server", monitor: "host", type: "ssh" },
    ],
  );
});
