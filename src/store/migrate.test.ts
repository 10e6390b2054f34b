import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyDatabase, testDatabase, testLog } from "../testing/database.ts";
import { dataSource, openStore, rows } from "./db.ts";
import { migrate } from "./migrate.ts";

test("entities and migrations agree: the schema builder has nothing left to do", async (t) => {
  const { connection } = await testDatabase(t);
  const source = await dataSource(connection, testLog).initialize();
  t.after(() => source.destroy());
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  const own = upQueries
    .map(({ query }) => query)
    .filter((query) => !query.includes("typeorm_metadata"));
  assert.deepEqual(own, []);
});

test("what refers to rows that are deleted has an index, so that a delete does not read whole tables", async (t) => {
  const { connection } = await testDatabase(t);
  const store = await openStore(connection, testLog);
  t.after(() => store.close());
  const without = await rows(
    store.db,
    `SELECT c.conname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE c.contype = 'f' AND c.confrelid::regclass::text = ANY ($1) AND NOT EXISTS (
       SELECT 1 FROM pg_index x WHERE x.indrelid = c.conrelid AND x.indkey[0] = a.attnum
         AND (x.indpred IS NULL OR pg_get_expr(x.indpred, x.indrelid) = '(' || quote_ident(a.attname) || ' IS NOT NULL)'))`,
    [["announcements", "api_tokens", "deliveries", "outlets", "panels"]],
  );
  assert.deepEqual(without, []);
});

test("instances that start together migrate once", async (t) => {
  const { connection } = await emptyDatabase(t);
  const applied = await Promise.all(
    Array.from({ length: 4 }, () => migrate(connection, testLog)),
  );
  assert.equal(applied.filter((names) => names.length > 0).length, 1);
  assert.deepEqual(await migrate(connection, testLog), []);
});

test("a database of a newer program is left alone, and the sentence says so", async (t) => {
  const { connection } = await testDatabase(t);
  const store = await openStore(connection, testLog);
  t.after(() => store.close());
  await rows(
    store.db,
    "INSERT INTO schema_migrations (number, name) VALUES (9999, '9999_future')",
  );
  await assert.rejects(
    migrate(connection, testLog),
    /made by a newer allswell \(migration 9999\)/,
  );
});
