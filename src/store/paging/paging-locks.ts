import { type Db, rows } from "../db.ts";

/** Two instances never decide at the same moment whom to call; any numbers of ours that nobody else uses. */
export const pagingLocks = {
  calling: 7_243_001,
  following: 7_243_002,
} as const;

/** Takes a lock that ends with the transaction; false where another instance has it. */
export async function takePagingLock(
  tx: Db,
  name: keyof typeof pagingLocks,
): Promise<boolean> {
  const [found] = await rows<{ isMine: boolean }>(
    tx,
    'SELECT pg_try_advisory_xact_lock($1) AS "isMine"',
    [pagingLocks[name]],
  );
  return found?.isMine === true;
}
