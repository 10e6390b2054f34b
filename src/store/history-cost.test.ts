import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { testStore } from "../testing/database.ts";
import { type Db, rows, type Store } from "./db.ts";
import { pastIncidents } from "./incidents/incident-history.ts";
import { downSoFar } from "./incidents/incidents.ts";
import { listAudits } from "./people/audits.ts";
import { owedBy } from "./telling/drafts.ts";
import { lastTold } from "./views/examine.ts";
import { privateIncidents } from "./views/private.ts";
import { publicIncidentPage } from "./views/public.ts";

// What is shown is read, and not all that ever was: a namespace with twenty thousand incidents, and one with three.

const HISTORY = 20_000;
const FEW = 200;

async function longHistory(t: TestContext): Promise<Store> {
  const store = await testStore(t);
  await store.db.query(`
    INSERT INTO namespaces (id, slug, name, timezone, remind_every_ms, fold_ms, announce_difficulties, owners, created_at)
      SELECT n, (ARRAY['busy', 'quiet'])[n], 'N', 'UTC', 1, 1, false, '{}', now() FROM generate_series(1, 2) n;
    INSERT INTO services (id, namespace_id, name, name_key, slug, public, status, status_since, created_at)
      SELECT n, 1 + (n > 20)::int, 'S' || n, 's' || n, 's' || n, true, 'up', now(), now() FROM generate_series(1, 25) n;
    INSERT INTO incidents (id, service_id, severity, reason, began_at, opened_at, resolved_at, resolution)
      SELECT n, CASE WHEN n <= 3 THEN 20 + n ELSE 1 + n % 20 END, 'down', 'x', '2025-01-01'::timestamptz + n * interval '1 minute', '2025-01-01', '2025-01-01'::timestamptz + (n + 5) * interval '1 minute', 'recovered'
      FROM generate_series(1, ${HISTORY}) n;
    INSERT INTO downtimes (incident_id, service_id, from_at, until_at)
      SELECT id, service_id, began_at, began_at + interval '5 minutes' FROM incidents;
    INSERT INTO outlets (id, channel, recipient, label, audience, lease, created_at)
      VALUES (1, 'x', 'x', 'X', 'customers', 0, now()), (2, 'slack', 'C', '#c', 'team', 0, now());
    INSERT INTO announcements (id, incident_id, reason, text, facts, created_at)
      SELECT id, id, 'down', '', '{}', began_at FROM incidents;
    INSERT INTO deliveries (announcement_id, incident_id, outlet_id, reason, state, next_attempt_at, attempts, created_at, remote_id, sent_at)
      SELECT a.id, a.incident_id, o.id, 'down', 'sent', a.created_at, 1, a.created_at, 'r', a.created_at FROM announcements a, outlets o;
    INSERT INTO audits (id, at, actor, verb, target, details)
      SELECT n, now(), 'U', 'x', CASE WHEN n <= 2 THEN 'quiet' WHEN n <= 4 THEN 'quiet/S21' ELSE 'busy/S' || n % 20 END, '{}'
      FROM generate_series(1, ${HISTORY}) n;
    ANALYZE;
  `);
  return store;
}

/** What some work answers, and how many rows were read for it. */
async function cost<T>(
  store: Store,
  work: (db: Db) => Promise<T>,
): Promise<{ answer: T; read: number }> {
  return store.transaction(async (tx) => {
    const before = await rowsRead(tx);
    const answer = await work(tx);
    return { answer, read: (await rowsRead(tx)) - before };
  });
}

/** What this connection read of tables; a transaction's own share is the difference. */
async function rowsRead(tx: Db): Promise<number> {
  const [found] = await rows<{ read: number }>(
    tx,
    "SELECT sum(seq_tup_read + COALESCE(idx_tup_fetch, 0))::int AS read FROM pg_stat_xact_user_tables",
  );
  return found?.read ?? 0;
}

test("with a long history only what is shown is read", async (t) => {
  const store = await longHistory(t);
  const quiet = { namespaceSlug: "quiet", serviceSlug: null, limit: 50 };
  const numbers = (found: { id: number }[]) => found.map(({ id }) => id);
  const asked: Record<string, [work: (db: Db) => Promise<unknown>, unknown]> = {
    "the public list of a quiet namespace": [
      async (db) =>
        numbers(
          await publicIncidentPage(db, {
            ...quiet,
            before: null,
            onlyOpen: false,
          }),
        ),
      [3, 2, 1],
    ],
    "a part of the public list": [
      async (db) =>
        numbers(
          await publicIncidentPage(db, {
            ...quiet,
            before: 3,
            onlyOpen: false,
            limit: 1,
          }),
        ),
      [2],
    ],
    "the list of the API": [
      async (db) =>
        numbers(
          await privateIncidents(db, { ...quiet, after: 2, onlyOpen: false }),
        ),
      [1],
    ],
    "the list in Slack": [
      async (db) =>
        numbers(
          await pastIncidents(db, {
            serviceId: null,
            namespaceSlug: "quiet",
            offset: 1,
            limit: 2,
          }),
        ),
      [2, 1],
    ],
    "how long a service was down": [
      (db) => downSoFar(db, 4711, Date.now()),
      5 * 60_000,
    ],
    "what was done to a quiet namespace": [
      async (db) =>
        numbers(
          await listAudits(
            db,
            { kind: "targets", exact: ["quiet"], beginnings: ["quiet/"] },
            { before: null, limit: 5 },
          ),
        ),
      [4, 3, 2, 1],
    ],
    "what an account owes": [(db) => owedBy(db, 1, []), 0],
    "when a channel last told something": [
      async (db) => (await lastTold(db)).map(({ channel }) => channel),
      ["slack", "x"],
    ],
  };
  for (const [what, [work, expected]] of Object.entries(asked)) {
    const { answer, read } = await cost(store, work);
    assert.deepEqual(answer, expected, what);
    assert.ok(read < FEW, `${what} read ${read} rows`);
  }
});
