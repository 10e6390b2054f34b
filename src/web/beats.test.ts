import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { hearBeat, heardBy, tokenOf } from "../actions/targets/hear-beat.ts";
import { systemClock } from "../base/clock.ts";
import type { Beat } from "../domain/heard.ts";
import { recentBeats } from "../store/results/beats.ts";
import { rows, type Store } from "../store/db.ts";
import { testLog, testStore } from "../testing/database.ts";
import {
  contextOf,
  makeMonitor,
  makeNamespace,
  testSecrets,
} from "../testing/factory.ts";
import { beatsRouter, startListening } from "./beats.ts";
import { startWeb } from "./server.ts";

interface Ear {
  store: Store;
  monitorId: number;
  /** Says something at the monitor's address. */
  say: (path: string, init?: RequestInit) => Promise<Response>;
  beats: () => Promise<Beat[]>;
}

/** A monitor that hears, behind a real web server. */
async function ear(
  t: TestContext,
  type: "heartbeat" | "push" = "heartbeat",
): Promise<Ear> {
  const store = await testStore(t);
  await makeNamespace(store);
  const { monitor } = await makeMonitor(store, {
    type,
    settings: type === "heartbeat" ? { runs: "1d" } : { fresh: "10m" },
  });
  const web = await startWeb({
    port: 0,
    bind: "127.0.0.1",
    log: testLog,
    routers: [
      beatsRouter({
        context: () => contextOf(store),
        clock: systemClock,
        log: testLog,
      }),
    ],
  });
  t.after(() => web.stop());
  const address = `http://127.0.0.1:${web.port}/${type}/${tokenOf(testSecrets, monitor.id)}`;
  return {
    store,
    monitorId: monitor.id,
    say: (path, init) => fetch(`${address}${path}`, init),
    beats: () => recentBeats(store.db, monitor.id, 10),
  };
}

test("a job speaks by GET, POST and HEAD; its log's beginning is kept", async (t) => {
  const { say, beats } = await ear(t);
  const response = await say("");
  assert.equal(response.status, 200);
  assert.equal(await response.text(), "OK\n");
  assert.equal((await say("", { method: "HEAD" })).status, 200);
  assert.equal((await say("/start", { method: "POST" })).status, 200);
  const long = `first line\0\n${"x".repeat(50_000)}`;
  assert.equal((await say("/3", { method: "POST", body: long })).status, 200);
  assert.equal((await say("/fail", { method: "POST" })).status, 200);
  assert.equal((await say("/0")).status, 200);
  const [zero, fail, three, start, ...before] = await beats();
  assert.equal(before.length, 2);
  assert.equal(start?.kind, "start");
  assert.deepEqual([three?.outcome, three?.exitCode], ["down", 3]);
  assert.match(three?.text ?? "", /^first line\nx+/);
  assert.ok((three?.text?.length ?? 0) <= 10_000);
  assert.ok((three?.runMs ?? -1) >= 0, "the run's time is measured");
  assert.equal(fail?.outcome, "down");
  assert.deepEqual(
    [zero?.outcome, zero?.exitCode, zero?.runMs],
    ["up", 0, null],
  );
});

test("what is said is judged at once", async (t) => {
  const { say, store, monitorId } = await ear(t);
  await rows(
    store.db,
    "UPDATE monitor_states SET due_at = now() + interval '1 hour' RETURNING 1",
  );
  await say("/fail");
  const [state] = await rows<{ isDue: boolean }>(
    store.db,
    `SELECT due_at <= now() AS "isDue" FROM monitor_states WHERE monitor_id = $1`,
    [monitorId],
  );
  assert.equal(state?.isDue, true);
});

test("another's address, a wrong word and a removed monitor are refused in a sentence", async (t) => {
  const { say, store, beats, monitorId } = await ear(t);
  for (const path of ["x", "/later", "/256", "/-1", "/0/0"])
    assert.equal((await say(path)).status, 404, path);
  const token = tokenOf(testSecrets, monitorId);
  const word = {
    kind: "end",
    outcome: "up",
    exitCode: null,
    text: null,
  } as const;
  for (const wrong of [
    "",
    "1",
    `${monitorId}-`,
    token.slice(0, -1),
    `${token}=`,
    token.replace(/^\d+/, "99"),
    "💥",
  ])
    assert.equal(
      (
        await hearBeat(
          contextOf(store),
          { token: wrong, type: "heartbeat" },
          word,
        )
      ).ok,
      false,
      wrong,
    );
  const asPush = await hearBeat(
    contextOf(store),
    { token, type: "push" },
    word,
  );
  assert.equal(asPush.ok, false);
  assert.deepEqual(await beats(), []);
  const { monitor } = await makeMonitor(store, {
    serviceName: "Gone",
    type: "heartbeat",
    settings: { runs: "1d" },
  });
  await rows(
    store.db,
    "UPDATE monitors SET removed_at = now() WHERE id = $1 RETURNING 1",
    [monitor.id],
  );
  const gone = { token: tokenOf(testSecrets, monitor.id), type: "heartbeat" };
  assert.equal((await hearBeat(contextOf(store), gone, word)).ok, false);
});

test("another system says how it is, in the ways that scripts have", async (t) => {
  const { say, beats } = await ear(t, "push");
  const json = { "content-type": "application/json" };
  const ways: [string, RequestInit, string, string | null][] = [
    ["/down", {}, "down", null],
    [
      "/2",
      { method: "POST", body: "CRITICAL - disk full" },
      "down",
      "CRITICAL - disk full",
    ],
    ["/1?text=slow", {}, "degraded", "slow"],
    ["?status=OK&text=fine", {}, "up", "fine"],
    [
      "",
      {
        method: "POST",
        headers: json,
        body: '{"status":"degraded","text":"slow","more":1}',
      },
      "degraded",
      "slow",
    ],
    [
      "",
      {
        method: "POST",
        body: new URLSearchParams({ status: "unknown", text: "?" }),
      },
      "unknown",
      "?",
    ],
  ];
  for (const [path, init, outcome, text] of ways) {
    assert.equal((await say(path, init)).status, 200, path);
    const [last] = await beats();
    assert.deepEqual([last?.outcome, last?.text], [outcome, text], path);
  }
  for (const [path, body] of [
    ["", ""],
    ["", "down"],
    ["/great", ""],
    ["", '{"status":7}'],
    ["", "null"],
  ] as const) {
    const response = await say(path, { method: "POST", body });
    assert.equal(response.status, 400, `${path} ${body}`);
    assert.match(await response.text(), /^Say how it is: up, degraded, down/);
  }
});

test("a stretch in which nobody listened is known afterwards", async (t) => {
  const { store, monitorId } = await ear(t);
  const context = contextOf(store);
  const never = await heardBy(context, monitorId);
  assert.ok(never?.deaf, "nobody has listened yet");
  const stop = new AbortController();
  const parts = {
    context: () => contextOf(store),
    clock: systemClock,
    log: testLog,
  };
  await startListening(parts, stop.signal);
  stop.abort();
  assert.equal((await heardBy(context, monitorId))?.deaf, null);
  await rows(
    store.db,
    "UPDATE listening SET seen_at = now() - interval '2 hours' RETURNING 1",
  );
  const now = Date.now();
  const deafNow = (await heardBy(context, monitorId))?.deaf;
  assert.ok(deafNow && deafNow.until - deafNow.from > 7_100_000);
  await startListening(parts, AbortSignal.abort());
  const wasDeaf = (await heardBy(context, monitorId))?.deaf;
  assert.ok(wasDeaf && Math.abs(wasDeaf.until - now) < 60_000);
});
