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
