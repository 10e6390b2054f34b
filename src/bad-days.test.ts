import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { systemClock } from "./base/clock.ts";
import { openStore, rows, type Store } from "./store/db.ts";
import { testDatabase, testLog } from "./testing/database.ts";
import { makeMonitor, makeNamespace } from "./testing/factory.ts";
import { type Outside, outside } from "./testing/outside.ts";
import {
  Program,
  settingsFor,
  startProgram,
  temporaryFolder,
} from "./testing/program.ts";
import { startOwnClock } from "./testing/patience.ts";
import { until } from "./testing/until.ts";

const ADMIN = "UADA000001";

interface Scene {
  store: Store;
  world: Outside;
  settings: Record<string, string>;
}

async function scene(t: TestContext): Promise<Scene> {
  const { url, connection } = await testDatabase(t);
  const store = await openStore(connection, testLog);
  t.after(() => store.close());
  const world = await outside(t);
  await makeNamespace(store, {
    foldMs: 200,
    channels: [{ id: "COPS000001", label: "#ops" }],
  });
  return { store, world, settings: settingsFor(world, url) };
}

async function watch(
  { store, world }: Scene,
  count = 1,
  fields: Parameters<typeof makeMonitor>[1] = {},
): Promise<void> {
  for (let n = 1; n <= count; n++) {
    await makeMonitor(store, {
      serviceName: `Service ${n}`,
      settings: { url: world.targetUrl("datastore") },
      everyMs: 4_000,
      timeoutMs: 3_900,
      confirmFailures: 1,
      confirmRetryMs: 200,
      ...fields,
    });
  }
}

async function count(store: Store, sql: string): Promise<number> {
  return (await rows<{ n: number }>(store.db, sql))[0]?.n ?? 0;
}

test("a configuration with faults: every one is listed, and nothing is started", async (t) => {
  const folder = await temporaryFolder(t);
  const program = new Program({
    DATA_DIR: folder,
    PORT: "none",
    ADMINS: "ada",
    SLACK_BOT_TOKEN: "xoxb-1",
  });
  assert.deepEqual(await program.ended, { code: 1, signal: null });
  const said = program.lines.map(({ msg }) => msg).join("\n");
  assert.match(
    said,
    /^The configuration cannot be used:\n {2}- PORT must be.*\n {2}- ADMINS is a list/,
  );
});

test("a port that is taken, a database that is not there: one sentence each", async (t) => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  t.after(() => taken.close());
  const { settings } = await scene(t);
  const blocked = await startProgram(t, {
    ...settings,
    PORT: String((taken.address() as AddressInfo).port),
  });
  assert.equal((await blocked.ended).code, 1);
  assert.match(
    blocked.said(),
    /allswell could not start: port \d+ is taken: set PORT to a free one/,
  );
  const lost = await startProgram(t, {
    ...settings,
    DATABASE_URL: "postgres://nobody@127.0.0.1:9/none",
  });
  assert.equal((await lost.ended).code, 1);
  assert.match(
    lost.said(),
    /allswell could not start: .*(refused|ECONNREFUSED)/,
  );
});

test("two instances share the work, none is probed twice, and one takes over from the other", async (t) => {
  const it = await scene(t);
  // Long enough for a look that is late on a busy machine not to fall into the next one's slot.
  await watch(it, 12, { everyMs: 4_000 });
  const probing = { ...it.settings, ROLES: "probe" };
  const [first, second] = await Promise.all(
    [1, 2].map(async () => (await startProgram(t, probing)).ready()),
  );
  await until(
    "three results of each",
    async () =>
      (await count(it.store, "SELECT count(*) AS n FROM results")) >= 36,
  );
  await first?.kill();
  const [{ at } = { at: 0 }] = await rows<{ at: number }>(
    it.store.db,
    "SELECT now() AS at",
  );
  await until(
    "all by one",
    async () =>
      (await count(
        it.store,
        `SELECT count(DISTINCT monitor_id) AS n FROM results WHERE at > to_timestamp(${(at + 1_500) / 1_000})`,
      )) === 12,
  );
  assert.equal(await second?.stop(), 0);
  // The grid slot of a result: no slot of a monitor has two. The first look of each was asked for, not planned.
  const doubled = await rows(
    it.store.db,
    `SELECT r.monitor_id, floor((extract(epoch FROM r.at) * 1000 - s.phase_ms + 100) / s.every_ms) AS slot, count(*)
     FROM results r JOIN monitor_states s USING (monitor_id)
     WHERE r.at > (SELECT min(at) + interval '1.2 seconds' FROM results) GROUP BY 1, 2 HAVING count(*) > 1`,
  );
  assert.deepEqual(doubled, []);
});

test("our own line is broken: nothing is called down, the operators are told, and the truth when it is back", async (t) => {
  const it = await scene(t);
  await watch(it, 2, { confirmFailures: 2 });
  const program = await (
    await startProgram(t, { ...it.settings, ADMINS: ADMIN })
  ).ready();
  await until(
    "both up",
    async () =>
      (await count(
        it.store,
        "SELECT count(*) AS n FROM services WHERE status = 'up'",
      )) === 2,
  );
  await it.world.setTarget("witness", "refuse");
  await it.world.setTarget("datastore", "refuse");
  const [word] = await it.world.messages({ atLeast: 1 });
  assert.match(
    word?.text ?? "",
    /^allswell's own connection seems to be broken/,
  );
  await until(
    "results are unknown",
    async () =>
      (await count(
        it.store,
        "SELECT count(*) AS n FROM results WHERE outcome = 3 AND reason LIKE 'our own connection is broken (%'",
      )) >= 4,
  );
  assert.equal(await count(it.store, "SELECT count(*) AS n FROM incidents"), 0);
  await it.world.setTarget("witness", "up");
  const messages = await it.world.messages({ atLeast: 3 });
  assert.match(
    messages.map(({ text }) => text).join("\n"),
    /own connection works again[\s\S]*(is|are) down|(is|are) down[\s\S]*own connection works again/,
  );
  assert.equal(await program.stop(), 0);
});

test("a program that stood still blames nobody", async (t) => {
  const it = await scene(t);
  await watch(it, 3);
  await it.world.setTarget("datastore", "slow", { ms: 400 });
  const program = await (await startProgram(t, it.settings)).ready();
  await until(
    "all up",
    async () =>
      (await count(
        it.store,
        "SELECT count(*) AS n FROM services WHERE status = 'up'",
      )) === 3,
  );
  for (let stop = 0; stop < 2; stop++) {
    await systemClock.sleep(150 + stop * 330); // somewhere in the middle of the probes
    process.kill(program.pid, "SIGSTOP");
    await systemClock.sleep(2_500);
    process.kill(program.pid, "SIGCONT");
  }
  const before = await count(it.store, "SELECT count(*) AS n FROM results");
  await until(
    "it goes on",
    async () =>
      (await count(it.store, "SELECT count(*) AS n FROM results")) > before + 6,
  );
  assert.equal(
    await count(
      it.store,
      "SELECT count(*) AS n FROM results WHERE outcome = 2",
    ),
    0,
    "no result says down",
  );
  assert.equal(await count(it.store, "SELECT count(*) AS n FROM incidents"), 0);
  assert.deepEqual(await it.world.messages(), []);
  await program.stop();
});

test("told to stop while a probe and a message hang: gone within ten seconds, nothing half-done", async (t) => {
  const it = await scene(t);
  await watch(it, 1);
  await watch(it, 1, {
    monitorName: "slow",
    settings: { url: it.world.targetUrl("validator") },
    everyMs: 60_000,
    timeoutMs: 50_000,
    confirmFailures: 3,
  });
  await it.world.setTarget("validator", "hang");
  await it.world.fault("slack chat.postMessage", "hang", { times: 9 });
  const program = await (await startProgram(t, it.settings)).ready();
  await until(
    "up",
    async () =>
      (await count(
        it.store,
        "SELECT count(*) AS n FROM services WHERE status = 'up'",
      )) === 1,
  );
  // A program that was long in starting spreads what is overdue: this one is to be under way now.
  await rows(
    it.store.db,
    "UPDATE monitor_states SET due_at = now() WHERE every_ms = 60000 AND lease_until IS NULL RETURNING 1",
  );
  await until(
    "being probed",
    async () =>
      (await count(
        it.store,
        "SELECT count(*) AS n FROM monitor_states WHERE every_ms = 60000 AND lease_until IS NOT NULL",
      )) === 1,
  );
  await it.world.setTarget("datastore", "error");
  await until(
    "being sent",
    async () =>
      (await count(
        it.store,
        "SELECT count(*) AS n FROM deliveries WHERE state = 'sending'",
      )) === 1,
  );
  const clock = startOwnClock();
  assert.equal(await program.stop(), 0);
  const tookMs = clock.stop();
  assert.ok(tookMs < 10_000, `${tookMs} ms`);
  assert.equal(
    await count(
      it.store,
      "SELECT count(*) AS n FROM deliveries WHERE state = 'sending'",
    ),
    0,
  );
  assert.equal(
    await count(
      it.store,
      "SELECT count(*) AS n FROM outlets WHERE lease_until > now()",
    ),
    0,
  );
  const [slow] = await rows<{ isBack: boolean }>(
    it.store.db,
    `SELECT s.lease_until IS NULL AND s.due_at <= now() AS "isBack", s.*, now() AS now
     FROM monitor_states s JOIN monitors m ON m.id = s.monitor_id WHERE m.name = 'slow'`,
  );
  assert.ok(
    slow?.isBack,
    `the probe is given back, to be made by the next: ${JSON.stringify(slow)}`,
  );
  assert.equal(
    await count(
      it.store,
      "SELECT count(*) AS n FROM results r JOIN monitors m ON m.id = r.monitor_id WHERE m.name = 'slow'",
    ),
    0,
  );
});
