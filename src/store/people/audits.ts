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
        condition: "(target = ANY ($3) OR target LIKE ANY ($4))",
        values: [filter.exact, filter.beginnings.map(asLikePattern)],
      };
  }
}

/** Names may hold what LIKE gives a meaning to. */
function asLikePattern(beginning: string): string {
  return `${beginning.replaceAll(/[\\%_]/g, "\\$&")}%`;
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
