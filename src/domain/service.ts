import type { Belief, Health } from "./health.ts";

/** What we say of a service. */
export const statuses = [
  "up",
  "difficulties",
  "down",
  "maintenance",
  "unknown",
] as const;
export type Status = (typeof statuses)[number];

/** What a service's status is made from. */
export interface MonitorView {
  kind: Health["kind"];
  belief: Belief;
  essential: boolean;
}

/** Every monitor that counts was seen to be up, and none is in maintenance: nothing is left to be found out. */
export function isUpThroughout(monitors: readonly MonitorView[]): boolean {
  const active = monitors.filter(({ kind }) => kind !== "paused");
  return (
    active.length > 0 &&
    active.every(
      ({ kind, belief }) => kind !== "maintenance" && belief === "up",
    )
  );
}

/**
 * A service is up when all its monitors are, down when all are or an essential one is, and in difficulties between.
 * A monitor that was not looked at yet does not stop the others from being up, but nothing is down on their word alone.
 * Paused monitors do not count, unsettled ones count with what was last confirmed, and those in maintenance count
 * only where every other one is in maintenance too.
 */
export function serviceStatus(monitors: readonly MonitorView[]): Status {
  const active = monitors.filter(({ kind }) => kind !== "paused");
  const watched = active.filter(({ kind }) => kind !== "maintenance");
  if (active.length > 0 && watched.length === 0) return "maintenance";
  const known = watched.filter(({ belief }) => belief !== "unknown");
  if (known.length === 0) return "unknown";
  if (known.some(({ belief, essential }) => essential && belief === "down"))
    return "down";
  if (watched.every(({ belief }) => belief === "down")) return "down";
  return known.every(({ belief }) => belief === "up") ? "up" : "difficulties";
}
