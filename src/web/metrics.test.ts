import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { reportInstance } from "../actions/upkeep/instances.ts";
import { MINUTE } from "../domain/time.ts";
import { AnswerCounts } from "../scheduler/answer-counts.ts";
import { rows } from "../store/db.ts";
import {
  believe,
  contextOf,
  makeMonitor,
  makeNamespace,
} from "../testing/factory.ts";
import { openMachine, people } from "../testing/machine.ts";
import { answersMetric, metrics } from "./metrics/exposition.ts";

const counts = new AnswerCounts();
for (const ms of [12, 18, 20, 80, 41_000]) counts.add("iati", ms);

const condition = {
  node: "v26",
  pid: 7,
  memoryBytes: 123_456,
  loop: { p50Ms: 1, p99Ms: 20 },
  probes: { p50Ms: 2, p99Ms: 30, count: 9 },
  claimedAt: null,
  deliveredAt: null,
  witnesses: null,
  slack: null,
  clockMs: 0,
  freeBytes: null,
  answers: counts.all(),
};

async function measured(t: Parameters<typeof openMachine>[0]) {
  const machine = await openMachine(t);
  const { store, clock } = machine;
  await makeNamespace(store);
  const up = await makeMonitor(store);
  const down = await makeMonitor(store, {
    serviceName: 'Registry "old"\\\nline',
  });
  await makeMonitor(store, { serviceName: "Never looked at" });
  const at = clock.now();
  await believe(store, up, "up", { at });
  await believe(store, down, "down", { at });
  await rows(
    store.db,
    `INSERT INTO monitor_facts (monitor_id, at, facts) VALUES
       ($1, to_timestamp($2::float8 / 1000), '{"certificateDaysLeft": 12, "diskUsedPercent": 81.5, "loadAverage1": 0.7, "x": "y"}')
     RETURNING 1`,
    [up.monitor.id, at],
  );
  await reportInstance(contextOf(store), {
    id: "one",
    host: "watch-1",
    roles: ["web"],
    version: "1.2.3",
    startedAt: at,
    condition,
  });
  const read = async (token?: string) => {
    const response = await fetch(`${machine.origin}/metrics`, {
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
    });
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      text: await response.text(),
    };
  };
  return { ...machine, read };
}

test("the metrics tell how everything is, to those who bring a token", async (t) => {
  const machine = await measured(t);
  const { read, token, clock } = machine;
  const refused = await read();
  assert.equal(refused.status, 401);
  assert.match(refused.text, /This needs a personal token/);
  assert.doesNotMatch(refused.text, /Datastore|allswell_/);
  const prometheus = await token(people.cleo, { scope: "read" });
  const { status, type, text } = await read(prometheus);
  assert.equal(status, 200);
  assert.match(type ?? "", /^text\/plain; version=0\.0\.4/);
  const labels =
    'namespace="iati",service="Datastore",monitor="front page",type="http"';
  for (const line of [
    `allswell_monitor_up{${labels}} 1`,
    `allswell_monitor_degraded{${labels}} 0`,
    `allswell_certificate_days_left{${labels}} 12`,
    `allswell_host_disk_used_ratio{${labels}} 0.815`,
    `allswell_host_load1{${labels}} 0.7`,
    'allswell_monitors{namespace="iati",health="unknown"} 1',
    'allswell_services{namespace="iati",status="down"} 1',
    'allswell_services{namespace="iati",status="maintenance"} 0',
    'allswell_incidents_open{namespace="iati",severity="down"} 1',
    "# TYPE allswell_response_seconds histogram",
    'allswell_response_seconds_bucket{namespace="iati",instance_id="one",le="0.005"} 0',
    'allswell_response_seconds_bucket{namespace="iati",instance_id="one",le="0.02"} 3',
    'allswell_response_seconds_bucket{namespace="iati",instance_id="one",le="30"} 4',
    'allswell_response_seconds_bucket{namespace="iati",instance_id="one",le="+Inf"} 5',
    'allswell_response_seconds_sum{namespace="iati",instance_id="one"} 41.13',
    'allswell_response_seconds_count{namespace="iati",instance_id="one"} 5',
    'allswell_deliveries_waiting{channel="slack",state="planned"} 1',
    'allswell_deliveries_last_day{channel="slack",state="planned"} 1',
    "allswell_instances 1",
    'allswell_instance_memory_bytes{instance_id="one",host="watch-1"} 123456',
    'allswell_loop_lag_seconds{instance_id="one",host="watch-1"} 0.02',
    'allswell_probe_lateness_seconds{instance_id="one",host="watch-1"} 0.03',
    'allswell_build_info{version="1.2.3"} 1',
  ])
    assert.ok(text.split("\n").includes(line), `${line}\n${text}`);
  assert.match(
    text,
    /service="Registry \\"old\\"\\\\ ?line"/,
    "names are escaped",
  );
  assert.doesNotMatch(text, /allswell_monitor_up\{[^}]*Never looked at/);
  for (const line of text.split("\n"))
    assert.match(
      line,
      /^($|# (HELP|TYPE) allswell_\w+ .+|allswell_\w+(\{(\w+="(\\.|[^"\\])*",?)+\})? -?[\d.e+-]+)$/,
    );
  await makeMonitor(machine.store, { serviceName: "New" });
  assert.doesNotMatch((await read(prometheus)).text, /"New"|unknown"\} 2/);
  clock.move(MINUTE);
  assert.match((await read(prometheus)).text, /health="unknown"\} 2/);
});

test("each metric of the Grafana dashboard is one of ours, and each of ours is on it", () => {
  const dashboard = readFileSync(
    new URL("../../docs/grafana/allswell.json", import.meta.url),
    "utf8",
  );
  const named = new Set(dashboard.match(/allswell_[a-z0-9_]+/g));
  const ours = [
    ...metrics,
    { ...answersMetric, name: `${answersMetric.name}_bucket` },
    { ...answersMetric, name: `${answersMetric.name}_count` },
    { ...answersMetric, name: `${answersMetric.name}_sum` },
  ];
  assert.deepEqual([...named].sort(), ours.map(({ name }) => name).sort());
  const { panels } = JSON.parse(dashboard) as {
    panels: { targets: { expr: string }[] }[];
  };
  for (const { labels, name } of ours)
    for (const { expr } of panels.flatMap(({ targets }) => targets)) {
      if (!expr.includes(name)) continue;
      for (const [, label = ""] of expr.matchAll(/(\w+)=~?"/g))
        assert.ok(
          [...labels].some((one) => one === label),
          `${name} has no label ${label}`,
        );
    }
});
