import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";
import { ensureOutlet } from "./outlets.ts";
import { insertSubscription } from "./subscriptions.ts";

/** What readers of the public page hear of: a namespace or one service. */
export interface ReaderTopic {
  namespaceId: number | null;
  serviceId: number | null;
  name: string;
}

/** Makes sure that what is told of a topic is told to its readers: they have one outlet together. */
export async function ensureReaders(
  tx: Db,
  { namespaceId, serviceId, name }: ReaderTopic,
  now: Instant,
): Promise<void> {
  const { id } = await ensureOutlet(
    tx,
    {
      channel: "readers",
      recipient:
        serviceId === null
          ? `namespace:${namespaceId}`
          : `service:${serviceId}`,
      label: `readers of ${name}`,
      audience: "customers",
    },
    now,
  );
  await insertSubscription(tx, {
    outletId: id,
    namespaceId,
    serviceId,
    pattern: null,
    createdBy: null,
  });
}

/**
 * Makes a delivery for each reader who hears of what a message to all of them tells; none where that was done before.
 * Whoever hears of a namespace gets no second copy for one of its services. Returns how many there are now.
 */
export async function insertCopies(
  tx: Db,
  postId: number,
  text: string,
  now: Instant,
): Promise<number> {
  const made = await rows(
    tx,
    `WITH message AS (
       SELECT d.id, d.outlet_id FROM deliveries d WHERE d.id = $1 AND NOT EXISTS (SELECT FROM deliveries c WHERE c.copy_of = d.id)
     ), announced AS (
       INSERT INTO announcements (incident_id, reason, text, facts, created_at)
       SELECT NULL, 'copy', $2, '{}', to_timestamp($3::float8 / 1000) FROM message RETURNING id
     )
     INSERT INTO deliveries (announcement_id, outlet_id, reason, state, next_attempt_at, attempts, created_at, copy_of)
     SELECT a.id, r.id, 'copy', 'planned', to_timestamp($3::float8 / 1000), 0, to_timestamp($3::float8 / 1000), m.id
     FROM announced a, message m JOIN subscriptions g ON g.outlet_id = m.outlet_id LEFT JOIN services v ON v.id = g.service_id
       JOIN subscriptions s ON s.namespace_id = g.namespace_id OR s.service_id = g.service_id JOIN outlets r ON r.id = s.outlet_id
     WHERE r.channel = 'mail' AND r.recipient LIKE 'reader:%' AND r.off_reason IS NULL
       AND NOT EXISTS (SELECT FROM subscriptions n WHERE g.service_id IS NOT NULL AND n.outlet_id = r.id AND n.namespace_id = v.namespace_id)
     ORDER BY r.id RETURNING id`,
    [postId, text, now],
  );
  return made.length;
}

/** Whether the readers got their copies of a message. */
export async function hasCopies(db: Db, postId: number): Promise<boolean> {
  const found = await rows(
    db,
    "SELECT 1 FROM deliveries WHERE copy_of = $1 LIMIT 1",
    [postId],
  );
  return found.length > 0;
}

/** What a reader's copy says: as the message to all of them, below the reader's copy of that one's thread. */
export async function copyOf(
  db: Db,
  deliveryId: number,
): Promise<{ payload: unknown; threadId: number | null }> {
  const [found] = await rows<{ payload: unknown; threadId: number | null }>(
    db,
    `SELECT m.payload, (SELECT c.id FROM deliveries c WHERE c.copy_of = m.thread_id AND c.outlet_id = d.outlet_id AND c.state = 'sent') AS "threadId"
     FROM deliveries d JOIN deliveries m ON m.id = d.copy_of WHERE d.id = $1`,
    [deliveryId],
  );
  if (found === undefined) throw new Error(`delivery ${deliveryId} is no copy`);
  return found;
}
