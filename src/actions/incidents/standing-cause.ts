import { HOUR } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import { worstMonitor } from "../../store/targets/monitors.ts";
import { latestResults } from "../../store/results/results.ts";

/** Between the first failure and its confirmation; what came before says nothing of this trouble. */
const BEFORE_MS = HOUR;
/** Among so many results one says why. */
const MOST_RESULTS = 10;

/** "front page: HTTP 500": what is wrong with a service now; null where nothing is known to be. */
export async function standingCause(
  tx: Db,
  serviceId: number,
): Promise<string | null> {
  const worst = await worstMonitor(tx, serviceId);
  if (worst === null) return null;
  const results = await latestResults(tx, {
    monitorId: worst.id,
    since: worst.since - BEFORE_MS,
    limit: MOST_RESULTS,
  });
  const failed = results.find(({ reason }) => reason !== null);
  return failed === undefined ? null : `${worst.name}: ${failed.reason}`;
}
