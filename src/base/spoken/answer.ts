import type { Stretch } from "../recurrence.ts";
import type { SpokenZone } from "./zone.ts";

/** What is known when somebody speaks of a time. */
export interface Asked {
  now: number;
  /** Of the one who speaks, where no zone is said. */
  zone: string;
  /** Reads "2h" or "half an hour" as milliseconds. */
  duration: (text: string) => number | undefined;
}

/** A window that somebody spoke of. */
export interface SpokenWindow extends Stretch {
  ok: true;
  /** The zone that it was understood in. */
  zone: string;
  /** How it comes again; null where it does not. */
  rule: string | null;
  durationMs: number;
}

/** One clear sentence on what is not understood, or on what cannot be. */
export interface NotUnderstood {
  ok: false;
  /** `start`, `end` or `rule`: what it is about. */
  part: "start" | "end" | "rule";
  text: string;
}

/** A text without its zone, and the zone. */
export type Zone = SpokenZone & { ok: true };

export const MINUTE_MS = 60_000;
export const DAY_MINUTES = 24 * 60;
export const EXAMPLE = '"tomorrow 22:00 for 2h"';

export function no(part: NotUnderstood["part"], text: string): NotUnderstood {
  return { ok: false, part, text };
}

export function notRead(typed: string, wanted: string): string {
  return `"${typed.slice(0, 60)}" is not understood as ${wanted}. Write it as in ${EXAMPLE}.`;
}
