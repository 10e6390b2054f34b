import type { ReportIncident } from "../../domain/report.ts";
import type { Status } from "../../domain/service.ts";
import { DAY, HOUR, type Instant, type Interval } from "../../domain/time.ts";
import { latencyBuckets } from "../../domain/latency.ts";
import { type Db, rows } from "../db.ts";
import { DOWN_MS } from "../incidents/incidents.ts";
import {
  type ReportSubscription,
  ReportSubscriptionEntity,
} from "../entities/reports.ts";

/** Services of a namespace (null: of all) by status, those in trouble by name. */
export async function statusesIn(
  db: Db,
  namespaceId: number | null,
): Promise<{ status: Status; count: number }[]> {
  return rows(
    db,
    `SELECT status, count(*) AS count FROM services WHERE removed_at IS NULL AND ($1::integer IS NULL OR namespace_id = $1) GROUP BY status`,
    [namespaceId],
  );
}

export async function troubledIn(
  db: Db,
  namespaceId: number | null,
  limit: number,
): Promise<{ name: string; status: Status; since: Instant }[]> {
  return rows(
    db,
    `SELECT name, status, status_since AS since FROM services
     WHERE removed_at IS NULL AND ($1::integer IS NULL OR namespace_id = $1) AND status IN ('down', 'difficulties')
     ORDER BY status = 'down' DESC, status_since LIMIT $2`,
    [namespaceId, limit],
  );
}

/** Incidents that began in a window or still go on at its end, the worst and longest first, and how many there are. */
export async function incidentsOfReport(
  db: Db,
  namespaceId: number | null,
  { from, until }: Interval,
  limit: number,
): Promise<{ count: number; shown: ReportIncident[] }> {
  const found = await rows<ReportIncident & { all: number }>(
    db,
    `SELECT i.id, s.name AS service, i.severity, i.reason AS cause, i.began_at AS "beganAt", i.resolved_at AS "resolvedAt", i.resolution,
       i.down_since AS "downSince", ${DOWN_MS} AS "downMs", count(*) OVER () AS all
     FROM incidents i JOIN services s ON s.id = i.service_id
     WHERE s.removed_at IS NULL AND ($1::integer IS NULL OR s.namespace_id = $1) AND i.began_at < to_timestamp($3::float8 / 1000)
       AND (i.began_at >= to_timestamp($2::float8 / 1000) OR i.resolved_at IS NULL)
     ORDER BY (i.severity = 'down' OR ${DOWN_MS} IS NOT NULL) DESC, COALESCE(i.resolved_at, to_timestamp($3::float8 / 1000)) - i.began_at DESC, i.id LIMIT $4`,
    [namespaceId, from, until, limit],
  );
  return {
    count: found[0]?.all ?? 0,
    shown: found.map(({ all: _all, ...incident }) => incident),
  };
}

const answers = [...latencyBuckets, Infinity]
  .map((_, index) => `r.latency_histogram[${index + 1}]`)
  .join(" + ");

/** Above this, days are read in the place of hours. */
const LONGEST_OF_HOURS = 2 * DAY;

/** Mean response of all services, of one service, or of all on a UTC day, in the window or before it. */
export interface ResponseRow {
  isBefore: boolean;
  service: string | null;
  date: string | null;
  averageMs: number;
}

/** How quickly services answered in a window and in the one before it, read once; what never answered is left out. */
export async function responsesIn(
  db: Db,
  serviceIds: readonly number[],
  window: Interval,
  before: Interval,
): Promise<ResponseRow[]> {
  const isLong = window.until - window.from > LONGEST_OF_HOURS;
  const size = isLong ? DAY : HOUR;
  return rows(
    db,
    `SELECT "isBefore", CASE WHEN grouping(id) = 0 THEN max(service) END AS service, date::text AS date, sum(ms) / sum(count) AS "averageMs" FROM (
       SELECT r.at < to_timestamp($3::float8 / 1000) AS "isBefore", s.id, s.name AS service, (r.at AT TIME ZONE 'UTC')::date AS date,
         r.latency_sum_ms AS ms, ${answers} AS count
       FROM ${isLong ? "rollups_daily" : "rollups_hourly"} r JOIN monitors m ON m.id = r.monitor_id JOIN services s ON s.id = m.service_id
       WHERE r.monitor_id = ANY (ARRAY(SELECT id FROM monitors WHERE removed_at IS NULL AND service_id = ANY ($1::integer[])))
         AND r.at >= to_timestamp($2::float8 / 1000) AND r.at < to_timestamp($4::float8 / 1000)
     ) AS read
     GROUP BY GROUPING SETS (("isBefore"), ("isBefore", id), ("isBefore", date)) HAVING sum(count) > 0`,
    [
      serviceIds,
      floorTo(before.from, size),
      floorTo(window.from, size),
      window.until,
    ],
  );
}

/** The beginning of the hour or UTC day that an instant lies in: rollups bear that time. */
function floorTo(at: Instant, size: number): Instant {
  return Math.floor(at / size) * size;
}

/** Certificates and registrations that end within so many days, the first to end first; what was measured long ago does not count. */
export async function endingSoon(
  db: Db,
  serviceIds: readonly number[],
  {
    now,
    certificateDays,
    domainDays,
    limit,
  }: {
    now: Instant;
    certificateDays: number;
    domainDays: number;
    limit: number;
  },
): Promise<
  { what: "certificate" | "domain"; name: string; daysLeft: number }[]
> {
  return rows(
    db,
    `SELECT what, name, days AS "daysLeft" FROM (
       SELECT CASE WHEN m.type = 'domain' THEN 'domain' ELSE 'certificate' END AS what, s.name || ' / ' || m.name AS name,
         floor(COALESCE(f.facts -> 'certificateDaysLeft', f.facts -> 'daysLeft')::float8
           - extract(epoch FROM to_timestamp($2::float8 / 1000) - f.at)::float8 / 86400)::integer AS days
       FROM monitor_facts f JOIN monitors m ON m.id = f.monitor_id JOIN services s ON s.id = m.service_id
       WHERE m.service_id = ANY ($1::integer[]) AND m.removed_at IS NULL AND f.at > to_timestamp($2::float8 / 1000) - interval '8 days'
         AND jsonb_typeof(COALESCE(f.facts -> 'certificateDaysLeft', CASE WHEN m.type = 'domain' THEN f.facts -> 'daysLeft' END)) = 'number'
     ) AS found
     WHERE days < CASE WHEN what = 'domain' THEN $4::integer ELSE $3::integer END ORDER BY days, name LIMIT $5`,
    [serviceIds, now, certificateDays, domainDays, limit],
  );
}

/** Whether it is new; one that is there gets the new time. */
export async function upsertReportSubscription(
  tx: Db,
  subscription: Omit<ReportSubscription, "id">,
): Promise<void> {
  await tx
    .createQueryBuilder()
    .insert()
    .into(ReportSubscriptionEntity)
    .values(subscription)
    .orUpdate(["at_minute", "next_at"], ["outlet_id", "namespace_id", "kind"])
    .execute();
}

/** A report subscription with the names of what it joins. */
export interface ReportLine extends ReportSubscription {
  recipient: string;
  outletLabel: string;
  /** Why nothing arrives there at the moment. */
  offReason: string | null;
  namespaceSlug: string | null;
  namespaceName: string | null;
  timezone: string | null;
  owners: string[] | null;
}

const LINE = `
  SELECT r.id, r.outlet_id AS "outletId", r.namespace_id AS "namespaceId", r.kind, r.at_minute AS "atMinute", r.next_at AS "nextAt",
    r.created_by AS "createdBy", r.created_at AS "createdAt", o.recipient, o.label AS "outletLabel", o.off_reason AS "offReason",
    n.slug AS "namespaceSlug", n.name AS "namespaceName", n.timezone, n.owners
  FROM report_subscriptions r JOIN outlets o ON o.id = r.outlet_id LEFT JOIN namespaces n ON n.id = r.namespace_id`;

export async function reportLines(
  db: Db,
  recipients: readonly string[],
): Promise<ReportLine[]> {
  return rows(
    db,
    `${LINE} WHERE o.channel IN ('slack', 'mail') AND o.recipient = ANY ($1) ORDER BY n.slug NULLS FIRST, r.kind, r.id`,
    [recipients],
  );
}

/** The one of an outlet; it was just made. */
export async function reportLineOf(
  db: Db,
  outletId: number,
  { kind, namespaceId }: Pick<ReportSubscription, "kind" | "namespaceId">,
): Promise<ReportLine> {
  const [line] = await rows<ReportLine>(
    db,
    `${LINE} WHERE r.outlet_id = $1 AND r.kind = $2 AND r.namespace_id IS NOT DISTINCT FROM $3::integer`,
    [outletId, kind, namespaceId],
  );
  if (line === undefined) throw new Error("a report subscription is not there");
  return line;
}

/** Those of one outlet. */
export async function reportLinesOfOutlet(
  db: Db,
  outletId: number,
): Promise<ReportLine[]> {
  return rows(db, `${LINE} WHERE r.outlet_id = $1 ORDER BY r.id`, [outletId]);
}

/** Those that go to addresses. */
export async function reportLinesByMail(
  db: Db,
  limit: number,
): Promise<ReportLine[]> {
  return rows(
    db,
    `${LINE} WHERE o.channel = 'mail' ORDER BY n.slug NULLS FIRST, r.kind, r.id LIMIT $1`,
    [limit],
  );
}

export async function findReportLine(
  db: Db,
  id: number,
): Promise<ReportLine | null> {
  return (
    (await rows<ReportLine>(db, `${LINE} WHERE r.id = $1`, [id]))[0] ?? null
  );
}

export async function deleteReportSubscription(
  tx: Db,
  id: number,
): Promise<void> {
  await tx.delete(ReportSubscriptionEntity, { id });
}

export async function isAnyReportDue(db: Db, now: Instant): Promise<boolean> {
  const due = await rows(
    db,
    "SELECT 1 FROM report_subscriptions WHERE next_at <= to_timestamp($1::float8 / 1000) LIMIT 1",
    [now],
  );
  return due.length > 0;
}

/** Takes one report that is due, for this transaction alone; null where there is none. */
export async function claimDueReport(
  tx: Db,
  now: Instant,
): Promise<ReportSubscription | null> {
  return tx
    .createQueryBuilder(ReportSubscriptionEntity, "report")
    .setLock("pessimistic_write")
    .setOnLocked("skip_locked")
    .where("report.nextAt <= to_timestamp(:now::float8 / 1000)", { now })
    .orderBy("report.nextAt")
    .limit(1)
    .getOne();
}

export async function setNextReport(
  tx: Db,
  id: number,
  nextAt: Instant,
): Promise<void> {
  await tx.update(ReportSubscriptionEntity, { id }, { nextAt });
}
