import { clip, listed } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import { likelyNames } from "../../domain/names.ts";
import { isPattern, matchesPattern } from "../../domain/pattern.ts";
import { DAY, type Instant } from "../../domain/time.ts";
import {
  type RemovedThing,
  removedSince,
} from "../../store/targets/removed.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { fullName } from "./find-target.ts";
import { mayNotChange } from "../people/permission.ts";

export type { RemovedThing } from "../../store/targets/removed.ts";

/** So long what was removed can be brought back. */
export const KEEP_REMOVED_MS = 7 * DAY;
/** Of what somebody typed, so much is said again. */
const QUOTED = 80;
const MOST_LIKELY = 5;

/** Which removed things are meant: all that was removed at once, one by its number or place in URLs, or by name or pattern. */
export type RemovedWish =
  | { removedAt: Instant }
  | { serviceId: number }
  | { monitorId: number }
  | { slug: string }
  | { named: string };

/** What was removed lately and is the actor's to bring back, the latest first. */
export async function listRemoved(context: Context): Promise<RemovedThing[]> {
  return ofActor(context, await allRemoved(context));
}

/** What is meant, as far as the actor may bring it back; refused where that is nothing. */
export async function findRemoved(
  context: Context,
  wish: RemovedWish,
): Promise<{ ok: true; things: RemovedThing[] } | Refusal> {
  const all = await allRemoved(context);
  const meant = meantBy(wish, all);
  const [first] = meant;
  if (first === undefined) return notThere(context, wish, all);
  const things = ofActor(context, meant);
  const refusal =
    things.length === 0 ? mayNotChange(context, first) : undefined;
  return refusal ?? { ok: true, things };
}

function allRemoved({ store, now }: Context): Promise<RemovedThing[]> {
  return removedSince(store.db, now - KEEP_REMOVED_MS);
}

function ofActor(
  context: Context,
  things: readonly RemovedThing[],
): RemovedThing[] {
  return things.filter((thing) => mayNotChange(context, thing) === undefined);
}

function meantBy(
  wish: RemovedWish,
  all: readonly RemovedThing[],
): RemovedThing[] {
  if ("removedAt" in wish)
    return all.filter(({ removedAt }) => removedAt === wish.removedAt);
  if ("monitorId" in wish)
    return all.filter(({ monitorId }) => monitorId === wish.monitorId);
  if ("named" in wish) return namedBy(wish.named, all);
  const isMeant = (thing: RemovedThing): boolean =>
    "slug" in wish
      ? thing.slug === wish.slug
      : thing.serviceId === wish.serviceId;
  return all
    .filter((thing) => thing.monitorId === null && isMeant(thing))
    .slice(0, 1);
}

/** Of several that had one name the last is meant; of several that a pattern means, all. */
function namedBy(named: string, all: readonly RemovedThing[]): RemovedThing[] {
  const services = all.filter(
    ({ monitorId, namespaceSlug, serviceKey }) =>
      monitorId === null &&
      matchesPattern(named, { namespaceSlug, nameKey: serviceKey }),
  );
  const found =
    services.length > 0
      ? services
      : all.filter((thing) => isMonitorNamed(named, thing));
  return isPattern(named) ? found : found.slice(0, 1);
}

function isMonitorNamed(
  named: string,
  { monitorId, namespaceSlug, serviceKey, monitorKey }: RemovedThing,
): boolean {
  const whole = { namespaceSlug, nameKey: `${serviceKey}/${monitorKey}` };
  const short = { namespaceSlug: serviceKey, nameKey: monitorKey };
  return (
    monitorId !== null &&
    (matchesPattern(named, whole) || matchesPattern(named, short))
  );
}

function notThere(
  context: Context,
  wish: RemovedWish,
  all: readonly RemovedThing[],
): Refusal {
  const span = durationInWords(KEEP_REMOVED_MS);
  if (!("named" in wish))
    return refuse(
      "not-found",
      `It was removed more than ${span} ago, or it is back already: there is nothing left to bring back.`,
    );
  const own = ofActor(context, all);
  const names = new Map(
    own.map((thing) => [
      thing.monitorName ?? thing.serviceName,
      fullName(thing),
    ]),
  );
  const likely = likelyNames(
    wish.named.split("/").at(-1) ?? wish.named,
    [...names.keys()],
    MOST_LIKELY,
  ).map((name) => names.get(name) ?? name);
  const hint =
    likely.length > 0
      ? `Did you mean ${listed(likely, MOST_LIKELY)}?`
      : "`restore` lists all there is.";
  return refuse(
    "not-found",
    `Nothing called "${clip(wish.named, QUOTED)}" was removed within the last ${span}. ${hint}`,
  );
}
