import type { Clock } from "../base/clock.ts";

/** What work comes to within a time; undefined where it takes longer. The work goes on, and must not fail. */
export async function within<T>(
  work: Promise<T>,
  ms: number,
  clock: Clock,
): Promise<T | undefined> {
  const settled = new AbortController();
  try {
    return await Promise.race([
      work,
      clock.sleep(ms, settled.signal).then(() => undefined),
    ]);
  } finally {
    settled.abort();
  }
}
