import type { Instant } from "../domain/time.ts";
import { type Db, rows } from "./db.ts";
import { type Instance, InstanceEntity } from "./entities/instances.ts";

/** Says that an instance lives, by the database's clock, which is returned. */
export async function sayAlive(
  db: Db,
  { id, host, roles, version, startedAt, condition }: Omit<Instance, "seenAt">,
): Promise<Instant> {
  const [row] = await rows<{ now: Instant }>(
    db,
    `INSERT INTO instances (id, host, roles, version, started_at, seen_at, condition)
     VALUES ($1, $2, $3, $4, to_timestamp($5::float8 / 1000), clock_timestamp(), $6)
     ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, condition = excluded.condition RETURNING seen_at AS now`,
    [id, host, roles, version, startedAt, JSON.stringify(condition)],
  );
  if (row === undefined) throw new Error("an upsert returns its row");
  return row.now;
}

/** An instance that ended as it should. */
export async function forgetInstance(db: Db, id: string): Promise<void> {
  await db.delete(InstanceEntity, { id });
}

/** Those that nobody has heard of for so long (by the database's clock). */
export async function forgetInstances(db: Db, silentMs: number): Promise<void> {
  await rows(
    db,
    "DELETE FROM instances WHERE seen_at < now() - $1 * interval '1 millisecond' RETURNING id",
    [silentMs],
  );
}

/** An instance, with how long ago (ms) it was heard of by the database's clock. */
export type InstanceLine = Instance & { silentMs: number };

export async function listInstances(db: Db): Promise<InstanceLine[]> {
  return rows(
    db,
    `SELECT id, host, roles, version, started_at AS "startedAt", seen_at AS "seenAt", condition,
       (extract(epoch FROM clock_timestamp() - seen_at) * 1000)::float8 AS "silentMs"
     FROM instances ORDER BY host, started_at`,
  );
}
