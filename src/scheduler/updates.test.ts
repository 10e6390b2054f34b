import assert from "node:assert/strict";
import { test } from "node:test";
import { postUpdate } from "../actions/post-update.ts";
import { snoozeIncident } from "../actions/snooze-incident.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
} from "../testing/factory.ts";
import { Newsroom } from "../testing/newsroom.ts";

test("an update for customers is a reply under the outage's post, between what came before and after it", async (t) => {
  const room = await Newsroom.open(t);
  const datastore = await makeMonitor(room.store);
  await believe(room.store, datastore, "down");
  const say = async (text: string, onX: boolean) =>
    granted(
      await postUpdate(contextOf(room.store), 1, {
        text,
        onPage: true,
        toCustomers: onX,
      }),
    );
  await say("We restore from @backup at db.example.org", true);
  await say("Ada thinks that it is the disk", false);
  await room.quiet();
  await believe(room.store, datastore, "up");
  await room.quiet();
  const posts = await room.world.posts();
  assert.deepEqual(
    posts.map(({ text }) =>
      text.replaceAll("\u2060", "").replace(/ (since|after) .*/, ""),
    ),
    [
      "Datastore is down",
      "Datastore: We restore from @backup at db.example.org",
      "Datastore is up again",
    ],
  );
  const [first, ...replies] = posts;
  assert.ok(replies.every(({ replyTo }) => replyTo === first?.id));
  assert.doesNotMatch(posts[1]?.text ?? "", /@backup|db\.example/);
  const [, ...thread] = await room.world.messages();
  assert.equal(thread.length, 3);
});

test("the same words twice are two posts", async (t) => {
  const room = await Newsroom.open(t);
  await believe(room.store, await makeMonitor(room.store), "down");
  for (let n = 0; n < 2; n++)
    granted(
      await postUpdate(contextOf(room.store), 1, {
        text: "We are working on it",
        onPage: false,
        toCustomers: true,
      }),
    );
  await room.quiet();
  const posts = (await room.world.posts()).map(({ text }) => text);
  assert.equal(posts.length, 3);
  assert.match(
    posts[2] ?? "",
    /^Datastore: We are working on it \(\d\d:\d\d:\d\d UTC\)$/,
  );
});

test("a snooze silences no customer: the recovery is posted", async (t) => {
  const room = await Newsroom.open(t);
  const datastore = await makeMonitor(room.store);
  await believe(room.store, datastore, "down");
  await room.quiet();
  granted(await snoozeIncident(contextOf(room.store), 1, { kind: "for-good" }));
  await believe(room.store, datastore, "up");
  await room.quiet();
  const posts = (await room.world.posts()).map(({ text }) => text);
  assert.match(posts.at(-1) ?? "", /^Datastore is up again since/);
  assert.match(
    (await room.world.messages()).at(-1)?.text ?? "",
    /^Datastore is up again after/,
  );
});
