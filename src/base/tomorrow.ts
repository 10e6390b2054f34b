import { instantOf, wallOf } from "./wall-clock.ts";

/** When the clocks of a zone show an hour on the day after this one: 23 to 25 hours later than today's. */
export function tomorrowAt(hour: number, now: number, zone: string): number {
  const day = wallOf(now, zone).toPlainDate().add({ days: 1 });
  return instantOf(day.toPlainDateTime({ hour }), zone);
}
