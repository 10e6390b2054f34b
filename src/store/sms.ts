import { MoreThanOrEqual } from "typeorm";
import type { Instant } from "../domain/time.ts";
import { type Db, rows } from "./db.ts";
import { type ReceivedSms, ReceivedSmsEntity } from "./entities/sms.ts";

/** Keeps an SMS; the same one is told more than once where our answer was lost. */
export async function keepReceivedSms(db: Db, sms: ReceivedSms): Promise<void> {
  await db
    .createQueryBuilder()
    .insert()
    .into(ReceivedSmsEntity)
    .values(sms)
    .orIgnore()
    .execute();
}

/** Oldest first. */
export async function findReceivedSms(
  db: Db,
  recipient: string,
  since: Instant,
): Promise<ReceivedSms[]> {
  return db.find(ReceivedSmsEntity, {
    where: { recipient, at: MoreThanOrEqual(since) },
    order: { at: "ASC" },
  });
}

export async function deleteReceivedSms(
  db: Db,
  before: Instant,
): Promise<void> {
  await rows(
    db,
    "DELETE FROM sms_received WHERE at < to_timestamp($1::float8 / 1000) RETURNING 1",
    [before],
  );
}
