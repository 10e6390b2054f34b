// Debian's MariaDB: a primary, and a replica that follows it.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { createConnection } from "mysql2/promise";
import { becomes } from "../testing/until.ts";
import { probeWith } from "../testing/probe.ts";
import {
  type Mariadb,
  startMariadbs,
  unlessMariadb,
} from "../testing/servers/mariadb.ts";
import { goodCertificate, summary } from "../testing/web.ts";
import { mysql } from "./mysql.ts";

const PASSWORD = "hunter-mariadb";
const me = { username: "me", password: PASSWORD, database: "shop" };
const MOST_CONNECTIONS = 10;

const accounts = [
  "CREATE DATABASE shop",
  "CREATE TABLE shop.orders (id INT, name VARCHAR(50) CHARACTER SET utf8mb4)",
  "INSERT INTO shop.orders VALUES (42, 'Ünïcode ☃')",
  `CREATE USER me IDENTIFIED BY '${PASSWORD}'`,
  `CREATE USER watcher IDENTIFIED BY '${PASSWORD}'`,
  "CREATE USER open_door",
  "GRANT ALL ON shop.* TO me",
  "GRANT SLAVE MONITOR ON *.* TO watcher",
  "CREATE FUNCTION shop.sneak() RETURNS INT BEGIN INSERT INTO shop.orders VALUES (1, ''); RETURN 1; END",
];

const cases: [Record<string, unknown>, RegExp][] = [
  [{}, /^up$/],
  [{ tls: "off" }, /^up$/],
  [{ tls: "verify" }, /^up$/],
  [me, /^up$/],
  [{ ...me, tls: "off" }, /^up$/],
  [{ ...me, tls: "verify" }, /^up$/],
  [{ username: "open_door" }, /^up$/],
  [{ ...me, query: "SELECT id FROM orders", equals: "42" }, /^up$/],
  [{ ...me, query: "SELECT name FROM orders", equals: "Ünïcode ☃" }, /^up$/],
  [
    { ...me, query: "SELECT id / 4 FROM orders", above: 10 },
    /^degraded value-above: the query answers 10.5, above 10$/,
  ],
  [
    { ...me, query: "SELECT sneak()" },
    /^down not-read-only: the query writes, and may only read: "Cannot execute/,
  ],
  [
    { ...me, query: "SELECT 1; DROP TABLE orders" },
    /^down server-error: error 1064: /,
  ],
  [
    { ...me, query: "SELECT repeat('x', 1000) FROM seq_1_to_2000" },
    /^down too-much: /,
  ],
  [
    { ...me, password: "hunter-wrong" },
    /^down login-failed: login failed: "Access denied for user 'me'@/,
  ],
  [{ username: "me" }, /^down login-failed: login failed: /],
  [{ ...me, database: "nowhere" }, /^down no-such-database: /],
  [{ ...me, role: "replica" }, /^unknown not-permitted: /],
  [
    { ...me, username: "watcher", database: "information_schema", lag: "5s" },
    /^down role: the server is no replica of another$/,
  ],
];

test("MariaDB's own table", { skip: unlessMariadb }, async (t) => {
  const [primary, replica] = await startMariadbs(t, 2, goodCertificate);
  assert.ok(primary && replica);
  await primary.administer(...accounts);

  for (const [typed, expected] of cases)
    assert.match(await look(primary, typed), expected, JSON.stringify(typed));

  await t.test("the facts say what was seen", async () => {
    const { facts = {} } = await probeWith(mysql, { ...at(primary), ...me });
    assert.match(String(facts["version"]), /^1\d\.\d+\.\d+-MariaDB/);
    assert.equal(facts["tlsVersion"], "TLSv1.3");
    assert.equal(facts["connectionsMax"], MOST_CONNECTIONS);
    assert.ok(Number(facts["uptimeSeconds"]) >= 0);
  });

  await t.test("the deadline ends a query on the server too", async () => {
    const endless = { ...me, query: "SELECT sleep(60)" };
    assert.match(
      await look(primary, endless, 500),
      /^down (timeout|query-timeout|server-error): /,
    );
    const query =
      "SELECT count(*) FROM information_schema.processlist WHERE info LIKE '%sleep(6_)%' AND id <> connection_id()";
    const hasEnded = { ...me, query, equals: "0" };
    await becomes(() => look(primary, hasEnded), /^up$/);
  });

  await t.test("a replica", () => watchReplica(primary, replica));
  await t.test("no connection left", (t) => fill(t, primary));
});

async function watchReplica(primary: Mariadb, replica: Mariadb) {
  const watcher = { username: "watcher", password: PASSWORD };
  await replica.administer(
    `CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=${primary.port}, MASTER_USER='root', MASTER_USE_GTID=slave_pos`,
    "START SLAVE",
  );
  const asReplica = { ...watcher, role: "replica", lag: "10s" };
  await becomes(() => look(replica, asReplica), /^up$/);
  assert.match(
    await look(replica, { ...watcher, role: "primary" }),
    /^down role: the server is a replica, not a primary$/,
  );
  await replica.administer("STOP SLAVE SQL_THREAD");
  assert.match(
    await look(replica, { ...watcher, lag: "10s" }),
    /^down replication-stopped: replication has stopped: "receiving: Yes, applying: No"$/,
  );
}

async function fill(t: TestContext, { port }: Mariadb) {
  const login = { host: "127.0.0.1", port, user: "root" };
  // One more is kept for those who may do everything.
  for (let count = 0; count <= MOST_CONNECTIONS; count += 1) {
    // The connections of the tests before may still be on their way out.
    const connection = await createConnection(login).catch(() => undefined);
    if (connection === undefined) continue;
    connection.on("error", () => {});
    t.after(() => connection.destroy());
  }
  for (const typed of [{}, me])
    assert.match(
      summary(await probeWith(mysql, { host: "127.0.0.1", port, ...typed })),
      /^down too-many-connections: too many connections: "Too many connections"$/,
    );
}

function at({ port }: Mariadb) {
  return { host: "127.0.0.1", port };
}

async function look(
  server: Mariadb,
  typed: Record<string, unknown>,
  timeoutMs = 5_000,
): Promise<string> {
  const all = { ...at(server), ...typed };
  return summary(await probeWith(mysql, all, { timeoutMs }));
}
