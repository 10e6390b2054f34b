import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";

/** Keeps who looked at an incident last, and what was seen; `evidence` is null while it is being looked. */
export async function putLook(
  tx: Db,
  look: { incidentId: number; at: Instant; actor: string; evidence: unknown },
): Promise<void> {
  await rows(
    tx,
    `INSERT INTO incident_looks (incident_id, at, actor, evidence) VALUES ($1, to_timestamp($2::float8 / 1000), $3, $4::jsonb)
     ON CONFLICT (incident_id) DO UPDATE SET at = EXCLUDED.at, actor = EXCLUDED.actor, evidence = EXCLUDED.evidence RETURNING 1`,
    [
      look.incidentId,
      look.at,
      look.actor,
      look.evidence === null ? null : JSON.stringify(look.evidence),
    ],
  );
}
