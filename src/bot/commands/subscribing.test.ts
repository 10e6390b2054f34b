import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { rows } from "../../store/db.ts";
import { believe, makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";

/** IATI with a Datastore and a Registry, DI with a Data Hub; no channel hears of anything. */
async function furnish(t: TestContext) {
  const office = await openOffice(t);
  const { store } = office;
  await makeNamespace(store, { channels: [] });
  await makeNamespace(store, { slug: "di", channels: [] });
  const datastore = await makeMonitor(store);
  const registry = await makeMonitor(store, { serviceName: "Registry" });
  const hub = await makeMonitor(store, {
    namespaceSlug: "di",
    serviceName: "Data Hub",
  });
  return { office, datastore, registry, hub };
}

/** To whom which service was announced, in order. */
async function told({ store }: Office): Promise<string[]> {
  const found = await rows<{ line: string }>(
    store.db,
    `SELECT o.label || ': ' || (a.facts->'service'->>'name') AS line
     FROM deliveries d JOIN outlets o ON o.id = d.outlet_id JOIN announcements a ON a.id = d.announcement_id ORDER BY d.id`,
  );
  return found.map(({ line }) => line);
}

test("a channel hears of a namespace, a person of a service, both of what a pattern means, each once", async (t) => {
  const { office, datastore, registry, hub } = await furnish(t);
  assert.equal(
    await office.ask("/allswell subscribe iati"),
    "#ops hears of iati from now on (2 services now, and those that are added to it later).",
  );
  assert.equal(
    await office.ask("/allswell subscribe iati/*"),
    "#ops hears of iati/* from now on (2 services now, and those that fit it later).",
  );
  assert.equal(
    await office.ask("@allswell subscribe me to datastore"),
    "You hear of iati/Datastore from now on.",
  );
  assert.equal(
    await office.ask("subscribe *data*", { channel: "@allswell" }),
    "You hear of *data* from now on (2 services now, and those that fit it later).",
  );
  const elsewhere = { user: "ada", channel: "#iati-status" };
  assert.match(
    await office.ask("/allswell subscribe #ops", elsewhere),
    /#ops hears of:\*\n• iati\/\*/,
  );
  assert.doesNotMatch(
    await office.ask("/allswell subscribe", elsewhere),
    /#ops hears/,
  );
  for (const one of [datastore, registry, hub])
    await believe(office.store, one, "down");
  assert.deepEqual(await told(office), [
    "#ops: Datastore",
    "ada: Datastore",
    "#ops: Registry",
    "ada: Data Hub",
  ]);
  const later = await makeMonitor(office.store, {
    namespaceSlug: "di",
    serviceName: "New data",
  });
  await believe(office.store, later, "down");
  assert.equal((await told(office)).at(-1), "ada: New data");
});

test("the list shows both, and its buttons end them", async (t) => {
  const { office, registry } = await furnish(t);
  await office.ask("/allswell subscribe iati");
  await office.ask("/allswell subscribe registry me");
  assert.equal(
    await office.ask("/allswell sub iati"),
    "#ops heard of iati already (2 services now, and those that are added to it later).",
  );
  const list = await office.type("/allswell subscribe");
  assert.equal(
    words(list),
    [
      "Subscriptions",
      "*#ops hears of:*",
      "• iati, the whole namespace",
      "[Stop iati]",
      "*You hear, in direct messages, of:*",
      "• iati/Registry",
      "[Stop iati/Registry]",
      "More: `/allswell subscribe iati`, `/allswell subscribe me datastore`, `/allswell subscribe iati/data*`",
      "[Subscribe …]",
    ].join("\n"),
  );
  assert.equal(
    words(
      await office.press(list, "subscription_end:0", {
        block_id: "end_person",
      }),
    ),
    "You hear no more of iati/Registry by this subscription.",
  );
  assert.equal(
    words(
      await office.press(list, "subscription_end:0", {
        block_id: "end_person",
      }),
    ),
    "This subscription has ended already.",
  );
  assert.equal(
    await office.ask("/allswell unsubscribe IATI"),
    "#ops hears no more of iati by this subscription.",
  );
  assert.match(
    await office.ask("/allswell unsubscribe iati"),
    /^This channel does not hear of "iati"/,
  );
  await believe(office.store, registry, "down");
  assert.deepEqual(await told(office), []);
  assert.deepEqual(
    (await office.audits()).map(({ verb, target }) => `${verb} ${target}`),
    [
      "subscribe iati",
      "subscribe iati/Registry",
      "unsubscribe iati/Registry",
      "unsubscribe iati",
    ],
  );
});

test("the form subscribes a channel or a person, and says at its fields what is wrong", async (t) => {
  const { office } = await furnish(t);
  office.expectRefusals("conversations.info"); // allswell is not in #leads
  const list = await office.type("/allswell subscribe");
  await office.press(list, "subscription_form", { block_id: "subscribe" });
  const wrong = await office.submit({ topic: "nothing of that name" });
  assert.match(JSON.stringify(wrong.errors), /Nothing is called/);
  const private_ = await office.submit({
    topic: "iati/data*",
    channel: "CLEADS0001",
  });
  assert.match(JSON.stringify(private_.errors), /not in this private channel/);
  const done = await office.submit({
    namespace: "di",
    topic: "iati/data*",
    channel: "COPS000001",
  });
  assert.equal(
    words(done),
    "#ops hears of di from now on (1 service now, and those that are added to it later). #ops hears of iati/data* from now on (1 service now, and those that fit it later).",
  );
});

test("guests subscribe nobody, people only themselves, and a channel's alarm is not switched off by just anybody", async (t) => {
  const { office } = await furnish(t);
  office.expectRefusals("conversations.info"); // allswell is not in #leads
  assert.equal(
    await office.ask("@allswell subscribe me iati", {
      user: "gus",
      channel: "#iati-status",
    }),
    "Guests can look at everything here, but not act on it.",
  );
  assert.match(
    await office.ask("/allswell subscribe @ben iati"),
    /^People subscribe themselves/,
  );
  assert.match(
    await office.ask("/allswell subscribe iati", { channel: "#leads" }),
    /not in this private channel: type \/invite @allswell there first/,
  );
  await office.ask("/allswell subscribe iati", { channel: "#iati-status" });
  const act = { user: "cleo", channel: "#iati-status" };
  assert.match(
    await office.ask("/allswell unsubscribe iati", act),
    /^Only admins may change this/,
  );
  await office.ask("/allswell subscribe datastore", act);
  assert.match(
    await office.ask("/allswell unsubscribe datastore", act),
    /^#iati-status hears no more/,
    "her own",
  );
});

test("what is not found offers what is like it, for the same listener", async (t) => {
  const { office } = await furnish(t);
  const seen = await office.type("/allswell subscribe me datastor");
  assert.match(words(seen), /^Nothing is called "datastor"/);
  assert.equal(
    words(await office.press(seen, "choose:0")),
    "You hear of iati/Datastore from now on.",
  );
});

for (const mode of ["socket", "http"] as const)
  test(`who invites the bot is told how to subscribe, once; others who join are not (${mode})`, async (t) => {
    const { client } = (await openOffice(t, { mode })).slack;
    await client.member({ channel: "#general", who: "allswell", by: "ada" });
    await client.member({ channel: "#ops", who: "cleo", by: "ada" });
    const general = await client.messages("#general");
    assert.match(
      String(general.at(-1)?.["text"]),
      /^allswell is here: it tells a channel what it subscribes to/,
    );
    assert.equal(general.length, 1);
    assert.equal((await client.messages("#ops")).length, 0);
  });
