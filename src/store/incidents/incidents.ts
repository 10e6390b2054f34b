import type { Instant } from "../../domain/time.ts";
import { CHANGES_CHANNEL } from "../changes.ts";
import { type Db, preparedRows, rows } from "../db.ts";
import {
  DowntimeEntity,
  type Incident,
  IncidentEntity,
  type IncidentEntry,
  IncidentEntryEntity,
} from "../entities/incidents.ts";
import { changeRows, findRow, insertRow } from "../statements.ts";

/** The open incident of a service; the service's lock keeps it from changing meanwhile. */
export async function findOpenIncident(
  db: Db,
  serviceId: number,
): Promise<Incident | null> {
  return findRow(
    db,
    IncidentEntity,
    "service_id = $1 AND resolved_at IS NULL",
    [serviceId],
  );
}

export async function findIncident(
  db: Db,
  id: number,
): Promise<Incident | null> {
  return findRow(db, IncidentEntity, "id = $1", [id]);
}

export async function insertIncident(
  tx: Db,
  incident: Omit<Incident, "id" | "recoveryOwed" | "toldAs">,
): Promise<Incident> {
  const row = { ...incident, recoveryOwed: false, toldAs: null };
  return { ...row, id: await insertRow(tx, IncidentEntity, row) };
}

export async function changeIncident(
  tx: Db,
  id: number,
  change: Partial<Omit<Incident, "id" | "serviceId">>,
): Promise<void> {
  await changeRows(tx, IncidentEntity, change, "id = $1", [id]);
}

/** Acknowledges where nobody has; false where somebody was first or it is over. */
export async function acknowledge(
  tx: Db,
  id: number,
  by: string,
  now: Instant,
): Promise<boolean> {
  const changed = await tx
    .createQueryBuilder()
    .update(IncidentEntity)
    .set({ acknowledgedAt: now, acknowledgedBy: by })
    .where("id = :id AND acknowledged_at IS NULL AND resolved_at IS NULL", {
      id,
    })
    .execute();
  return changed.affected === 1;
}

/** The open incidents of a message that nobody has taken on, by their services: so everybody locks those in one order. */
export async function untakenIn(tx: Db, postId: number): Promise<Incident[]> {
  return tx
    .createQueryBuilder(IncidentEntity, "incident")
    .where(
      `incident.acknowledgedAt IS NULL AND incident.resolvedAt IS NULL
       AND incident.id IN (SELECT incident_id FROM deliveries WHERE post_id = :postId)`,
      { postId },
    )
    .orderBy("incident.serviceId")
    .getMany();
}

/** Of an incident that nobody sent to sleep. */
export const awake = {
  snoozedAt: null,
  snoozedBy: null,
  snoozedUntil: null,
  snoozedSeverity: null,
} as const;

/** Gives an incident back that somebody had taken on; false where nobody has, or it is over. */
export async function handBack(tx: Db, id: number): Promise<boolean> {
  const changed = await tx
    .createQueryBuilder()
    .update(IncidentEntity)
    .set({ acknowledgedAt: null, acknowledgedBy: null })
    .where("id = :id AND acknowledged_at IS NOT NULL AND resolved_at IS NULL", {
      id,
    })
    .execute();
  return changed.affected === 1;
}

/** Wakes a snoozed incident; false where it is awake, or over. */
export async function wake(tx: Db, id: number): Promise<boolean> {
  const changed = await tx
    .createQueryBuilder()
    .update(IncidentEntity)
    .set(awake)
    .where("id = :id AND snoozed_at IS NOT NULL AND resolved_at IS NULL", {
      id,
    })
    .execute();
  return changed.affected === 1;
}

const ADD_ENTRY = {
  name: "add entry",
  text: `
    WITH added AS (
      INSERT INTO incident_entries (incident_id, at, kind, text, actor, public)
      VALUES ($1, to_timestamp($2::float8 / 1000), $3, $4, $5, $6))
    SELECT pg_notify('${CHANGES_CHANNEL}', '')`,
};

export async function addEntry(
  tx: Db,
  entry: Omit<IncidentEntry, "id" | "public"> & { public?: boolean },
): Promise<void> {
  const { incidentId, at, kind, text, actor } = entry;
  const { public: isPublic = false } = entry;
  const values = [incidentId, at, kind, text, actor, isPublic];
  await preparedRows(tx, ADD_ENTRY, values);
}

/** The same line in the timelines of several incidents, for the team alone. */
export async function addEntries(
  tx: Db,
  incidentIds: readonly number[],
  { at, kind, text }: Pick<IncidentEntry, "at" | "kind" | "text">,
): Promise<void> {
  await rows(
    tx,
    `INSERT INTO incident_entries (incident_id, at, kind, text, actor, public)
     SELECT id, to_timestamp($2::float8 / 1000), $3, $4, NULL, false FROM unnest($1::integer[]) AS id RETURNING 1`,
    [incidentIds, at, kind, text],
  );
}

export async function entriesOf(
  db: Db,
  incidentId: number,
): Promise<IncidentEntry[]> {
  return db.find(IncidentEntryEntity, {
    where: { incidentId },
    order: { id: "ASC" },
  });
}

/** How long an incident's service was down so far. */
export async function downSoFar(
  db: Db,
  incidentId: number,
  now: Instant,
): Promise<number> {
  const [found] = await rows<{ ms: number | null }>(
    db,
    `SELECT round(sum(extract(epoch FROM COALESCE(w.until_at, to_timestamp($2::float8 / 1000)) - w.from_at) * 1000))::float8 AS ms
     FROM incidents i JOIN downtimes w ON w.service_id = i.service_id AND w.incident_id = i.id
       AND w.from_at >= i.began_at AND w.from_at <= COALESCE(i.resolved_at, 'infinity')
     WHERE i.id = $1`,
    [incidentId, now],
  );
  return found?.ms ?? 0;
}

export async function beginDowntime(
  tx: Db,
  incidentId: number,
  serviceId: number,
  fromAt: Instant,
): Promise<void> {
  await insertRow(tx, DowntimeEntity, {
    incidentId,
    serviceId,
    fromAt,
    untilAt: null,
  });
}

/** How long an incident's (i) service was down in all; null while it goes on, and where it never was. */
export const DOWN_MS = `CASE WHEN i.resolved_at IS NOT NULL THEN (
  SELECT round(sum(extract(epoch FROM w.until_at - w.from_at) * 1000))::float8 FROM downtimes w
  WHERE w.service_id = i.service_id AND w.incident_id = i.id AND w.from_at >= i.began_at AND w.from_at <= i.resolved_at) END`;

/**
 * That an incident (i) is one of the latest of a namespace: so many of each of its services are looked at. Whoever asks
 * for the latest of all and leaves out other namespaces' reads all of theirs where this one is quiet. That is why the
 * service is compared as a part of the order, too: nothing but the index of services and numbers is in that order. The
 * arguments are the statement's parameters; `which` chooses services (v).
 */
export function latestOfNamespace(
  { slug, before, limit }: { slug: string; before: string; limit: string },
  which = "true",
): string {
  return `i.id = ANY (ARRAY(
    SELECT x.id FROM services v JOIN namespaces o ON o.id = v.namespace_id CROSS JOIN LATERAL (
      SELECT y.id FROM incidents y
      WHERE (y.service_id, y.id) >= (v.id, 0) AND (y.service_id, y.id) < (v.id, COALESCE(${before}::integer, 2147483647))
      ORDER BY y.service_id DESC, y.id DESC LIMIT ${limit}) x
    WHERE o.slug = ${slug} AND ${which} ORDER BY x.id DESC LIMIT ${limit}))`;
}

export async function endDowntime(
  tx: Db,
  incidentId: number,
  untilAt: Instant,
): Promise<void> {
  await changeRows(
    tx,
    DowntimeEntity,
    { untilAt },
    "incident_id = $1 AND until_at IS NULL",
    [incidentId],
  );
}

/**
 * When services were down, as far as it touches a window; a downtime that goes on ends at the window's end. What ended
 * before the window is not read, however much there is of it.
 */
export async function downtimesBetween(
  db: Db,
  serviceIds: readonly number[],
  from: Instant,
  until: Instant,
): Promise<{ serviceId: number; from: Instant; until: Instant }[]> {
  const ended = `until_at > to_timestamp($2::float8 / 1000)`;
  const parts = [ended, "until_at IS NULL"].map(
    (which) => `
      SELECT service_id AS "serviceId", from_at AS "from", COALESCE(until_at, to_timestamp($3::float8 / 1000)) AS "until"
      FROM downtimes WHERE service_id = ANY ($1::integer[]) AND from_at < to_timestamp($3::float8 / 1000) AND ${which}`,
  );
  return rows(db, parts.join(" UNION ALL "), [serviceIds, from, until]);
}

/** Incidents that began in a window, with what their length is made from. */
export async function incidentsBegunBetween(
  db: Db,
  serviceIds: readonly number[],
  from: Instant,
  until: Instant,
): Promise<
  Pick<Incident, "serviceId" | "beganAt" | "resolvedAt" | "resolution">[]
> {
  return rows(
    db,
    `SELECT service_id AS "serviceId", began_at AS "beganAt", resolved_at AS "resolvedAt", resolution FROM incidents
     WHERE service_id = ANY ($1::integer[]) AND began_at >= to_timestamp($2::float8 / 1000) AND began_at < to_timestamp($3::float8 / 1000)`,
    [serviceIds, from, until],
  );
}

const ANY_REMINDER_DUE = {
  name: "any reminder due",
  text: `
    SELECT FROM incidents
    WHERE next_reminder_at <= to_timestamp($1::float8 / 1000) AND resolved_at IS NULL
    LIMIT 1`,
};

/** Whether it is worth a transaction to look for one. */
export async function isAnyReminderDue(db: Db, now: Instant): Promise<boolean> {
  return (await preparedRows(db, ANY_REMINDER_DUE, [now])).length > 0;
}

/** Takes one incident whose reminder is due, for this transaction alone; null where there is none. */
export async function claimDueReminder(
  tx: Db,
  now: Instant,
): Promise<Incident | null> {
  return tx
    .createQueryBuilder(IncidentEntity, "incident")
    .setLock("pessimistic_write")
    .setOnLocked("skip_locked")
    .where(
      "incident.nextReminderAt <= to_timestamp(:now::float8 / 1000) AND incident.resolvedAt IS NULL",
      { now },
    )
    .orderBy("incident.nextReminderAt")
    .limit(1)
    .getOne();
}

const ANY_SNOOZE_OVER = {
  name: "any snooze over",
  text: `
    SELECT FROM incidents
    WHERE snoozed_until <= to_timestamp($1::float8 / 1000) AND resolved_at IS NULL
    LIMIT 1`,
};

/** An incident whose snooze is over; null where there is none. */
export async function findSnoozeOver(
  db: Db,
  now: Instant,
): Promise<Incident | null> {
  if ((await preparedRows(db, ANY_SNOOZE_OVER, [now])).length === 0)
    return null;
  return db
    .createQueryBuilder(IncidentEntity, "incident")
    .where(
      "incident.snoozedUntil <= to_timestamp(:now::float8 / 1000) AND incident.resolvedAt IS NULL",
      { now },
    )
    .orderBy("incident.snoozedUntil")
    .limit(1)
    .getOne();
}
