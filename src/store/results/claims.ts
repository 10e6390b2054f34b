import type { Health } from "../../domain/health.ts";
import type { Instant } from "../../domain/time.ts";
import { type Db, preparedRows, rows } from "../db.ts";

/** A monitor that this instance is to probe, or whose pause is over. */
export interface Claim {
  monitorId: number;
  /** When to fire. */
  dueAt: Instant;
  /** How long it had been due when it was claimed, in milliseconds. */
  overdueMs: number;
  /** The database's clock at the time of the claim. */
  databaseNow: Instant;
  /** Must be named when the outcome is written; it is refused where somebody changed or claimed the row since. */
  version: number;
  /** The edit of the monitor that the claim is about. */
  revision: number;
  health: Health;
  /** When the row falls due again if nothing is written. */
  nextDueAt: Instant;
  leaseUntil: Instant;
}

interface ClaimRow {
  monitor_id: number;
  fire_at: Instant;
  overdue_ms: number;
  database_now: Instant;
  version: number;
  revision: number;
  kind: Health["kind"];
  since: Instant;
  belief: Health["belief"];
  toward: Health["toward"];
  streak: number;
  due_at: Instant;
  lease_until: Instant;
}

/** Left for writing the result after the probe's own deadline. */
const LEASE_MARGIN_MS = 2_000;
/** A lease of one interval needs no release; a crash costs at most one look. Longer intervals are looked after sooner. */
const LONGEST_LEASE_MS = 60_000;
/**
 * A look that may change what is believed is news that somebody waits for: where its prober dies, it is looked again
 * soon. That costs a write for each such look, which a steady monitor is spared.
 */
const LONGEST_NEWS_LEASE_MS = 20_000;
const MAY_BE_NEWS = "s.toward IS NOT NULL OR s.belief IN ('down', 'degraded')";
/** Whether what is in trouble is up again is waited for, too: after a pause it comes among the first. */
const TROUBLE_SPREAD_MS = 10_000;

/** SQL for a monitor's next place on its grid after an instant; the half millisecond forgives the arithmetic. */
function placeAfter(instant: string): string {
  return `to_timestamp((phase_ms + (floor((extract(epoch FROM ${instant})::float8 * 1000 + 0.5 - phase_ms) / every_ms) + 1) * every_ms) / 1000)`;
}

const CLAIM = {
  name: "claim monitors",
  text: `
    WITH due AS (
      SELECT monitor_id, GREATEST(0, extract(epoch FROM now() - due_at) * 1000)::float8 AS overdue_ms,
        CASE WHEN now() - due_at > every_ms / 2 * interval '1 millisecond' THEN ${placeAfter("now()")} ELSE due_at END AS fire_at
      FROM monitor_states
      WHERE due_at < now() + $1 * interval '1 millisecond'
        AND (lease_until IS NULL OR lease_until <= GREATEST(due_at, now()))
      ORDER BY due_at
      LIMIT $2
      FOR UPDATE SKIP LOCKED
    ), planned AS (
      SELECT due.monitor_id, due.fire_at, due.overdue_ms,
        GREATEST(due.fire_at + LEAST(COALESCE(s.every_ms, 0), CASE WHEN ${MAY_BE_NEWS} THEN ${LONGEST_NEWS_LEASE_MS} ELSE ${LONGEST_LEASE_MS} END) * interval '1 millisecond',
                 GREATEST(due.fire_at, now()) + (s.timeout_ms + ${LEASE_MARGIN_MS}) * interval '1 millisecond') AS lease_until,
        ${placeAfter("GREATEST(due.fire_at, now())")} AS slot
      FROM due JOIN monitor_states s USING (monitor_id)
    )
    UPDATE monitor_states s
    SET version = s.version + 1, lease_until = planned.lease_until,
      due_at = LEAST(COALESCE(planned.slot, planned.lease_until), planned.lease_until)
    FROM planned WHERE s.monitor_id = planned.monitor_id
    RETURNING s.monitor_id, planned.fire_at, planned.overdue_ms, now() AS database_now, s.version, s.revision,
      s.kind, s.since, s.belief, s.toward, s.streak, s.due_at, s.lease_until`,
};

/**
 * Takes the monitors that fall due within `aheadMs`, at most `limit`, for this instance alone. Each is put on its next
 * place on the grid at once, so that a probe that changes nothing needs no second write, and a crash leaves a row that
 * falls due again: at that time, or for rare monitors at the end of the lease. One that is overdue by more than half its
 * interval waits for its next place: two looks in a row would tell nothing, and catching up must not be a burst.
 */
export async function claimMonitors(
  db: Db,
  { aheadMs, limit }: { aheadMs: number; limit: number },
): Promise<Claim[]> {
  const claimed = await preparedRows<ClaimRow>(db, CLAIM, [aheadMs, limit]);
  return claimed.map((row) => ({
    monitorId: row.monitor_id,
    dueAt: row.fire_at,
    overdueMs: row.overdue_ms,
    databaseNow: row.database_now,
    version: row.version,
    revision: row.revision,
    health: {
      kind: row.kind,
      since: row.since,
      belief: row.belief,
      toward: row.toward,
      streak: row.streak,
    },
    nextDueAt: row.due_at,
    leaseUntil: row.lease_until,
  }));
}

/** Gives claims back: the rows are due again when they were, unless somebody changed them since. */
export async function releaseClaims(
  db: Db,
  claims: readonly Pick<Claim, "monitorId" | "version" | "dueAt">[],
): Promise<void> {
  await db.query(
    `UPDATE monitor_states s SET due_at = to_timestamp(c.due_at / 1000), lease_until = NULL
     FROM unnest($1::integer[], $2::integer[], $3::float8[]) AS c (monitor_id, version, due_at)
     WHERE s.monitor_id = c.monitor_id AND s.version = c.version`,
    [
      claims.map(({ monitorId }) => monitorId),
      claims.map(({ version }) => version),
      claims.map(({ dueAt }) => dueAt),
    ],
  );
}

/**
 * After a time in which nobody probed: spreads what is overdue over its interval (at most `withinMs`), so that coming
 * back is no burst; what was about to be confirmed is looked at now, what is down or slow soon. Returns how many were moved.
 */
export async function spreadOverdue(
  db: Db,
  { overdueMs, withinMs }: { overdueMs: number; withinMs: number },
): Promise<number> {
  const moved = await rows(
    db,
    `UPDATE monitor_states s
     SET due_at = now() + (phase_ms::float8 / every_ms)
       * LEAST(every_ms, CASE WHEN ${MAY_BE_NEWS} THEN ${TROUBLE_SPREAD_MS} ELSE $2 END) * interval '1 millisecond'
     WHERE every_ms IS NOT NULL AND kind <> 'paused' AND toward IS NULL AND due_at < now() - $1 * interval '1 millisecond'
       AND (lease_until IS NULL OR lease_until < now())
     RETURNING monitor_id`,
    [overdueMs, withinMs],
  );
  return moved.length;
}
