import assert from "node:assert/strict";
import { test } from "node:test";
import { postUpdate } from "../actions/incidents/post-update.ts";
import { snoozeIncident } from "../actions/incidents/snooze-incident.ts";
import { rows } from "../store/db.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../testing/factory.ts";
import { Newsroom } from "../testing/newsroom.ts";
import { connectX } from "../testing/outside.ts";

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

test("an update is as long as a post takes it with the name that the service has there", async (t) => {
  const room = await Newsroom.closed(t);
  await makeNamespace(room.store, { slug: "di" });
  await connectX(room.store, room.world, "di", "di_status");
  await makeMonitor(room.store, { namespaceSlug: "di" });
  const added = await makeMonitor(room.store);
  await believe(room.store, added, "down");
  const say = async (letters: number) =>
    postUpdate(contextOf(room.store), await room.incidentOf(added), {
      text: "x".repeat(letters),
      onPage: false,
      toCustomers: true,
    });
  const name = "Datastore (IATI): ";
  const refused = await say(261 - name.length);
  assert.match(refused.ok ? "" : refused.text, /too long for X by 1 character/);
  granted(await say(260 - name.length));
  await rows(
    room.store.db,
    "UPDATE namespaces SET name = repeat('Long ', 16) WHERE slug = 'iati' RETURNING 1",
  );
  room.work();
  await room.quiet();
  const [, update] = await room.world.posts();
  assert.match(update?.text ?? "", /^Datastore \(Long .*…: x+$/);
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
