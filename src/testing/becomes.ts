import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { PATIENCE_MS } from "./until.ts";

const LOOK_AGAIN_MS = 50;

/** Looks again and again until what is seen, in one line, is as expected: for states of other programs, which come in a moment. */
export async function becomes(
  look: () => Promise<string>,
  expected: RegExp,
): Promise<void> {
  const latest = performance.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (expected.test(seen)) return;
    if (performance.now() > latest) assert.match(seen, expected);
    await sleep(LOOK_AGAIN_MS);
  }
}
