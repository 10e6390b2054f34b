import assert from "node:assert/strict";
import { createServer, type Server } from "node:net";
import { type TestContext, test } from "node:test";
import type { Health } from "../domain/health.ts";
import type { Instant } from "../domain/time.ts";
import { rows } from "../store/db.ts";
import { createPartitions } from "../store/results/partitions.ts";
import { testLog, testStore } from "../testing/database.ts";
import {
  claimNow,
  contextOf,
  makeMonitor,
  makeNamespace,
} from "../testing/factory.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { connector, startSite } from "../testing/web.ts";
import { AnswerCounts } from "./answer-counts.ts";
import { PlanCache } from "./plan-cache.ts";
import { Prober } from "./prober.ts";
import { ResultWriter } from "./result-writer.ts";
import { StallWatch } from "./stall-watch.ts";
import { Witnesses } from "./witnesses.ts";

/** One monitor of a site that answers as it is told, and one witness that answers or does not. */
async function startWatch(t: TestContext) {
  const store = await testStore(t);
  const clock = new ManualClock(Date.now());
  let status = 200;
  const origin = await startSite(t, (_request, response) => {
    response.writeHead(status).end();
  });
  const line = await startLine(t);
  await createPartitions(store, clock.now());
  await makeNamespace(store);
  const { monitor } = await makeMonitor(store, { settings: { url: origin } });
  const context = () => contextOf(store, { now: clock.now() });
  const witnesses = new Witnesses([line], connector, clock);
  const writer = new ResultWriter(context, clock, testLog);
  const prober = new Prober({
    context,
    clock,
    log: testLog,
    connector,
    sms: null,
    writer,
    answers: new AnswerCounts(),
    witnesses,
    stalls: new StallWatch(clock),
    lineChanged: () => {},
    wakeFor: () => {},
  });
  const plans = new PlanCache();
  return {
    clock,
    line,
    witnesses,
    /** Looks ten seconds later, when the site answers with this; what is believed then. */
    look: async (answers: number): Promise<Health["kind"]> => {
      status = answers;
      clock.move(10_000);
      const claim = await claimNow(store, monitor.id);
      const plan = (await plans.load(context(), [claim])).get(monitor.id);
      assert.ok(plan);
      await prober.probe(claim, plan, new AbortController().signal);
      await writer.flush();
      return (await claimNow(store, monitor.id)).health.kind;
    },
    incidents: () =>
      rows<{ beganAt: Instant }>(
        store.db,
        `SELECT began_at AS "beganAt" FROM incidents`,
      ),
    measured: async () => {
      const [row] = await rows<{ facts: { status: number } }>(
        store.db,
        "SELECT facts FROM monitor_facts WHERE monitor_id = $1",
        [monitor.id],
      );
      return row?.facts.status;
    },
  };
}

/** A witness whose port is closed and opened again. */
async function startLine(t: TestContext) {
  const open = (port: number): Promise<Server> =>
    new Promise((resolve) => {
      const listening = createServer((socket) => socket.destroy());
      listening.listen(port, "127.0.0.1", () => resolve(listening));
    });
  let server = await open(0);
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const { port } = address;
  t.after(() => server.close());
  return {
    host: "127.0.0.1",
    port,
    cut: () => new Promise<void>((resolve) => server.close(() => resolve())),
    mend: async () => {
      server = await open(port);
    },
  };
}

test("what failed while our own line was broken confirms nothing once it is back", async (t) => {
  const { clock, line, look, incidents } = await startWatch(t);
  assert.equal(await look(200), "up");
  assert.deepEqual([await look(503), await look(503)], ["failing", "failing"]);
  await line.cut();
  assert.equal(await look(503), "up", "our line: the count is forgotten");
  await line.mend();
  const mendedAt = clock.now();
  assert.deepEqual([await look(503), await look(503)], ["failing", "failing"]);
  assert.deepEqual(await incidents(), []);
  assert.equal(await look(503), "down", "three failures since: it is down");
  const [incident] = await incidents();
  assert.ok(
    incident !== undefined && incident.beganAt > mendedAt,
    "the outage began after our line was back",
  );
});

test("that our line was broken while a monitor was failing counts also where it is back by the last look", async (t) => {
  const { line, witnesses, look, incidents } = await startWatch(t);
  assert.equal(await look(200), "up");
  assert.deepEqual([await look(503), await look(503)], ["failing", "failing"]);
  await line.cut();
  assert.equal(await witnesses.anyAnswers(), false);
  await line.mend();
  assert.equal(await look(503), "up");
  assert.deepEqual(await incidents(), []);
});

test("what was measured last is of the look that changed the health", async (t) => {
  const { look, measured } = await startWatch(t);
  await look(200);
  await look(503);
  assert.equal(await measured(), 503);
  assert.equal(await look(200), "up");
  assert.equal(await measured(), 200, "not what failed, for five minutes");
});
