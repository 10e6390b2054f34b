import { DAY, type Instant } from "../../domain/time.ts";
import { advisoryLocks } from "../advisory-locks.ts";
import { type Db, rows, type Store } from "../db.ts";

/** Which tables are cut into pieces by time, and how. */
interface Cut {
  table: "results" | "rollups_hourly";
  /** The first instant of the piece that an instant lies in, as an ISO date. */
  startOf: (at: Instant) => string;
  /** An instant in the piece after it. */
  after: (at: Instant) => Instant;
}

const LONGEST_MONTH = 31 * DAY;

const byDay: Cut = {
  table: "results",
  startOf: (at) => isoDay(at),
  after: (at) => at + DAY,
};
const byMonth: Cut = {
  table: "rollups_hourly",
  startOf: (at) => `${isoDay(at).slice(0, 7)}-01`,
  after: (at) => Date.parse(`${isoDay(at).slice(0, 7)}-01`) + LONGEST_MONTH,
};

const DAYS_AHEAD = 3;

/** Makes the pieces that the coming days need, one instance after the other; those that exist are left alone. */
export async function createPartitions(
  store: Store,
  now: Instant,
): Promise<void> {
  const days = Array.from(
    { length: DAYS_AHEAD + 2 },
    (_, index) => now + (index - 1) * DAY,
  );
  // A transaction for each table: one that held locks on both could wait for a rollup that waits for it.
  await createPieces(store, byDay, days);
  await createPieces(store, byMonth, [now - DAY, now, byMonth.after(now)]);
}

async function createPieces(
  store: Store,
  cut: Cut,
  instants: readonly Instant[],
): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.query("SELECT pg_advisory_xact_lock($1)", [
      advisoryLocks.makingPartitions,
    ]);
    const existing = new Set(await pieceNames(tx, cut.table));
    for (const at of instants) await createPartition(tx, cut, at, existing);
  });
}

async function createPartition(
  tx: Db,
  { table, startOf, after }: Cut,
  at: Instant,
  existing: Set<string>,
): Promise<void> {
  const from = startOf(at);
  const name = `${table}_${from.replaceAll("-", "")}`;
  if (existing.has(name)) return; // asking PostgreSQL would lock the whole table against inserts
  existing.add(name);
  await tx.query(
    `CREATE TABLE ${name} PARTITION OF ${table} FOR VALUES FROM ('${from} 00:00Z') TO ('${startOf(after(at))} 00:00Z')`,
  );
}

async function pieceNames(db: Db, table: Cut["table"]): Promise<string[]> {
  const pieces = await rows<{ name: string }>(
    db,
    "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY 1",
    [table],
  );
  return pieces.map(({ name }) => name);
}

/** Drops the pieces that lie wholly before an instant; returns their names. */
export async function dropPartitions(
  db: Db,
  table: Cut["table"],
  before: Instant,
): Promise<string[]> {
  const cut = table === "results" ? byDay : byMonth;
  const oldest = `${table}_${cut.startOf(before).replaceAll("-", "")}`;
  const old = (await pieceNames(db, table)).filter((name) => name < oldest);
  for (const name of old) await db.query(`DROP TABLE ${name}`);
  return old;
}

/** The days ("2026-11-21") that there is room for results of, oldest first. */
export async function resultDays(db: Db): Promise<string[]> {
  return (await pieceNames(db, "results")).map((name) =>
    name.replace(/^.*_(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3"),
  );
}

function isoDay(at: Instant): string {
  return new Date(at).toISOString().slice(0, 10);
}
