import type { Instant } from "../../domain/time.ts";
import { affected, type Db } from "../db.ts";
import { type WebSession, WebSessionEntity } from "../entities/sessions.ts";

export type { WebSession } from "../entities/sessions.ts";

export async function insertSession(
  tx: Db,
  session: Omit<WebSession, "id">,
): Promise<WebSession> {
  return tx.save(WebSessionEntity, session);
}

export async function sessionByHash(
  db: Db,
  hash: string,
): Promise<WebSession | null> {
  return db.findOneBy(WebSessionEntity, { hash });
}

export async function markSessionSeen(
  db: Db,
  id: number,
  at: Instant,
): Promise<void> {
  await db.update(WebSessionEntity, { id }, { seenAt: at });
}

export async function deleteSession(db: Db, id: number): Promise<void> {
  await db.delete(WebSessionEntity, { id });
}

/** Ends all of a person's but the latest few; how many those were. */
export async function deleteSessionsOf(
  db: Db,
  personId: string,
  { keep }: { keep: number },
): Promise<number> {
  return affected(
    db,
    `DELETE FROM web_sessions WHERE person_id = $1
       AND id NOT IN (SELECT id FROM web_sessions WHERE person_id = $1 ORDER BY id DESC LIMIT $2)`,
    [personId, keep],
  );
}

/** Deletes those that ended, or that nobody used since an instant. */
export async function deleteEndedSessions(
  db: Db,
  { now, idleSince }: { now: Instant; idleSince: Instant },
): Promise<void> {
  await affected(
    db,
    `DELETE FROM web_sessions WHERE expires_at <= to_timestamp($1::float8 / 1000) OR seen_at <= to_timestamp($2::float8 / 1000)`,
    [now, idleSince],
  );
}
