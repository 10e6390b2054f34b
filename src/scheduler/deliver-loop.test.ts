import assert from "node:assert/strict";
import { test } from "node:test";
import { WebClient } from "@slack/web-api";
import { acknowledgeIncident } from "../actions/incidents/acknowledge-incident.ts";
import type { Added } from "../actions/targets/add-monitor.ts";
import { editVoice } from "../actions/posts/edit-voice.ts";
import { zonedTime } from "../base/zoned-text.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../domain/time.ts";
import { rows } from "../store/db.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
} from "../testing/factory.ts";
import { atTime, plan } from "../testing/maintenance.ts";
import { Newsroom } from "../testing/newsroom.ts";
import { patienceWith } from "../testing/patience.ts";
import { until } from "../testing/until.ts";

test("an outage from end to end: a message kept current, its thread, a post and a reply under it", async (t) => {
  const room = await Newsroom.open(t);
  const added = await makeMonitor(room.store);
  await believe(room.store, added, "down");
  await room.quiet();
  granted(
    await acknowledgeIncident(
      contextOf(room.store),
      await room.incidentOf(added),
    ),
  );
  await room.quiet();
  await believe(room.store, added, "up");
  await room.quiet();
  const [first, ...thread] = await room.world.messages();
  assert.ok(first !== undefined);
  assert.match(first.text, /^Datastore is down: front page/);
  assert.deepEqual(
    thread.map(({ text }) => text.replace(/after .*/, "after …")),
    ["Datastore: Ada is on it", "Datastore is up again after …"],
  );
  assert.ok(
    thread.every((reply) => (reply.threadTs ?? reply.thread_ts) === first.ts),
  );
  const shown = (await room.world.slack.messages("ops")).find(
    (message) => (message as { ts?: string }).ts === first.ts,
  );
  assert.match(
    String((shown as { text?: string } | undefined)?.text),
    /^Datastore is up again/,
    "the first message shows the latest state",
  );
  const posts = await room.world.posts();
  assert.equal(posts.length, 2);
  assert.match(posts[0]?.text ?? "", /^Datastore is down since/);
  assert.match(posts[1]?.text ?? "", /^Datastore is up again since/);
  assert.equal(posts[1]?.replyTo, posts[0]?.id);
  assert.deepEqual(await room.states(), { sent: 5 });
});

async function manyServices(room: Newsroom, count: number): Promise<Added[]> {
  const services: Added[] = [];
  for (let n = 1; n <= count; n++)
    services.push(
      await makeMonitor(room.store, { serviceName: `Service ${n}` }),
    );
  return services;
}

test("a storm is one message and one post, that count and list; so is its end", async (t) => {
  const room = await Newsroom.closed(t);
  const services = await manyServices(room, 25);
  for (const service of services) await believe(room.store, service, "down");
  room.work();
  await room.quiet();
  await room.rest();
  for (const service of services) await believe(room.store, service, "up");
  room.work();
  await room.quiet();
  const messages = (await room.world.messages()).map(({ text }) => text);
  assert.equal(messages.length, 2);
  assert.match(
    messages[0] ?? "",
    /^25 services are down: Service 1, Service 2 and 23 more$/,
  );
  assert.match(
    messages[1] ?? "",
    /^Service 1 is up again .* · Service 2 is up again/,
  );
  const posts = (await room.world.posts()).map(({ text }) => text);
  assert.equal(posts.length, 2);
  assert.match(posts[0] ?? "", /^25 services \(Service 1, .*\) are down since/);
  assert.match(
    posts[1] ?? "",
    /^25 services \(Service 1, .*\) are up again since/,
  );
  assert.deepEqual(
    await room.states(),
    { sent: 100 },
    "each is told in the ledger",
  );
});

test("what goes down within the window joins the message that is out", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 60_000, onX: false });
  const [first, ...others] = await manyServices(room, 5);
  room.work();
  if (first !== undefined) await believe(room.store, first, "down");
  await room.quiet();
  for (const service of others) await believe(room.store, service, "down");
  await room.quiet();
  assert.equal((await room.world.messages()).length, 1);
  const [shown] = (await room.world.slack.messages("ops")) as unknown as {
    text: string;
  }[];
  assert.match(
    shown?.text ?? "",
    /^5 services are down: Service 1, Service 2 and 3 more$/,
  );
});

test("an outage that is over before customers were told is one post for them", async (t) => {
  const room = await Newsroom.open(t);
  const added = await makeMonitor(room.store);
  await believe(room.store, added, "down");
  await believe(room.store, added, "up");
  await room.quiet();
  const posts = await room.world.posts();
  assert.equal(posts.length, 1);
  assert.match(
    posts[0]?.text ?? "",
    /^Datastore was down from .* and is up again\.$/,
  );
});

test("customers hear how long it was down, not how long it was slow before", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 0 });
  const now = Date.now();
  const slow = async (serviceName: string): Promise<Added> => {
    const added = await makeMonitor(room.store, { serviceName });
    await believe(room.store, added, "degraded", { at: now - 6 * HOUR });
    return added;
  };
  const told = await slow("Told");
  const brief = await slow("Brief");
  await believe(room.store, told, "down", { at: now - 120_000 });
  room.work();
  await room.quiet();
  await room.rest();
  await believe(room.store, brief, "down", { at: now - 120_000 });
  for (const added of [told, brief])
    await believe(room.store, added, "up", { at: now - 1_000 });
  room.work();
  await room.quiet();
  const posts = (await room.world.posts()).map(({ text }) => text).toSorted();
  const downAt = zonedTime(now - 120_000, "UTC");
  const expected = [
    `^Brief was down from .*${downAt} to .* and is up again\\.$`,
    `^Told is down since .*${downAt}\\.$`,
    "^Told is up again since .*, after 1 min 59 s\\.$",
  ];
  assert.equal(posts.length, expected.length);
  for (const [index, post] of posts.entries())
    assert.match(post, new RegExp(expected[index] ?? ""));
});

test("customers hear once that it is up again, whatever failed untold between two times of maintenance", async (t) => {
  for (const isTold of [false, true]) {
    const room = await Newsroom.closed(t, { foldMs: 0 });
    const { store } = room;
    const added = await makeMonitor(store);
    const { service } = added;
    const tellAll = async (): Promise<void> => {
      await rows(
        store.db,
        "UPDATE deliveries SET next_attempt_at = now(), edit_due_at = CASE WHEN edit_due_at IS NOT NULL THEN now() END WHERE state = 'planned' OR edit_due_at IS NOT NULL RETURNING 1",
      );
      room.work();
      await room.quiet();
      await room.rest();
    };
    const start = Date.now();
    await believe(store, added, "down");
    await tellAll();
    const maintain = async (from: number, until: number): Promise<void> => {
      await plan(store, service.id, from, { until });
      await atTime(contextOf(store, { now: from + SECOND }));
      await atTime(contextOf(store, { now: until }));
    };
    await maintain(start, start + 30 * MINUTE);
    await believe(store, added, "down", { at: start + 31 * MINUTE });
    if (isTold) await tellAll();
    await maintain(start + 32 * MINUTE, start + HOUR);
    await believe(store, added, "up", { at: start + HOUR + MINUTE });
    await tellAll();
    const ends = (await room.world.posts()).filter(({ text }) =>
      text.includes("is up again"),
    );
    assert.equal(ends.length, 1);
  }
});

for (const kind of [
  "429",
  "hang",
  "reset",
  "500",
  "garbage",
  "accepted-hang",
  "accepted-reset",
  "accepted-500",
] as const) {
  test(`"${kind}" from both remotes: told once, in order`, async (t) => {
    const room = await Newsroom.open(t, 1, { patienceMs: patienceWith(kind) });
    const added = await makeMonitor(room.store);
    await room.world.fault("slack chat.postMessage", kind, {
      times: 2,
      retryAfterS: 1,
    });
    await room.world.fault("x POST /2/tweets", kind, {
      times: 2,
      retryAfterS: 1,
    });
    await believe(room.store, added, "down");
    await believe(room.store, added, "up");
    await room.quiet();
    const messages = await room.world.messages();
    assert.equal(messages.length, 2);
    assert.equal(
      messages[1]?.threadTs ?? messages[1]?.thread_ts,
      messages[0]?.ts,
    );
    assert.match(messages[1]?.text ?? "", /^Datastore is up again/);
    assert.equal((await room.world.posts()).length, 1);
  });
}

test("a channel that takes nothing any more is switched off, the operators are told, the others go on", async (t) => {
  const room = await Newsroom.open(t);
  await room.world.fault("slack chat.postMessage", "error", {
    error: "is_archived",
  });
  const added = await makeMonitor(room.store);
  await believe(room.store, added, "down");
  await room.quiet();
  const off = await rows<{ label: string; off_reason: string }>(
    room.store.db,
    "SELECT label, off_reason FROM outlets WHERE off_reason IS NOT NULL",
  );
  assert.deepEqual(off, [
    { label: "#ops", off_reason: "the channel is archived" },
  ]);
  const messages = await room.world.messages();
  assert.deepEqual(
    messages.map(({ text }) => text),
    [
      "Nothing is sent to #ops any more: the channel is archived. Mend it, then connect it again.",
    ],
  );
  assert.equal((await room.world.posts()).length, 1);
  await believe(room.store, added, "up");
  await room.quiet();
  assert.equal((await room.world.messages()).length, 1);
  assert.equal((await room.world.posts()).length, 2);
});

test("without credits at X the operators are told once, and the post goes out when there are some again", async (t) => {
  const room = await Newsroom.open(t);
  await room.world.control("PATCH", "x/accounts/iati_status", {
    outOfCredits: true,
  });
  await believe(room.store, await makeMonitor(room.store), "down");
  const messages = await room.world.messages({ atLeast: 2 });
  assert.match(
    messages.map(({ text }) => text).join("\n"),
    /Messages to @iati_status wait: the credits at X are used up/,
  );
  await room.world.control("PATCH", "x/accounts/iati_status", {
    outOfCredits: false,
  });
  await rows(
    room.store.db,
    "UPDATE outlets SET paused_until = NULL RETURNING 1",
  );
  await rows(
    room.store.db,
    "UPDATE deliveries SET next_attempt_at = now() WHERE state = 'retry' RETURNING 1",
  );
  assert.equal((await room.world.postsAtLeast(1)).length, 1);
});

/** What the operators were told, when the database did not take it the first time and the deliverer tried again. */
async function toldAfterTrouble(
  { store }: Newsroom,
  news: () => Promise<unknown>,
): Promise<string> {
  await store.db.query(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not now'; END $$`,
  );
  await store.db.query(
    "CREATE TRIGGER refuse BEFORE INSERT ON announcements FOR EACH ROW WHEN (NEW.reason = 'operators') EXECUTE FUNCTION refuse()",
  );
  await news();
  await until("an outlet could not be served", async () => {
    const found = await rows(
      store.db,
      "SELECT 1 FROM outlets WHERE paused_until > now() + interval '15 seconds' AND lease_until IS NULL",
    );
    return found.length > 0;
  });
  await store.db.query("DROP FUNCTION refuse CASCADE");
  await rows(store.db, "UPDATE outlets SET paused_until = NULL RETURNING 1");
  await rows(
    store.db,
    "UPDATE deliveries SET next_attempt_at = now() WHERE state = 'retry' RETURNING 1",
  );
  return until("the operators are told", async () => {
    const told = await rows<{ text: string }>(
      store.db,
      "SELECT text FROM announcements WHERE reason = 'operators'",
    );
    assert.ok(told.length <= 1);
    return told[0]?.text;
  });
}

test("what the operators are to hear of a message is not lost where the database is away just then", async (t) => {
  await t.test("a channel that takes nothing any more", async (t) => {
    const room = await Newsroom.open(t, 1, { onX: false });
    await room.world.fault("slack chat.postMessage", "error", {
      error: "is_archived",
      times: 2,
    });
    const added = await makeMonitor(room.store);
    const told = await toldAfterTrouble(room, () =>
      believe(room.store, added, "down"),
    );
    assert.match(told, /^Nothing is sent to #ops any more/);
  });

  await t.test("an account without credits", async (t) => {
    const room = await Newsroom.open(t);
    await room.world.control("PATCH", "x/accounts/iati_status", {
      outOfCredits: true,
    });
    const added = await makeMonitor(room.store);
    const told = await toldAfterTrouble(room, () =>
      believe(room.store, added, "down"),
    );
    assert.match(told, /^Messages to @iati_status wait: the credits at X/);
  });

  await t.test("a budget that is used up", async (t) => {
    const room = await Newsroom.open(t, 1, { foldMs: 0 });
    const edit = { budget: 30 };
    granted(await editVoice(contextOf(room.store), "iati", edit));
    const added = await makeMonitor(room.store);
    await believe(room.store, added, "down");
    await room.quiet();
    const told = await toldAfterTrouble(room, () =>
      believe(room.store, added, "up"),
    );
    assert.match(told, /^The budget is used up/);
    assert.equal((await room.world.posts()).length, 2);
  });

  await t.test("a post that is held because the budget is", async (t) => {
    const room = await Newsroom.open(t, 1, { foldMs: 0 });
    const edit = { budget: 30 };
    granted(await editVoice(contextOf(room.store), "iati", edit));
    await believe(room.store, await makeMonitor(room.store), "down");
    await room.quiet();
    const next = await makeMonitor(room.store, { serviceName: "Registry" });
    const told = await toldAfterTrouble(room, () =>
      believe(room.store, next, "down"),
    );
    assert.match(told, /^The budget is used up/);
    assert.equal((await room.world.posts()).length, 1);
  });

  await t.test(
    "a message of which nobody can say whether it arrived",
    async (t) => {
      const room = await Newsroom.closed(t, { onX: false });
      await room.world.fault("slack chat.postMessage", "500");
      await room.world.fault("slack conversations.history", "500", {
        times: 1_000,
      });
      await believe(room.store, await makeMonitor(room.store), "down");
      await rows(
        room.store.db,
        "UPDATE deliveries SET attempts = 8 RETURNING 1",
      );
      const told = await toldAfterTrouble(room, async () => room.work());
      assert.match(
        told,
        /^It could not be found out whether a message to #ops/,
      );
    },
  );
});

test("what waited for more than a day before it went out is not given up because it is refused twice", async (t) => {
  const room = await Newsroom.closed(t, { onX: false });
  const added = await makeMonitor(room.store);
  await believe(room.store, added, "down", { at: Date.now() - DAY - HOUR });
  await room.world.fault("slack chat.postMessage", "429", {
    times: 2,
    retryAfterS: 0,
  });
  room.work();
  await room.quiet();
  assert.deepEqual(await room.states(), { sent: 1 });
});

test("a message that somebody deleted does not stop the news", async (t) => {
  const room = await Newsroom.open(t);
  const added = await makeMonitor(room.store);
  await believe(room.store, added, "down");
  await room.quiet();
  await room.world.fault("slack chat.update", "error", {
    error: "message_not_found",
    times: 5,
  });
  await believe(room.store, added, "up");
  await room.quiet();
  assert.equal((await room.world.messages()).length, 2);
  assert.deepEqual(await room.states(), { sent: 4 });
});

test("news of a message that is gone stand alone, also where it must be asked whether they arrived", async (t) => {
  for (const fault of [undefined, "accepted-reset"] as const) {
    const room = await Newsroom.open(t, 1, { onX: false });
    const added = await makeMonitor(room.store);
    await believe(room.store, added, "down");
    await room.quiet();
    const { slackApiUrl, credentials } = room.world.sandbox;
    const slack = new WebClient(credentials.slack.botToken, { slackApiUrl });
    const [first] = await room.world.messages();
    await slack.chat.delete({ channel: "COPS000001", ts: first?.ts ?? "" });
    if (fault !== undefined)
      await room.world.fault("slack chat.postMessage", fault);
    await believe(room.store, added, "up");
    await room.quiet();
    const [, second, ...more] = await room.world.messages();
    assert.match(second?.text ?? "", /^Datastore is up again after/);
    assert.deepEqual(more, []);
    assert.deepEqual(await room.states(), { sent: 2 });
  }
});

test("several deliverers on one database tell each thing once", async (t) => {
  const room = await Newsroom.open(t, 3);
  const services: Added[] = [];
  for (let n = 1; n <= 8; n++)
    services.push(
      await makeMonitor(room.store, { serviceName: `Service ${n}` }),
    );
  for (const service of services) await believe(room.store, service, "down");
  for (const service of services) await believe(room.store, service, "up");
  await room.quiet();
  const carried = await rows<{ posts: number }>(
    room.store.db,
    "SELECT count(*) AS posts FROM deliveries WHERE remote_id IS NOT NULL",
  );
  const received =
    (await room.world.messages()).length + (await room.world.posts()).length;
  assert.equal(
    received,
    carried[0]?.posts,
    "what the outside received is what the ledger says was sent",
  );
  assert.deepEqual(await room.states(), { sent: 32 });
});

test("a deliverer that died in the middle is followed by another, that asks before it sends", async (t) => {
  const room = await Newsroom.open(t);
  const added = await makeMonitor(room.store);
  // As a crash leaves it: being sent, the answer never read, the message there.
  await room.world.fault("slack chat.postMessage", "accepted-reset");
  await believe(room.store, added, "down");
  await room.quiet();
  assert.equal((await room.world.messages()).length, 1);
  const [delivery] = await rows<{ attempts: number; remote_id: string }>(
    room.store.db,
    "SELECT attempts, remote_id FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE o.channel = 'slack'",
  );
  assert.match(delivery?.remote_id ?? "", /^COPS000001:\d+\.\d+$/);
});
