import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";
import { NOTHING_COMES } from "../mail/mail-signups.ts";

// What the doctor asks: of everything only what is open or recent, so that it costs the same after years.

export interface ServerFacts {
  version: string;
  sizeBytes: number;
  connections: number;
  mostConnections: number;
}

export async function serverFacts(db: Db): Promise<ServerFacts> {
  const [row] = await rows<ServerFacts>(
    db,
    `SELECT current_setting('server_version') AS version, pg_database_size(current_database())::float8 AS "sizeBytes",
       (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
       current_setting('max_connections')::integer AS "mostConnections"`,
  );
  if (row === undefined) throw new Error("a SELECT without FROM has a row");
  return row;
}

export interface LedgerFacts {
  /** Not told yet. */
  waiting: number;
  ambiguous: number;
  /** Given up, of the last few thousand. */
  dead: number;
}

const RECENT_DELIVERIES = 2_000;
/**
 * Addresses of readers of the public page come and go, and so do those that nothing comes to, and webhooks that were
 * removed: nobody has to mend them.
 */
const NOBODYS = `((o.channel = 'mail' AND (o.recipient LIKE 'reader:%' OR o.off_reason IS NOT DISTINCT FROM '${NOTHING_COMES}'))
  OR (o.channel = 'webhook' AND NOT EXISTS (SELECT 1 FROM subscriptions hears WHERE hears.outlet_id = o.id)))`;

export async function ledgerFacts(db: Db): Promise<LedgerFacts> {
  const [row] = await rows<LedgerFacts>(
    db,
    `SELECT count(*) FILTER (WHERE state <> 'ambiguous') AS waiting, count(*) FILTER (WHERE state = 'ambiguous') AS ambiguous,
       (SELECT count(*) FROM (SELECT state, outlet_id FROM deliveries ORDER BY id DESC LIMIT ${RECENT_DELIVERIES}) AS recent
          JOIN outlets o ON o.id = recent.outlet_id WHERE recent.state = 'dead' AND NOT ${NOBODYS}) AS dead
     FROM deliveries WHERE state IN ('planned', 'sending', 'retry', 'ambiguous')`,
  );
  if (row === undefined) throw new Error("an aggregate has a row");
  return row;
}

/** An outlet at which what was to be told long ago waits. */
export interface StuckOutlet {
  label: string;
  waiting: number;
  overdueMs: number;
  /** Why what is told there first was not taken; null where nobody tried. */
  failure: string | null;
}

/** Outlets where something has waited for longer than that; where it waits longest, first. */
export async function stuckOutlets(
  db: Db,
  lateMs: number,
): Promise<StuckOutlet[]> {
  return rows(
    db,
    `SELECT o.label, count(*) AS waiting, (extract(epoch FROM now() - min(d.next_attempt_at)) * 1000)::float8 AS "overdueMs",
       (SELECT h.failure FROM deliveries h WHERE h.outlet_id = o.id AND h.state IN ('planned', 'sending', 'retry', 'ambiguous')
          AND h.state <> 'planned' AND h.next_attempt_at < '9999-01-01' ORDER BY h.id LIMIT 1) AS failure
     FROM deliveries d JOIN outlets o ON o.id = d.outlet_id
     WHERE d.state IN ('planned', 'sending', 'retry', 'ambiguous') AND d.state <> 'ambiguous'
       AND d.next_attempt_at < now() - $1 * interval '1 millisecond'
     GROUP BY o.id ORDER BY min(d.next_attempt_at)`,
    [lateMs],
  );
}

/** When something was last told by each kind of channel; null where nothing ever was. */
export async function lastTold(
  db: Db,
): Promise<{ channel: string; at: Instant | null }[]> {
  return rows(
    db,
    `SELECT o.channel, max((SELECT max(d.sent_at) FROM deliveries d WHERE d.outlet_id = o.id AND d.remote_id IS NOT NULL)) AS at
     FROM outlets o GROUP BY o.channel ORDER BY o.channel`,
  );
}

/** Channels that nothing is told to any more, or that must rest for long. */
export async function silentOutlets(
  db: Db,
): Promise<{ label: string; channel: string; reason: string }[]> {
  return rows(
    db,
    `SELECT label, channel, off_reason AS reason FROM outlets o WHERE off_reason IS NOT NULL AND NOT ${NOBODYS} ORDER BY id`,
  );
}

/** Monitors, and those that fell due so long ago and that nobody has in hand. */
export async function overdueMonitors(
  db: Db,
  overdueMs: number,
): Promise<{ all: number; overdue: number }> {
  const [row] = await rows<{ all: number; overdue: number }>(
    db,
    `SELECT count(*) AS all, count(*) FILTER (WHERE due_at < now() - $1 * interval '1 millisecond'
       AND (lease_until IS NULL OR lease_until < now())) AS overdue FROM monitor_states`,
    [overdueMs],
  );
  return row ?? { all: 0, overdue: 0 };
}

/** Secrets, and those that were sealed with another key. */
export async function secretCounts(
  db: Db,
  keyId: string,
): Promise<{ all: number; foreign: number }> {
  const [row] = await rows<{ all: number; foreign: number }>(
    db,
    "SELECT count(*) AS all, count(*) FILTER (WHERE key_id <> $1) AS foreign FROM secrets",
    [keyId],
  );
  return row ?? { all: 0, foreign: 0 };
}
