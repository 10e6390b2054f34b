import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../base/clock.ts";
import { createPartitions } from "../store/results/partitions.ts";
import { testLog, testStore } from "../testing/database.ts";
import {
  claimNow,
  contextOf,
  makeMonitor,
  makeNamespace,
} from "../testing/factory.ts";
import { connector, startSite } from "../testing/web.ts";
import { AnswerCounts } from "./answer-counts.ts";
import { PlanCache } from "./plan-cache.ts";
import { Prober } from "./prober.ts";
import { ResultWriter } from "./result-writer.ts";
import { StallWatch } from "./stall-watch.ts";
import { Witnesses } from "./witnesses.ts";

test("an answer is counted once, in the first bucket that holds it", () => {
  const counts = new AnswerCounts();
  for (const ms of [0, 5, 5.5, 10, 30_000, 30_001]) counts.add("iati", ms);
  counts.add("di", 70);
  const [iati, di] = counts.all();
  const filled = (histogram: readonly number[] = []): number[][] =>
    [...histogram.entries()].filter(([, count]) => count > 0);
  assert.deepEqual(filled(iati?.histogram), [
    [0, 2],
    [1, 2],
    [15, 1],
    [16, 1],
  ]);
  assert.equal(iati?.sumMs, 60_021.5);
  assert.deepEqual(filled(di?.histogram), [[4, 1]]);
});

test("each answer of a monitor counts for its namespace; silence does not", async (t) => {
  const store = await testStore(t);
  const origin = await startSite(t, (_request, response) => {
    response.end("fine");
  });
  await createPartitions(store, Date.now());
  await makeNamespace(store);
  const up = await makeMonitor(store, { settings: { url: origin } });
  const silent = await makeMonitor(store, {
    serviceName: "Registry",
    settings: { url: "http://127.0.0.1:1/" },
  });
  const context = () => contextOf(store);
  const answers = new AnswerCounts();
  const prober = new Prober({
    context,
    clock: systemClock,
    log: testLog,
    connector,
    sms: null,
    writer: new ResultWriter(context, systemClock, testLog),
    answers,
    witnesses: new Witnesses([], connector, systemClock),
    stalls: new StallWatch(systemClock),
    lineChanged: () => {},
    wakeFor: () => {},
  });
  const plans = new PlanCache();
  for (const { monitor } of [up, up, silent]) {
    const claim = await claimNow(store, monitor.id);
    const plan = (await plans.load(context(), [claim])).get(monitor.id);
    assert.ok(plan);
    await prober.probe(claim, plan, new AbortController().signal);
  }
  const [iati, ...others] = answers.all();
  assert.deepEqual([iati?.namespace, others], ["iati", []]);
  const counted = iati?.histogram.reduce((sum, count) => sum + count, 0);
  assert.equal(counted, 2);
});
