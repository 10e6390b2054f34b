import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { HOUR } from "./domain/time.ts";
import { openStore, rows, type Store } from "./store/db.ts";
import { testDatabase, testLog } from "./testing/database.ts";
import { makeMonitor, makeNamespace } from "./testing/factory.ts";
import { plan } from "./testing/maintenance.ts";
import { connectX, type Outside, outside } from "./testing/outside.ts";
import { type Program, settingsFor, startProgram } from "./testing/program.ts";
import { until } from "./testing/until.ts";

interface Scene {
  store: Store;
  world: Outside;
  serviceId: number;
  /** Starts the program, which may die before it is ready. */
  begin: (crashAt?: string) => Promise<Program>;
  start: () => Promise<Program>;
}

/** A service that is looked at every four seconds, told in Slack and on X, and the real program in a world of its own. */
async function scene(t: TestContext): Promise<Scene> {
  const { url, connection } = await testDatabase(t);
  const store = await openStore(connection, testLog);
  t.after(() => store.close());
  const world = await outside(t);
  await makeNamespace(store, {
    timezone: "Europe/London",
    foldMs: 200,
    channels: [{ id: "COPS000001", label: "#ops" }],
  });
  await connectX(store, world, "iati", "iati_status");
  const { service } = await makeMonitor(store, {
    settings: { url: world.targetUrl("datastore") },
    everyMs: 4_000,
    timeoutMs: 3_900,
    confirmFailures: 2,
    confirmRetryMs: 200,
  });
  const settings = settingsFor(world, url);
  const begin = (crashAt?: string): Promise<Program> =>
    startProgram(
      t,
      crashAt === undefined ? settings : { ...settings, CRASH_AT: crashAt },
    );
  const start = async (): Promise<Program> => (await begin()).ready();
  return { store, world, serviceId: service.id, begin, start };
}

const statusIs = ({ store }: Scene, status: string) =>
  until(
    `the service is ${status}`,
    async () =>
      (
        await rows(store.db, "SELECT 1 FROM services WHERE status = $1", [
          status,
        ])
      ).length > 0,
  );

/** Everything is told and every message is up to date. */
const quiet = ({ store }: Scene) =>
  until(
    "nothing is left to tell",
    async () =>
      (
        await rows(
          store.db,
          "SELECT 1 FROM deliveries WHERE state <> 'sent' OR edit_due_at IS NOT NULL",
        )
      ).length === 0,
  );

function type({ world }: Scene, text: string): Promise<string> {
  return world.ask("ada", "ops", text);
}

/** Time passes for the window alone. */
async function moveWindow(
  { store }: Scene,
  column: "starts_at" | "ends_at",
): Promise<void> {
  await rows(
    store.db,
    `UPDATE maintenance_occurrences SET ${column} = now() RETURNING 1`,
  );
}

/** What was said in Slack and on X, without the times. */
async function said({
  world,
}: Scene): Promise<{ slack: string[]; x: string[] }> {
  const plain = (text: string) =>
    text.replace(
      / \w{3} \d+ \w{3} \d\d:\d\d.*$| \d\d:\d\d \w+(, after .*)?\.$| after .*$|: HTTP.*$|: front page.*$/,
      "",
    );
  return {
    slack: (await world.messages()).map(({ text }) => plain(text)),
    x: (await world.posts()).map(({ text }) => plain(text)),
  };
}

test("maintenance that was planned: a target breaks within it, nobody is alarmed, and what is left at the end is told", async (t) => {
  const it = await scene(t);
  const program = await it.start();
  await statusIs(it, "up");
  assert.match(
    await type(
      it,
      '/allswell maintenance datastore tomorrow 22:00 for 2h "DB upgrade"',
    ),
    /Maintenance is planned: DB upgrade/,
  );
  await quiet(it);
  await moveWindow(it, "starts_at");
  await statusIs(it, "maintenance");
  await it.world.setTarget("datastore", "error", { status: 503 });
  await until(
    "the outage is noticed",
    async () =>
      (await rows(it.store.db, "SELECT 1 FROM maintenance_failures")).length >
      0,
  );
  await quiet(it);
  assert.equal((await it.world.posts()).length, 2);

  await moveWindow(it, "ends_at");
  await statusIs(it, "down");
  await quiet(it);
  await it.world.setTarget("datastore", "up");
  await statusIs(it, "up");
  await quiet(it);

  assert.deepEqual(await said(it), {
    slack: [
      "Maintenance of Datastore is planned: DB upgrade",
      "Maintenance of Datastore has begun, until",
      "Maintenance of Datastore has ended",
      "Datastore is down",
      "Datastore is up again",
    ],
    x: [
      "Planned maintenance of Datastore:",
      "Planned maintenance of Datastore has begun and is to last until",
      "The maintenance of Datastore ended at",
      "Datastore is down since",
      "Datastore is up again since",
    ],
  });
  const [planned, begins, ends] = await it.world.posts();
  assert.deepEqual(
    [begins?.replyTo, ends?.replyTo],
    [planned?.id, planned?.id],
  );
  const [first, ...others] = await it.world.messages();
  assert.ok(
    others
      .slice(0, 2)
      .every((reply) => (reply.threadTs ?? reply.thread_ts) === first?.ts),
  );
  const end = JSON.stringify(others[1]?.blocks);
  assert.match(end, /Still failing.*Datastore \/ front page: .*503/s);
  const shown = JSON.stringify(await it.world.slack.messages("ops"));
  assert.match(shown, /Maintenance of Datastore has ended/);
  assert.equal(await program.stop(), 0);
  assert.deepEqual(
    program.lines.filter(({ level }) => level === "error" || level === "fatal"),
    [],
  );
});

test("what is mended within maintenance is told at its end, and nothing else is", async (t) => {
  const it = await scene(t);
  const program = await it.start();
  await statusIs(it, "up");
  assert.match(
    await type(it, "/allswell maintenance iati/* now for 30m"),
    /Maintenance (of Datastore is under way|has begun)/,
  );
  await statusIs(it, "maintenance");
  await it.world.setTarget("datastore", "error", { status: 503 });
  await until(
    "the outage is noticed",
    async () =>
      (await rows(it.store.db, "SELECT 1 FROM maintenance_failures")).length >
      0,
  );
  await it.world.setTarget("datastore", "up");
  await until(
    "it is mended",
    async () =>
      (
        await rows(
          it.store.db,
          "SELECT 1 FROM maintenance_failures WHERE mended_at IS NOT NULL",
        )
      ).length > 0,
  );
  assert.match(await type(it, "/allswell maintenance end 1"), /has ended/);
  await statusIs(it, "up");
  await quiet(it);
  const { slack, x } = await said(it);
  assert.equal(slack.length, 2);
  assert.deepEqual(x, [
    "Planned maintenance of Datastore has begun and is to last until",
    "The maintenance of Datastore ended at",
  ]);
  const [, end] = await it.world.messages();
  assert.match(
    JSON.stringify(end?.blocks),
    /works again.*Datastore \/ front page: .*503/s,
  );
  assert.deepEqual(await rows(it.store.db, "SELECT 1 FROM incidents"), []);
  assert.equal(await program.stop(), 0);
});

test("a program that dies while it tells of maintenance tells it once", async (t) => {
  const it = await scene(t);
  await plan(it.store, it.serviceId, Date.now() + HOUR);
  const program = await it.begin("after-send:1");
  assert.deepEqual(await program.ended, {
    code: null,
    signal: "SIGKILL",
  });
  await rows(
    it.store.db,
    "UPDATE outlets SET lease_until = now() WHERE lease_until IS NOT NULL RETURNING 1",
  );
  const second = await it.start();
  await statusIs(it, "up");
  await moveWindow(it, "starts_at");
  await statusIs(it, "maintenance");
  await quiet(it); // X would tell both in one post
  await moveWindow(it, "ends_at");
  await statusIs(it, "up");
  await quiet(it);
  const { slack, x } = await said(it);
  const counts = [slack.length, x.length];
  assert.deepEqual(counts, [3, 3], JSON.stringify({ slack, x }));
  assert.equal(await second.stop(), 0);
});
