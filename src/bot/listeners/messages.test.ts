import assert from "node:assert/strict";
import { test } from "node:test";
import { makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";
import { wordsOfBlocks } from "../../testing/slack-words.ts";
import { PATIENCE_MS } from "../../testing/until.ts";

/** How often the bot has spoken where all can see it. */
async function spoken({ slack }: Office): Promise<number> {
  const messages = await slack.client.records({ kind: "message" });
  return messages.filter(({ user }) => user === "UALLSWELL1").length;
}

test("our name may stand anywhere, and what belongs to us is understood", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  await makeMonitor(office.store);
  for (const typed of [
    "@allswell datastore",
    "@allswell show datastore",
    "@allswell: datastore",
    "@allswell, show datastore",
    "hey @allswell please show datastore!",
    "datastore @allswell",
    "@allswell what of @allswell datastore?",
    "@allswell “datastore”",
  ])
    assert.match(await office.ask(typed), /^Datastore\n/, typed);
  assert.match(await office.ask("@allswell"), /^Nothing is known to be down/);
  assert.match(
    await office.ask("@allswell pause datastore 2h"),
    /^iati\/Datastore is paused/,
  );
  assert.match(
    await office.ask("@allswell nonsense"),
    /`@allswell list` shows all/,
  );
});

test("a direct message needs no name, a thread stays a thread", async (t) => {
  const office = await openOffice(t);
  const direct = { channel: "@allswell" };
  assert.match(
    await office.ask("hello!", direct),
    /^What allswell understands/,
  );
  assert.match(
    await office.ask("nonsense", direct),
    /^Nothing is called "nonsense"\. `list` shows all there are\.$/,
  );
  assert.match(
    await office.ask("@allswell incidents", direct),
    /^No incidents/,
  );
  const parent = await office.slack.post({ channel: "#ops", text: "an alert" });
  const inThread = await office.type("@allswell incidents", {
    thread_ts: parent.ts ?? "",
  });
  assert.equal(inThread.messages[0]?.["threadTs"], parent.ts);
  const besides = await office.type("@allswell incidents");
  assert.notEqual(
    besides.messages[0]?.["threadTs"],
    undefined,
    "the answer hangs on the question",
  );
});

test("a mention cannot open a form: it offers a button that does", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  const offered = await office.type("@allswell add");
  assert.match(
    words(offered),
    /^The form cannot be opened by itself here: press the button\.\n\[Add a monitor\]$/,
  );
  assert.match(
    words(await office.press(offered, "add_form")),
    /^<What is looked at>\nURL: ____/,
  );
  await office.slack.client.close({ user: "ada" });
  const namespace = await office.type("@allswell namespace add");
  assert.match(
    words(await office.press(namespace, "namespace_form")),
    /^Short name: ____/,
  );
});

test("an event that Slack repeats is answered once; other talk not at all", async (t) => {
  const office = await openOffice(t);
  await office.type("@allswell incidents");
  const [delivery] = (
    await office.slack.client.records({ kind: "delivery" })
  ).toReversed();
  const eventId = String(
    Reflect.get(delivery?.["payload"] as object, "event_id"),
  );
  for (const num of [1, 2]) await office.slack.client.repeatEvent(eventId, num);
  assert.equal(await spoken(office), 1);
  await office.type("just talk", { wait: 0 });
  assert.equal(
    (await office.type("@allswell incidents", { channel: "#general", wait: 0 }))
      .notice,
    "@allswell is not in #general",
  );
  await office.type("@allswell incidents");
  assert.equal(await spoken(office), 2);
});

test("where Slack asks for patience, the answer comes when it may", async (t) => {
  const clock = new ManualClock(Date.now());
  const office = await openOffice(t, { clock });
  office.breakSlack("chat.postMessage", {
    kind: "429",
    retryAfterS: 2,
    times: 1,
  });
  const seen = await clock.passUntil(office.type("@allswell incidents"));
  assert.equal(words(seen), "No incidents. All's well.");
});

test("a command is acknowledged at once, however slow the database is", async (t) => {
  const office = await openOffice(t);
  await office.slack.client.set({ ackMs: 30_000 });
  const free = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const holding = office.store.transaction(async (tx) => {
    await tx.query("LOCK TABLE services IN ACCESS EXCLUSIVE MODE");
    locked.resolve();
    await free.promise;
  });
  await locked.promise;
  const waiting = [];
  for (const text of ["/allswell", "/aw pause datastore"])
    waiting.push(await office.type(text, { wait: 0 }));
  assert.deepEqual(
    waiting.map(({ outcome, ephemerals }) => [outcome, ephemerals.length]),
    [
      ["ok", 0],
      ["ok", 0],
    ],
  );
  free.resolve();
  await holding;
  const answers = await office.slack.client.records({
    kind: "ephemeral",
    atLeast: 2,
    wait: PATIENCE_MS,
  });
  assert.deepEqual(
    answers
      .map(({ blocks }) => wordsOfBlocks(blocks).split(/[.\n]/)[0] ?? "")
      .toSorted((a = "", b = "") => a.localeCompare(b)),
    ['Nothing is called "datastore"', "Nothing is watched yet"],
  );
});
