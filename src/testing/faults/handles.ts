import { setTimeout as sleep } from "node:timers/promises";
import { startOwnClock } from "../patience.ts";

export type Handles = Map<string, number>;

/** How long sockets may take to close once nobody wants them: the other side must hear of it. */
const SETTLING_MS = 5_000;
const LOOK_AGAIN_MS = 5;

/** How many handles of each kind keep this process alive: sockets, timers, child processes. */
export function openHandles(): Handles {
  const counts: Handles = new Map();
  for (const kind of process.getActiveResourcesInfo())
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** The kinds of which more are open than before, one entry for each handle, once all had time to close. */
export async function leakedSince(before: Handles): Promise<string[]> {
  const clock = startOwnClock();
  for (;;) {
    const more = [...openHandles()].flatMap(([kind, count]) =>
      Array.from(
        { length: Math.max(0, count - (before.get(kind) ?? 0)) },
        () => kind,
      ),
    );
    if (more.length === 0 || clock.ms() > SETTLING_MS) {
      clock.stop();
      return more;
    }
    await sleep(LOOK_AGAIN_MS);
  }
}
