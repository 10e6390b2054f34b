import assert from "node:assert/strict";
import { test } from "node:test";
import { openSecrets } from "../../store/bookkeeping.ts";
import { rows } from "../../store/db.ts";
import {
  makeMonitor,
  makeNamespace,
  testSecrets,
} from "../../testing/factory.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";

/** A Datastore with two monitors and a Registry with one in IATI; DI is empty. */
async function furnish({ store }: Office) {
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di" });
  const front = await makeMonitor(store, {
    settings: {
      url: "https://a.example/",
      contains: "Search",
      username: "ada",
    },
    secrets: { password: "hunter2hunter2" },
  });
  const search = await makeMonitor(store, { monitorName: "search" });
  const registry = await makeMonitor(store, { serviceName: "Registry" });
  return { front, search, registry };
}

test("a monitor is edited in words, and the answer says from what to what", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  const table: [string, RegExp | string][] = [
    [
      "edit datastore/front page every 30 seconds timeout 4s",
      "iati/Datastore/front page is changed: every 1m → 30s and timeout 5s → 4s.",
    ],
    [
      'edit iati/datastore/front page contains "" slow 2s verifyTls no essential',
      'iati/Datastore/front page is changed: essential no → yes, contains "Search" → none, verifyTls yes → no and slow none → "2s".',
    ],
    [
      "edit registry every 2m",
      "iati/Registry/front page is changed: every 1m → 2m.",
    ],
    [
      'edit registry schedule "*/5 * * * *"',
      'iati/Registry/front page is changed: every 2m → none and schedule none → "*/5 * * * *".',
    ],
    [
      "edit registry every 1m",
      'iati/Registry/front page is changed: every none → 1m and schedule "*/5 * * * *" → none.',
    ],
    [
      "edit registry every 1m",
      "iati/Registry/front page is as you want it already; nothing was changed.",
    ],
    [
      "edit registry name The Registry runbook https://wiki.example.org/registry private",
      'iati/The Registry is changed: name "Registry" → "The Registry", public yes → no and runbook none → "https://wiki.example.org/registry".',
    ],
    [
      "edit registry target https://b.example/",
      /^iati\/The Registry\/front page is changed: url "http:\/\/127.0.0.1:9\/" → "https:\/\/b.example\/"/,
    ],
    [
      "edit datastore every 10s",
      /^iati\/Datastore has several monitors: which one is it\?.*\[front page\] \[search\]$/s,
    ],
    [
      "edit registry every often",
      /^"often" is not a duration: write it with its unit/,
    ],
    ["edit registry evry 10s", /^Nothing is called "registry evry 10s"/],
    [
      "edit registry url not-an-address slow 0s",
      /URL must begin with http:\/\/.*Slow \w+ must be a duration/,
    ],
    [
      "edit registry password hunter2hunter2",
      /^Password is a secret, and Slack keeps what is typed/,
    ],
    [
      "edit registry slug Datastore",
      /^The address "datastore" leads to another service\./,
    ],
    ["edit nothing every 1m", /^Nothing is called "nothing"/],
  ];
  for (const [typed, expected] of table) {
    const answer = await office.ask(`/allswell ${typed}`);
    if (typeof expected === "string")
      assert.ok(answer.startsWith(expected), `${typed}: ${answer}`);
    else assert.match(answer, expected, typed);
  }
  const which = await office.type("/allswell edit datastore every 10s");
  assert.match(
    words(await office.press(which, "choose:1")),
    /^iati\/Datastore\/search is changed: every 1m → 10s/,
  );
});

test("the form shows what is there, keeps secrets that are left empty, and tells errors at the fields", async (t) => {
  const office = await openOffice(t, {
    tools: {
      openSecret: (name) =>
        name === "MONITOR_SECRET_X" ? "correct horse" : undefined,
    },
  });
  const { front } = await furnish(office);
  const service = await office.type("/allswell edit datastore");
  assert.match(
    words(service),
    /^\*iati\/Datastore\*\nService: ____\nAddress: ____\nRunbook: ____\nCalls the person on call: ____\nCustomers: ____\n\*How it is looked at\*\n\[Edit front page\] \[Edit search\]$/,
  );
  await office.slack.client.close({ user: "ada" });
  const form = await office.type("/allswell edit datastore/front page");
  assert.match(words(form), /^\*iati\/Datastore\/front page\*, Web site\n/);
  assert.match(JSON.stringify(form.modal), /It is set: left empty it stays/);
  assert.doesNotMatch(JSON.stringify(form.modal), /hunter2/);
  const wrong = await office.submit({
    setting_url: "nonsense",
    setting_password: "typed here",
    everyMs: "often",
    monitorName: " ",
  });
  assert.deepEqual(Object.keys(wrong.errors ?? {}).toSorted(), [
    "everyMs",
    "setting_password",
    "setting_url",
  ]);
  const done = await office.submit({
    setting_url: "https://a.example/",
    setting_contains: null,
    setting_password: "$MONITOR_SECRET_X",
    everyMs: "2m",
    monitorName: "home",
    flags: ["essential"],
  });
  assert.equal(
    words(done),
    'iati/Datastore/home is changed: name "front page" → "home", every 1m → 2m, essential no → yes, contains "Search" → none and password set → set anew.',
  );
  const owner = `monitor:${front.monitor.id}`;
  const opened = await openSecrets(office.store.db, testSecrets, [owner]);
  assert.deepEqual(opened.get(owner), { password: "correct horse" });
  await office.slack.client.close({ user: "ada" });
  await office.type("/allswell edit datastore/home");
  const none = await office.submit({});
  assert.match(words(none), /nothing was changed\.$/);
});

test("a form that is older than somebody else's change changes nothing", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  await office.type("/allswell edit datastore/front page");
  await office.type("/allswell edit datastore/front page every 10s", {
    user: "ada",
  });
  const late = await office.submit({ timeoutMs: "1s" });
  assert.match(
    late.errors?.["monitorName"] ?? "",
    /^Somebody changed this monitor since you opened the form/,
  );
});

test("services and monitors are renamed, moved and copied, in words and by form", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  const table: [string, string][] = [
    [
      'rename datastore/search to "Find it"',
      "iati/Datastore/search is called Find it from now on.",
    ],
    [
      "rename datastore Data store",
      'Nothing is called "datastore Data store". ',
    ],
    [
      'rename datastore "Data to go"',
      "iati/Datastore is called Data to go from now on.",
    ],
    [
      "rename data to go to Datastore",
      "iati/Data to go is called Datastore from now on.",
    ],
    ["move registry to di", "iati/Registry is di/Registry from now on."],
    ["move registry to di", "Registry is in di already."],
    ["move registry to nowhere", 'There is no namespace "nowhere".'],
    [
      "move find it to registry",
      "iati/Datastore/Find it is di/Registry/Find it from now on.",
    ],
    [
      "copy datastore to DI",
      "iati/Datastore is copied to di/Datastore (1 monitor). The first look is on its way.",
    ],
    [
      "copy iati/datastore/front page as search",
      "iati/Datastore/front page is copied to iati/Datastore/search. The first look is on its way.",
    ],
    [
      "copy iati/datastore/search as find to registry",
      "iati/Datastore/search is copied to di/Registry/find.",
    ],
    [
      "copy iati/datastore as Datastore",
      'A copy beside the original needs another name, as in `/allswell copy Datastore as "Datastore 2"`',
    ],
  ];
  for (const [typed, expected] of table) {
    const answer = await office.ask(`/allswell ${typed}`);
    assert.ok(answer.startsWith(expected), `${typed}: ${answer}`);
  }
  await office.type("/allswell rename registry");
  assert.equal(
    words(await office.submit({ name: "Register" })),
    "di/Registry is called Register from now on.",
  );
  await office.slack.client.close({ user: "ada" });
  await office.type("/allswell move register");
  assert.equal(
    words(await office.submit({ namespaceSlug: "iati" })),
    "di/Register is iati/Register from now on.",
  );
  await office.slack.client.close({ user: "ada" });
  await office.type("/allswell copy register");
  const taken = await office.submit({});
  assert.deepEqual(Object.keys(taken.errors ?? {}), ["serviceName"]);
  assert.match(
    words(await office.submit({ serviceName: "Register 2" })),
    /^iati\/Register is copied to iati\/Register 2 \(3 monitors\)\./,
  );
  const audited = (await office.audits()).map(({ verb }) => verb);
  assert.deepEqual([...new Set(audited)].toSorted(), [
    "add",
    "copy",
    "edit",
    "move",
  ]);
});

test("a verb that is typed alone offers what is there, and opens its form", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  for (const verb of ["edit", "copy", "move", "rename"]) {
    const which = await office.type(`/allswell ${verb}`);
    assert.match(words(which), / which one\?\n\[Datastore \(iati\)\]/);
    const form = await office.press(which, `pick:${verb}:0`);
    assert.match(words(form), /^(\*iati\/Datastore\*|Service: ____)/, verb);
    await office.slack.client.close({ user: "ada" });
  }
  const refused = await office.ask("/allswell edit datastore every 1s", {
    user: "ben",
  });
  assert.match(refused, /^Only admins may change this/);
  for (const verb of ["edit", "copy", "move", "rename"])
    assert.match(
      await office.ask(`/allswell ${verb} datastore`, { user: "ben" }),
      /^Only admins may change this/,
      verb,
    );
});

test("a namespace is edited in words and by its form", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  const table: [string, string][] = [
    [
      "namespace edit iati remind every 2 hours fold 30s zone Europe/London difficulties",
      'Namespace iati is changed: zone "UTC" → "Europe/London", remind 4h → 2h, fold 20s → 30s and difficulties no → yes.',
    ],
    [
      'namespace edit IATI name "The IATI data"',
      'Namespace iati is changed: name "IATI" → "The IATI data".',
    ],
    ["namespace edit iati colour red", '"colour" is not understood.'],
    ["namespace edit iati remind", "`remind` needs a value behind it"],
    ["namespace edit iati zone Mars", '"Mars" is not a time zone'],
    ["namespace edit nowhere fold 1s", 'There is no namespace "nowhere".'],
  ];
  for (const [typed, expected] of table) {
    const answer = await office.ask(`/allswell ${typed}`);
    assert.ok(answer.startsWith(expected), `${typed}: ${answer}`);
  }
  const which = await office.type("/allswell namespace edit");
  await office.press(which, "namespace_edit:0");
  const wrong = await office.submit({ remindEveryMs: "soon", foldMs: "1" });
  assert.deepEqual(Object.keys(wrong.errors ?? {}).toSorted(), [
    "foldMs",
    "remindEveryMs",
  ]);
  const done = await office.submit({
    remindEveryMs: "3h",
    foldMs: "20s",
    channels: ["#iati-status"],
    owners: ["ben"],
  });
  assert.match(
    words(done),
    /^Namespace di is changed: remind 4h → 3h, owners none → "UBEN000001" and channels "#di" → "#iati-status"\.$/,
  );
  assert.deepEqual(
    await rows(
      office.store.db,
      "SELECT owners FROM namespaces WHERE slug = 'di'",
    ),
    [{ owners: ["UBEN000001"] }],
  );
});
