import { networks } from "../../domain/posts/networks.ts";
import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";

export interface PublicPostRow {
  namespaceId: number;
  channel: string;
  /** "@iati_status" */
  account: string;
  /** The network's id of the post. */
  remoteId: string;
  at: Instant;
  text: string;
}

/** An account may speak for several namespaces: of its latest posts so many are looked at, however long it has posted. */
const LOOKED_AT = 50;

/**
 * What the accounts of each namespace posted since then, and the networks accepted, the latest first; only what is about
 * services of the namespace that are public still, also where several things were told in one post, or about maintenance
 * of some.
 */
export async function publicPosts(
  db: Db,
  since: Instant,
): Promise<PublicPostRow[]> {
  return rows(
    db,
    `SELECT n.id AS "namespaceId", o.channel, o.label AS account, d.remote_id AS "remoteId", d.sent_at AS at, d.text
     FROM namespaces n JOIN subscriptions s ON s.namespace_id = n.id
       JOIN outlets o ON o.id = s.outlet_id AND o.channel = ANY ($2::text[]) AND o.audience = 'customers'
       CROSS JOIN LATERAL (
         SELECT d.id, d.remote_id, d.sent_at, d.payload ->> 'text' AS text, d.incident_id, d.occurrence_id FROM deliveries d
         WHERE d.outlet_id = o.id AND d.remote_id IS NOT NULL AND d.sent_at >= to_timestamp($1::float8 / 1000)
           AND d.state = 'sent' AND (d.post_id IS NULL OR d.post_id = d.id)
         ORDER BY d.sent_at DESC LIMIT $3
       ) d
       LEFT JOIN incidents i ON i.id = d.incident_id LEFT JOIN services v ON v.id = i.service_id
     WHERE d.text IS NOT NULL AND CASE WHEN d.incident_id IS NOT NULL
       THEN v.namespace_id = n.id AND v.public AND v.removed_at IS NULL AND NOT EXISTS (
         SELECT FROM deliveries e JOIN incidents j ON j.id = e.incident_id JOIN services w ON w.id = j.service_id
         WHERE e.post_id = d.id AND NOT (w.public AND w.removed_at IS NULL))
       ELSE EXISTS (
         SELECT FROM maintenance_occurrences c JOIN maintenance_scopes p ON p.window_id = c.window_id
           LEFT JOIN monitors m ON m.id = p.monitor_id
           JOIN services w ON w.namespace_id = n.id AND (p.namespace_id = n.id OR w.id = COALESCE(p.service_id, m.service_id))
         WHERE c.id = d.occurrence_id AND w.public AND w.removed_at IS NULL) END
     ORDER BY d.sent_at DESC`,
    [since, networks, LOOKED_AT],
  );
}
