import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProbeResult } from "../domain/result.ts";
import { becomes } from "../testing/until.ts";
import { createCertificate } from "../testing/certificates.ts";
import { startPostgresRelay } from "../testing/postgres-relay.ts";
import { probeExpecting, problemsOf, probeWith } from "../testing/probe.ts";
import { authority, goodCertificate, summary } from "../testing/web.ts";
import { postgres } from "./postgres.ts";

const DEADLINE_MS = 300;

type Row = [name: string, typed: Record<string, unknown>, expected: RegExp];

test("a real server is judged by what it answers", async (t) => {
  const server = await startPostgresRelay(t);
  const known = { username: server.username, database: "postgres" };
  const query = (sql: string, more = {}) => ({ ...known, query: sql, ...more });
  const judged: Row[] = [
    ["handshake only", {}, /^up$/],
    ["logged in", known, /^up$/],
    ["expected", query("SELECT 6 * 7", { equals: 42 }), /^up$/],
    [
      "a moment",
      query("SELECT date '2026-01-02'", { equals: "2026-01-02" }),
      /^up$/,
    ],
    ["a boolean", query("SELECT true", { equals: "t" }), /^up$/],
    [
      "unexpected",
      query("SELECT 'Ünïcode'", { equals: "43" }),
      /^down value: the query answers "Ünïcode", not "43"$/,
    ],
    [
      "above",
      query("SELECT 41.75", { above: 41.5 }),
      /^degraded value-above: the query answers 41.75, above 41.5$/,
    ],
    [
      "below",
      query("SELECT -3", { belowDown: -2 }),
      /^down value-below: the query answers -3, below -2$/,
    ],
    [
      "no row",
      query("SELECT 1 WHERE false", { above: 1 }),
      /^down no-row: the query found no row$/,
    ],
    [
      "NULL",
      query("SELECT NULL", { above: 1 }),
      /^down null: the query answers NULL$/,
    ],
    [
      "no such table",
      query("SELECT a FROM nowhere"),
      /^down server-error: error 42P01: "relation "nowhere" does not exist"$/,
    ],
    [
      "several statements",
      query("SELECT 1; CREATE TABLE a (b int)"),
      /^down invalid-query: the query is not one valid statement: "cannot insert multiple commands /,
    ],
    [
      "a write in disguise",
      query(
        "WITH a AS (INSERT INTO pg_am DEFAULT VALUES RETURNING 1) SELECT 1",
      ),
      /^down not-read-only: the query writes, and may only read: /,
    ],
    [
      "a way out of the transaction",
      query("SELECT set_config('transaction_read_only', 'off', true)"),
      /^down .*transaction read-write mode must be set before any query/,
    ],
    [
      "too many rows",
      query("SELECT repeat('x', 1000) FROM generate_series(1, 2000)"),
      /^down too-much: the server said more than 1048576 bytes$/,
    ],
    [
      "no such database",
      { ...known, database: "nowhere" },
      /^down no-such-database: no such database: "database "nowhere" does not exist"$/,
    ],
    [
      "no such user",
      { username: "nobody-here", database: "postgres" },
      /^down login-failed: login refused: "role "nobody-here" does not exist"$/,
    ],
    ["a primary", { ...known, role: "primary" }, /^up$/],
    [
      "no replica",
      { ...known, lag: "5s" },
      /^down role: the server is no replica of another$/,
    ],
    [
      "no TLS",
      { ...known, tls: "verify" },
      /^down no-starttls: the server does not offer TLS$/,
    ],
    [
      "slow",
      query("SELECT pg_sleep(0.01)", { slow: "5ms" }),
      /^degraded slow: slow: \d+ m?s \(limit 5 ms\)$/,
    ],
  ];
  for (const [name, typed, expected] of judged) {
    const result = await probe(server.port, typed);
    assert.match(summary(result), expected, name);
    await server.allClosed();
  }
});

test("the deadline ends a query here and on the server", async (t) => {
  const server = await startPostgresRelay(t);
  const known = { username: server.username, database: "postgres" };
  const endless = "SELECT pg_sleep(60), 'ended with the probe'";
  await probeExpecting(
    postgres,
    { host: "127.0.0.1", port: server.port, ...known, query: endless },
    /^down (query-timeout: |timeout: .* \(still running the query\)$)/,
    DEADLINE_MS,
  );
  await server.allClosed();
  const left =
    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%ended with%' AND pid <> pg_backend_pid()";
  const query = { ...known, query: left, equals: "0" };
  // The server ends it by its own clock, a moment before or after us.
  const look = async () => summary(await probe(server.port, query));
  await becomes(look, /^up$/);
});

test("the facts say what was seen", async (t) => {
  const server = await startPostgresRelay(t);
  const { facts = {} } = await probe(server.port, {
    username: server.username,
    database: "postgres",
    query: "SELECT 42",
  });
  assert.equal(facts["address"], "127.0.0.1");
  assert.equal(facts["answer"], "42");
  assert.equal(facts["role"], "primary");
  assert.match(String(facts["version"]), /^\d+/);
  const numbers = ["dnsMs", "connectMs", "loginMs", "queryMs"];
  for (const name of [
    ...numbers,
    "uptimeSeconds",
    "connections",
    "connectionsMax",
  ])
    assert.ok(Number.isFinite(facts[name]), name);
});

test("TLS is used as the settings want it", async (t) => {
  const expired = createCertificate({
    issuer: authority,
    validFrom: new Date("2020-01-01"),
    validTo: new Date("2020-02-01"),
  });
  const ending = createCertificate({
    issuer: authority,
    validTo: new Date(Date.now() + 5.5 * 86_400_000),
  });
  const foreign = createCertificate({ names: ["a.test"], issuer: authority });
  const login = { username: "", database: "postgres" };
  const judged: [typeof expired, Record<string, unknown>, RegExp, string][] = [
    [goodCertificate, { tls: "off" }, /^up$/, ""],
    [goodCertificate, {}, /^up$/, "TLSv1.3"],
    [goodCertificate, { ...login, tls: "verify" }, /^up$/, "TLSv1.3"],
    [expired, { ...login, tls: "require" }, /^up$/, "TLSv1.3"],
    [
      expired,
      { ...login, tls: "verify" },
      /^down certificate-expired: certificate expired /,
      "TLSv1.3",
    ],
    [
      createCertificate(),
      { tls: "verify" },
      /^down certificate-not-trusted: self-signed certificate$/,
      "TLSv1.3",
    ],
    [foreign, { tls: "verify" }, /^down certificate-name: /, "TLSv1.3"],
    [
      ending,
      { tls: "verify" },
      /^degraded certificate-ends-soon: certificate expires in 5 days$/,
      "TLSv1.3",
    ],
  ];
  for (const [certificate, typed, expected, version] of judged) {
    const server = await startPostgresRelay(t, certificate);
    const { username } = server;
    const named = "username" in typed ? { ...typed, username } : typed;
    const result = await probe(server.port, named);
    assert.match(summary(result), expected, JSON.stringify(typed));
    assert.equal(result.facts?.["tlsVersion"] ?? "", version);
    await server.allClosed();
  }
});

test("nobody there, and an address that may not be reached", async () => {
  assert.match(summary(await probe(1, {})), /^down refused: /);
  const forbidden = await probeWith(postgres, { host: "10.0.0.1" });
  assert.match(summary(forbidden), /^unknown address-not-allowed: /);
});

test("settings say what is wrong with them, and it describes itself", () => {
  assert.equal(
    problemsOf(postgres, { host: "db.test", username: "me", query: "x" }),
    "query must be one statement that only reads: SELECT, WITH, SHOW, TABLE, VALUES, EXPLAIN",
  );
  assert.equal(
    problemsOf(postgres, { host: "db.test", database: "a" }),
    "database needs a user name",
  );
  const settings = postgres.settings.parse({ host: "db.test" });
  assert.equal(postgres.describe(settings), "db.test:5432");
});

function probe(
  port: number,
  typed: Record<string, unknown>,
): Promise<ProbeResult> {
  return probeWith(postgres, { host: "127.0.0.1", port, ...typed });
}
