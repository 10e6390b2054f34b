import { type Health } from "../../domain/health.ts";
import { outcomes, type Outcome, type Facts } from "../../domain/result.ts";
import type { Instant } from "../../domain/time.ts";
import { type Db, preparedRows, rows } from "../db.ts";

/** One look as it is kept. */
export interface StoredResult {
  monitorId: number;
  at: Instant;
  outcome: Outcome;
  latencyMs: number | null;
  reason: string | null;
  facts: Facts | null;
}

/** What a probe changes of its monitor's state. */
export interface StateChange {
  monitorId: number;
  /** The version of the claim; see Claim. */
  version: number;
  health: Health;
  dueAt: Instant;
}

const INSERT_RESULTS = {
  name: "insert results",
  text: `
    INSERT INTO results (at, monitor_id, latency_ms, outcome, reason, facts)
    SELECT to_timestamp(at / 1000), monitor_id, latency_ms, outcome, reason, facts::jsonb
    FROM unnest($1::float8[], $2::integer[], $3::real[], $4::smallint[], $5::text[], $6::text[])
      AS given (at, monitor_id, latency_ms, outcome, reason, facts)`,
};

/**
 * What was measured last stands in a row of its own: to look it up among the results costs more the more often a monitor
 * is looked at. Rows are taken in the order of their keys, so that no two writers wait for each other.
 */
const KEEP_FACTS = `
  INSERT INTO monitor_facts (monitor_id, at, facts)
  SELECT DISTINCT ON (monitor_id) monitor_id, to_timestamp(given.at / 1000), given.facts::jsonb
  FROM unnest($1::float8[], $2::integer[], $6::text[]) AS given (at, monitor_id, facts) JOIN monitors m ON m.id = given.monitor_id
  WHERE given.facts IS NOT NULL ORDER BY monitor_id, given.at DESC
  ON CONFLICT (monitor_id) DO UPDATE SET at = excluded.at, facts = excluded.facts WHERE monitor_facts.at < excluded.at`;

const CHANGE_STATES = `
  UPDATE monitor_states AS s
  SET kind = c.kind, since = to_timestamp(c.since / 1000), belief = c.belief, toward = c.toward, streak = c.streak,
    due_at = to_timestamp(c.due_at / 1000), lease_until = NULL
  FROM unnest($7::integer[], $8::integer[], $9::text[], $10::float8[], $11::text[], $12::text[], $13::integer[], $14::float8[])
    AS c (monitor_id, version, kind, since, belief, toward, streak, due_at)
  WHERE s.monitor_id = c.monitor_id AND s.version = c.version`;

const INSERT_RESULTS_AND_CHANGE_STATES = {
  name: "insert results, change states",
  text: `WITH stored AS (${INSERT_RESULTS.text}) ${CHANGE_STATES}`,
};

const INSERT_RESULTS_WITH_FACTS = {
  name: "insert results with facts",
  text: `WITH stored AS (${INSERT_RESULTS.text}) ${KEEP_FACTS}`,
};

const INSERT_RESULTS_WITH_FACTS_AND_CHANGE_STATES = {
  name: "insert results with facts, change states",
  text: `WITH stored AS (${INSERT_RESULTS.text}), kept AS (${KEEP_FACTS}) ${CHANGE_STATES}`,
};

/**
 * Keeps the results of a moment and what they change, in one statement. A change whose version is no longer the row's
 * is left out: somebody edited, paused or claimed the monitor since.
 */
export async function writeResults(
  db: Db,
  results: readonly StoredResult[],
  changes: readonly StateChange[],
): Promise<void> {
  const inserted = resultColumns(results);
  const hasFacts = results.some(({ facts }) => facts !== null);
  if (changes.length === 0)
    await preparedRows(
      db,
      hasFacts ? INSERT_RESULTS_WITH_FACTS : INSERT_RESULTS,
      inserted,
    );
  else
    await preparedRows(
      db,
      hasFacts
        ? INSERT_RESULTS_WITH_FACTS_AND_CHANGE_STATES
        : INSERT_RESULTS_AND_CHANGE_STATES,
      [...inserted, ...changeColumns(changes)],
    );
}

function resultColumns(results: readonly StoredResult[]): unknown[] {
  return [
    results.map(({ at }) => at),
    results.map(({ monitorId }) => monitorId),
    results.map(({ latencyMs }) => latencyMs),
    results.map(({ outcome }) => outcomes.indexOf(outcome)),
    results.map(({ reason }) => reason),
    results.map(({ facts }) => (facts === null ? null : JSON.stringify(facts))),
  ];
}

function changeColumns(changes: readonly StateChange[]): unknown[] {
  return [
    changes.map(({ monitorId }) => monitorId),
    changes.map(({ version }) => version),
    changes.map(({ health }) => health.kind),
    changes.map(({ health }) => health.since),
    changes.map(({ health }) => health.belief),
    changes.map(({ health }) => health.toward),
    changes.map(({ health }) => health.streak),
    changes.map(({ dueAt }) => dueAt),
  ];
}

interface ResultRow {
  monitor_id: number;
  at: Instant;
  outcome: number;
  latency_ms: number | null;
  reason: string | null;
  facts: Facts | null;
}

/** The latest results of a monitor, newest first, of those after `since`. */
export async function latestResults(
  db: Db,
  {
    monitorId,
    since,
    limit,
  }: { monitorId: number; since: Instant; limit: number },
): Promise<StoredResult[]> {
  const found = await rows<ResultRow>(
    db,
    `SELECT monitor_id, at, outcome, latency_ms, reason, facts FROM results
     WHERE monitor_id = $1 AND at >= to_timestamp($2::float8 / 1000) ORDER BY at DESC LIMIT $3`,
    [monitorId, since, limit],
  );
  return found.map((row) => ({
    monitorId: row.monitor_id,
    at: row.at,
    outcome: outcomes[row.outcome] ?? "unknown",
    latencyMs: row.latency_ms,
    reason: row.reason,
    facts: row.facts,
  }));
}

/** What was measured last at a monitor, and when. */
export interface LatestFacts {
  monitorId: number;
  at: Instant;
  facts: Facts;
}

export async function latestFacts(
  db: Db,
  monitorIds: readonly number[],
): Promise<LatestFacts[]> {
  return rows(
    db,
    'SELECT monitor_id AS "monitorId", at, facts FROM monitor_facts WHERE monitor_id = ANY ($1::integer[])',
    [monitorIds],
  );
}
