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
  let total = 0;
  for (const month of months(days)) {
    say(`rollups of ${month.from.slice(0, 7)}`);
    total += await makeMonth(database, month);
  }
  await database.rows(
    `INSERT INTO rollups_daily
     SELECT monitor_id, date_trunc('day', at), sum(up), 0, sum(down), 0, sum(latency_sum_ms), max(latency_max_ms),
       '{0,24,240,3000,900,120,24,12,0,0,0,0,0,0,0,0,0}'::integer[]
     FROM rollups_hourly GROUP BY 1, 2`,
  );
  await database.rows("ANALYZE");
  return total;
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

/** Piece by piece: a table that is made in the transaction that fills it needs no log where wal_level is minimal. */
async function makeMonth(
  database: Database,
  { from, until, fillFrom }: Month,
): Promise<number> {
  const name = `rollups_hourly_${from.replaceAll("-", "")}`;
  return database.withStore((store) =>
    store.transaction(async (tx) => {
      await tx.query(
        `CREATE TABLE IF NOT EXISTS ${name} PARTITION OF rollups_hourly FOR VALUES FROM ('${from} 00:00Z') TO ('${until} 00:00Z')`,
      );
      const [made] = await tx.query<{ count: number }[]>(
        `WITH made AS (
           INSERT INTO ${name}
           SELECT m.id, hour, 180, 0, 0, 0, 180 * 45.0, 250 + m.id % 100, '{0,1,10,125,38,5,1,0,0,0,0,0,0,0,0,0,0}'::integer[]
           FROM monitors m, generate_series('${fillFrom} 00:00Z'::timestamptz, LEAST('${until} 00:00Z'::timestamptz, date_trunc('hour', now())) - interval '1 hour', '1 hour') AS hour
           RETURNING 1)
         SELECT count(*) FROM made`,
      );
      return made?.count ?? 0;
    }),
  );
}

function monthOf(day: Date): Date {
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth()));
}

function isoDay(day: Date): string {
  return day.toISOString().slice(0, 10);
}
