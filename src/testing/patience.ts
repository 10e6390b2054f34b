// How long tests give what they look at, so that they say the same on a machine that stands still half of the time.

/** Where no deadline is tried: nobody waits so long where things work, however slow the machine. */
export const PATIENT_MS = 30_000;

/** Only who is waited for in vain is waited for this long; who answers may be slow on a busy machine. */
const IN_VAIN_MS = 800;

/** How long a remote is waited for that a fault has befallen. */
export function patienceWith(fault: string): number {
  return fault.endsWith("hang") ? IN_VAIN_MS : PATIENT_MS;
}

/** How much more time a look gets that had too little. */
const MORE = 3;

/** A short deadline where one is expected to end the look; patience for everything else. */
export function timeFor(expected: RegExp | string, deadlineMs: number): number {
  return /timeout|no answer within/.test(String(expected))
    ? deadlineMs
    : PATIENT_MS;
}

/**
 * Looks, and looks again with more time while what is seen is not what is expected, and may be no more than what there was
 * time for: it was late then, not wrong. A look that ended long before its deadline is not made again.
 */
export async function lookWithin<Seen>(
  deadlineMs: number,
  look: (timeoutMs: number) => Promise<Seen>,
  isExpected: (seen: Seen) => boolean,
): Promise<Seen> {
  for (let timeoutMs = deadlineMs; ; timeoutMs *= MORE) {
    const started = performance.now();
    const seen = await look(timeoutMs);
    const tookMs = performance.now() - started;
    const isLate = tookMs > timeoutMs / 2;
    if (!isLate || isExpected(seen) || timeoutMs * MORE > PATIENT_MS)
      return seen;
  }
}

const TICK_MS = 50;

/**
 * Tells the time that has passed for this thread: while it is kept from the processor neither its timers nor its work
 * go on, and both together are what is counted. Never more than what clocks say.
 */
export function startOwnClock(): { ms: () => number; stop: () => number } {
  const started = performance.now();
  const workBefore = process.threadCpuUsage();
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), TICK_MS).unref();
  const ms = (): number => {
    const { user, system } = process.threadCpuUsage(workBefore);
    const lived = Math.max((ticks + 1) * TICK_MS, (user + system) / 1_000);
    return Math.min(lived, performance.now() - started);
  };
  return {
    ms,
    stop() {
      clearInterval(timer);
      return ms();
    },
  };
}
