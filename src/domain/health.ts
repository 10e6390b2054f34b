import type { Outcome } from "./result.ts";
import type { Instant } from "./time.ts";

/** What was last confirmed of a monitor. */
export const beliefs = ["unknown", "up", "degraded", "down"] as const;
export type Belief = (typeof beliefs)[number];

/** What we say of a monitor: the belief, or why there is none to act on. */
export const healthKinds = [
  "unknown",
  "up",
  "degraded",
  "failing",
  "down",
  "paused",
  "maintenance",
] as const;
export type HealthKind = (typeof healthKinds)[number];

/** Everything that can happen to a monitor's health. */
export type HealthEvent =
  | Outcome
  /** Our own line was broken: what was counted meanwhile says nothing of the target. */
  | "own-line"
  | "pause"
  | "resume"
  | "maintenance-starts"
  | "maintenance-ends";

/** When a change of mind is confirmed. */
export interface ConfirmationPolicy {
  /** Results in a row that must be worse than the belief. */
  failures: number;
  /** Results in a row that must be better than the belief. */
  successes: number;
  /** How soon a result that disagrees with the belief is checked again, in milliseconds. */
  retryMs: number;
}

export const defaultPolicy: ConfirmationPolicy = {
  failures: 3,
  successes: 1,
  retryMs: 10_000,
};

export interface Health {
  kind: HealthKind;
  /** When this kind was entered. */
  since: Instant;
  belief: Belief;
  /** What the latest results speak for, where that is not the belief. */
  toward: Belief | null;
  /** How many results in a row disagree with the belief. */
  streak: number;
}

export function newHealth(now: Instant): Health {
  return {
    kind: "unknown",
    since: now,
    belief: "unknown",
    toward: null,
    streak: 0,
  };
}

/**
 * The next health. It reads no clock and no row, and returns the same object where nothing changed,
 * so that a steady state costs no write.
 */
export function step(
  health: Health,
  event: HealthEvent,
  now: Instant,
  policy: ConfirmationPolicy,
): Health {
  switch (event) {
    case "unknown":
      return health;
    case "own-line":
      return health.toward === null
        ? health
        : healthElsewhere(health, now, true);
    case "pause":
      return health.kind === "paused"
        ? health
        : { ...newHealth(now), kind: "paused" };
    case "resume":
      return health.kind === "paused" ? newHealth(now) : health;
    case "maintenance-starts":
      return health.kind === "paused" || health.kind === "maintenance"
        ? health
        : { ...health, kind: "maintenance", since: now };
    case "maintenance-ends":
      return health.kind === "maintenance"
        ? afterMaintenance(health, now)
        : health;
    case "up":
    case "degraded":
    case "down":
      return health.kind === "paused"
        ? health
        : judge(health, event, now, policy);
  }
}

/**
 * What is left of a health when something else is looked at from now on: nothing, or (`keepsBelief`, so that an outage
 * that was told of ends with a word) what was last confirmed, without what was being counted.
 */
export function healthElsewhere(
  health: Health,
  now: Instant,
  keepsBelief: boolean,
): Health {
  if (health.kind === "paused") return health;
  if (keepsBelief) {
    const kind = health.kind === "failing" ? health.belief : health.kind;
    const since = kind === health.kind ? health.since : now;
    return { ...health, kind, since, toward: null, streak: 0 };
  }
  return health.kind === "maintenance"
    ? { ...newHealth(now), kind: "maintenance", since: health.since }
    : newHealth(now);
}

/** What was up goes on being up. Anything else is found out anew: what failed within maintenance was never confirmed outside. */
function afterMaintenance({ belief }: Health, now: Instant): Health {
  return belief === "up"
    ? { kind: "up", since: now, belief, toward: null, streak: 0 }
    : newHealth(now);
}

/** True while a result waits to be confirmed: the next probe comes after `retryMs`, not at the next interval. */
export function isUnsettled(health: Health): boolean {
  return health.toward !== null && health.kind !== "paused";
}

/** True where the next failed probe would call the monitor down: the moment to make sure that it is not our own line. */
export function isAboutToFall(
  health: Health,
  policy: ConfirmationPolicy,
): boolean {
  return (
    health.kind !== "paused" &&
    health.belief !== "down" &&
    step(health, "down", health.since, policy).belief === "down"
  );
}

const rank: Record<Belief, number> = {
  unknown: 0,
  up: 0,
  degraded: 1,
  down: 2,
};

function judge(
  health: Health,
  seen: "up" | "degraded" | "down",
  now: Instant,
  policy: ConfirmationPolicy,
): Health {
  const gathered = gather(health, seen);
  const needed = neededFor(seen, health.belief, policy);
  const opinion =
    gathered.toward !== null && gathered.streak >= needed
      ? { belief: gathered.toward, toward: null, streak: 0 }
      : { belief: health.belief, ...gathered };
  const kind = health.kind === "maintenance" ? "maintenance" : kindOf(opinion);
  if (
    kind === health.kind &&
    opinion.belief === health.belief &&
    opinion.toward === health.toward &&
    opinion.streak === health.streak
  ) {
    return health;
  }
  return { kind, since: kind === health.kind ? health.since : now, ...opinion };
}

/** How many results in a row change the belief. The first good look at a new monitor is believed at once. */
function neededFor(
  seen: Belief,
  belief: Belief,
  policy: ConfirmationPolicy,
): number {
  if (belief === "unknown" && seen === "up") return 1;
  return rank[seen] > rank[belief] ? policy.failures : policy.successes;
}

/** Counts a result for or against the belief. A mixed streak speaks for the smaller change: slow and failed is degraded. */
function gather(
  { belief, toward, streak }: Health,
  seen: Belief,
): { toward: Belief | null; streak: number } {
  if (seen === belief) return { toward: null, streak: 0 };
  const worse = rank[seen] > rank[belief];
  if (toward === null || rank[toward] > rank[belief] !== worse)
    return { toward: seen, streak: 1 };
  const nearer =
    Math.abs(rank[seen] - rank[belief]) < Math.abs(rank[toward] - rank[belief])
      ? seen
      : toward;
  return { toward: nearer, streak: streak + 1 };
}

function kindOf({
  belief,
  toward,
}: {
  belief: Belief;
  toward: Belief | null;
}): HealthKind {
  return toward === "down" ? "failing" : belief;
}
