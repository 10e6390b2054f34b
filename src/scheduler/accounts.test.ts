import assert from "node:assert/strict";
import { test } from "node:test";
import {
  accountStatus,
  disconnectAccount,
  statusLines,
} from "../actions/posts/accounts.ts";
import { exitCodes } from "../cli/output.ts";
import { twitterCommand } from "../cli/twitter.ts";
import { rows, type Store } from "../store/db.ts";
import { saveVoice, usualVoiceOf } from "../store/voices.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../testing/factory.ts";
import { Newsroom } from "../testing/newsroom.ts";
import { connectX } from "../testing/outside.ts";

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
