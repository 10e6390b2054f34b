import assert from "node:assert/strict";
import { test } from "node:test";
import { openStore, rows } from "./store/db.ts";
import { testDatabase, testLog } from "./testing/database.ts";
import { type Outside, outside } from "./testing/outside.ts";
import { settingsFor, startProgram } from "./testing/program.ts";
import { until } from "./testing/until.ts";

const ADMIN = "ada";
const CHANNEL = "iati-status";

/** What an admin types, and what is answered. */
function type(world: Outside, text: string): Promise<string> {
  return world.ask(ADMIN, CHANNEL, text);
}

test("one outage, from the first failed probe to the recovery post, seen from outside", async (t) => {
  const world = await outside(t);
  const { url, connection } = await testDatabase(t);
  const program = await (
    await startProgram(t, settingsFor(world, url))
  ).ready();

  assert.match(
    await type(
      world,
      '/allswell namespace add iati "IATI" Europe/London #iati-status',
    ),
    /Namespace IATI .* is made/,
  );
  await connectAccount(world);
  const store = await openStore(connection, testLog);
  t.after(() => store.close());
  await rows(store.db, "UPDATE namespaces SET fold_ms = 300 RETURNING 1"); // X would hold its posts back for 20 s

  const target = world.targetUrl("datastore");
  assert.match(
    await type(
      world,
      `/allswell add ${target} every 4s in iati name "Datastore" timeout 3900ms confirm 2 retry 200ms`,
    ),
    /^Added: IATI \/ Datastore/,
  );
  await until("all is well", async () =>
    (await type(world, "/allswell")).startsWith("All's well: 1 service up"),
  );

  await world.setTarget("datastore", "error", { status: 503 });
  const [down] = await world.messages({ atLeast: 1 });
  assert.match(down?.text ?? "", /^Datastore is down: .*HTTP 503/);
  const [downPost] = await world.postsAtLeast(1);
  assert.match(
    downPost?.text ?? "",
    /^Datastore is down since \d\d:\d\d (GMT|BST)\.$/,
  );
  assert.match(await type(world, "/allswell"), /1 service down/);

  await rows(
    store.db,
    "UPDATE incidents SET next_reminder_at = now(), down_since = down_since - interval '4 hours' RETURNING 1",
  ); // four hours later
  const [, reminderPost] = await world.postsAtLeast(2);
  assert.match(reminderPost?.text ?? "", /^Datastore is still down, for /);
  assert.equal(reminderPost?.replyTo, downPost?.id);
  assert.match(
    await type(world, "/allswell ack datastore"),
    /^Incident 1 \(Datastore\) is yours/,
  );

  await world.setTarget("datastore", "up");
  const [, , recoveryPost] = await world.postsAtLeast(3);
  assert.match(
    recoveryPost?.text ?? "",
    /^Datastore is up again since \d\d:\d\d (GMT|BST), after /,
  );
  const messages = await world.messages({ atLeast: 4 });
  assert.deepEqual(
    messages.slice(1).map(({ text }) => text.replace(/after .*/, "after …")),
    [
      "Datastore is still down after …",
      "Datastore: ada is on it",
      "Datastore is up again after …",
    ],
  );
  assert.ok(
    messages
      .slice(1)
      .every(
        (reply) => (reply.threadTs ?? reply.thread_ts) === messages[0]?.ts,
      ),
    "all of it in one thread",
  );

  assert.equal(await program.stop(), 0);
  assert.equal((await world.posts()).length, 3);
  assert.equal((await world.messages()).length, 4);
  assert.deepEqual(
    program.lines.filter(({ level }) => level === "error" || level === "fatal"),
    [],
  );
  const half = await rows(
    store.db,
    "SELECT 1 FROM monitor_states WHERE lease_until > now() UNION ALL SELECT 1 FROM deliveries WHERE state <> 'sent'",
  );
  assert.deepEqual(half, [], "nothing is left half-done");
});

/** The PIN sign-in, as an admin goes through it. */
async function connectAccount(world: Outside): Promise<void> {
  const { ephemerals } = await world.slack.type({
    user: ADMIN,
    channel: CHANNEL,
    text: "/allswell twitter connect iati",
  });
  const [shown] = ephemerals as { ts: string; blocks: unknown[] }[];
  const link = /oauth_token=([\w-]+)/.exec(JSON.stringify(shown?.blocks));
  const { pin } = (await world.control("POST", "x/authorize", {
    oauthToken: link?.[1],
    username: "iati_status",
  })) as { pin: string };
  const pressed = await world.slack.press({
    user: ADMIN,
    channel: CHANNEL,
    ts: shown?.ts ?? "",
    action_id: "pin_form",
  });
  const view = pressed.modal as { id: string } | null;
  const submitted = await world.slack.submit({
    user: ADMIN,
    view_id: view?.id ?? "",
    values: { pin: { pin } },
  });
  assert.match(JSON.stringify(submitted.modal), /@iati_status speaks for iati/);
}
