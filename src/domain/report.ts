import type { Course, Resolution } from "./incident.ts";
import type { Failures } from "./pictures.ts";
import type { Status } from "./service.ts";
import type { Instant, Interval } from "./time.ts";

/** How often a report comes, and what it looks back on: a day, a week, a month. */
export const reportKinds = ["daily", "weekly", "monthly"] as const;
export type ReportKind = (typeof reportKinds)[number];

/** What happened to the services of a namespace, in figures and names: everything that a message is made from. */
export interface Report {
  kind: ReportKind;
  /** Null id: everything. */
  namespace: { id: number | null; name: string; timezone: string };
  window: Interval;
  /** When it was made. */
  at: Instant;
  /** When it should have been made, where it is one that comes by itself. */
  dueAt: Instant | null;
  /** The row that it comes from by itself; null for one that somebody asked for. */
  subscriptionId: number | null;
  services: { total: number } & Record<Status, number>;
  /** Not up now, the worst and longest first. */
  troubled: { name: string; status: Status; since: Instant }[];
  /** Those that began in the window or still go on; the longest outages first. */
  incidents: { count: number; shown: ReportIncident[] };
  uptime: Change;
  downMs: number;
  response: Change;
  /** Those that were down longest. */
  worst: { name: string; ratio: number; downMs: number }[];
  slowest: { name: string; averageMs: number }[];
  ending: { what: "certificate" | "domain"; name: string; daysLeft: number }[];
  maintenance: {
    title: string;
    startsAt: Instant;
    endsAt: Instant;
  }[];
  /** Day by day, for those that look back on several. */
  days: {
    labels: string[];
    /** Minutes down of the worst services. */
    down: { name: string; minutes: number[] }[];
    /** Mean response in milliseconds; null where nothing answered. */
    averageMs: (number | null)[];
  } | null;
  /** At which hours it failed; only where it is shown as a picture, in mails. */
  histogram?: Failures;
}

export interface ReportIncident extends Course {
  id: number;
  service: string;
  cause: string;
  resolution: Resolution | null;
}

/** A figure, and what it was in the span before; null where there was nothing to measure. */
export interface Change {
  now: number | null;
  before: number | null;
}

/** Later than this after its time, a report says why. */
export const LATE_MS = 15 * 60_000;
