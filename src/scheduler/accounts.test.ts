import assert from "node:assert/strict";
import { test } from "node:test";
import { connectAccount } from "../actions/audience/connect-account.ts";
import { useOutletAgain } from "../actions/ledger/handle.ts";
import { ensureMailOutlet } from "../actions/mail/mail-outlets.ts";
import { beginReading } from "../actions/audience/readers.ts";
import {
  findTopic,
  subscribeTo,
  type Topic,
} from "../actions/audience/subscriptions.ts";
import { addWebhook } from "../actions/audience/webhooks.ts";
import {
  accountStatus,
  disconnectAccount,
  statusLines,
} from "../actions/posts/accounts.ts";
import { exitCodes } from "../cli/output.ts";
import { twitterCommand } from "../cli/twitter.ts";
import type { Context } from "../actions/context.ts";
import { editVoice } from "../actions/posts/edit-voice.ts";
import type { Network } from "../domain/posts/networks.ts";
import { rows, type Store } from "../store/db.ts";
import { insertSubscription } from "../store/telling/subscriptions.ts";
import { saveVoice, usualVoiceOf } from "../store/telling/voices.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../testing/factory.ts";
import { testStore } from "../testing/database.ts";
import { mailsIn } from "../testing/mail.ts";
import { atTime, plan } from "../testing/maintenance.ts";
import { Newsroom } from "../testing/newsroom.ts";
import { connectX } from "../testing/outside.ts";
import { until } from "../testing/until.ts";

async function statusOf(store: Store, slug: string): Promise<string> {
  const status = await accountStatus(contextOf(store), slug, "x");
  return statusLines(granted(status)).join("\n");
}

async function secrets(store: Store): Promise<number> {
  const [found] = await rows<{ count: number }>(
    store.db,
    "SELECT count(*) AS count FROM secrets WHERE owner LIKE 'outlet:%'",
  );
  return found?.count ?? 0;
}

test("each namespace's account speaks its language, of public services, never the words of another; its status says what that cost", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 0 });
  const { store, world } = room;
  const di = await makeNamespace(store, { slug: "di", foldMs: 0 });
  await connectX(store, world, "di", "di_status");
  await saveVoice(store.db, { ...usualVoiceOf(di.id), language: "fr" });
  const website = { serviceName: "Website" };
  for (const fields of [
    website,
    { ...website, namespaceSlug: "di" },
    { serviceName: "Our own", public: false },
  ])
    await believe(store, await makeMonitor(store, fields), "down");
  room.work();
  await room.quiet();
  await room.rest(); // the limits are written down after the post
  const posts = await world.posts();
  assert.deepEqual(
    posts
      .map(
        ({ username, text }) =>
          `${username}: ${text.replace(/\d\d:\d\d/, "10:02")}`,
      )
      .toSorted(),
    [
      "di_status: Website (DI) est indisponible depuis 10:02 UTC.",
      "iati_status: Website (IATI) is down since 10:02 UTC.",
    ],
  );
  const status = await statusOf(store, "iati");
  assert.match(status, /^@iati_status speaks for IATI on X\.$/m);
  assert.match(
    status,
    /1 post, \$0\.015 \(no budget is set\)\. A post costs \$0\.015, with a link \$0\.20\./,
  );
  assert.match(status, /^Limits as of .*: 99 of 100 posts left in 15 minutes/m);
  assert.match(status, /^Nothing waits\.$/m);
  assert.match(await statusOf(store, "di"), /^Language: Français\./m);
});

test("an account that is disconnected, or whose place another takes, posts nothing and leaves no tokens", async (t) => {
  const room = await Newsroom.closed(t);
  const { store, world } = room;
  await believe(store, await makeMonitor(store), "down");
  assert.match(await statusOf(store, "iati"), /^1 post waits:\n• Datastore/m);
  await connectX(store, world, "iati", "demo_status");
  assert.equal(await secrets(store), 2, "the former account's tokens are gone");
  assert.match(await statusOf(store, "iati"), /^@demo_status speaks/);
  const said: string[] = [];
  const answers = ["no", "yes"];
  const terminal = {
    stdout: { write: (text: string) => said.push(text) },
    stderr: { write: (text: string) => said.push(text) },
    ask: async () => answers.shift(),
  };
  const type = async (...words: string[]): Promise<number> =>
    twitterCommand(words, contextOf(store), null, terminal);
  assert.equal(await type("status", "IATI"), 0);
  assert.equal(await type("disconnect", "iati"), 1);
  assert.equal(await type("disconnect", "iati"), 0);
  assert.match(said.at(-1) ?? "", /^@demo_status does not speak for IATI any/);
  assert.equal(await type("disconnect", "iati"), 1);
  assert.equal(await type("disconnect"), exitCodes.usage);
  assert.equal(await secrets(store), 0);
  const again = await disconnectAccount(contextOf(store), "iati", "x");
  assert.equal(again.ok, false);
  room.work();
  await room.quiet();
  assert.deepEqual(await world.posts(), []);
});

test("a second outage within the minute is told with seconds: X would take the same words for the first one's", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 0 });
  const { store, world } = room;
  const added = await room.outage();
  await room.rest();
  await believe(store, added, "down");
  await rows(
    store.db,
    `UPDATE deliveries SET payload = jsonb_set(payload, '{text}', to_jsonb(regexp_replace(payload ->> 'text', '\\d\\d:\\d\\d',
       to_char((SELECT max(down_since) FROM incidents) AT TIME ZONE 'UTC', 'HH24:MI')))) WHERE payload ->> 'text' LIKE '%is down%' RETURNING 1`,
  );
  await world.fault("x POST /2/tweets", "reset");
  room.work();
  await room.quiet();
  const posts = await world.posts();
  assert.equal(posts.length, 3);
  assert.match(
    posts[2]?.text ?? "",
    /^Datastore is down since \d\d:\d\d:\d\d UTC\.$/,
  );
});

/** All that a remote can refuse. */
async function switchAllOff({ db }: Store): Promise<void> {
  await rows(
    db,
    "UPDATE outlets SET off_reason = 'it refused' WHERE channel <> 'readers' RETURNING id",
  );
}

test("an account that is connected again posts what is still true, not what was over meanwhile", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 0 });
  const { store, world } = room;
  granted(await editVoice(contextOf(store), "iati", { approvalMs: 600_000 }));
  const datastore = await makeMonitor(store);
  await believe(store, datastore, "down");
  room.work();
  await until("it waits", async () =>
    (await rows(store.db, "SELECT id FROM drafts")).at(0),
  );
  await room.rest();
  await switchAllOff(store);
  await believe(store, datastore, "up");
  granted(await editVoice(contextOf(store), "iati", { approvalMs: null }));
  await connectX(store, world, "iati", "iati_status");
  assert.deepEqual(await rows(store.db, "SELECT state FROM drafts"), [
    { state: "dropped" },
  ]);
  await rows(
    store.db,
    "UPDATE deliveries SET next_attempt_at = now() WHERE state = 'planned' RETURNING id",
  );
  room.work();
  const registry = await makeMonitor(store, { serviceName: "Registry" });
  await believe(store, registry, "down");
  await world.postsAtLeast(1);
  await room.rest();
  assert.deepEqual(
    (await world.posts()).map(({ text }) => text.slice(0, 16)),
    ["Registry is down"],
  );
});

test("an account that is connected again posts that what it told of is up, also where that is slow since", async (t) => {
  const room = await Newsroom.closed(t, { foldMs: 0 });
  const { store, world } = room;
  const added = await makeMonitor(store);
  await believe(store, added, "down");
  room.work();
  await room.quiet();
  await room.rest();
  await believe(store, added, "up");
  await switchAllOff(store);
  await believe(store, added, "degraded");
  await connectX(store, world, "iati", "iati_status");
  room.work();
  await world.postsAtLeast(2);
  const [, end] = await world.posts();
  assert.match(end?.text ?? "", /^Datastore is up again since/);
});

async function connect(context: Context, channel: Network): Promise<void> {
  const account = { channel, id: "901", handle: "iati_status", tokens: {} };
  granted(await connectAccount(context, "iati", account));
}

async function mailList(context: Context, { namespaceId }: Topic) {
  await context.store.transaction(async (tx) => {
    const { id } = await ensureMailOutlet(tx, context, "a@b.example", "list");
    const to = { outletId: id, serviceId: null, pattern: null };
    await insertSubscription(tx, { ...to, namespaceId, createdBy: null });
  });
}

/** Every way by which an outlet is made, or comes back. */
const ways: Record<
  string,
  (context: Context, topic: Topic) => Promise<unknown>
> = {
  x: (context) => connect(context, "x"),
  mastodon: (context) => connect(context, "mastodon"),
  bluesky: (context) => connect(context, "bluesky"),
  slack: (context, topic) =>
    subscribeTo(context, { recipient: "CNEWS", label: "#news" }, topic),
  mail: mailList,
  webhook: (context, topic) =>
    addWebhook(
      context,
      { url: "https://hooks.example.org/a", key: null },
      null,
      topic,
    ),
  "the button": async (context) => {
    const [outlet] = await rows<{ id: number }>(
      context.store.db,
      "SELECT id FROM outlets WHERE recipient = 'CIATI'",
    );
    granted(await useOutletAgain(context, outlet?.id ?? 0));
  },
};

/** What became of what outlets that are in use were to be told. */
async function fates({ db }: Store): Promise<string[]> {
  const found = await rows<{ fate: string }>(
    db,
    `SELECT DISTINCT concat_ws(' ', a.facts -> 'service' ->> 'name', d.reason, d.state) AS fate FROM deliveries d
       JOIN announcements a ON a.id = d.announcement_id JOIN outlets o ON o.id = d.outlet_id WHERE o.off_reason IS NULL ORDER BY 1`,
  );
  return found.map(({ fate }) => fate);
}

for (const [way, comeBack] of Object.entries(ways))
  test(`what comes back is told what is still true, and ends of what it was told of: ${way}`, async (t) => {
    const store = await testStore(t);
    await makeNamespace(store);
    const found = await findTopic(contextOf(store), "iati");
    assert.ok(found.ok);
    if (way !== "the button") await comeBack(contextOf(store), found.topic);
    const [ended, told, missed, open] = [
      await makeMonitor(store, { serviceName: "Ended" }),
      await makeMonitor(store, { serviceName: "Told" }),
      await makeMonitor(store, { serviceName: "Missed" }),
      await makeMonitor(store, { serviceName: "Open" }),
    ];
    for (const one of [told, missed]) await believe(store, one, "down");
    await rows(
      store.db,
      "UPDATE deliveries SET state = 'sent', post_id = id, remote_id = id, sent_at = now() RETURNING id",
    );
    await believe(store, told, "up");
    await plan(store, told.service.id, Date.now() + 600_000);
    for (const one of [ended, open]) await believe(store, one, "down");
    await switchAllOff(store);
    for (const one of [ended, missed]) await believe(store, one, "up");
    await atTime(contextOf(store, { now: Date.now() + 600_000 }));
    await comeBack(contextOf(store), found.topic);
    assert.deepEqual(await fates(store), [
      "Ended down dropped",
      "Missed down sent",
      "Missed recovered planned",
      "Open down planned",
      "Told down sent",
      "Told recovered planned",
      "planned dropped",
    ]);
  });

test("a reader who comes back gets no copies of what is over, but the end of what they were told of", async (t) => {
  const room = await Newsroom.closed(t, { onX: false, foldMs: 0 });
  const { store, world } = room;
  const [first, second] = [
    await makeMonitor(store),
    await makeMonitor(store, { serviceName: "Registry" }),
  ];
  const found = await findTopic(contextOf(store), "iati");
  assert.ok(found.ok);
  const { topic } = found;
  const to = "ada@example.org";
  const signUp = () =>
    store.transaction(async (tx) => {
      const context = contextOf(store);
      const { id } = await ensureMailOutlet(tx, context, to, "reader");
      await beginReading(tx, context, id, topic);
    });
  await signUp();
  await believe(store, first, "down");
  room.work();
  await room.quiet();
  await rows(
    store.db,
    "UPDATE outlets SET paused_until = now() + interval '1 hour' WHERE channel = 'mail' RETURNING id",
  );
  for (const [service, belief] of [
    [first, "up"],
    [second, "down"],
  ] as const) {
    await believe(store, service, belief);
    await until("there is a copy", async () => {
      const copies = await rows(
        store.db,
        "SELECT id FROM deliveries WHERE reason = 'copy' AND state = 'planned'",
      );
      return copies.length === (service === first ? 1 : 2);
    });
  }
  await switchAllOff(store);
  await believe(store, second, "up");
  await until("all other readers have their copies", async () => {
    const left = await rows(
      store.db,
      "SELECT d.id FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE o.channel = 'readers' AND d.state <> 'sent'",
    );
    return left.length === 0;
  });
  await room.rest();
  await signUp();
  room.work();
  await until("copies are told", async () => {
    const [left] = await rows<{ left: number }>(
      store.db,
      "SELECT count(*) AS left FROM deliveries WHERE reason = 'copy' AND state IN ('planned', 'sending')",
    );
    return left?.left === 0;
  });
  assert.deepEqual(
    (await mailsIn(world, { to })).map(({ subject }) =>
      subject.replace(/^(Re: )?\[([^\]]*)\].*/, "$2"),
    ),
    ["down", "up again"],
  );
});
