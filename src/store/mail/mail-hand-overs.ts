import type { Instant } from "../../domain/time.ts";
import { affected, type Db, rows } from "../db.ts";

export async function beginHandOver(
  db: Db,
  deliveryId: number,
  now: Instant,
): Promise<void> {
  await affected(
    db,
    `INSERT INTO mail_hand_overs (delivery_id, count, at) VALUES ($1, 1, to_timestamp($2::float8 / 1000))
     ON CONFLICT (delivery_id) DO UPDATE SET count = mail_hand_overs.count + 1, at = excluded.at`,
    [deliveryId, now],
  );
}

export async function undoHandOver(db: Db, deliveryId: number): Promise<void> {
  await affected(
    db,
    "UPDATE mail_hand_overs SET count = count - 1 WHERE delivery_id = $1 AND count > 0",
    [deliveryId],
  );
}

export async function handOversOf(db: Db, deliveryId: number): Promise<number> {
  const [found] = await rows<{ count: number }>(
    db,
    "SELECT count FROM mail_hand_overs WHERE delivery_id = $1",
    [deliveryId],
  );
  return found?.count ?? 0;
}

/** Nothing so old is on its way any more. */
export async function deleteHandOvers(db: Db, before: Instant): Promise<void> {
  await affected(
    db,
    "DELETE FROM mail_hand_overs WHERE at < to_timestamp($1::float8 / 1000)",
    [before],
  );
}
