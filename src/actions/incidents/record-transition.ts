import type { Belief, Health } from "../../domain/health.ts";
import type { Instant } from "../../domain/time.ts";
import { type Db, sideBySide } from "../../store/db.ts";
import type { Service } from "../../store/entities/services.ts";
import {
  endFailure,
  recordFailure,
} from "../../store/maintenance/maintenance-coverage.ts";
import { changeHealth } from "../../store/targets/monitors.ts";
import {
  type StoredResult,
  writeResults,
} from "../../store/results/results.ts";
import { lockServices } from "../../store/targets/services.ts";
import { type CrashPoint, crashPoint } from "../../base/crash.ts";
import type { Context } from "../context.ts";
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

/** "superseded" where the monitor was changed, claimed anew or removed since the probe began: its result counts for nothing. */
export type Recorded = "recorded" | "superseded";

/**
 * Everything that a change of mind entails, all or nothing: the result, the health, the service's status, the incident
 * with its timeline, the announcement and its deliveries.
 */
export async function recordTransition(
  context: Context,
  transition: Transition,
): Promise<Recorded> {
  const [outcome] = await recordTransitions(context, [transition]);
  return outcome ?? "superseded";
}

/**
 * Records several in one transaction, side by side: in a storm that is far less work for the database than one after the
 * other. Each must be of another service. Either all are written or, where it throws, none.
 */
export async function recordTransitions(
  { store, now }: Context,
  transitions: readonly Transition[],
): Promise<Recorded[]> {
  const pass = (point: CrashPoint): void => {
    for (const { monitorName } of transitions) crashPoint(point, monitorName);
  };
  pass("before-record");
  const outcomes = await store.transaction(async (tx) => {
    const ids = transitions.map(({ serviceId }) => serviceId);
    const services = await lockServices(tx, ids);
    return sideBySide(
      transitions.map(async (transition) => {
        const service = services.get(transition.serviceId);
        return service === undefined
          ? "superseded"
          : record(tx, now, service, transition);
      }),
    );
  });
  pass("after-record");
  return outcomes;
}

async function record(
  tx: Db,
  now: Instant,
  service: Service,
  transition: Transition,
): Promise<Recorded> {
  const { before, after, result, version, dueAt } = transition;
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
