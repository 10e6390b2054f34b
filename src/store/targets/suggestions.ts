import { type Db, rows } from "../db.ts";

/** A service, or one monitor of it, that somebody may be looking for. */
export interface Suggestion {
  serviceId: number;
  /** The service's. */
  name: string;
  namespaceSlug: string;
  /** Null where the whole service is meant. */
  monitorId: number | null;
  monitorName: string | null;
}

export interface Search {
  /** What was typed, as nameKey() makes it; empty for the likely ones. */
  key: string;
  /** Only what is paused, in whole or in part. */
  onlyPaused: boolean;
  /** Services alone, or their monitors too. */
  withMonitors: boolean;
  limit: number;
}

const FROM = "FROM services s JOIN namespaces n ON n.id = s.namespace_id";
const SERVICE = `
  SELECT s.id AS "serviceId", s.name, n.slug AS "namespaceSlug", NULL::integer AS "monitorId", NULL AS "monitorName" ${FROM}
  WHERE s.removed_at IS NULL AND (NOT $3 OR EXISTS (SELECT 1 FROM monitors m JOIN monitor_states st ON st.monitor_id = m.id
    WHERE m.service_id = s.id AND m.removed_at IS NULL AND st.kind = 'paused'))`;
const MONITOR = `
  SELECT s.id AS "serviceId", s.name, n.slug AS "namespaceSlug", m.id AS "monitorId", m.name AS "monitorName" ${FROM}
    JOIN monitors m ON m.service_id = s.id
  WHERE s.removed_at IS NULL AND m.removed_at IS NULL AND (NOT $3 OR EXISTS (SELECT 1 FROM monitor_states st
    WHERE st.monitor_id = m.id AND st.kind = 'paused'))`;
/** What is in trouble is most often meant, then what changed lately. */
const LIKELY_FIRST = `s.status IN ('down', 'difficulties') DESC, s.status_since > now() - interval '1 day' DESC`;
const SERVICE_ORDER = `${LIKELY_FIRST}, n.slug, s.name_key`;
const MONITOR_ORDER = `${LIKELY_FIRST}, n.slug, s.name_key, m.name_key`;

/**
 * What somebody may be looking for: names that begin with what was typed, which an index finds, and then, as far as
 * there is room, names that contain it. Services come before monitors.
 */
export async function suggest(db: Db, search: Search): Promise<Suggestion[]> {
  if (search.key === "") return likely(db, search);
  const found = await find(db, search, {
    text: `${escaped(search.key)}%`,
    service: "s.name_key LIKE $1",
    monitor: "m.name_key LIKE $1",
  });
  if (found.length >= search.limit) return found;
  const more = await find(db, search, {
    text: search.key,
    service: "strpos(n.slug || '/' || s.name_key, $1) > 0",
    monitor: "strpos(n.slug || '/' || s.name_key || '/' || m.name_key, $1) > 0",
  });
  const known = new Set(found.map(idOf));
  return [...found, ...more.filter((one) => !known.has(idOf(one)))].slice(
    0,
    search.limit,
  );
}

function likely(db: Db, { onlyPaused, limit }: Search): Promise<Suggestion[]> {
  return rows(db, `${SERVICE} AND $1 = '' ORDER BY ${SERVICE_ORDER} LIMIT $2`, [
    "",
    limit,
    onlyPaused,
  ]);
}

async function find(
  db: Db,
  { limit, onlyPaused, withMonitors }: Search,
  how: { text: string; service: string; monitor: string },
): Promise<Suggestion[]> {
  const values = [how.text, limit, onlyPaused];
  const services = await rows<Suggestion>(
    db,
    `${SERVICE} AND ${how.service} ORDER BY ${SERVICE_ORDER} LIMIT $2`,
    values,
  );
  if (!withMonitors || services.length >= limit) return services;
  const monitors = await rows<Suggestion>(
    db,
    `${MONITOR} AND ${how.monitor} ORDER BY ${MONITOR_ORDER} LIMIT $2`,
    values,
  );
  return [...services, ...monitors].slice(0, limit);
}

function idOf({ serviceId, monitorId }: Suggestion): string {
  return `${serviceId}/${monitorId ?? ""}`;
}

/** Of LIKE's own signs each stands for itself. */
function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, "\\$&");
}
