import { DAY, type Instant } from "../../domain/time.ts";
import { affected, type Db } from "../db.ts";
import { wakeDeliverers } from "./deliveries.ts";

/** Of an outage that was told of longer ago, nobody waits for the end any more. */
const REMEMBERED_MS = 7 * DAY;

/**
 * An outlet that was switched off is told again: of outages that it told of, and that ended meanwhile, it tells the end.
 * Whoever read that something is down would read nothing more.
 */
export async function planMissedEnds(
  tx: Db,
  outletId: number,
  now: Instant,
): Promise<void> {
  const planned = await affected(
    tx,
    `INSERT INTO deliveries (announcement_id, incident_id, outlet_id, reason, state, next_attempt_at, attempts, created_at)
     SELECT a.id, a.incident_id, $1, a.reason, 'planned', to_timestamp($2::float8 / 1000), 0, to_timestamp($2::float8 / 1000)
     FROM announcements a
     WHERE a.reason = 'recovered' AND a.incident_id IN (
       SELECT t.incident_id FROM deliveries p JOIN deliveries t ON t.post_id = p.id JOIN incidents i ON i.id = t.incident_id
       WHERE p.outlet_id = $1 AND p.remote_id IS NOT NULL AND p.sent_at >= to_timestamp($3::float8 / 1000)
         AND t.state = 'sent' AND i.resolution = 'recovered' AND NOT EXISTS (
           SELECT 1 FROM incidents n WHERE n.service_id = i.service_id AND n.id > i.id AND n.resolved_at IS NULL AND n.severity = 'down'))
       AND NOT EXISTS (SELECT 1 FROM deliveries e WHERE e.incident_id = a.incident_id AND e.outlet_id = $1 AND e.reason = 'recovered')`,
    [outletId, now, now - REMEMBERED_MS],
  );
  if (planned > 0) await wakeDeliverers(tx);
}
