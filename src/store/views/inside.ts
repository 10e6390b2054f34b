import { outcomes } from "../../domain/result.ts";
import type { Status } from "../../domain/service.ts";
import type { Instant } from "../../domain/time.ts";
import { type Db, rows } from "../db.ts";
import type { PrivateResultRow } from "./private.ts";

// What people who are signed in see on the pages besides what the API tells them. Never a secret.

export interface HiddenServiceRow {
  slug: string;
  name: string;
  namespace: string;
  status: Status;
  since: Instant;
}

/** Services that customers do not see, those in trouble first; of one namespace, or (null) of all. */
export async function hiddenServices(
  db: Db,
  { namespaceSlug, limit }: { namespaceSlug: string | null; limit: number },
): Promise<HiddenServiceRow[]> {
  return rows(
    db,
    `SELECT s.slug, s.name, n.slug AS namespace, s.status, s.status_since AS since
     FROM services s JOIN namespaces n ON n.id = s.namespace_id
     WHERE s.removed_at IS NULL AND NOT s.public AND ($1::text IS NULL OR n.slug = $1)
     ORDER BY s.status = 'down' DESC, s.status = 'difficulties' DESC, n.slug, s.name_key LIMIT $2`,
    [namespaceSlug, limit],
  );
}

export type LatestRow = PrivateResultRow & { monitorId: number };

/** The latest result of each of these monitors, of those from an instant on. */
export async function latestOf(
  db: Db,
  monitorIds: readonly number[],
  since: Instant,
): Promise<LatestRow[]> {
  const found = await rows<Omit<LatestRow, "outcome"> & { outcome: number }>(
    db,
    `SELECT r.* FROM unnest($1::integer[]) AS wanted (id) CROSS JOIN LATERAL (
       SELECT monitor_id AS "monitorId", at, outcome, latency_ms AS "latencyMs", reason, facts FROM results
       WHERE monitor_id = wanted.id AND at >= to_timestamp($2::float8 / 1000) ORDER BY at DESC LIMIT 1) r`,
    [monitorIds, since],
  );
  return found.map((row) => ({
    ...row,
    outcome: outcomes[row.outcome] ?? "unknown",
  }));
}

export interface LookRow {
  at: Instant;
  actor: string;
  /** Null while it is being looked. */
  evidence: unknown;
}

/** What was seen when somebody looked at an incident last; null where nobody did. */
export async function lookOf(
  db: Db,
  incidentId: number,
): Promise<LookRow | null> {
  const [row] = await rows<LookRow>(
    db,
    "SELECT at, actor, evidence FROM incident_looks WHERE incident_id = $1",
    [incidentId],
  );
  return row ?? null;
}
