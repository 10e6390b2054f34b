import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { suite, type TestContext, test } from "node:test";
import { openStore, rows, type Store } from "./store/db.ts";
import { testDatabase, testLog } from "./testing/database.ts";
import { makeMonitor, makeNamespace } from "./testing/factory.ts";
import { connectX, type Outside, outside } from "./testing/outside.ts";
import {
  type Program,
  settingsFor,
  startProgram,
  temporaryFolder,
} from "./testing/program.ts";
import { until } from "./testing/until.ts";

/** Where the program dies: at its n-th pass of a named place. `npm run test:faults` tries all places. */
const places = ["in-record:2", "after-send:1"];

interface Scene {
  store: Store;
  world: Outside;
  start: (crashAt?: string) => Promise<Program>;
}

/** A service that is looked at every four seconds, told in Slack and on X. */
async function scene(t: TestContext): Promise<Scene> {
  const { url, connection } = await testDatabase(t);
  const store = await openStore(connection, testLog);
  t.after(() => store.close());
  const world = await outside(t);
  await makeNamespace(store, {
    foldMs: 200,
    channels: [{ id: "COPS000001", label: "#ops" }],
  });
  await connectX(store, world, "iati", "iati_status");
  await makeMonitor(store, {
    settings: { url: world.targetUrl("datastore") },
    everyMs: 4_000,
    timeoutMs: 3_900,
    confirmFailures: 2,
    confirmRetryMs: 200,
  });
  const settings = settingsFor(world, url);
  const start = async (crashAt?: string): Promise<Program> =>
    (
      await startProgram(
        t,
        crashAt === undefined ? settings : { ...settings, CRASH_AT: crashAt },
      )
    ).ready();
  return { store, world, start };
}

/** Another program takes over at once what the dead one held. */
async function endLeases(store: Store): Promise<void> {
  await rows(
    store.db,
    "UPDATE outlets SET lease_until = now() WHERE lease_until IS NOT NULL RETURNING 1",
  );
}

/** The outage goes on, ends, and has been told once, in Slack and on X. */
async function toldOnce({ store, world, start }: Scene): Promise<void> {
  await endLeases(store);
  const program = await start();
  assert.ok(
    (await world.messages({ atLeast: 1 })).length >= 1,
    `nothing in Slack\n${program.said()}`,
  );
  assert.ok(
    (await world.postsAtLeast(1)).length >= 1,
    `nothing on X\n${program.said()}`,
  );
  await world.setTarget("datastore", "up");
  await world.messages({ atLeast: 2 });
  await world.postsAtLeast(2);
  assert.equal(await program.stop(), 0);
  const messages = (await world.messages()).map(({ text }) =>
    text.replace(/[:,] .*| after .*/, ""),
  );
  assert.deepEqual(messages, ["Datastore is down", "Datastore is up again"]);
  const posts = (await world.posts()).map(({ text }) =>
    text.replace(/ since .*/, ""),
  );
  assert.deepEqual(posts, ["Datastore is down", "Datastore is up again"]);
  const states = await rows<{ state: string }>(
    store.db,
    "SELECT DISTINCT state FROM deliveries",
  );
  assert.deepEqual(states, [{ state: "sent" }]);
}

suite(
  "a program that dies loses no announcement and tells none twice",
  { concurrency: 2 },
  () => {
    for (const place of places) {
      test(`at ${place}`, async (t) => {
        const it = await scene(t);
        const program = await it.start(place);
        await isUp(it);
        await it.world.setTarget("datastore", "error");
        assert.deepEqual(await program.ended, {
          code: null,
          signal: "SIGKILL",
        });
        await toldOnce(it);
      });
    }
  },
);

test("a program that is killed leaves what it compiled to the next start", async (t) => {
  const folder = await temporaryFolder(t);
  const { url } = await testDatabase(t);
  const program = await startProgram(t, {
    ...settingsFor(await outside(t), url),
    NODE_COMPILE_CACHE: folder,
  });
  await program.ready();
  await until("something is kept", async () => {
    const options = { recursive: true, withFileTypes: true } as const;
    return (await readdir(folder, options)).some((entry) => entry.isFile());
  });
  await program.kill();
});

/** The service is believed up: an outage can begin. */
async function isUp({ store }: Scene): Promise<void> {
  await until("the service is up", async () => {
    const found = await rows(
      store.db,
      "SELECT 1 FROM services WHERE status = 'up'",
    );
    return found.length > 0;
  });
}
