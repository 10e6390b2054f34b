import { durationInWords } from "../domain/duration.ts";
import type { Reason } from "../domain/result.ts";

/** The reason of a probe that its deadline ended; `step` says what it was busy with, as the end of a sentence. */
export function timedOut(timeoutMs: number, step: string): Reason {
  const text = `no answer within ${durationInWords(timeoutMs)} (still ${step})`;
  return { kind: "timeout", text };
}
