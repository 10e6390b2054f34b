import { spokenWindow } from "../../base/spoken-time.ts";
import { instantOf, wallOf } from "../../base/wall-clock.ts";
import type { Instant } from "../../domain/time.ts";
import { durationOf } from "./durations.ts";

export interface Shift {
  from: Instant;
  until: Instant;
}

/** "Tonight" begins when work ends, and ends when it begins again. */
const EVENING_HOUR = 18;
const MORNING_HOUR = 9;
/** Before this hour it is still last night. */
const NIGHT_ENDS_HOUR = 6;

/** Reads "tonight", "today", "tomorrow", "until tomorrow 9:00", "for 8h", "fri 18:00 for 12h" in a zone; a sentence where it cannot. */
export function readShift(
  text: string,
  { now, zone }: { now: Instant; zone: string },
): Shift | string {
  const typed = text.trim().toLowerCase();
  const today = wallOf(now, zone).toPlainDate();
  const at = (days: number, hour: number): Instant =>
    instantOf(today.add({ days }).toPlainDateTime({ hour }), zone);
  switch (typed) {
    case "tonight":
    case "this night":
    case "the night":
      return wallOf(now, zone).hour < NIGHT_ENDS_HOUR
        ? { from: now, until: at(0, MORNING_HOUR) }
        : {
            from: Math.max(now, at(0, EVENING_HOUR)),
            until: at(1, MORNING_HOUR),
          };
    case "today":
      return { from: now, until: at(1, 0) };
    case "tomorrow":
      return { from: at(1, 0), until: at(2, 0) };
    default: {
      const bare = durationOf(typed) === undefined ? typed : `for ${typed}`;
      const window = spokenWindow(bare, { now, zone, duration: durationOf });
      if (!window.ok) return window.text;
      return window.rule === null
        ? { from: window.from, until: window.until }
        : "That comes again and again: say it once, or put it into the rota.";
    }
  }
}
