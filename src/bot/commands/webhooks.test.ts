import assert from "node:assert/strict";
import { test } from "node:test";
import { credentialsOf } from "../../actions/telling/outlets.ts";
import { rows } from "../../store/db.ts";
import { silentOutlets } from "../../store/views/examine.ts";
import { OutletEntity } from "../../store/entities/outlets.ts";
import {
  believe,
  contextOf,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import { openOffice, words } from "../../testing/office.ts";

const KEY = "0123456789abcdef0123456789abcdef";

test("webhooks are added, tried out and removed, and show no more than their host", async (t) => {
  const why = "10.0.0.1 is a private address: add 10.0.0.1/32";
  const asked: string[] = [];
  const office = await openOffice(t, {
    tools: {
      mayNotReach: async (host) => {
        asked.push(host);
        return host === "10.0.0.1" ? why : undefined;
      },
    },
  });
  const { store } = office;
  await makeNamespace(store, { channels: [] });
  const datastore = await makeMonitor(store);

  const added = await office.ask(
    "/allswell webhook add https://hooks.example.org/topsecret?k=1 in iati",
  );
  assert.match(
    added,
    /^hooks\.example\.org \(JSON\) hears of iati from now on\..* signed .*only now.*whsec_/su,
  );
  const secret = /whsec_[\w-]{43}/u.exec(added)?.[0];
  const said: [string, RegExp][] = [
    [
      "add https://hooks.example.org/topsecret?k=1 in iati/Datastore",
      /^hooks\.example\.org \(JSON\) hears of iati\/Datastore .*shown when it was added first/su,
    ],
    [
      "add https://hooks.example.org/topsecret?k=1 in iati as json",
      /heard of iati already/,
    ],
    [
      "add https://hooks.slack.com/services/topsecret in iati/data*",
      /^hooks\.slack\.com \(Slack-compatible\) hears of iati\/data\*/,
    ],
    [
      "add https://chat.example.org/hooks/topsecret to iati as Slack",
      /^chat\.example\.org \(Slack-compatible\)/,
    ],
    [
      "add https://prod-1.westeurope.logic.azure.com/workflows/topsecret in iati",
      /\(Microsoft Teams\) hears/,
    ],
    [
      `add ${KEY} in iati as pagerduty`,
      /^events\.pagerduty\.com …cdef \(PagerDuty\)/,
    ],
    ["add https://hooks.example.org/x", /^Say of what it is to hear/],
    ["add in iati", /^Say where to/],
    ["add https://hooks.example.org/x in nothere", /^Nothing is called/],
    ["add https://hooks.example.org/x in iati as fax", /json, slack, teams or/],
    ["add https://me:pw@hooks.example.org/x in iati", /name and a password/],
    ["add http://chat.example.org/x in iati as slack", /must be https/],
    ["add https://events.pagerduty.com/v2/enqueue in iati", /integration key/],
    ["add ftp://hooks.example.org/x in iati", /^Write an https address/],
    [
      "add http://10.0.0.1/x in iati",
      /^Nothing would ever arrive there: 10\.0\.0\.1 is a private address: add 10\.0\.0\.1\/32\. Otherwise name/,
    ],
    ["remove", /^Webhooks/],
    ["remove #999", /^There is no webhook "#999"/],
    ["frobnicate", /adds one/],
  ];
  for (const [typed, expected] of said)
    assert.match(
      await office.ask(`/allswell webhook ${typed}`),
      expected,
      typed,
    );
  assert.match(
    await office.ask(
      "@allswell webhook add https://hooks.example.org/x in iati",
    ),
    /^A webhook's address is a secret/,
  );
  const cleo = { user: "cleo", channel: "#iati-status" };
  for (const typed of [
    "add https://hooks.example.org/x in iati",
    "test #1",
    "remove #1",
  ])
    assert.match(
      await office.ask(`/allswell webhook ${typed}`, cleo),
      /^Only admins may change this/,
      typed,
    );
  asked.length = 0;
  const inside = "/allswell webhook add http://10.0.0.1/x in iati";
  assert.match(await office.ask(inside, cleo), /^Only admins may change this/);
  assert.deepEqual(asked, [], "the network is shown to nobody else");
  const list = await office.type("/allswell webhook");
  assert.match(
    words(list),
    /#1 \*hooks\.example\.org \(JSON\)\* hears of iati/,
  );
  await believe(store, datastore, "down");
  assert.match(
    words(await office.press(list, "choose:test0", { block_id: "webhooks" })),
    /^A TEST is on its way to hooks\.example\.org \(JSON\)/,
  );
  const told = await rows<{ line: string }>(
    store.db,
    "SELECT o.label || ': ' || d.reason AS line FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE o.channel = 'webhook' ORDER BY d.id",
  );
  assert.deepEqual(
    told.map(({ line }) => line.replace(/ \(.*\)/u, "")),
    [
      "hooks.example.org: down",
      "hooks.slack.com: down",
      "chat.example.org: down",
      "prod-1.westeurope.logic.azure.com: down",
      "events.pagerduty.com …cdef: down",
      "hooks.example.org: operators",
    ],
  );

  const all = words(await office.type("/allswell webhook list"));
  const numbers = [...all.matchAll(/#(\d+) \*/gu)].map(([, one]) =>
    Number(one),
  );
  assert.deepEqual(
    numbers,
    numbers.toSorted((a, b) => a - b),
    "by number",
  );
  assert.match(all, /\*events\.pagerduty\.com …cdef \(PagerDuty\)\*/);
  assert.equal(all.match(/…/gu)?.length, 1, "of a short one nothing is told");

  const outlet = await store.db.findOneByOrFail(OutletEntity, {
    label: "hooks.example.org (JSON)",
  });
  assert.deepEqual(await credentialsOf(contextOf(store), outlet), {
    url: "https://hooks.example.org/topsecret?k=1",
    secret,
  });
  const remove = (number: number) =>
    office.ask(`/allswell webhook remove #${number}`);
  assert.equal(
    await remove(1),
    "hooks.example.org (JSON) hears no more of iati.",
  );
  assert.notDeepEqual(await credentialsOf(contextOf(store), outlet), {});
  assert.match(await remove(2), /hears no more of iati\/Datastore\.$/);
  assert.deepEqual(await credentialsOf(contextOf(store), outlet), {});
  assert.match(await remove(2), /^There is no webhook/);
  // Nobody has to mend what was taken away, nor does anything wait for it.
  assert.deepEqual(
    await rows(
      store.db,
      "SELECT state, failure FROM deliveries WHERE outlet_id = $1",
      [outlet.id],
    ),
    Array.from({ length: 2 }, () => ({
      state: "dropped",
      failure: "it was removed by ada",
    })),
  );
  assert.deepEqual(
    (await silentOutlets(store.db)).map(({ label }) => label),
    [],
  );

  for (const text of hostileTexts.slice(0, 12))
    assert.ok(
      (
        await office.ask(
          `/allswell webhook add https://hooks.example.org/x ${text}`,
        )
      ).length > 0,
    );

  // Neither what others see nor what is kept holds an address or a secret.
  const kept = await rows<{ row: string }>(
    store.db,
    "SELECT o::text AS row FROM outlets o UNION ALL SELECT a::text FROM audits a UNION ALL SELECT encode(s.sealed, 'escape') FROM secrets s",
  );
  assert.doesNotMatch(
    JSON.stringify(kept),
    /topsecret|whsec_|0123456789abcdef/,
  );
  assert.doesNotMatch(
    words(await office.type("/allswell webhook list")),
    /topsecret|whsec_|0123456789abcdef/,
  );
});

test("the form adds a webhook, and says at its fields what is wrong", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store, { channels: [] });
  const list = await office.type("/allswell webhook");
  await office.press(list, "webhook_form", { block_id: "webhooks" });
  const wrong = await office.submit({ address: "nothing", topic: "iati" });
  assert.match(
    wrong.errors?.["address"] ?? "",
    /no address that can be posted to/,
  );
  const missing = await office.submit({ address: KEY, topic: "nothere" });
  assert.match(missing.errors?.["topic"] ?? "", /Nothing is called/);
  const done = await office.submit({
    address: "https://hooks.example.org/topsecret",
    form: "json",
    topic: "iati",
  });
  assert.match(words(done), /hears of iati from now on.*whsec_/su);
});
