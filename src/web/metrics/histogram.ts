import type { Answers } from "../../domain/condition.ts";
import { latencyBuckets } from "../../domain/latency.ts";
import { SECOND } from "../../domain/time.ts";

/** Counts that are kept elsewhere: prom-client's own histogram would have to see each answer itself. */
export interface Counts extends Pick<Answers, "histogram" | "sumMs"> {
  labels: Record<string, string>;
}

/** A histogram as Prometheus reads it: each bucket holds those below it, too. */
export function histogramText(
  name: string,
  help: string,
  all: readonly Counts[],
): string {
  const lines = all.flatMap(({ labels, histogram, sumMs }) => {
    let below = 0;
    const buckets = [...latencyBuckets, Infinity].map((upper, index) => {
      below += histogram[index] ?? 0;
      const le = upper === Infinity ? "+Inf" : String(upper / SECOND);
      return `${name}_bucket${labelText({ ...labels, le })} ${below}`;
    });
    return [
      ...buckets,
      `${name}_sum${labelText(labels)} ${sumMs / SECOND}`,
      `${name}_count${labelText(labels)} ${below}`,
    ];
  });
  const head = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`];
  return `${[...head, ...lines].join("\n")}\n`;
}

function labelText(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(
    ([label, value]) => `${label}="${escaped(value)}"`,
  );
  return `{${pairs.join(",")}}`;
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/ */
function escaped(value: string): string {
  return value
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n");
}
