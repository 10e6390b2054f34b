import { type Db, rows } from "../db.ts";
import type { Audit } from "../entities/bookkeeping.ts";

/** Which of them: all, what a person did, or what was done to some targets. */
export type AuditFilter =
  | { kind: "all" }
  | { kind: "actor"; actor: string }
  | {
      kind: "targets";
      /** Whole targets. */
      exact: readonly string[];
      /** Beginnings of targets: "iati/". */
      beginnings: readonly string[];
    };

/** Newest first; `before` is the id of the last one that was seen. */
export async function listAudits(
  db: Db,
  filter: AuditFilter,
  { before, limit }: { before: number | null; limit: number },
): Promise<Audit[]> {
  const { condition, values } = conditionOf(filter);
  return rows(
    db,
    `SELECT id, at, actor, actor_name AS "actorName", verb, target, details FROM audits
     WHERE ${condition} AND ($1::int IS NULL OR id < $1) ORDER BY id DESC LIMIT $2`,
    [before, limit, ...values],
  );
}

function conditionOf(filter: AuditFilter): {
  condition: string;
  values: unknown[];
} {
  switch (filter.kind) {
    case "all":
      return { condition: "true", values: [] };
    case "actor":
      return { condition: "actor = $3", values: [filter.actor] };
    case "targets":
      return {
        condition: OF_TARGETS,
        values: [
          filter.exact,
          filter.beginnings,
          filter.beginnings.map(endOfBeginning),
        ],
      };
  }
}

/** So many of each target are looked at, by the index of targets: for one of which little is told all others' would be read. */
const OF_TARGETS = `id = ANY (ARRAY(
  SELECT f.id FROM (
    SELECT x.id FROM unnest($3::text[]) AS t (target) CROSS JOIN LATERAL (
      SELECT id FROM audits WHERE target = t.target AND ($1::int IS NULL OR id < $1) ORDER BY id DESC LIMIT $2) x
    UNION ALL
    SELECT x.id FROM unnest($4::text[], $5::text[]) AS t (beginning, ending)
      JOIN audits x ON x.target ~>=~ t.beginning AND x.target ~<~ t.ending AND ($1::int IS NULL OR x.id < $1)
  ) f ORDER BY f.id DESC LIMIT $2))`;

/** What comes right behind all that begin so, byte by byte; the last sign is "/" or a space. */
function endOfBeginning(beginning: string): string {
  const last = beginning.length - 1;
  return (
    beginning.slice(0, last) +
    String.fromCharCode(beginning.charCodeAt(last) + 1)
  );
}

/** The latest incidents of a service, by number. */
export async function latestIncidentIds(
  db: Db,
  serviceId: number,
  limit: number,
): Promise<number[]> {
  const found = await rows<{ id: number }>(
    db,
    "SELECT id FROM incidents WHERE service_id = $1 ORDER BY began_at DESC LIMIT $2",
    [serviceId, limit],
  );
  return found.map(({ id }) => id);
}
