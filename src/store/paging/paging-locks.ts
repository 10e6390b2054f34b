import { advisoryLocks } from "../advisory-locks.ts";
import { type Db, rows } from "../db.ts";

/**
 * Takes a lock that ends with the transaction; false where another instance has it: two never decide at the same moment
 * whom to call.
 */
export async function takePagingLock(
  tx: Db,
  name: "callingPeople" | "followingCalls",
): Promise<boolean> {
  const [found] = await rows<{ isMine: boolean }>(
    tx,
    'SELECT pg_try_advisory_xact_lock($1) AS "isMine"',
    [advisoryLocks[name]],
  );
  return found?.isMine === true;
}
