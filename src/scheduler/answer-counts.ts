import type { Answers } from "../domain/condition.ts";
import { latencyBuckets } from "../domain/latency.ts";

/** How quickly monitors answered this instance since its start: counts that only grow, as Prometheus wants them. */
export class AnswerCounts {
  readonly #of = new Map<string, Answers>();

  add(namespace: string, latencyMs: number): void {
    const known = this.#of.get(namespace) ?? none(namespace);
    this.#of.set(namespace, known);
    const bucket = latencyBuckets.findIndex((upper) => latencyMs <= upper);
    const place = bucket === -1 ? latencyBuckets.length : bucket;
    known.histogram[place] = (known.histogram[place] ?? 0) + 1;
    known.sumMs += latencyMs;
  }

  all(): Answers[] {
    return [...this.#of.values()];
  }
}

function none(namespace: string): Answers {
  return {
    namespace,
    histogram: [...latencyBuckets, Infinity].map(() => 0),
    sumMs: 0,
  };
}
