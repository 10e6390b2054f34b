import { zoneNamed } from "../../base/wall-clock.ts";
import {
  type Change,
  changesAfter,
  onCallAt,
  type OnCallPerson,
  type Override,
  type Rota,
  startOf,
} from "../../domain/on-call.ts";
import { DAY, type Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import { asOverride } from "../../store/entities/people.ts";
import { listNamespaces } from "../../store/targets/namespaces.ts";
import {
  deleteRota,
  endOverrides,
  findRota,
  insertOverride,
  listRotas,
  overridesAfter,
  putRota,
} from "../../store/paging/rotas.ts";
import {
  type Context,
  type Problem,
  refuse,
  refuseFields,
  type Refusal,
} from "../context.ts";
import { audit, mayNotAct, mayNotChange } from "./permission.ts";

export type {
  Change,
  OnCallPerson,
  Override,
  Rota,
} from "../../domain/on-call.ts";

const MOST_PEOPLE = 30;
const LONGEST_PERIOD_DAYS = 90;
const LONGEST_OVERRIDE_MS = 60 * DAY;
const MOST_CHANGES = 5;

/** Who is on call for a namespace at a moment; nobody where there is no rota and nobody stands in. */
export async function onCallOf(
  db: Db,
  namespaceId: number,
  now: Instant,
): Promise<OnCallPerson[]> {
  const { rota, overrides } = await planOf(db, namespaceId, now);
  const person = onCallAt(rota, overrides, now);
  return person === null ? [] : [person];
}

/** Whose turn it is and who stands in, from now on. */
export async function planOf(
  db: Db,
  namespaceId: number,
  now: Instant,
): Promise<{ rota: Rota | null; overrides: Override[] }> {
  const rota = await findRota(db, namespaceId);
  const overrides = await overridesAfter(db, namespaceId, now);
  return { rota, overrides: overrides.map(asOverride) };
}

/** Who is on call for a namespace, and who comes next. */
export interface OnCallLine {
  namespace: Namespace;
  rota: Rota | null;
  present: OnCallPerson | null;
  /** In order; none where nothing changes. */
  changes: Change[];
  /** Who stands in, now and later, in the order in which it was said. */
  overrides: Override[];
}

/** Of every namespace. Everybody may look. */
export async function showOnCall({
  store: { db },
  now,
}: Context): Promise<OnCallLine[]> {
  const rotas = await listRotas(db);
  const stored = await overridesAfter(db, null, now);
  return (await listNamespaces(db)).map((namespace) => {
    const rota =
      rotas.find(({ namespaceId }) => namespaceId === namespace.id) ?? null;
    const overrides = stored
      .filter(({ namespaceId }) => namespaceId === namespace.id)
      .map(asOverride);
    return {
      namespace,
      rota,
      present: onCallAt(rota, overrides, now),
      changes: changesAfter(rota, overrides, now, MOST_CHANGES),
      overrides,
    };
  });
}

/** A rota as it is wanted. */
export interface RotaWish {
  /** In order; the first is on call from now on. */
  people: readonly OnCallPerson[];
  everyDays: number;
  /** 1 Monday … 7 Sunday; null where it does not matter. */
  weekday: number | null;
  /** "09:00" */
  at: string;
  timezone: string;
}

/** Makes or replaces the rota of a namespace; the first person is on call at once. */
export async function setRota(
  context: Context,
  namespace: Namespace,
  wish: RotaWish,
): Promise<{ ok: true; rota: Rota } | Refusal> {
  const refusal = mayNotChange(context, namespace);
  if (refusal !== undefined) return refusal;
  const problems = rotaProblems(wish);
  if (problems.length > 0) return refuseFields(problems);
  const { people, everyDays, weekday, at, timezone } = wish;
  const rota: Rota = {
    people,
    everyDays,
    startsOn: startOf({ at, timezone }, weekday, context.now),
    at,
    timezone,
  };
  await context.store.transaction(async (tx) => {
    await putRota(tx, namespace.id, rota);
    await audit(tx, context, "oncall set", namespace.slug, {
      people: people.map(({ name }) => name),
      every: `${everyDays} days`,
      at: `${at} ${timezone}`,
    });
  });
  return { ok: true, rota };
}

function rotaProblems({
  people,
  everyDays,
  weekday,
  at,
  timezone,
}: RotaWish): Problem[] {
  const problems: Problem[] = [];
  const add = (field: string, text: string) => problems.push({ field, text });
  if (people.length === 0 || people.length > MOST_PEOPLE)
    add(
      "people",
      `Name one to ${MOST_PEOPLE} people, in the order in which they come.`,
    );
  if (new Set(people.map(({ id }) => id)).size < people.length)
    add("people", "Name everybody once.");
  if (
    !Number.isInteger(everyDays) ||
    everyDays < 1 ||
    everyDays > LONGEST_PERIOD_DAYS
  )
    add("every", `A turn lasts 1 to ${LONGEST_PERIOD_DAYS} whole days.`);
  if (weekday !== null && ![1, 2, 3, 4, 5, 6, 7].includes(weekday))
    add("weekday", "Choose a day of the week.");
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(at))
    add("at", 'Write the time of the hand-over as in "09:00".');
  if (zoneNamed(timezone) === undefined)
    add("timezone", 'Write the zone as in "Europe/London" or "UTC".');
  return problems;
}

/** Nobody is on call by turns any more. */
export async function clearRota(
  context: Context,
  namespace: Namespace,
): Promise<{ ok: true } | Refusal> {
  const refusal = mayNotChange(context, namespace);
  if (refusal !== undefined) return refusal;
  return context.store.transaction(async (tx) => {
    if (!(await deleteRota(tx, namespace.id)))
      return refuse("no-rota", `${namespace.name} has no rota.`);
    await audit(tx, context, "oncall clear", namespace.slug);
    return { ok: true as const };
  });
}

/** "I take tonight": the actor stands before the rota for a while. */
export async function takeOnCall(
  context: Context,
  namespace: Namespace,
  { from, until }: { from: Instant; until: Instant },
): Promise<{ ok: true } | Refusal> {
  const refusal = mayNotAct(context);
  if (refusal !== undefined) return refusal;
  const { actor, now } = context;
  if (until <= now || until <= from)
    return refuse("invalid", "That is over already: say until when.");
  if (until - from > LONGEST_OVERRIDE_MS)
    return refuse(
      "invalid",
      "Nobody stands in for more than 60 days: change the rota instead.",
    );
  return context.store.transaction(async (tx) => {
    const person = { id: actor.id, name: actor.name };
    await insertOverride(tx, namespace.id, { person, from, until });
    await audit(tx, context, "oncall take", namespace.slug, {
      from,
      until,
    });
    return { ok: true as const };
  });
}

/** Gives back what the actor took and has not finished. */
export async function giveBackOnCall(
  context: Context,
  namespace: Namespace,
): Promise<{ ok: true; present: OnCallPerson | null } | Refusal> {
  const refusal = mayNotAct(context);
  if (refusal !== undefined) return refusal;
  const { now, actor } = context;
  return context.store.transaction(async (tx) => {
    if ((await endOverrides(tx, namespace.id, actor, now)) === 0)
      return refuse(
        "nothing-taken",
        `There is nothing of ${namespace.name} that you took: \`oncall ${namespace.slug}\` shows who is on call.`,
      );
    await audit(tx, context, "oncall back", namespace.slug);
    const [present] = await onCallOf(tx, namespace.id, now);
    return { ok: true as const, present: present ?? null };
  });
}
