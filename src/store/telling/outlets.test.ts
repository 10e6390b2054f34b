import assert from "node:assert/strict";
import { test } from "node:test";
import { testStore } from "../../testing/database.ts";
import { makeNamespace } from "../../testing/factory.ts";
import { type Db, rows, type Store } from "../db.ts";
import { insertAnnouncement, insertDeliveries } from "./deliveries.ts";
import { OutletEntity } from "../entities/outlets.ts";
import { claimOutlets, ensureOutlet } from "./outlets.ts";

const WAITING = 3_000;
/** PostgreSQL makes a plan for all times when a prepared statement was asked for the sixth time. */
const ASKED_BEFORE = 8;

function claim({ db }: Store) {
  const edits = { everyMs: 1_000, burst: 1, gapMs: 1_000 };
  return claimOutlets(db, { limit: 8, edits, lane: "others" });
}

/** So many wait in an outlet for an hour to be over. */
async function wait({ db }: Store): Promise<void> {
  await rows(
    db,
    `WITH announced AS (INSERT INTO announcements (reason, text, facts, created_at) VALUES ('note', 'news', '{}', now()) RETURNING id)
     INSERT INTO deliveries (announcement_id, outlet_id, reason, state, next_attempt_at, attempts, created_at)
     SELECT a.id, (SELECT max(id) FROM outlets), 'note', 'planned', now() + interval '1 hour', 0, now()
     FROM announced a, generate_series(1, $1::integer)`,
    [WAITING],
  );
}

/** How many rows of the ledger were read from its beginning to its end so far. */
async function readThrough({ db }: Store): Promise<number> {
  await rows(db, "SELECT pg_stat_force_next_flush()");
  const [counts] = await rows<{ read: number }>(
    db,
    "SELECT seq_tup_read AS read FROM pg_stat_user_tables WHERE relname = 'deliveries'",
  );
  return counts?.read ?? 0;
}

test("who makes sure that somebody has an outlet and who plans for it do not wait for each other", async (t) => {
  const store = await testStore(t);
  const now = Date.now();
  const ada = {
    channel: "slack",
    recipient: "UADA000001",
    audience: "team",
  } as const;
  const ensure = (label: string) => async (tx: Db) => {
    await ensureOutlet(tx, { ...ada, label }, now);
  };
  await store.transaction(ensure("Ada"));
  const planFor = async (tx: Db) => {
    const text = { reason: "operators" as const, text: "news", facts: {} };
    const announcement = await insertAnnouncement(tx, {
      ...text,
      incidentId: null,
      createdAt: now,
    });
    const { id } = await tx.findOneByOrFail(OutletEntity, ada);
    await insertDeliveries(
      tx,
      announcement,
      [{ outletId: id, dueAt: now }],
      now,
    );
  };
  for (const label of ["<@UADA000001>", "Ada"])
    for (const [first, second] of [
      [ensure(label), planFor],
      [planFor, ensure(label)],
    ] as const)
      await store.transaction(async (tx) => {
        await first(tx);
        await store.transaction(async (other) => {
          await rows(other, "SET LOCAL lock_timeout = 5000");
          await second(other);
        });
      });
});

test("who has something due is not looked for through the whole ledger, however quickly that grew", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store);
  await rows(store.db, "ANALYZE deliveries, outlets"); // as it is known to be: empty
  for (let times = 0; times < ASKED_BEFORE; times++) await claim(store);
  await wait(store);
  const before = await readThrough(store);
  assert.deepEqual(await claim(store), []);
  assert.equal((await readThrough(store)) - before, 0);
});
