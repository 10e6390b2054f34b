import type { Instant } from "../../domain/time.ts";
import { affected, type Db, rows } from "../db.ts";

/** Where a message is to be brought up to date, and was not a moment (`gapMs`) ago. */
export function editIsDue(gapMs: string): string {
  return `d.edit_due_at <= now() AND d.remote_id IS NOT NULL AND (d.edited_at IS NULL OR d.edited_at <= now() - ${gapMs} * interval '1 millisecond')`;
}

/** A message that is to be brought up to date, and how often that was wished for so far. */
export interface DueEdit {
  id: number;
  wishes: number;
}

/** The message of an outlet that is longest overdue to be brought up to date; null where none is. */
export async function editDueIn(
  db: Db,
  outletId: number,
  gapMs: number,
): Promise<DueEdit | null> {
  const [due] = await rows<DueEdit>(
    db,
    `SELECT d.id, d.edit_wishes AS wishes FROM deliveries d
     WHERE d.outlet_id = $1 AND ${editIsDue("$2")} ORDER BY d.edit_due_at LIMIT 1`,
    [outletId, gapMs],
  );
  return due ?? null;
}

/** Asks for a message to be brought up to date, at the earliest at `at`; an earlier wish stands. */
export async function wishEdit(
  tx: Db,
  postId: number,
  at: Instant,
): Promise<void> {
  await affected(
    tx,
    `UPDATE deliveries SET edit_wishes = edit_wishes + 1, edit_due_at = LEAST(COALESCE(edit_due_at, 'infinity'), to_timestamp($2::float8 / 1000))
     WHERE id = $1 AND topic IS NOT NULL`,
    [postId, at],
  );
}

/**
 * Done with an edit that was begun after so many wishes; one that came meanwhile stays, however it is dated. The message
 * is left alone for `restMs` longer than others.
 */
export async function markEdited(
  tx: Db,
  { id, wishes }: DueEdit,
  restMs = 0,
): Promise<void> {
  await affected(
    tx,
    `UPDATE deliveries SET edited_at = now() + $3 * interval '1 millisecond', edit_due_at = CASE WHEN edit_wishes > $2 THEN edit_due_at END WHERE id = $1`,
    [id, wishes, restMs],
  );
}

/** A message that something lives in, and its channel. */
export interface LivingMessage {
  postId: number;
  channel: string;
}

/** The first messages that an incident lives in, one an outlet; also those on their way. */
export async function threadsOf(
  db: Db,
  incidentId: number,
): Promise<LivingMessage[]> {
  return firstMessages(db, "incident_id", incidentId);
}

/** The messages that one time of a maintenance window lives in, one an outlet; also those on their way. */
export async function messagesOfMaintenance(
  db: Db,
  occurrenceId: number,
): Promise<LivingMessage[]> {
  return firstMessages(db, "occurrence_id", occurrenceId);
}

async function firstMessages(
  db: Db,
  column: "incident_id" | "occurrence_id",
  id: number,
): Promise<LivingMessage[]> {
  return rows(
    db,
    `SELECT DISTINCT d.post_id AS "postId", o.channel FROM deliveries d JOIN outlets o ON o.id = d.outlet_id
     WHERE d.${column} = $1 AND d.thread_id IS NULL AND d.post_id IS NOT NULL
       AND d.state IN ('sent', 'sending', 'retry', 'ambiguous')`,
    [id],
  );
}
