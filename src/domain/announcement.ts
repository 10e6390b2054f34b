import type { Severity } from "./incident.ts";

/** Why something is told. */
export const announcementReasons = [
  "down",
  "difficulties",
  "worsened",
  "improved",
  "recovered",
  "reminder",
  "acknowledged",
  "handed-back",
  "snoozed",
  "woken",
  "update",
  "ended",
] as const;
export type AnnouncementReason = (typeof announcementReasons)[number];

/** The steps of an incident that the page tells; when the team did something else is for the team. */
export const publicSteps = [
  "down",
  "difficulties",
  "worsened",
  "improved",
  "recovered",
  "acknowledged",
  "update",
  "ended",
] as const satisfies readonly AnnouncementReason[];
export type PublicStep = (typeof publicSteps)[number];

/** Who listens on a channel: the team wants everything, customers only what concerns them. */
export const audiences = ["team", "customers"] as const;
export type Audience = (typeof audiences)[number];

/** How much a channel of the team wants to hear: problems and their end, or all that changes. */
export const verbosities = ["problems", "all"] as const;
export type Verbosity = (typeof verbosities)[number];

export interface Listener {
  audience: Audience;
  verbosity: Verbosity;
  /** What this listener was told of the incident so far. */
  told: readonly AnnouncementReason[];
  /** Customers of some namespaces want to hear of difficulties, too. */
  wantsDifficulties: boolean;
  /** Somebody said "I have it". */
  acknowledged: boolean;
  /** Somebody said "not now", and how bad it was then; null where nobody did. */
  snoozed: Severity | null;
  /** Of somebody's update: whether it is for customers, too. */
  forCustomers: boolean;
}

export type Decision =
  | { tell: true }
  | {
      tell: false;
      because:
        "not-wanted" | "was-not-told" | "was-told" | "acknowledged" | "snoozed";
    };

const TELL: Decision = { tell: true };
const NOT_WANTED: Decision = { tell: false, because: "not-wanted" };
const WAS_NOT_TOLD: Decision = { tell: false, because: "was-not-told" };

/** Whether a listener hears of it, and if not, why not. */
export function decide(
  reason: AnnouncementReason,
  listener: Listener,
): Decision {
  return listener.audience === "team"
    ? decideForTeam(reason, listener)
    : decideForCustomers(reason, listener);
}

/** What somebody did, as opposed to how the service is: in the message itself, and too much for some channels. */
const chatter: ReadonlySet<AnnouncementReason> = new Set([
  "improved",
  "acknowledged",
  "handed-back",
  "snoozed",
]);

function decideForTeam(
  reason: AnnouncementReason,
  { acknowledged, snoozed, verbosity }: Listener,
): Decision {
  if (reason === "reminder" && acknowledged)
    return { tell: false, because: "acknowledged" };
  if (snoozed !== null && restsWhileSnoozed(reason, snoozed))
    return { tell: false, because: "snoozed" };
  return verbosity === "problems" && chatter.has(reason) ? NOT_WANTED : TELL;
}

/** A snooze covers what was known when it began: who sent difficulties to sleep wants to hear that it is down. */
export function restsWhileSnoozed(
  reason: AnnouncementReason,
  snoozed: Severity,
): boolean {
  if (reason === "worsened") return snoozed === "down";
  return reason === "reminder" || reason === "improved";
}

function decideForCustomers(
  reason: AnnouncementReason,
  { told, wantsDifficulties, forCustomers }: Listener,
): Decision {
  const believesDown = told.findLast(
    (earlier) =>
      earlier === "down" || earlier === "worsened" || earlier === "improved",
  );
  switch (reason) {
    case "down":
      return TELL;
    case "worsened":
      return believesDown === "down" || believesDown === "worsened"
        ? { tell: false, because: "was-told" }
        : TELL;
    case "difficulties":
      return wantsDifficulties ? TELL : NOT_WANTED;
    case "improved":
      if (!wantsDifficulties) return NOT_WANTED;
      return told.length > 0 ? TELL : WAS_NOT_TOLD;
    case "recovered":
    case "reminder":
      return told.length > 0 ? TELL : WAS_NOT_TOLD;
    case "update":
      return forCustomers ? TELL : NOT_WANTED;
    case "acknowledged":
    case "handed-back":
    case "snoozed":
    case "woken":
    case "ended":
      return NOT_WANTED;
  }
}
