import { setImmediate as turn } from "node:timers/promises";
import { Gauge, Registry } from "prom-client";
import type { Measures } from "../../actions/figures/metrics.ts";
import { statuses } from "../../domain/service.ts";
import { type Instant, SECOND } from "../../domain/time.ts";
import { certificateDaysLeft } from "../../domain/vitals.ts";
import { histogramText } from "./histogram.ts";

export const EXPOSITION_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** One value with its labels. */
interface Sample {
  labels: Record<string, string>;
  value: number;
}

/** A metric: how it is called, what it says, and how it is read off what was measured. */
export interface Metric {
  name: string;
  help: string;
  labels: readonly string[];
  samples: (measures: Measures, at: At) => Sample[];
}

interface At {
  now: Instant;
  version: string;
}

const monitorLabels = ["namespace", "service", "monitor", "type"] as const;
/** What was measured so long ago says nothing any more. */
const STALE_S = 8 * 86_400;

type Monitor = Measures["monitors"][number];

const labelsOf = ({
  namespace,
  service,
  monitor,
  type,
}: Monitor): Record<string, string> => ({ namespace, service, monitor, type });

/** A value of each monitor that has one. */
const ofMonitors =
  (value: (monitor: Monitor, at: At) => number | null): Metric["samples"] =>
  ({ monitors }, at) =>
    monitors.flatMap((monitor) => {
      const found = value(monitor, at);
      return found === null
        ? []
        : [{ labels: labelsOf(monitor), value: found }];
    });

const isFresh = ({ factsAt }: Monitor, now: Instant): boolean =>
  factsAt !== null && now - factsAt < STALE_S * SECOND;

/** Whether it is up, where that is known and counts. */
function upness({ health, belief }: Monitor): number | null {
  if (health === "paused" || health === "maintenance" || belief === "unknown")
    return null;
  return belief === "down" ? 0 : 1;
}

export const metrics: readonly Metric[] = [
  {
    name: "allswell_monitor_up",
    help: "1 while a monitor is believed up or degraded, 0 while down; absent while unknown, paused or in maintenance.",
    labels: monitorLabels,
    samples: ofMonitors(upness),
  },
  {
    name: "allswell_monitor_degraded",
    help: "1 while a monitor is believed degraded: it answers, but a threshold was passed.",
    labels: monitorLabels,
    samples: ofMonitors((monitor) =>
      upness(monitor) === null ? null : Number(monitor.belief === "degraded"),
    ),
  },
  {
    name: "allswell_certificate_days_left",
    help: "Days that the certificate seen last is valid still.",
    labels: monitorLabels,
    samples: ofMonitors((monitor, { now }) =>
      monitor.certificateDays === null ||
      monitor.factsAt === null ||
      !isFresh(monitor, now)
        ? null
        : certificateDaysLeft(
            { certificateDaysLeft: monitor.certificateDays },
            { at: monitor.factsAt, now },
          ),
    ),
  },
  {
    name: "allswell_host_disk_used_ratio",
    help: "How full the fullest disk of a machine is, 0 to 1.",
    labels: monitorLabels,
    samples: ofMonitors((monitor, { now }) =>
      monitor.diskUsedPercent === null || !isFresh(monitor, now)
        ? null
        : monitor.diskUsedPercent / 100,
    ),
  },
  {
    name: "allswell_host_load1",
    help: "The load of a machine, averaged over a minute.",
    labels: monitorLabels,
    samples: ofMonitors((monitor, { now }) =>
      isFresh(monitor, now) ? monitor.load1 : null,
    ),
  },
  {
    name: "allswell_monitors",
    help: "How many monitors are in each health.",
    labels: ["namespace", "health"],
    samples: ({ monitors }) =>
      counted(monitors, ({ namespace, health }) => ({ namespace, health })),
  },
  {
    name: "allswell_services",
    help: "How many services are in each status, 0 where none is.",
    labels: ["namespace", "status"],
    samples: servicesByStatus,
  },
  {
    name: "allswell_incidents_open",
    help: "How many incidents are not over.",
    labels: ["namespace", "severity"],
    samples: ({ incidents }) =>
      incidents.map(({ namespace, severity, count }) => ({
        labels: { namespace, severity },
        value: count,
      })),
  },
  {
    name: "allswell_deliveries_waiting",
    help: "What is decided and not told yet.",
    labels: ["channel", "state"],
    samples: ({ waiting }) => waiting.map(deliverySample),
  },
  {
    name: "allswell_deliveries_oldest_waiting_seconds",
    help: "How long what waits longest has waited.",
    labels: ["channel", "state"],
    samples: ({ waiting }, { now }) =>
      waiting.map((row) => ({
        ...deliverySample(row),
        value: Math.max(0, now - row.oldest) / SECOND,
      })),
  },
  {
    name: "allswell_deliveries_last_day",
    help: "What was decided to be told in the last 24 hours, by how far it is (of the latest 20000).",
    labels: ["channel", "state"],
    samples: ({ told }) => told.map(deliverySample),
  },
  {
    name: "allswell_instances",
    help: "How many programs are at work.",
    labels: [],
    samples: ({ instances }) => [{ labels: {}, value: instances.length }],
  },
  {
    name: "allswell_instance_silent_seconds",
    help: "How long ago an instance last said that it lives.",
    labels: ["instance_id", "host"],
    samples: ofInstances(({ silentMs }) => silentMs / SECOND),
  },
  {
    name: "allswell_instance_memory_bytes",
    help: "Resident memory of an instance.",
    labels: ["instance_id", "host"],
    samples: ofInstances(({ condition }) => condition.memoryBytes),
  },
  {
    name: "allswell_loop_lag_seconds",
    help: "How late an instance's own loop came round in the last seconds: 99 % of the rounds stayed under it.",
    labels: ["instance_id", "host"],
    samples: ofInstances(({ condition }) => inSeconds(condition.loop.p99Ms)),
  },
  {
    name: "allswell_probe_lateness_seconds",
    help: "How late an instance's probes began in the last minutes: 99 % stayed under it.",
    labels: ["instance_id", "host"],
    samples: ofInstances(({ condition }) =>
      inSeconds(condition.probes?.p99Ms ?? null),
    ),
  },
  {
    name: "allswell_build_info",
    help: "1, with the version of the program that answers.",
    labels: ["version"],
    samples: (_, { version }) => [{ labels: { version }, value: 1 }],
  },
];

/**
 * The one histogram. It has no monitors among its labels, which would be 19 series for each of thousands: how quickly one
 * monitor answers is on its service's page.
 */
export const answersMetric = {
  name: "allswell_response_seconds",
  help: "How quickly monitors answered, since the start of the instance that looked.",
  labels: ["namespace", "instance_id", "le"],
} as const;

function answersText({ instances }: Measures): string {
  const { name, help } = answersMetric;
  const counts = instances.flatMap(({ id, condition }) =>
    (condition.answers ?? []).map(({ namespace, histogram, sumMs }) => ({
      labels: { namespace, instance_id: id },
      histogram,
      sumMs,
    })),
  );
  return histogramText(name, help, counts);
}

/** Of each status: of what is not there any more dashboards show what it was last. */
function servicesByStatus({ services }: Measures): Sample[] {
  const byNamespace = Map.groupBy(services, (one) => one.namespaceSlug);
  return [...byNamespace].flatMap(([namespace, counts]) =>
    statuses.map((status) => ({
      labels: { namespace, status },
      value: counts.find((one) => one.status === status)?.count ?? 0,
    })),
  );
}

function ofInstances(
  value: (instance: Measures["instances"][number]) => number | null,
): Metric["samples"] {
  return ({ instances }) =>
    instances.flatMap((instance) => {
      const found = value(instance);
      const labels = { instance_id: instance.id, host: instance.host };
      return found === null ? [] : [{ labels, value: found }];
    });
}

const inSeconds = (ms: number | null): number | null =>
  ms === null ? null : ms / SECOND;

function deliverySample({
  channel,
  state,
  count,
}: Measures["waiting"][number]): Sample {
  return { labels: { channel, state }, value: count };
}

function counted<Row>(
  rows: readonly Row[],
  labelsFor: (row: Row) => Record<string, string>,
): Sample[] {
  const samples = new Map<string, Sample>();
  for (const row of rows) {
    const labels = labelsFor(row);
    const key = JSON.stringify(labels);
    const known = samples.get(key);
    if (known === undefined) samples.set(key, { labels, value: 1 });
    else known.value += 1;
  }
  return [...samples.values()];
}

/** So many samples are written at a time: others get a turn in between. */
const AT_A_TIME = 500;

/** The text that Prometheus reads. */
export async function exposition(measures: Measures, at: At): Promise<string> {
  const parts: string[] = [answersText(measures)];
  for (const metric of metrics) {
    const samples = metric.samples(measures, at);
    for (let from = 0; from === 0 || from < samples.length; from += AT_A_TIME) {
      const text = await written(metric, samples.slice(from, from + AT_A_TIME));
      parts.push(from === 0 ? text : text.replace(/^#.*\n/gm, ""));
      await turn();
    }
  }
  return parts.join("");
}

async function written(
  { name, help, labels }: Metric,
  samples: readonly Sample[],
): Promise<string> {
  const registry = new Registry();
  const gauge = new Gauge({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  for (const sample of samples) gauge.set(sample.labels, sample.value);
  return registry.metrics();
}
