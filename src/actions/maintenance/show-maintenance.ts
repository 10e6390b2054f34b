import {
  lastStretch,
  ruleInWords,
  stretchesBetween,
} from "../../base/recurrence.ts";
import { overlap } from "../../domain/maintenance.ts";
import { DAY, type Instant, type Interval } from "../../domain/time.ts";
import {
  comingMaintenance,
  maintenanceLine,
  type MaintenanceLine,
  maintenanceOfService,
  type Scope,
  windowsBeside,
} from "../../store/maintenance/maintenance.ts";
import {
  namedScopes,
  type ScopeChoice,
  scopesOf,
  suggestScopes,
} from "../../store/maintenance/maintenance-scopes.ts";
import { nameKey } from "../../domain/names.ts";
import type { Context } from "../context.ts";

export type { MaintenanceLine } from "../../store/maintenance/maintenance.ts";
export type { ScopeChoice } from "../../store/maintenance/maintenance-scopes.ts";

const MOST_LISTED = 20;
/** So far ahead windows are compared, and so many times of each. */
const AHEAD_MS = 92 * DAY;
const MOST_TIMES = 100;

/** Another window of the same, and when both come at once for the first time. */
export interface Overlap {
  windowId: number;
  title: string;
  at: Interval;
}

/** What runs and what comes; of one service, where it is given. Everybody may look. */
export async function showMaintenances(
  { store }: Context,
  { serviceId }: { serviceId?: number } = {},
): Promise<MaintenanceLine[]> {
  return serviceId === undefined
    ? comingMaintenance(store.db, MOST_LISTED)
    : maintenanceOfService(store.db, serviceId, MOST_LISTED);
}

/** A window with what it covers, to be changed; null where nothing of it is left to come. */
export async function showMaintenance(
  { store }: Context,
  windowId: number,
): Promise<{ line: MaintenanceLine; scopes: ScopeChoice[] } | null> {
  const line = await maintenanceLine(store.db, windowId);
  if (line === null) return null;
  const scopes = await scopesOf(store.db, windowId);
  return { line, scopes: await namedScopes(store.db, scopes) };
}

/** What maintenance may be planned of, by a part of its name. */
export async function findScopeChoices(
  { store }: Context,
  { text, limit }: { text: string; limit: number },
): Promise<ScopeChoice[]> {
  return suggestScopes(store.db, { key: nameKey(text), limit });
}

/** The choices that scopes are, for a form that has them chosen already. */
export async function scopeChoices(
  { store }: Context,
  scopes: readonly Scope[],
): Promise<ScopeChoice[]> {
  return scopes.length === 0 ? [] : namedScopes(store.db, scopes);
}

/** Other windows of the same that come at the same time, within the next months. */
export async function overlapsOf(
  { store, now }: Context,
  line: MaintenanceLine,
): Promise<Overlap[]> {
  const own = timesOf(line, now);
  const others = await windowsBeside(store.db, line.windowId);
  return others.flatMap((other) => {
    const first = timesOf(other, now).flatMap((theirs) =>
      own.filter((time) => overlap(time, theirs)),
    )[0];
    const { windowId, title } = other;
    return first === undefined ? [] : [{ windowId, title, at: first }];
  });
}

/** The time that runs or comes next, and those after it. */
function timesOf(
  { rule, zone, seriesStartsAt, durationMs, startsAt, endsAt }: MaintenanceLine,
  now: Instant,
): Interval[] {
  const living = { from: startsAt, until: endsAt };
  if (rule === null) return [living];
  const series = { rule, zone, startsAt: seriesStartsAt, durationMs };
  const ahead = { from: startsAt + 1, until: now + AHEAD_MS };
  return [living, ...stretchesBetween(series, ahead, MOST_TIMES)];
}

/** How a window comes again, and when for the last time; null where it does not. */
export function repeats({
  rule,
  zone,
  seriesStartsAt,
  durationMs,
}: MaintenanceLine): { words: string; last: Instant | null } | null {
  if (rule === null) return null;
  const last = lastStretch({
    rule,
    zone,
    startsAt: seriesStartsAt,
    durationMs,
  });
  return { words: ruleInWords(rule), last: last?.from ?? null };
}
