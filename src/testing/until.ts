import assert from "node:assert/strict";
import { systemClock } from "../base/clock.ts";

/** How long a test waits for what is certain to come, also on a machine at a tenth of its pace. */
export const PATIENCE_MS = 60_000;
const LOOK_AGAIN_MS = 20;

/** Looks again and again until there is something, and gives that; an AssertionError with `what` where it never comes. */
export async function until<Found>(
  what: string | (() => string),
  look: () => Promise<Found | false | undefined>,
): Promise<Found> {
  const latest = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== false && found !== undefined) return found;
    if (performance.now() > latest)
      assert.fail(`never: ${typeof what === "string" ? what : what()}`);
    await systemClock.sleep(LOOK_AGAIN_MS);
  }
}

/** Looks again and again until what is seen, in one line, is as expected: for states of other programs, which come in a moment. */
export async function becomes(
  look: () => Promise<string>,
  expected: RegExp,
): Promise<void> {
  let seen = "";
  await until(
    () => `${JSON.stringify(seen)} became ${expected}`,
    async () => {
      seen = await look();
      return expected.test(seen);
    },
  );
}
