import type { Database } from "./database.ts";

/**
 * Fills the hourly and daily rollups of all monitors for so many days before now, as if each had been probed every 20 s.
 * Returns the number of hourly rows.
 */
export async function makeRollups(
  database: Database,
  days: number,
  say: (text: string) => void,
): Promise<number> {
  for (const month of months(days)) {
    say(`rollups of ${month.from.slice(0, 7)}`);
    await makeMonth(database, month);
  }
  say("rollups of days");
  await database.run(
    `INSERT INTO rollups_daily
     SELECT monitor_id, date_trunc('day', at), sum(up), 0, sum(down), 0, sum(latency_sum_ms), max(latency_max_ms),
       '{0,24,240,3000,900,120,24,12,0,0,0,0,0,0,0,0,0}'::integer[]
     FROM rollups_hourly GROUP BY 1, 2`,
  );
  // All is counted: the program has nothing to catch up on.
  await database.run(
    "INSERT INTO periodic_runs (name, due_at, finished_at) VALUES ('rollups', now(), now())",
  );
  await database.run("ANALYZE");
  const { hours } = await database.row<{ hours: number }>(
    "SELECT count(*) AS hours FROM rollups_hourly",
  );
  return hours;
}

interface Month {
  /** ISO dates: the first day, the first day after it, and from where on it is filled. */
  from: string;
  until: string;
  fillFrom: string;
}

function months(days: number): Month[] {
  const now = new Date();
  const first = new Date(now.getTime() - days * 86_400_000);
  const found: Month[] = [];
  for (
    let start = monthOf(first);
    start < now;
    start = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1))
  )
    found.push({
      from: isoDay(start),
      until: isoDay(
        new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1)),
      ),
      fillFrom: isoDay(start < first ? first : start),
    });
  return found;
}

/**
 * Into a table of its own, whose index is made when it is full; a table that is made in the transaction that fills it
 * needs no log where wal_level is minimal. The rows lie by the hour, as they would had they come one hour after the other.
 */
async function makeMonth(
  database: Database,
  { from, until, fillFrom }: Month,
): Promise<void> {
  const name = `rollups_hourly_${from.replaceAll("-", "")}`;
  await database.run(
    `DROP TABLE IF EXISTS ${name};
     CREATE TABLE ${name} (LIKE rollups_hourly);
     INSERT INTO ${name}
     SELECT m.id, hour, 180, 0, 0, 0, 180 * 45.0, 250 + m.id % 100, '{0,1,10,125,38,5,1,0,0,0,0,0,0,0,0,0,0}'::integer[]
     FROM generate_series('${fillFrom} 00:00Z'::timestamptz, LEAST('${until} 00:00Z'::timestamptz, date_trunc('hour', now())) - interval '1 hour', '1 hour') AS hour
       CROSS JOIN LATERAL (SELECT id FROM monitors WHERE hour IS NOT NULL ORDER BY id) AS m;
     ALTER TABLE ${name} ADD PRIMARY KEY (monitor_id, at);
     ALTER TABLE rollups_hourly ATTACH PARTITION ${name} FOR VALUES FROM ('${from} 00:00Z') TO ('${until} 00:00Z')`,
  );
}

function monthOf(day: Date): Date {
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth()));
}

function isoDay(day: Date): string {
  return day.toISOString().slice(0, 10);
}
