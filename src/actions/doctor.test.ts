import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { systemClock } from "../base/clock.ts";
import type { Condition } from "../domain/condition.ts";
import { DAY } from "../domain/time.ts";
import { openStore, rows, type Store } from "../store/db.ts";
import type { Instance } from "../store/entities/instances.ts";
import { createPartitions } from "../store/results/partitions.ts";
import { testDatabase, testLog, testStore } from "../testing/database.ts";
import {
  contextOf,
  makeMonitor,
  makeNamespace,
  testSecrets,
} from "../testing/factory.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { examine, examineFor, type Finding, type Patient } from "./doctor.ts";
import { leaveInstances, reportInstance } from "./upkeep/instances.ts";

const condition: Condition = {
  node: "v26.10.0",
  pid: 7,
  memoryBytes: 100_000_000,
  loop: { p50Ms: 1, p99Ms: 12 },
  probes: { p50Ms: 0, p99Ms: 3, count: 4_096 },
  claimedAt: null,
  deliveredAt: null,
  slack: { mode: "socket", connected: true, since: 0, failure: null },
  witnesses: null,
  clockMs: 12,
  freeBytes: null,
};

async function report(
  store: Store,
  id: string,
  more: Partial<Condition> = {},
  instance: Partial<Instance> = {},
): Promise<void> {
  await reportInstance(contextOf(store), {
    id,
    host: "tower",
    roles: ["bot", "probe", "deliver", "web"],
    version: "0.1.0",
    startedAt: Date.now(),
    condition: { ...condition, claimedAt: Date.now(), ...more },
    ...instance,
  });
}

/** A watch at which nothing is wrong. */
async function healthy(t: TestContext): Promise<{
  store: Store;
  patient: Patient;
}> {
  const store = await testStore(t);
  await createPartitions(store, Date.now());
  await report(store, "a");
  return {
    store,
    patient: {
      store,
      secretKey: { keyId: testSecrets.keyId },
      askWitnesses: async () => true,
      clock: systemClock,
      alarm: {
        operators: async () => ["UADA000001"],
        bySms: false,
        byMail: false,
      },
    },
  };
}

/** What is wrong, as "name: text". */
function complaints(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ name, text, isFine }) =>
    isFine ? [] : [`${name}: ${text}`],
  );
}

test("where all is well, each part says so in a line", async (t) => {
  const { patient } = await healthy(t);
  const findings = await examine(patient);
  assert.deepEqual(complaints(findings), []);
  assert.deepEqual(
    findings.map(({ name }) => name),
    [
      "program",
      "database",
      "migrations",
      "instances",
      "loop",
      "probes",
      "slack",
      "clock",
      "monitors",
      "deliveries",
      "telling",
      "channels",
      "results",
      "house-keeping",
      "secrets",
      "line",
    ],
  );
  const words = findings.map(({ text }) => text).join("\n");
  assert.match(words, /^allswell \d.*, Node 26\./);
  assert.match(words, /PostgreSQL \d+.* answers in \d+ ms, \d+ MB, \d+ of/);
  assert.match(words, /1 alive: tower \(all roles\)/);
  assert.match(words, /tower: begin 0 ms late, 99 % within 3 ms/);
  assert.match(words, /tower: Socket Mode works/);
});

test("where nobody would hear of a failure, that is one", async (t) => {
  const { patient } = await healthy(t);
  const alarm = { operators: async () => [], bySms: false, byMail: false };
  assert.deepEqual(complaints(await examine({ ...patient, alarm })), [
    "telling: nobody hears when allswell itself fails",
  ]);
});

test("what instances say of themselves", async (t) => {
  const { store, patient } = await healthy(t);
  const minuteAgo = Date.now() - 60_000;
  await report(store, "a", {
    loop: { p50Ms: 30, p99Ms: 900 },
    probes: { p50Ms: 500, p99Ms: 4_000, count: 12 },
    slack: {
      mode: "socket",
      connected: false,
      since: minuteAgo,
      failure: "invalid_auth",
    },
    clockMs: -5_000,
    freeBytes: 300 * 1_048_576,
  });
  await report(
    store,
    "b",
    { claimedAt: minuteAgo, slack: null, probes: null },
    { host: "cellar", roles: ["probe"], version: "0.0.9" },
  );
  const wrong = complaints(await examine(patient));
  assert.deepEqual(
    wrong.map((one) => one.replace(/\d+ min \d+ s|1 min/, "…")),
    [
      "version: instances differ: 0.0.9, 0.1.0",
      "probes: cellar has for … not looked for what is due",
      "loop: tower: comes round 30 ms late, 99 % within 900 ms",
      "probes: tower: begin 500 ms late, 99 % within 4 s (the last 12)",
      "slack: tower: no Socket Mode for …: invalid_auth",
      "clock: tower is 5 s ahead of the database",
      "disk: tower: 300 MB free for the embedded database",
    ],
  );
});

test("instances that are gone, and roles that nobody has", async (t) => {
  const { store, patient } = await healthy(t);
  await report(store, "b", {}, { host: "cellar", startedAt: 1 });
  const silence = async (id: string): Promise<void> => {
    await rows(
      store.db,
      "UPDATE instances SET seen_at = now() - interval '5 min' WHERE id = $1 RETURNING id",
      [id],
    );
  };
  await silence("b");
  assert.deepEqual(complaints(await examine(patient)), [
    "instances: cellar (bot, probe, deliver, web) was last heard of 5 min ago and has not said that it ends",
  ]);
  await report(store, "c", {}, { host: "cellar", roles: ["bot", "web"] });
  assert.deepEqual(complaints(await examine(patient)), [], "it was followed");
  await leaveInstances(contextOf(store), "a");
  assert.deepEqual(complaints(await examine(patient)), [
    "instances: none has the role probe or deliver",
  ]);
  await silence("c");
  const none = complaints(await examine(patient));
  assert.equal(none[0], "instances: none is at work on this database");
  await rows(
    store.db,
    "UPDATE instances SET seen_at = now() - interval '2 days' RETURNING id",
  );
  await report(store, "d");
  assert.deepEqual(complaints(await examine(patient)), [], "after a day");
});

test("what the database tells: deliveries, channels, work, tables, secrets", async (t) => {
  const { store, patient } = await healthy(t);
  await makeNamespace(store);
  await makeMonitor(store);
  await rows(
    store.db,
    `WITH told AS (INSERT INTO announcements (reason, text, facts, created_at) VALUES ('down', 'x', '{}', now()) RETURNING id)
     INSERT INTO deliveries (announcement_id, outlet_id, reason, state, next_attempt_at, attempts, created_at)
     SELECT told.id, outlets.id, 'down', state, now() - interval '10 min', 0, now()
     FROM told, outlets, unnest(ARRAY['planned', 'ambiguous', 'dead', 'sent']) AS state RETURNING id`,
  );
  await rows(
    store.db,
    "UPDATE outlets SET off_reason = 'is_archived' RETURNING id",
  );
  await rows(
    store.db,
    "INSERT INTO periodic_runs (name, due_at, failure) VALUES ('rollups', now(), 'out of space') RETURNING name",
  );
  await rows(
    store.db,
    "INSERT INTO secrets (owner, name, key_id, sealed) VALUES ('monitor:1', 'password', 'other', '') RETURNING id",
  );
  await rows(
    store.db,
    "UPDATE monitor_states SET due_at = now() - interval '5 min' RETURNING monitor_id",
  );
  const wrong = complaints(
    await examine({ ...patient, askWitnesses: async () => false }),
  );
  assert.deepEqual(wrong, [
    "monitors: 1 of 1 were due more than a minute ago",
    "deliveries: 1 wait, the oldest for 10 min",
    "deliveries: 1 may or may not have arrived",
    "deliveries: 1 message of the last ones could not be told",
    "channels: nothing is told to #iati (slack): is_archived",
    "house-keeping: rollups fails: out of space",
    "secrets: 1 of 1 were sealed with another key",
    "line: none of the witnesses answers",
  ]);
  await rows(
    store.db,
    "UPDATE deliveries SET failure = 'no clear answer' WHERE state = 'ambiguous' RETURNING id",
  );
  assert.equal(
    complaints(await examine(patient)).find((one) => one.includes("wait")),
    "deliveries: 1 message waits for #iati, the oldest for 10 min: no clear answer",
    "whoever refuses is named",
  );
  const later = new ManualClock(Date.now() + 9 * DAY);
  const soon = await examine({ ...patient, clock: later });
  assert.ok(
    complaints(soon).some((one) => one.includes("no table for the results of")),
  );
  await rows(
    store.db,
    "DELETE FROM schema_migrations WHERE number = 3 RETURNING number",
  );
  assert.ok(
    complaints(await examine(patient)).includes(
      "migrations: 0003_sms_received is missing",
    ),
  );
  await rows(
    store.db,
    "INSERT INTO schema_migrations (number, name) VALUES (9999, 'x') RETURNING number",
  );
  assert.ok(
    complaints(await examine(patient)).includes(
      "migrations: the database was made by a newer allswell",
    ),
  );
});

test("it works where parts are broken: one line for each, and no waiting for ever", async (t) => {
  const { patient } = await healthy(t);
  const clock = new ManualClock();
  const hanging = examine({
    ...patient,
    store: { failure: "connection refused" },
    askWitnesses: () => Promise.withResolvers<boolean>().promise,
    clock,
  });
  const wrong = await clock.passUntil(hanging);
  assert.deepEqual(complaints(wrong), [
    "database: connection refused",
    "line: no answer within 3 s",
  ]);
  const thrown = await examine({
    ...patient,
    askWitnesses: () => Promise.reject(new Error("no line\nat all")),
    secretKey: { failure: "secret.key is damaged" },
  });
  assert.deepEqual(complaints(thrown), [
    "secrets: secret.key is damaged",
    "line: no line",
  ]);
  const { connection } = await testDatabase(t);
  const away = await openStore(connection, testLog);
  await away.close();
  const closed = await examine({ ...patient, store: away });
  assert.equal(complaints(closed).length, 1);
  assert.match(complaints(closed)[0] ?? "", /^database: /);
});

test("it is for those who may change things", async (t) => {
  const { store, patient } = await healthy(t);
  const actor = { id: "U1", name: "Ben", role: "member" as const };
  const asked = await examineFor(contextOf(store, { actor }), patient);
  assert.ok(!asked.ok);
  assert.match(asked.text, /for editors and admins/);
  const unknown = { ...actor, role: "unknown" as const };
  const other = await examineFor(contextOf(store, { actor: unknown }), patient);
  assert.ok(!other.ok && other.kind === "not-known");
  assert.ok((await examineFor(contextOf(store), patient)).ok);
});
