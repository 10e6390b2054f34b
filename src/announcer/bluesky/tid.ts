import { randomInt } from "node:crypto";
import type { Instant } from "../../domain/time.ts";

/** https://atproto.com/specs/tid: sorts as the time does. */
const LETTERS = "234567abcdefghijklmnopqrstuvwxyz";
const LENGTH = 13;
const CLOCK_BITS = 10n;

/** A name for a record that is ours alone: its time in microseconds, and chance behind it. */
export function newTid(now: Instant): string {
  const micros = BigInt(now) * 1_000n + BigInt(randomInt(1_000));
  let rest =
    (micros << CLOCK_BITS) | BigInt(randomInt(1 << Number(CLOCK_BITS)));
  let tid = "";
  while (tid.length < LENGTH) {
    tid = `${LETTERS[Number(rest % 32n)] ?? ""}${tid}`;
    rest /= 32n;
  }
  return tid;
}
