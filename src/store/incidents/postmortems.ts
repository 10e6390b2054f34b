import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";
import { type Postmortem, PostmortemEntity } from "../entities/public-page.ts";

export async function findPostmortem(
  db: Db,
  incidentId: number,
): Promise<Postmortem | null> {
  return db.findOneBy(PostmortemEntity, { incidentId });
}

export async function putPostmortem(
  tx: Db,
  postmortem: Postmortem,
): Promise<void> {
  await tx.upsert(PostmortemEntity, postmortem, ["incidentId"]);
}

export async function removePostmortem(
  tx: Db,
  incidentId: number,
): Promise<void> {
  await tx.delete(PostmortemEntity, { incidentId });
}

/** What customers read of incidents' post-mortems, by the incident's number. */
export async function postmortemsOf(
  db: Db,
  incidentIds: readonly number[],
): Promise<Map<number, { at: Instant; text: string }>> {
  const found = await rows<{ id: number; at: Instant; text: string }>(
    db,
    "SELECT incident_id AS id, at, text FROM postmortems WHERE incident_id = ANY ($1::integer[])",
    [incidentIds],
  );
  return new Map(found.map(({ id, at, text }) => [id, { at, text }]));
}
