import { defaultPolicy, step } from "../../domain/health.ts";
import type { Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import type { Service } from "../../store/entities/services.ts";
import {
  coveredMonitors,
  endFailure,
  servicesOutOfStep,
} from "../../store/maintenance/maintenance-coverage.ts";
import { changeHealth, lockStates } from "../../store/targets/monitors.ts";
import type { Context } from "../context.ts";
import { coverServices } from "./cover-services.ts";
import { settleService } from "../incidents/settle-service.ts";

/** So many services are brought into step at a time, and so many in one transaction. */
const MOST_AT_A_TIME = 400;
const TOGETHER = 100;
/** A person waits for the answer: the rest of a large window follows within seconds. */
export const MOST_WHILE_WAITED_FOR = 200;

/**
 * Puts the monitors of a service into maintenance that a running window covers, and takes the others out of it: those
 * of two windows stay until the second has ended, paused ones stay paused. The caller holds the service's lock.
 * Returns how many changed.
 */
export async function coverService(
  tx: Db,
  service: Service,
  { at, actor }: { at: Instant; actor: string | null },
): Promise<number> {
  const covered = await coveredMonitors(tx, service.id);
  let [begun, ended] = [0, 0];
  for (const state of await lockStates(tx, {
    serviceId: service.id,
    monitorId: null,
  })) {
    const { monitorId, version } = state;
    const begins = covered.has(monitorId);
    const event = begins ? "maintenance-starts" : "maintenance-ends";
    const health = step(state, event, at, defaultPolicy);
    if (health.kind === state.kind) continue;
    // What did not work at the end is looked at now: is it still so?
    const dueAt = begins || state.belief === "up" ? state.dueAt : at;
    await changeHealth(tx, {
      monitorId,
      version,
      health,
      dueAt,
      bumpVersion: true,
    });
    if (begins) begun += 1;
    else {
      ended += 1;
      await endFailure(tx, monitorId, at);
    }
  }
  if (begun + ended === 0) return 0;
  await settleService(tx, service, {
    at,
    beganAt: at,
    detail: null,
    actor,
    ...(begun > 0 ? { resolution: "maintenance" } : {}),
  });
  return begun + ended;
}

/**
 * Brings into step with the running windows whatever is not: after a beginning or an end, after a change of what a
 * window covers, after a crash between the two. Returns how many services were changed.
 */
export async function coverAll(
  { store, now }: Context,
  most = MOST_AT_A_TIME,
): Promise<number> {
  const waiting = await servicesOutOfStep(store.db, most);
  let changed = 0;
  for (let from = 0; from < waiting.length; from += TOGETHER)
    changed += await store.transaction((tx) =>
      coverServices(tx, waiting.slice(from, from + TOGETHER), now),
    );
  return changed;
}
