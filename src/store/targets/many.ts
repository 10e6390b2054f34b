import { type Db, rows } from "../db.ts";
import type { Target } from "./targets.ts";

/** A target with the names by which patterns find it, as nameKey() makes them. */
export type Candidate = Target & { serviceKey: string; monitorKey: string };

const COLUMNS = `n.id AS "namespaceId", n.slug AS "namespaceSlug", n.name AS "namespaceName", n.owners, s.id AS "serviceId", s.name AS "serviceName",
  s.name_key AS "serviceKey"`;
const FROM =
  "FROM services s JOIN namespaces n ON n.id = s.namespace_id WHERE s.removed_at IS NULL";

/** Every service, to be matched with a pattern. */
export async function allServices(db: Db): Promise<Candidate[]> {
  return rows(
    db,
    `SELECT ${COLUMNS}, NULL::integer AS "monitorId", NULL AS "monitorName", '' AS "monitorKey" ${FROM} ORDER BY n.slug, s.name_key`,
  );
}

/** Every monitor. */
export async function allMonitors(db: Db): Promise<Candidate[]> {
  return rows(
    db,
    `SELECT ${COLUMNS}, m.id AS "monitorId", m.name AS "monitorName", m.name_key AS "monitorKey"
     ${FROM.replace("WHERE", "JOIN monitors m ON m.service_id = s.id AND m.removed_at IS NULL WHERE")} ORDER BY n.slug, s.name_key, m.name_key`,
  );
}
