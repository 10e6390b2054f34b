import type { Instant } from "../domain/time.ts";
import { tellChange } from "./changes.ts";
import { type Db, preparedRows, rows } from "./db.ts";
import {
  DowntimeEntity,
  type Incident,
  IncidentEntity,
  type IncidentEntry,
  IncidentEntryEntity,
} from "./entities/incidents.ts";

/** The open incident of a service; the service's lock keeps it from changing meanwhile. */
export async function findOpenIncident(
  db: Db,
  serviceId: number,
): Promise<Incident | null> {
  return db
    .createQueryBuilder(IncidentEntity, "incident")
    .where("incident.serviceId = :serviceId AND incident.resolvedAt IS NULL", {
      serviceId,
    })
    .getOne();
}

export async function findIncident(
  db: Db,
  id: number,
): Promise<Incident | null> {
  return db.findOneBy(IncidentEntity, { id });
}

export async function insertIncident(
  tx: Db,
  incident: Omit<Incident, "id">,
): Promise<Incident> {
  return tx.save(IncidentEntity, incident);
}

export async function changeIncident(
  tx: Db,
  id: number,
  change: Partial<Omit<Incident, "id" | "serviceId">>,
): Promise<void> {
  await tx.update(IncidentEntity, { id }, change);
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

export async function addEntry(
  tx: Db,
  entry: Omit<IncidentEntry, "id">,
): Promise<void> {
  await tx.insert(IncidentEntryEntity, entry);
  await tellChange(tx);
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

export async function beginDowntime(
  tx: Db,
  incidentId: number,
  serviceId: number,
  fromAt: Instant,
): Promise<void> {
  await tx.insert(DowntimeEntity, {
    incidentId,
    serviceId,
    fromAt,
    untilAt: null,
  });
}

export async function endDowntime(
  tx: Db,
  incidentId: number,
  untilAt: Instant,
): Promise<void> {
  await tx
    .createQueryBuilder()
    .update(DowntimeEntity)
    .set({ untilAt })
    .where("incident_id = :incidentId AND until_at IS NULL", { incidentId })
    .execute();
}

/** When services were down, as far as it touches a window; a downtime that goes on ends at the window's end. */
export async function downtimesBetween(
  db: Db,
  serviceIds: number[],
  from: Instant,
  until: Instant,
): Promise<{ serviceId: number; from: Instant; until: Instant }[]> {
  return rows(
    db,
    `SELECT service_id AS "serviceId", from_at AS "from", COALESCE(until_at, to_timestamp($3::float8 / 1000)) AS "until" FROM downtimes
     WHERE service_id = ANY ($1::integer[]) AND from_at < to_timestamp($3::float8 / 1000)
       AND (until_at IS NULL OR until_at > to_timestamp($2::float8 / 1000))`,
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
