import { MoreThanOrEqual } from "typeorm";
import type { Instant } from "../../domain/time.ts";
import { type Db, preparedRows, rows } from "../db.ts";
import {
  type ReceivedSms,
  ReceivedSmsEntity,
  type SmsStatus,
} from "../entities/sms.ts";

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

const NEXT_NEW = {
  name: "next new sms",
  text: `SELECT sid, sender, recipient, text, at FROM sms_received WHERE handled_at IS NULL AND sid <> ALL ($1) ORDER BY at LIMIT 1`,
};

/** An SMS that nobody has acted on yet. */
export type NewSms = Pick<
  ReceivedSms,
  "sid" | "sender" | "recipient" | "text" | "at"
>;

/** How far it was acted on, where that takes several transactions. */
export type Progress = Pick<ReceivedSms, "actedTo" | "actedCount">;

/** The oldest SMS that nobody has acted on, but for some; null where there is none. */
export async function nextNewSms(
  db: Db,
  but: readonly string[],
): Promise<NewSms | null> {
  const [found] = await preparedRows<NewSms>(db, NEXT_NEW, [but]);
  return found ?? null;
}

/** Whether the same number has said the very same since an instant. */
export async function saidBefore(
  db: Db,
  { sid, sender, recipient, text }: NewSms,
  since: Instant,
): Promise<boolean> {
  const found = await rows(
    db,
    `SELECT 1 FROM sms_received WHERE recipient = $1 AND at > to_timestamp($2::float8 / 1000) AND sender = $3 AND text = $4 AND sid <> $5 LIMIT 1`,
    [recipient, since, sender, text, sid],
  );
  return found.length > 0;
}

/** Takes an SMS for this transaction alone, and says how far it was acted on; null where another instance was first. */
export async function takeSms(
  tx: Db,
  sid: string,
  now: Instant,
): Promise<Progress | null> {
  const [taken] = await rows<Progress>(
    tx,
    `UPDATE sms_received SET handled_at = to_timestamp($2::float8 / 1000) WHERE sid = $1 AND handled_at IS NULL
     RETURNING acted_to AS "actedTo", acted_count AS "actedCount"`,
    [sid, now],
  );
  return taken ?? null;
}

/** There is more to do for an SMS that was taken: in another transaction. */
export async function leaveSms(
  tx: Db,
  sid: string,
  progress: Progress,
): Promise<void> {
  await tx.update(ReceivedSmsEntity, { sid }, { ...progress, handledAt: null });
}

/** Keeps how far an SMS of ours has come, where that is further than what is known. */
export async function keepSmsStatus(db: Db, told: SmsStatus): Promise<void> {
  await rows(
    db,
    `INSERT INTO sms_statuses AS s (sid, status, stage, error_code, at) VALUES ($1, $2, $3, $4, to_timestamp($5::float8 / 1000))
     ON CONFLICT (sid) DO UPDATE SET status = excluded.status, stage = excluded.stage, error_code = excluded.error_code, at = excluded.at
       WHERE excluded.stage > s.stage RETURNING 1`,
    [told.sid, told.status, told.stage, told.errorCode, told.at],
  );
}

export async function deleteSmsStatuses(
  db: Db,
  before: Instant,
): Promise<void> {
  await rows(
    db,
    "DELETE FROM sms_statuses WHERE at < to_timestamp($1::float8 / 1000) RETURNING 1",
    [before],
  );
}
