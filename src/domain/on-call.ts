import type { Instant } from "./time.ts";

export interface OnCallPerson {
  /** Slack's user id. */
  id: string;
  name: string;
}

/** People in order, handed over every so many days at a time of day. */
export interface Rota {
  people: readonly OnCallPerson[];
  everyDays: number;
  /** The local day of the first person's first hand-over: "2026-11-23". */
  startsOn: string;
  /** "09:00" */
  at: string;
  /** IANA zone. */
  timezone: string;
}

/** Somebody who stands in: "I take tonight". */
export interface Override {
  person: OnCallPerson;
  from: Instant;
  until: Instant;
}

/** Who is on call; null for nobody. Overrides win, of several the latest that was made. */
export function onCallAt(
  rota: Rota | null,
  overrides: readonly Override[],
  at: Instant,
): OnCallPerson | null {
  const standIn = overrides.findLast(
    ({ from, until }) => from <= at && at < until,
  );
  if (standIn !== undefined) return standIn.person;
  return rota === null ? null : inTurn(rota, at);
}

function inTurn(rota: Rota, at: Instant): OnCallPerson | null {
  const { people } = rota;
  const turn = turnAt(rota, at);
  return (
    people[((turn % people.length) + people.length) % people.length] ?? null
  );
}

/** How many hand-overs there were by then; the first person's turn is 0, the one before it -1. */
function turnAt(rota: Rota, at: Instant): number {
  const local = Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(rota.timezone)
    .toPlainDate();
  const days = Temporal.PlainDate.from(rota.startsOn).until(local, {
    largestUnit: "day",
  }).days;
  const turn = Math.floor(days / rota.everyDays);
  return handOver(rota, turn) > at ? turn - 1 : turn;
}

/** The moment of a hand-over. A time that a clock change leaves out is as much later as the clock jumped. */
function handOver(
  { startsOn, everyDays, at, timezone }: Rota,
  turn: number,
): Instant {
  return Temporal.PlainDate.from(startsOn)
    .add({ days: turn * everyDays })
    .toZonedDateTime({ timeZone: timezone, plainTime: at }).epochMilliseconds;
}

/** A change of hands: from when, and to whom; null for nobody. */
export interface Change {
  at: Instant;
  person: OnCallPerson | null;
}

/** So many hand-overs ahead are looked at. */
const MOST_TURNS = 60;

/** Who comes next, and after that, at most so many; none where nothing changes. */
export function changesAfter(
  rota: Rota | null,
  overrides: readonly Override[],
  now: Instant,
  most: number,
): Change[] {
  const changes: Change[] = [];
  let present = onCallAt(rota, overrides, now);
  for (const at of boundaries(rota, overrides, now)) {
    const person = onCallAt(rota, overrides, at);
    if (person?.id === present?.id) continue;
    changes.push({ at, person });
    present = person;
    if (changes.length === most) break;
  }
  return changes;
}

/** Every moment after now at which hands may change, in order. */
function boundaries(
  rota: Rota | null,
  overrides: readonly Override[],
  now: Instant,
): Instant[] {
  const ends = overrides.flatMap(({ from, until }) => [from, until]);
  const turns = rota === null ? [] : turnsAfter(rota, now);
  return [...ends, ...turns].filter((at) => at > now).sort((a, b) => a - b);
}

function turnsAfter(rota: Rota, now: Instant): Instant[] {
  const first = turnAt(rota, now) + 1;
  return Array.from({ length: MOST_TURNS }, (_, index) =>
    handOver(rota, first + index),
  );
}

/** The day to start on so that the first person is on call now, handed over on such a weekday (1 Monday … 7 Sunday; null: any). */
export function startOf(
  { at, timezone }: Pick<Rota, "at" | "timezone">,
  weekday: number | null,
  now: Instant,
): string {
  const local =
    Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone);
  const today = local.toPlainDate();
  const back = weekday === null ? 0 : (today.dayOfWeek - weekday + 7) % 7;
  const day = today.subtract({ days: back });
  const isAhead =
    day.toZonedDateTime({ timeZone: timezone, plainTime: at })
      .epochMilliseconds > now;
  const step = weekday === null ? 1 : 7;
  return (isAhead ? day.subtract({ days: step }) : day).toString();
}

/** The next hand-over of the rota, whoever comes. */
export function nextHandOver(rota: Rota, now: Instant): Instant {
  return handOver(rota, turnAt(rota, now) + 1);
}

/** The people in the order in which they come from now on: who sets the rota anew by this list changes nothing. */
export function inOrderFrom(rota: Rota, now: Instant): OnCallPerson[] {
  const { people } = rota;
  const first = people.indexOf(inTurn(rota, now) ?? { id: "", name: "" });
  return first < 1
    ? [...people]
    : [...people.slice(first), ...people.slice(0, first)];
}
