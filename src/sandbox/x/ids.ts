/** X counts its ids from here, in ms since 1970: https://docs.x.com/fundamentals/x-ids */
const EPOCH_MS = 1_288_834_974_657n;
/** The bits below the milliseconds. */
const COUNTER_BITS = 22n;
/** No id is below this, whatever the clock says: real ids have had 19 digits since 2017. */
export const FIRST_ID = "1000000000000000000";

/** The id for a thing made at this time (ms since 1970): 19 digits, and always above the last one. */
export function nextId(atMs: number, lastId: string): string {
  const fromTime = (BigInt(Math.trunc(atMs)) - EPOCH_MS) << COUNTER_BITS;
  const afterLast = BigInt(lastId) + 1n;
  return String(fromTime > afterLast ? fromTime : afterLast);
}
