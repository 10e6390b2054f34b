import type { Beat, Heard } from "../../domain/heard.ts";
import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";
import { BeatEntity, type StoredBeat } from "../entities/beats.ts";

export async function insertBeat(
  tx: Db,
  beat: Omit<StoredBeat, "id">,
): Promise<void> {
  await tx.insert(BeatEntity, beat);
}

export async function lastBeat(
  db: Db,
  monitorId: number,
  kind: Beat["kind"],
): Promise<Beat | null> {
  return db.findOne(BeatEntity, {
    where: { monitorId, kind },
    order: { at: "DESC", id: "DESC" },
  });
}

/** The latest, newest first. */
export async function recentBeats(
  db: Db,
  monitorId: number,
  limit: number,
): Promise<Beat[]> {
  return db.find(BeatEntity, {
    where: { monitorId },
    order: { at: "DESC", id: "DESC" },
    take: limit,
  });
}

/** After so long without a word of any instance, nobody listens. */
const DEAF_AFTER_MS = 30_000;
const EARS = "beats";

/** All that is needed to judge a monitor that hears, of one moment; null where it was removed. */
export async function findHeard(
  db: Db,
  monitorId: number,
): Promise<Heard | null> {
  const [found] = await rows<{
    since: Instant;
    now: Instant;
    seenAt: Instant | null;
    deafFrom: Instant | null;
    deafUntil: Instant | null;
  }>(
    db,
    `SELECT COALESCE(m.restored_at, m.created_at) AS since, now() AS now, e.seen_at AS "seenAt", e.deaf_from AS "deafFrom", e.deaf_until AS "deafUntil"
     FROM monitors m LEFT JOIN listening e ON e.name = $2 WHERE m.id = $1 AND m.removed_at IS NULL`,
    [monitorId, EARS],
  );
  if (found === undefined) return null;
  const { since, now, seenAt, deafFrom, deafUntil } = found;
  const wasDeaf =
    deafFrom === null || deafUntil === null
      ? null
      : { from: deafFrom, until: deafUntil };
  const isDeaf = seenAt === null || now - seenAt > DEAF_AFTER_MS;
  return {
    since,
    lastStart: await lastBeat(db, monitorId, "start"),
    lastEnd: await lastBeat(db, monitorId, "end"),
    deaf: isDeaf ? { from: seenAt ?? since, until: now } : wasDeaf,
  };
}

/** Says that somebody is listening now; where the last such word is old, nobody was meanwhile. */
export async function markListening(db: Db): Promise<void> {
  await rows(
    db,
    `INSERT INTO listening AS ears (name, seen_at) VALUES ($1, now())
     ON CONFLICT (name) DO UPDATE SET seen_at = now(),
       deaf_from = CASE WHEN now() - ears.seen_at > make_interval(secs => $2::float8 / 1000) THEN ears.seen_at ELSE ears.deaf_from END,
       deaf_until = CASE WHEN now() - ears.seen_at > make_interval(secs => $2::float8 / 1000) THEN now() ELSE ears.deaf_until END
     RETURNING 1`,
    [EARS, DEAF_AFTER_MS],
  );
}

/** Forgets old beats, but never the latest of a monitor: they are what is judged. */
export async function deleteBeats(db: Db, before: Instant): Promise<void> {
  await rows(
    db,
    `DELETE FROM beats b WHERE b.at < to_timestamp($1::float8 / 1000)
       AND EXISTS (SELECT 1 FROM beats newer WHERE newer.monitor_id = b.monitor_id AND newer.kind = b.kind AND newer.at > b.at)
     RETURNING 1`,
    [before],
  );
}
