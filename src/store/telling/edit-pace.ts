import { type Db, rows } from "../db.ts";

/** How fast messages may be edited: `burst` at once, then one every `everyMs`, over all outlets of a channel together. */
export interface EditPace {
  everyMs: number;
  burst: number;
  /** One message is not edited again before this long: what changes meanwhile is shown together. */
  gapMs: number;
}

/** So far ahead of the clock an allowance may be used up. */
export function aheadMs({ everyMs, burst }: EditPace): number {
  return (burst - 1) * everyMs;
}

/** Takes the right to one edit, for all instances together; false where there is none at the moment. */
export async function takeEdit(
  db: Db,
  channel: string,
  pace: EditPace,
): Promise<boolean> {
  const taken = await rows(
    db,
    `INSERT INTO edit_paces AS p (channel, used_until) VALUES ($1, now() + $2 * interval '1 millisecond')
     ON CONFLICT (channel) DO UPDATE SET used_until = GREATEST(p.used_until, now()) + $2 * interval '1 millisecond'
     WHERE p.used_until <= now() + $3 * interval '1 millisecond' RETURNING 1`,
    [channel, pace.everyMs, aheadMs(pace)],
  );
  return taken.length === 1;
}

/** The remote asked for patience: nothing is edited there for so long, and slowly afterwards. */
export async function restEdits(
  db: Db,
  channel: string,
  pace: EditPace,
  forMs: number,
): Promise<void> {
  await rows(
    db,
    `INSERT INTO edit_paces AS p (channel, used_until) VALUES ($1, now() + $2 * interval '1 millisecond')
     ON CONFLICT (channel) DO UPDATE SET used_until = GREATEST(p.used_until, EXCLUDED.used_until) RETURNING 1`,
    [channel, forMs + aheadMs(pace)],
  );
}
