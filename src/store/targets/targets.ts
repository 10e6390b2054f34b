import { type Db, rows } from "../db.ts";

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

/** The services that one of these means: a name or URL part (also a former one), or that behind "namespace/". Names may hold slashes themselves. */
export async function servicesNamed(
  db: Db,
  keys: readonly string[],
): Promise<Target[]> {
  const pairs = keys.flatMap(splits);
  return rows(
    db,
    `${WHOLE} AND s.id IN (
       SELECT id FROM services WHERE removed_at IS NULL AND name_key = ANY ($1)
       UNION SELECT id FROM services WHERE removed_at IS NULL AND slug = ANY ($1)
       UNION SELECT service_id FROM former_slugs WHERE slug = ANY ($1)
       UNION ${IN_NAMESPACE}) ORDER BY n.slug, s.name_key LIMIT ${MOST}`,
    [keys, ...columnsOf(pairs)],
  );
}

/** Those behind "namespace/", of two lists of the same length. */
const IN_NAMESPACE = `SELECT v.id FROM unnest($2::text[], $3::text[]) AS k (slug, name) JOIN namespaces o ON o.slug = k.slug
         JOIN services v ON v.namespace_id = o.id AND v.removed_at IS NULL AND (v.name_key = k.name OR v.slug = k.name)`;

/** The monitors that one of these means: a name, or that behind "service/" or "namespace/service/". */
export async function monitorsNamed(
  db: Db,
  keys: readonly string[],
): Promise<Target[]> {
  const pairs = keys.flatMap(splits);
  const triples = pairs.flatMap(([first, rest]) =>
    splits(rest).map(([second, third]) => [first, second, third] as const),
  );
  return rows(
    db,
    `${MONITOR} AND m.id IN (
       SELECT id FROM monitors WHERE removed_at IS NULL AND name_key = ANY ($1)
       UNION SELECT w.id FROM unnest($2::text[], $3::text[]) AS k (service, name)
         JOIN services v ON v.removed_at IS NULL AND (v.name_key = k.service OR v.slug = k.service)
         JOIN monitors w ON w.service_id = v.id AND w.removed_at IS NULL AND w.name_key = k.name
       UNION SELECT w.id FROM unnest($4::text[], $5::text[], $6::text[]) AS k (slug, service, name) JOIN namespaces o ON o.slug = k.slug
         JOIN services v ON v.namespace_id = o.id AND v.removed_at IS NULL AND (v.name_key = k.service OR v.slug = k.service)
         JOIN monitors w ON w.service_id = v.id AND w.removed_at IS NULL AND w.name_key = k.name)
     ORDER BY n.slug, s.name_key, m.name_key LIMIT ${MOST}`,
    [keys, ...columnsOf(pairs), ...columnsOf(triples, 3)],
  );
}

/** No name that people give has as many: a text full of slashes is not taken apart at each. */
const MOST_SLASHES = 12;

/** "a/b/c" is "b/c" in "a", or "c" in "a/b". */
function splits(key: string): (readonly [string, string])[] {
  return [...key.matchAll(/\//g)]
    .slice(0, MOST_SLASHES)
    .map(({ index }) => [key.slice(0, index), key.slice(index + 1)] as const);
}

/** Rows as the columns that unnest() takes. */
function columnsOf(
  lines: readonly (readonly string[])[],
  count = 2,
): string[][] {
  return Array.from({ length: count }, (_, column) =>
    lines.map((line) => line[column] ?? ""),
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
