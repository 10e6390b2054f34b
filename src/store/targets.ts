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

const SERVICE_KEYS =
  "s.name_key, s.slug, n.slug || '/' || s.name_key, n.slug || '/' || s.slug";
const MONITOR_KEYS =
  "m.name_key, s.name_key || '/' || m.name_key, s.slug || '/' || m.name_key, n.slug || '/' || s.name_key || '/' || m.name_key, n.slug || '/' || s.slug || '/' || m.name_key";

/** The services that one of these means: a name or URL part (also a former one), or that behind "namespace/". Names may hold slashes themselves. */
export async function servicesNamed(
  db: Db,
  keys: readonly string[],
): Promise<Target[]> {
  return rows(
    db,
    `${WHOLE} AND ($1::text[] && ARRAY[${SERVICE_KEYS}] OR s.id IN (SELECT service_id FROM former_slugs WHERE slug = ANY ($1))) ORDER BY n.slug, s.name_key LIMIT ${MOST}`,
    [keys],
  );
}

/** The monitors that one of these means: a name, or that behind "service/" or "namespace/service/". */
export async function monitorsNamed(
  db: Db,
  keys: readonly string[],
): Promise<Target[]> {
  return rows(
    db,
    `${MONITOR} AND $1::text[] && ARRAY[${MONITOR_KEYS}] ORDER BY n.slug, s.name_key, m.name_key LIMIT ${MOST}`,
    [keys],
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

/** All services by name, to find the one that a mistyped word may have meant. */
export async function allServiceNames(
  db: Db,
): Promise<{ name: string; namespaceSlug: string }[]> {
  return rows(
    db,
    'SELECT s.name, n.slug AS "namespaceSlug" FROM services s JOIN namespaces n ON n.id = s.namespace_id WHERE s.removed_at IS NULL ORDER BY s.id',
  );
}
