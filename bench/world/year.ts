import type { Database } from "./database.ts";

const DAY_HISTOGRAM =
  "'{0,24,240,3000,900,120,24,12,0,0,0,0,0,0,0,0,0}'::integer[]";

/** Fills the daily rollups alone, from so many days ago on, where there are none yet. */
export async function makeEarlierDays(
  database: Database,
  days: number,
): Promise<void> {
  await database.run(
    `INSERT INTO rollups_daily
     SELECT id, day, 4320, 0, 0, 0, 4320 * 45.0, 250 + id % 100, ${DAY_HISTOGRAM}
     FROM monitors CROSS JOIN generate_series(date_trunc('day', now()) - interval '${days} days', now(), '1 day') AS day
     ON CONFLICT DO NOTHING;
     ANALYZE rollups_daily`,
  );
}

/**
 * Gives each service so many incidents of ten minutes, spread over the days before now, with their downtimes and
 * timelines. Returns the number of incidents.
 */
export async function makeIncidents(
  database: Database,
  { days, perService }: { days: number; perService: number },
): Promise<number> {
  await database.run(
    `UPDATE services SET created_at = now() - interval '${days} days';
     INSERT INTO incidents (service_id, severity, reason, began_at, opened_at, down_since, resolved_at, resolution)
     SELECT s.id, 'down', 'front page: HTTP 503', at, at, at, at + interval '10 min', 'recovered'
     FROM generate_series(1, ${perService}) AS n, services s,
       LATERAL (SELECT now() - interval '${days} days' * ((n - random()) / ${perService}) - interval '15 min' AS at WHERE s.id > 0) AS begun
     ORDER BY at;
     INSERT INTO downtimes (incident_id, service_id, from_at, until_at) SELECT id, service_id, began_at, resolved_at FROM incidents ORDER BY id;
     INSERT INTO incident_entries (incident_id, at, kind, text) SELECT id, began_at, 'down', 'HTTP 503' FROM incidents ORDER BY id;
     INSERT INTO incident_entries (incident_id, at, kind, text) SELECT id, resolved_at, 'recovered', 'up again' FROM incidents ORDER BY id;
     ANALYZE`,
  );
  const { incidents } = await database.row<{ incidents: number }>(
    "SELECT count(*) AS incidents FROM incidents",
  );
  return incidents;
}

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
     SELECT monitor_id, date_trunc('day', at), sum(up), 0, sum(down), 0, sum(latency_sum_ms), max(latency_max_ms), ${DAY_HISTOGRAM}
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
