import { defaultPolicy, step } from "../../domain/health.ts";
import { NEVER, DAY, type Instant } from "../../domain/time.ts";
import { changeHealth, lockStates } from "../../store/targets/monitors.ts";
import { lockService } from "../../store/targets/services.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { coverService } from "../maintenance/cover-service.ts";
import { fullName, type Target } from "./find-target.ts";
import { audit, mayNotChange } from "../people/permission.ts";
import { settleService } from "../incidents/settle-service.ts";

/** `due_at` of a paused monitor is the end of its pause; this one ends when somebody resumes it. */
export const UNTIL_RESUMED = NEVER;
const LONGEST_PAUSE_MS = 366 * DAY;

/**
 * Stops looking at a service or at one monitor of it, until an instant or (null) until somebody resumes it.
 * An incident that nobody looks at any more is closed.
 */
export async function pauseMonitors(
  context: Context,
  target: Target,
  until: Instant | null,
): Promise<
  { ok: true; target: Target; count: number; until: Instant | null } | Refusal
> {
  if (until !== null && until <= context.now) {
    return refuse(
      "in-the-past",
      "A pause must end in the future, as in `pause datastore 2h`.",
    );
  }
  if (until !== null && until - context.now > LONGEST_PAUSE_MS) {
    return refuse(
      "too-long",
      "A pause may last a year at most. Without a duration it lasts until somebody resumes it.",
    );
  }
  const count = await changeAll(
    context,
    target,
    "pause",
    until ?? UNTIL_RESUMED,
  );
  if (typeof count !== "number") return count;
  return count === 0
    ? refuse("already-paused", `${fullName(target)} is paused already.`)
    : { ok: true, target, count, until };
}

/** Looks again, at once. The program itself calls this as well, when a pause ends. */
export async function resumeMonitors(
  context: Context,
  target: Target,
): Promise<{ ok: true; target: Target; count: number } | Refusal> {
  const count = await changeAll(context, target, "resume", context.now);
  if (typeof count !== "number") return count;
  return count === 0
    ? refuse("not-paused", `${fullName(target)} is not paused.`)
    : { ok: true, target, count };
}

/** Returns how many monitors it changed; those that were so already are left alone, but a pause may be given another end. */
async function changeAll(
  context: Context,
  target: Target,
  event: "pause" | "resume",
  dueAt: Instant,
): Promise<number | Refusal> {
  const refusal = mayNotChange(context, target);
  if (refusal !== undefined) return refusal;
  return context.store.transaction(async (tx) => {
    const service = await lockService(tx, target.serviceId);
    if (service === null)
      return refuse("removed", `${fullName(target)} was removed meanwhile.`);
    let count = 0;
    for (const state of await lockStates(tx, target)) {
      const health = step(state, event, context.now, defaultPolicy);
      const endsElsewhen =
        event === "pause" && dueAt !== UNTIL_RESUMED && state.dueAt !== dueAt;
      if (health.kind === state.kind && !endsElsewhen) continue;
      await changeHealth(tx, {
        monitorId: state.monitorId,
        version: state.version,
        health,
        dueAt,
        bumpVersion: true,
      });
      count += 1;
    }
    if (count === 0) return 0;
    // What is resumed within a maintenance window is in maintenance at once.
    if (event === "resume")
      await coverService(tx, service, {
        at: context.now,
        actor: context.actor.name,
      });
    await settleService(tx, service, {
      at: context.now,
      beganAt: context.now,
      detail: null,
      actor: context.actor.name,
    });
    await audit(
      tx,
      context,
      event,
      fullName(target),
      event === "pause" ? { until: dueAt } : {},
    );
    return count;
  });
}
