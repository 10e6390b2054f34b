import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { disconnectAccount } from "../actions/posts/accounts.ts";
import { decideDraft } from "../actions/posts/decide-draft.ts";
import { editVoice } from "../actions/posts/edit-voice.ts";
import { rows, type Store } from "../store/db.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../testing/factory.ts";
import { plan } from "../testing/maintenance.ts";
import { Newsroom } from "../testing/newsroom.ts";
import { connectX } from "../testing/outside.ts";
import { until } from "../testing/until.ts";

const MINUTE = 60_000;

/** Two namespaces for which one account speaks; the first has a voice of its own. */
async function sharedRoom(t: TestContext): Promise<Newsroom> {
  const room = await Newsroom.closed(t, { foldMs: 0 });
  await makeNamespace(room.store, { slug: "di", foldMs: 0 });
  await connectX(room.store, room.world, "di", "iati_status");
  return room;
}

async function waiting({ db }: Store): Promise<string[]> {
  const found = await rows<{ fate: string }>(
    db,
    `SELECT d.reason || ' ' || d.state AS fate FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE o.channel = 'x' ORDER BY d.id`,
  );
  return found.map(({ fate }) => fate);
}

test("an account that no longer speaks for one namespace still posts what waits of the other's maintenance", async (t) => {
  const { store } = await sharedRoom(t);
  const ours = await makeMonitor(store);
  const theirs = await makeMonitor(store, { namespaceSlug: "di" });
  const at = Date.now() + 60 * MINUTE;
  await plan(store, ours.service.id, at);
  await plan(store, theirs.service.id, at);
  granted(await disconnectAccount(contextOf(store), "iati", "x"));
  assert.deepEqual(await waiting(store), [
    "planned dropped",
    "planned planned",
  ]);
});

test("maintenance is posted as its own namespace speaks", async (t) => {
  const room = await sharedRoom(t);
  const { store, world } = room;
  granted(await editVoice(contextOf(store), "di", { language: "fr" }));
  const theirs = await makeMonitor(store, { namespaceSlug: "di" });
  await plan(store, theirs.service.id, Date.now() + 60 * MINUTE);
  room.work();
  const [post] = await world.postsAtLeast(1);
  assert.match(post?.text ?? "", /^Maintenance prévue de Datastore/);
});

test("whose posts are to be allowed are not posted together with another namespace's that go out at once", async (t) => {
  const room = await sharedRoom(t);
  const { store, world } = room;
  granted(
    await editVoice(contextOf(store), "iati", { approvalMs: 10 * MINUTE }),
  );
  for (const fields of [
    { namespaceSlug: "di", serviceName: "Website" },
    { serviceName: "Registry" },
  ])
    await believe(store, await makeMonitor(store, fields), "down");
  room.work();
  await world.postsAtLeast(1);
  const [draft] = await until("the other waits", async () => {
    const found = await rows<{ text: string }>(
      store.db,
      "SELECT payload ->> 'text' AS text FROM drafts",
    );
    return found.length > 0 && found;
  });
  await room.rest();
  const posts = await world.posts();
  assert.deepEqual(
    posts.map(({ text }) => text.slice(0, 15)),
    ["Website is down"],
  );
  assert.match(draft?.text ?? "", /^Registry is down/);
});

test("a draft of an account that is disconnected is closed, and says so", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 0 });
  const { store } = room;
  granted(
    await editVoice(contextOf(store), "iati", { approvalMs: 10 * MINUTE }),
  );
  await believe(store, await makeMonitor(store), "down");
  room.work();
  const draft = await until("it waits", async () => {
    const [found] = await rows<{ id: number }>(
      store.db,
      "SELECT id FROM drafts",
    );
    return found;
  });
  await room.rest();
  granted(await disconnectAccount(contextOf(store), "iati", "x"));
  assert.deepEqual(await rows(store.db, "SELECT state FROM drafts"), [
    { state: "dropped" },
  ]);
  const pressed = await decideDraft(contextOf(store), draft.id, "post");
  assert.ok(!pressed.ok);
  assert.match(pressed.text, /not to be posted any more|no such post any more/);
});
