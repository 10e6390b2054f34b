import assert from "node:assert/strict";
import { test } from "node:test";
import { editNamespace } from "../actions/namespaces/edit-namespace.ts";
import { editService } from "../actions/targets/edit-service.ts";
import { findTarget } from "../actions/targets/find-target.ts";
import { editVoice } from "../actions/posts/edit-voice.ts";
import { rows } from "../store/db.ts";
import { subscribeByMail } from "../actions/mail/mail-subscriptions.ts";
import { renameTarget } from "../actions/targets/rename-target.ts";
import { findTopic } from "../actions/audience/subscriptions.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
} from "../testing/factory.ts";
import { mailsIn } from "../testing/mail.ts";
import { Newsroom } from "../testing/newsroom.ts";
import { wordsOfBlocks } from "../testing/slack-words.ts";

test("what is renamed while it is down ends under both names, for the old one is what people heard of", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 50 });
  const { store, world } = room;
  const context = contextOf(store);
  const topic = await findTopic(context, "iati");
  assert.ok(topic.ok);
  granted(
    await subscribeByMail(
      context,
      ["news@example.org"],
      { audience: "customers", verbosity: "problems" },
      topic.topic,
    ),
  );
  room.work();
  const datastore = await makeMonitor(store);
  await believe(store, datastore, "down");
  await room.quiet();
  const monitor = await findTarget(store.db, "front page");
  assert.ok(monitor.ok);
  granted(await renameTarget(context, monitor.target, "home"));
  granted(
    await editService(context, datastore.service.id, { name: "Data lake" }),
  );
  granted(await editNamespace(context, "iati", { name: "IATI registry" }));
  await room.quiet();
  await believe(store, datastore, "up");
  await room.quiet();
  const [shown] = await world.slack.messages("ops");
  assert.match(
    wordsOfBlocks(shown?.["blocks"]),
    /^:large_green_circle: \*Data lake \(Datastore\)\* is up again/,
    "the message itself is kept current",
  );
  const posts = (await world.posts()).map(({ text }) => text);
  assert.deepEqual(
    posts.map((text) => text.replace(/ since .*/, "")),
    ["Datastore is down", "Data lake (Datastore) is up again"],
  );
  const mails = await mailsIn(world, { to: "news@example.org" });
  assert.deepEqual(
    mails.map(({ subject }) => subject),
    [
      "[down] IATI: Datastore (incident 1)",
      "Re: [up again] IATI registry: Data lake (Datastore) (incident 1)",
    ],
  );
  await believe(store, datastore, "down");
  await room.quiet();
  assert.match(
    (await world.posts()).at(-1)?.text ?? "",
    /^Data lake is down/,
    "the next outage has the new name alone",
  );
});

test("what is hidden and renamed while it is down ends, for customers, under the name that they heard", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 50 });
  const { store, world } = room;
  const context = contextOf(store);
  granted(await editVoice(context, "iati", { pictures: true }));
  room.work();
  const datastore = await makeMonitor(store);
  await believe(store, datastore, "down");
  await room.quiet();
  const { id } = datastore.service;
  granted(await editService(context, id, { public: false }));
  granted(await editService(context, id, { name: "Falcon" }));
  await believe(store, datastore, "up");
  await room.quiet();
  const [, end] = await world.posts();
  assert.match(end?.text ?? "", /^Datastore is up again/);
  assert.doesNotMatch(JSON.stringify(end), /Falcon/);
  const kept = await rows<{ payload: string }>(
    store.db,
    "SELECT d.payload::text AS payload FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE o.channel = 'x' AND d.reason = 'recovered'",
  );
  assert.equal(kept.length, 1);
  assert.doesNotMatch(JSON.stringify(kept), /Falcon/);
});
