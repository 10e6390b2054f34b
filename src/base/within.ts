import { type Clock, systemClock } from "./clock.ts";

/** What work comes to within a time; what `late` gives, or throws, where it takes longer. The work goes on. */
export async function within<Result, Late>(
  work: Promise<Result>,
  ms: number,
  late: () => Late,
  clock: Clock = systemClock,
): Promise<Result | Late> {
  const settled = new AbortController();
  try {
    return await Promise.race([
      work,
      clock.sleep(ms, settled.signal).then(late),
    ]);
  } finally {
    settled.abort();
  }
}
