/** A moment, in milliseconds since 1970-01-01T00:00Z. Zones appear only where text is made or typed. */
export type Instant = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** When something that does not happen by itself is due: in the year 9999. */
export const NEVER: Instant = 253_370_764_800_000;

/** A stretch of time, from included, until excluded. */
export interface Interval {
  from: Instant;
  until: Instant;
}
