import { monitorEventLoopDelay } from "node:perf_hooks";

const NS_PER_MS = 1_000_000;
/** How often the loop is to come round; what it takes longer is its lag. */
const RESOLUTION_MS = 50;

/** How late this program's event loop comes round. */
export class LoopLag {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.#histogram.enable();
  }

  /** What half and 99 % of the rounds since the last question stayed under; null where there were none. */
  take(): { p50Ms: number | null; p99Ms: number | null } {
    const histogram = this.#histogram;
    const at = (percent: number): number | null =>
      histogram.count === 0
        ? null
        : Math.max(
            0,
            Math.round(histogram.percentile(percent) / NS_PER_MS) -
              RESOLUTION_MS,
          );
    const taken = { p50Ms: at(50), p99Ms: at(99) };
    histogram.reset();
    return taken;
  }

  stop(): void {
    this.#histogram.disable();
  }
}
