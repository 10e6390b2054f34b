import type { Belief, Health } from "../domain/health.ts";
import type { Instant } from "../domain/time.ts";
import type { Db } from "../store/db.ts";
import { endFailure, recordFailure } from "../store/maintenance-coverage.ts";
import { changeHealth } from "../store/monitors.ts";
import { type StoredResult, writeResults } from "../store/results.ts";
import { lockService } from "../store/services.ts";
import { crashPoint } from "../base/crash.ts";
import type { Context } from "./context.ts";
import { settleService } from "./settle-service.ts";

/** A probe that changed what is believed of a monitor. */
export interface Transition {
  serviceId: number;
  monitorName: string;
  /** The version of the claim that the probe ran under. */
  version: number;
  before: Health;
  after: Health;
  result: StoredResult;
  dueAt: Instant;
}

/**
 * Everything that a change of mind entails, all or nothing: the result, the health, the service's status, the incident
 * with its timeline, the announcement and its deliveries. "superseded" where the monitor was changed, claimed anew or
 * removed since the probe began: its result then counts for nothing.
 */
export async function recordTransition(
  { store, now }: Context,
  transition: Transition,
): Promise<"recorded" | "superseded"> {
  const { serviceId, before, after, result, version, dueAt } = transition;
  crashPoint("before-record", transition.monitorName);
  const outcome = await store.transaction(async (tx) => {
    const service = await lockService(tx, serviceId);
    if (service === null) return "superseded";
    const won = await changeHealth(tx, {
      monitorId: result.monitorId,
      version,
      health: after,
      dueAt,
    });
    if (!won) return "superseded";
    await writeResults(tx, [result], []);
    if (after.kind === "maintenance") await keepFailure(tx, transition);
    await settleService(tx, service, {
      at: now,
      beganAt: before.kind === "failing" ? before.since : result.at,
      detail: detailOf(after.belief, transition),
      actor: null,
    });
    crashPoint("in-record", transition.monitorName);
    return "recorded";
  });
  crashPoint("after-record", transition.monitorName);
  return outcome;
}

/** Within maintenance an outage alarms nobody; it is told at the end. */
async function keepFailure(
  tx: Db,
  { after, result: { monitorId, at, reason } }: Transition,
): Promise<void> {
  if (after.belief === "down")
    await recordFailure(tx, { monitorId, at, reason: reason ?? "" });
  else await endFailure(tx, monitorId, at);
}

/** "front page: no answer within 5 s"; the service's own name is said by whoever tells it. */
function detailOf(
  belief: Belief,
  { monitorName, result }: Transition,
): string | null {
  if (belief === "up" || result.reason === null) return null;
  return `${monitorName}: ${result.reason}`;
}
