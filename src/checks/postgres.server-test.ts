// Debian's PostgreSQL with TLS and passwords: a primary, and a replica that streams from it.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { becomes } from "../testing/until.ts";
import { probeWith } from "../testing/probe.ts";
import {
  owner,
  type Postgresql,
  startPostgresql,
  unlessPostgresql,
} from "../testing/servers/postgresql.ts";
import { goodCertificate, summary } from "../testing/web.ts";
import { postgres } from "./postgres.ts";

const MOST_CONNECTIONS = 8;
const me = { ...owner, database: "postgres" };

const cases: [Record<string, unknown>, RegExp][] = [
  [{}, /^up$/],
  [{ tls: "off" }, /^up$/],
  [{ tls: "verify" }, /^up$/],
  [me, /^up$/],
  [{ ...me, tls: "verify" }, /^up$/],
  [
    { ...me, tls: "off" },
    /^down login-failed: login refused: "no pg_hba.conf entry for host "127.0.0.1", user "tester"/,
  ],
  [{ ...me, query: "SELECT 6 * 7", equals: "42" }, /^up$/],
  [
    { ...me, password: "hunter-wrong" },
    /^down login-failed: login failed: "password authentication failed for user "tester""$/,
  ],
  [
    { username: owner.username },
    /^down login-failed: the server asks for a password, and none is set$/,
  ],
  [
    { ...me, database: "nowhere" },
    /^down no-such-database: no such database: /,
  ],
  [
    { ...me, query: "SELECT nextval('numbers')" },
    /^down not-read-only: the query writes, and may only read: /,
  ],
  [{ ...me, role: "primary" }, /^up$/],
  [{ ...me, lag: "5s" }, /^down role: the server is no replica of another$/],
];

test("PostgreSQL's own table", { skip: unlessPostgresql }, async (t) => {
  const primary = await startPostgresql(t, goodCertificate);
  // Its port is open before it takes connections.
  await becomes(() => look(primary, {}), /^up$/);
  const client = await primary.connect();
  await client.query("CREATE SEQUENCE numbers");
  await client.end();
  for (const [typed, expected] of cases)
    assert.match(await look(primary, typed), expected, JSON.stringify(typed));

  await t.test("the facts say what was seen", async () => {
    const typed = { host: "127.0.0.1", port: primary.port, ...me };
    const { facts = {} } = await probeWith(postgres, typed);
    assert.match(String(facts["version"]), /^15\./);
    assert.equal(facts["tlsVersion"], "TLSv1.3");
    assert.equal(facts["connectionsMax"], MOST_CONNECTIONS);
    assert.equal(facts["role"], "primary");
  });
  await t.test("a replica", () => watchReplica(primary));
  await t.test("no connection left", (t) => fill(t, primary));
});

async function watchReplica(primary: Postgresql): Promise<void> {
  const replica = await primary.startReplica();
  const asReplica = { ...me, role: "replica", lag: "1s" };
  await becomes(() => look(replica, asReplica), /^up$/);
  assert.match(
    await look(replica, { ...me, role: "primary" }),
    /^down role: the server is a replica, not a primary$/,
  );
  const [above, below] = [await primary.connect(), await replica.connect()];
  await above.query("CREATE TABLE one (a int)");
  // A replica that has applied no transaction yet does not know how far it is behind.
  const hasFollowed = {
    ...me,
    query: "SELECT to_regclass('one')",
    equals: "one",
  };
  await becomes(() => look(replica, hasFollowed), /^up$/);
  await below.query("SELECT pg_wal_replay_pause()");
  await above.query("CREATE TABLE two (a int)");
  await becomes(
    () => look(replica, { ...asReplica, lagDown: "1h" }),
    /^degraded lag: the replica is \d+ s behind \(limit 1 s\)$/,
  );
  await below.query("SELECT pg_wal_replay_resume()");
  await becomes(() => look(replica, asReplica), /^up$/);
  await Promise.all([above.end(), below.end()]);
}

async function fill(t: TestContext, primary: Postgresql): Promise<void> {
  for (let count = 0; count < MOST_CONNECTIONS; count += 1) {
    // The connections of the tests before may still be on their way out.
    const client = await primary.connect().catch(() => undefined);
    if (client !== undefined) t.after(() => client.end());
  }
  for (const typed of [{}, me])
    assert.match(
      await look(primary, typed),
      /^down too-many-connections: too many connections: "sorry, too many clients already"$/,
    );
}

async function look(
  { port }: Postgresql,
  typed: Record<string, unknown>,
): Promise<string> {
  const all = { host: "127.0.0.1", port, ...typed };
  return summary(await probeWith(postgres, all));
}
