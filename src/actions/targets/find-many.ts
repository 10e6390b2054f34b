import { matchesPattern } from "../../domain/pattern.ts";
import {
  allMonitors,
  allServices,
  type Candidate,
} from "../../store/targets/many.ts";
import { makeDue, monitorsOf } from "../../store/targets/monitors.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import type { Target } from "./find-target.ts";
import { audit, mayNotAct, mayNotChange } from "../people/permission.ts";

/** What a pattern means, as far as the actor may change it. */
export interface Many {
  ok: true;
  targets: Target[];
  /** So many more are not the actor's to change. */
  forbidden: number;
}

/**
 * The services that a pattern means; where it means none, the monitors. A pattern takes as long as the names are,
 * whatever it is.
 */
export async function findMany(
  context: Context,
  pattern: string,
): Promise<Many | Refusal> {
  const { db } = context.store;
  const services = (await allServices(db)).filter(
    ({ namespaceSlug, serviceKey }) =>
      matchesPattern(pattern, { namespaceSlug, nameKey: serviceKey }),
  );
  const found =
    services.length > 0
      ? services
      : (await allMonitors(db)).filter((one) => isMeant(pattern, one));
  if (found.length === 0)
    return refuse(
      "not-found",
      "Nothing is called like that. `*` stands for anything: `iati/*` is every service of iati, `*/search` every monitor called search.",
    );
  const targets = found.filter(
    (target) => mayNotChange(context, target) === undefined,
  );
  const [first] = found;
  const refusal =
    targets.length === 0 && first !== undefined
      ? mayNotChange(context, first)
      : undefined;
  return (
    refusal ?? { ok: true, targets, forbidden: found.length - targets.length }
  );
}

/** A monitor is meant by its own name, or by that behind its service's. */
function isMeant(
  pattern: string,
  { namespaceSlug, serviceKey, monitorKey }: Candidate,
): boolean {
  const whole = { namespaceSlug, nameKey: `${serviceKey}/${monitorKey}` };
  const short = { namespaceSlug: serviceKey, nameKey: monitorKey };
  return matchesPattern(pattern, whole) || matchesPattern(pattern, short);
}

/** Has many monitors looked at as soon as it goes; what is paused stays so. Returns how many there are. */
export async function lookAtMany(
  context: Context,
  pattern: string,
  targets: readonly Target[],
): Promise<{ ok: true; count: number } | Refusal> {
  const refusal = mayNotAct(context);
  if (refusal !== undefined) return refusal;
  const { db } = context.store;
  const ids: number[] = [];
  for (const { serviceId, monitorId } of targets)
    if (monitorId !== null) ids.push(monitorId);
    else ids.push(...(await monitorsOf(db, serviceId)).map(({ id }) => id));
  const count = await makeDue(db, ids);
  await audit(db, context, "check", pattern, { count });
  return { ok: true, count };
}
