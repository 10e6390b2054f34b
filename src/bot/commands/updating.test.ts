import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { connectAccount } from "../../actions/audience/connect-account.ts";
import { postUpdate } from "../../actions/incidents/post-update.ts";
import { rows } from "../../store/db.ts";
import {
  believe,
  contextOf,
  granted,
  makeAccount,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { testStore } from "../../testing/database.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import { Messenger } from "../../testing/messenger.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";
import { updatedSentence } from "../incident-sentences.ts";

async function outage(t: TestContext) {
  const office = await openOffice(t);
  await makeNamespace(office.store, {
    channels: [{ id: "COPS000001", label: "#ops" }],
  });
  await makeAccount(office.store, "iati");
  const datastore = await makeMonitor(office.store);
  await believe(office.store, datastore, "down");
  const messenger = new Messenger(office);
  await messenger.quiet();
  return { office, messenger, datastore };
}

/** What the timeline has of updates, and what waits for X. */
async function updates({ store }: Office) {
  return {
    entries: await rows<{ text: string; public: boolean; actor: string }>(
      store.db,
      "SELECT text, public, actor FROM incident_entries WHERE kind = 'update' ORDER BY id",
    ),
    onX: (
      await rows<{ text: string }>(
        store.db,
        `SELECT a.facts->>'detail' AS text FROM deliveries d JOIN outlets o ON o.id = d.outlet_id JOIN announcements a ON a.id = d.announcement_id
         WHERE o.channel = 'x' AND d.reason = 'update' ORDER BY d.id`,
      )
    ).map(({ text }) => text),
  };
}

test("an update in words: the timeline, the page, the thread, the message; never X", async (t) => {
  const { office, messenger } = await outage(t);
  assert.equal(
    await office.ask("/allswell update 1 We are restoring from backup"),
    "The team reads it in the incident's thread; it stands on the status page.",
  );
  assert.match(
    await office.ask("/allswell update datastore Half of it is back"),
    /^The team reads it/,
  );
  const [message, ...thread] = await messenger.shown("#ops");
  assert.match(message?.words ?? "", /:memo: .* ada: Half of it is back\n/);
  assert.deepEqual(
    thread.map((one) => one.words),
    [
      ":memo: *Datastore* · ada: We are restoring from backup",
      ":memo: *Datastore* · ada: Half of it is back",
    ],
  );
  assert.deepEqual(await updates(office), {
    entries: [
      { text: "We are restoring from backup", public: true, actor: "ada" },
      { text: "Half of it is back", public: true, actor: "ada" },
    ],
    onX: [],
  });
});

test("the form: to X only where it is ticked, and only what X takes", async (t) => {
  const { office, messenger } = await outage(t);
  const [message] = await messenger.shown("#ops");
  const open = () =>
    office.slack.client.press({
      user: "ada",
      channel: "#ops",
      ts: message?.ts ?? "",
      action_id: "incident_update",
    });
  assert.match(
    words(await open()),
    /^What is new of Datastore: ____\nFor customers, too: ____$/,
  );
  const tooLong = await office.submit({
    text: "x".repeat(300),
    also: ["page", "x"],
  });
  assert.match(
    String(tooLong.errors?.["text"]),
    /too long for X by \d+ characters/,
  );
  const linked = await office.submit({
    text: "See https://example.org",
    also: ["x"],
  });
  assert.match(String(linked.errors?.["text"]), /link costs thirteen times/);
  const said = "@here ask #ops at status.example.org, we restore";
  assert.match(
    words(await office.submit({ text: said, also: ["x"] })),
    /the incident's thread; it is on its way to @iati_status on X\.$/,
  );
  assert.deepEqual(await updates(office), {
    entries: [{ text: said, public: false, actor: "ada" }],
    onX: [said],
  });
});

test("the answer names the ways by which customers hear, and says so where there is none", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  await believe(store, await makeMonitor(store), "down");
  const wish = { text: "Soon", onPage: false, toCustomers: true };
  const said = async () => {
    const done = granted(await postUpdate(contextOf(store), 1, wish));
    return updatedSentence(wish, done.ways);
  };
  assert.equal(
    await said(),
    "The team reads it in the incident's thread; no account and no mail tells customers of this service.",
  );
  const account = { id: "1", handle: "iati@social.example", tokens: {} };
  granted(
    await connectAccount(contextOf(store), "iati", {
      ...account,
      channel: "mastodon",
    }),
  );
  assert.match(
    await said(),
    /thread; it is on its way to @?iati@social\.example on Mastodon\.$/,
  );
});

test("who may not speak to customers speaks to the team", async (t) => {
  const { office, messenger } = await outage(t);
  const [message] = await messenger.shown("#ops");
  const opened = await office.slack.client.press({
    user: "ben",
    channel: "#ops",
    ts: message?.ts ?? "",
    action_id: "incident_update",
  });
  assert.equal(words(opened), "What is new of Datastore: ____");
  await office.submit({ text: "I look into it" }, { user: "ben" });
  await office.type("/allswell update 1 Found it", { user: "ben" });
  assert.deepEqual(await updates(office), {
    entries: [
      { text: "I look into it", public: false, actor: "ben" },
      { text: "Found it", public: false, actor: "ben" },
    ],
    onX: [],
  });
});

test("nothing to say, nothing to say it about", async (t) => {
  const { office, datastore } = await outage(t);
  assert.match(
    await office.ask("/allswell update"),
    /^Which incident\?\n\[1: Datastore\]$/,
  );
  assert.match(
    await office.ask("/allswell update 77 hello"),
    /^There is no incident 77\./,
  );
  assert.match(
    await office.ask("/allswell update nothing at all"),
    /^Nothing is called/,
  );
  await believe(office.store, datastore, "up");
  assert.match(
    await office.ask("/allswell update 1 too late"),
    /^Incident 1 \(Datastore\) is over already/,
  );
  assert.match(
    await office.ask("/allswell update"),
    /^There is no open incident/,
  );
});

test("hostile words in an update mention nobody, link nowhere and break no message", async (t) => {
  const { office, messenger } = await outage(t);
  const some = hostileTexts.filter((_, index) => index % 8 === 0);
  for (const text of some)
    await postUpdate(contextOf(office.store), 1, {
      text,
      onPage: true,
      toCustomers: false,
    });
  await messenger.quiet(); // the office looks at all that Slack was sent
});

test("in an incident's thread nobody need name it", async (t) => {
  const { office, messenger } = await outage(t);
  const [message] = await messenger.shown("#ops");
  const say = async (text: string) =>
    words(await office.type(text, { thread_ts: message?.ts ?? "" }));
  assert.match(
    await say("@allswell ack"),
    /^1 incident is yours\. The team sees it/,
  );
  for (const text of ["we found it", "datastore a disk is full"])
    assert.match(await say(`@allswell update ${text}`), /^The team reads it/);
  assert.deepEqual(
    (await updates(office)).entries.map((entry) => entry.text),
    ["we found it", "a disk is full"],
  );
  assert.match(
    await say("@allswell snooze 1h"),
    /^Incident 1 \(Datastore\) rests until/,
  );
  assert.match(await say("@allswell snooze"), /^Let incident 1 rest for how/);
  assert.match(
    await say("@allswell wake"),
    /^Incident 1 \(Datastore\) is awake/,
  );
  assert.match(await say("@allswell handback"), /^Nobody is on incident 1 /);
  assert.match(await say("@allswell ack datastore"), /^Incident 1 .* is yours/);
});

test("elsewhere the question keeps what was said besides", async (t) => {
  const { office } = await outage(t);
  const asked = await office.type("/allswell snooze 1h");
  assert.match(words(asked), /^Which incident\?/);
  assert.match(
    words(await office.press(asked, "choose:0")),
    /^Incident 1 \(Datastore\) rests until/,
  );
});
