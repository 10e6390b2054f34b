import { durationInWords } from "./duration.ts";
import type { Status } from "./service.ts";
import { nextOnGrid } from "./schedule.ts";
import type { Instant } from "./time.ts";

/** How bad an open incident is: the service's status while it is not up. */
export const severities = ["difficulties", "down"] as const;
export type Severity = (typeof severities)[number];

/** Why an incident is over. Only "recovered" says that the service works again. */
export const resolutions = [
  "recovered",
  "paused",
  "maintenance",
  "removed",
] as const;
export type Resolution = (typeof resolutions)[number];

export type IncidentChange =
  | { kind: "none" }
  | { kind: "open"; severity: Severity }
  | { kind: "worsen" }
  | { kind: "improve" }
  | { kind: "resolve"; resolution: Resolution };

/** What a service's status does to its incident: `open` is the severity of the one that is open, null where there is none. */
export function incidentChange(
  open: Severity | null,
  status: Status,
): IncidentChange {
  switch (status) {
    case "down":
      if (open === null) return { kind: "open", severity: "down" };
      return open === "down" ? { kind: "none" } : { kind: "worsen" };
    case "difficulties":
      if (open === null) return { kind: "open", severity: "difficulties" };
      return open === "difficulties" ? { kind: "none" } : { kind: "improve" };
    case "up":
      return open === null
        ? { kind: "none" }
        : { kind: "resolve", resolution: "recovered" };
    case "maintenance":
      return open === null
        ? { kind: "none" }
        : { kind: "resolve", resolution: "maintenance" };
    case "unknown":
      return open === null
        ? { kind: "none" }
        : { kind: "resolve", resolution: "paused" };
  }
}

/** What is known of how bad an incident is, or was. */
export interface Course {
  /** As bad as it is now, or was at last. */
  severity: Severity;
  beganAt: Instant;
  resolvedAt: Instant | null;
  /** Since when it is down, while it is. */
  downSince: Instant | null;
  /** How long it was down in all; null while it goes on, and where it never was. */
  downMs: number | null;
}

/** How bad an incident is; of one that is over, how bad it was at its worst. */
export function worstOf({ severity, resolvedAt, downMs }: Course): Severity {
  return resolvedAt !== null && downMs !== null ? "down" : severity;
}

/** How long it was as bad as that: being slow before and after it was down is not being down. */
export function lastedMs(
  { severity, beganAt, resolvedAt, downSince, downMs }: Course,
  now: Instant,
): number {
  if (resolvedAt !== null) return downMs ?? resolvedAt - beganAt;
  return now - (severity === "down" ? (downSince ?? beganAt) : beganAt);
}

/** "down for 14 min", "in difficulties for 2 h": as bad as it was at its worst, and how long that was. */
export function courseInWords(course: Course, now: Instant): string {
  const was = worstOf(course) === "down" ? "down" : "in difficulties";
  return `${was} for ${durationInWords(lastedMs(course, now))}`;
}

/**
 * When a service that is down since `downSince` is next mentioned again. Reminders that fell due while we were away
 * are not made up for: the next one comes at its usual time.
 */
export function nextReminder(
  downSince: Instant,
  everyMs: number,
  now: Instant,
): Instant {
  return nextOnGrid(Math.max(now, downSince), everyMs, downSince);
}
