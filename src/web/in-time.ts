import { within } from "../base/within.ts";
import { SECOND } from "../domain/time.ts";

const PATIENCE_MS = 2 * SECOND;

/** Throws where it takes too long: a database that is away may let us wait for minutes, and there is something to show instead. */
export async function inTime<Value>(
  work: Promise<Value>,
  patienceMs = PATIENCE_MS,
): Promise<Value> {
  return within(work, patienceMs, () => {
    throw new Error(`no answer within ${patienceMs} ms`);
  });
}
