import { type Db, rows } from "./db.ts";

/** A service that somebody may mean, or one monitor of it. */
export interface Target {
  namespaceId: number;
  namespaceSlug: string;
  namespaceName: string;
  owners: string[];
  serviceId: number;
  serviceName: string;
  /** Null where the whole service is meant. */
  monitorId: number | null;
  monitorName: string | null;
}

const SERVICE = `
  SELECT n.id AS "namespaceId", n.slug AS "namespaceSlug", n.name AS "namespaceName", n.owners, s.id AS "serviceId", s.name AS "serviceName"`;
const FROM = "FROM services s JOIN namespaces n ON n.id = s.namespace_id";
const MONITOR = `${SERVICE}, m.id AS "monitorId", m.name AS "monitorName" ${FROM} JOIN monitors m ON m.service_id = s.id WHERE s.removed_at IS NULL AND m.removed_at IS NULL`;
const WHOLE = `${SERVICE}, NULL AS "monitorId", NULL AS "monitorName" ${FROM} WHERE s.removed_at IS NULL`;

/** More than this many of one name is a question to ask, not a list to act on. */
const MOST = 20;

/** The services whose name or URL part this is, in one namespace or in all. */
export async function servicesNamed(
  db: Db,
  key: string,
  namespaceSlug: string | null,
): Promise<Target[]> {
  return rows(
    db,
    `${WHOLE} AND (s.name_key = $1 OR s.slug = $1) AND ($2::text IS NULL OR n.slug = $2) ORDER BY n.slug, s.name_key LIMIT ${MOST}`,
    [key, namespaceSlug],
  );
}

/** The monitors of that name, of one service or of all. */
export async function monitorsNamed(
  db: Db,
  key: string,
  service: { key: string; namespaceSlug: string | null } | null,
): Promise<Target[]> {
  return rows(
    db,
    `${MONITOR} AND m.name_key = $1 AND ($2::text IS NULL OR s.name_key = $2 OR s.slug = $2) AND ($3::text IS NULL OR n.slug = $3)
     ORDER BY n.slug, s.name_key LIMIT ${MOST}`,
    [key, service?.key ?? null, service?.namespaceSlug ?? null],
  );
}

export async function targetOfMonitor(
  db: Db,
  monitorId: number,
): Promise<Target | null> {
  return (
    (await rows<Target>(db, `${MONITOR} AND m.id = $1`, [monitorId]))[0] ?? null
  );
}

export async function targetOfService(
  db: Db,
  serviceId: number,
): Promise<Target | null> {
  return (
    (await rows<Target>(db, `${WHOLE} AND s.id = $1`, [serviceId]))[0] ?? null
  );
}

/** All names, to find the one that a mistyped word may have meant. */
export async function allServiceNames(db: Db): Promise<string[]> {
  const found = await rows<{ name: string }>(
    db,
    "SELECT name FROM services WHERE removed_at IS NULL ORDER BY id",
  );
  return found.map(({ name }) => name);
}
