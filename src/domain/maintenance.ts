import type { Audience, Decision } from "./announcement.ts";
import { DAY, type Instant, type Interval, MINUTE } from "./time.ts";

/** The life of one time of a window. `missed`: nobody was there from before its beginning to after its end. */
export const occurrenceStates = [
  "planned",
  "running",
  "ended",
  "cancelled",
  "missed",
] as const;
export type OccurrenceState = (typeof occurrenceStates)[number];

/** Why something is told of maintenance. */
export const maintenanceReasons = [
  "planned",
  "moved",
  "begins",
  "extended",
  "ends",
  "cancelled",
] as const;
export type MaintenanceReason = (typeof maintenanceReasons)[number];

export interface MaintenanceListener {
  audience: Audience;
  /** What this listener was told of this time so far. */
  told: readonly MaintenanceReason[];
}

const TELL: Decision = { tell: true };

/** Whether a listener hears of it, and if not, why not. The team hears everything. */
export function decideMaintenance(
  reason: MaintenanceReason,
  { audience, told }: MaintenanceListener,
  tellsCustomers: boolean,
): Decision {
  if (audience === "team") return TELL;
  if (!tellsCustomers) return { tell: false, because: "not-wanted" };
  switch (reason) {
    case "planned":
    case "begins":
      return TELL;
    case "moved":
    case "extended":
    case "ends":
    case "cancelled":
      return told.length > 0 ? TELL : { tell: false, because: "was-not-told" };
  }
}

/**
 * What one message says of several pieces of news: the last, except that whoever hears only now that it is planned, or has
 * begun, is told that, with the times of now, and not what they were changed from.
 */
export function gistOf(news: readonly MaintenanceReason[]): MaintenanceReason {
  const last = news.at(-1) ?? "planned";
  if (last !== "moved" && last !== "extended") return last;
  const first = news.findLast(
    (reason) => reason === "planned" || reason === "begins",
  );
  return first ?? last;
}

/** What is to be done with a planned time: one that nobody was there for is not begun any more. */
export function fateOf(
  { startsAt, endsAt }: { startsAt: Instant; endsAt: Instant },
  now: Instant,
): "wait" | "begin" | "miss" {
  if (endsAt <= now) return "miss";
  return startsAt <= now ? "begin" : "wait";
}

/** What a change of a living time's beginning and end is to those who were told of it. */
export function changeOf(
  state: "planned" | "running",
  before: Interval,
  after: Interval,
): MaintenanceReason | null {
  const isSame = before.from === after.from && before.until === after.until;
  if (isSame) return null;
  return state === "planned" ? "moved" : "extended";
}

export const LONGEST_TITLE = 100;
export const LONGEST_NOTE = 2_000;
export const LONGEST_PURPOSE = 300;
export const LONGEST_WINDOW_MS = 14 * DAY;
const SHORTEST_WINDOW_MS = MINUTE;
const FARTHEST_MS = 2 * 366 * DAY;

/** What is wrong with a window's times, by field: `start` or `end`. */
export function timeProblems(
  { from, until }: Interval,
  now: Instant,
): { field: "start" | "end"; text: string }[] {
  if (until <= now)
    return [{ field: "end", text: "It would be over already." }];
  if (from - now > FARTHEST_MS)
    return [
      { field: "start", text: "It may begin at most two years from now." },
    ];
  if (until - from < SHORTEST_WINDOW_MS)
    return [{ field: "end", text: "It must last a minute at least." }];
  if (until - from > LONGEST_WINDOW_MS)
    return [{ field: "end", text: "It may last two weeks at most." }];
  return [];
}

export function overlap(a: Interval, b: Interval): boolean {
  return a.from < b.until && b.from < a.until;
}

/** What failed of a window's monitors while it ran. */
export interface Meanwhile {
  /** "Datastore / front page: no answer within 5 s" */
  stillFailing: string[];
  mended: string[];
}

/** The deliveries that go into one message: news of one time of a window, never together with others. */
export function nextMaintenanceTelling(
  waiting: readonly { id: number; threadId: number | null }[],
  editable: boolean,
): { ids: number[]; threadId: number | null } | undefined {
  const inOrder = waiting.toSorted((a, b) => a.id - b.id);
  const [first] = inOrder;
  if (first === undefined) return undefined;
  // A message that shows how things stand says all of it; below it each piece of news has its own line.
  const isReply = editable && first.threadId !== null;
  const ids = isReply ? [first.id] : inOrder.map(({ id }) => id);
  return { ids, threadId: first.threadId };
}
