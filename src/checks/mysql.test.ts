import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProbeResult } from "../domain/result.ts";
import { createCertificate } from "../testing/certificates.ts";
import {
  answering,
  refusal,
  startMysqlServer,
  table,
  type MysqlManner,
} from "../testing/mysql-server.ts";
import {
  probeExpecting,
  problemsOf,
  probeWith,
  timeFor,
} from "../testing/probe.ts";
import { startTcpServer } from "../testing/tcp-server.ts";
import { authority, goodCertificate, summary } from "../testing/web.ts";
import { mysql } from "./mysql.ts";
import { statementFor } from "./mysql/replication.ts";

const DEADLINE_MS = 300;
const PASSWORD = "hunter-password";
const me = { username: "me", password: PASSWORD };
const users = { me: PASSWORD };

type Row = [name: string, typed: Record<string, unknown>, expected: RegExp];

const source = (changes: Record<string, string | null> = {}) => {
  const columns = {
    Replica_IO_Running: "Yes",
    Replica_SQL_Running: "Yes",
    Seconds_Behind_Source: "7",
    Last_IO_Error: "",
    Last_SQL_Error: "",
    ...changes,
  };
  return table(Object.keys(columns), [Object.values(columns)]);
};

const rows: Record<string, (string | null)[][]> = {
  "SELECT 42": [["42"]],
  "SELECT nothing": [],
  "SELECT null": [[null]],
  "SELECT name": [["Ünïcode"]],
};
const healthy: MysqlManner = {
  users,
  answer: answering((sql) => {
    if (sql === "SELECT error") return [refusal(1146, "Table 'a.b' is gone")];
    if (sql === "SELECT write") return [refusal(1792, "READ ONLY")];
    const found = rows[sql];
    return found && table(["value"], found);
  }),
};

test("a server is judged by what it answers", async (t) => {
  const server = await startMysqlServer(t, healthy);
  const query = (sql: string, more = {}) => ({ ...me, query: sql, ...more });
  const judged: Row[] = [
    ["handshake only", {}, /^up$/],
    ["logged in", me, /^up$/],
    ["expected", query("SELECT 42", { equals: 42 }), /^up$/],
    ["text", query("SELECT name", { equals: "Ünïcode" }), /^up$/],
    [
      "unexpected",
      query("SELECT 42", { equals: "43" }),
      /^down value: the query answers "42", not "43"$/,
    ],
    ["within", query("SELECT 42", { above: 42, below: "41.5" }), /^up$/],
    [
      "above",
      query("SELECT 42", { above: 41.5, aboveDown: 50 }),
      /^degraded value-above: the query answers 42, above 41.5$/,
    ],
    [
      "far above",
      query("SELECT 42", { above: 10, aboveDown: 20 }),
      /^down value-above: the query answers 42, above 20$/,
    ],
    [
      "below",
      query("SELECT 42", { below: 43 }),
      /^degraded value-below: the query answers 42, below 43$/,
    ],
    [
      "far below",
      query("SELECT 42", { belowDown: 100 }),
      /^down value-below: /,
    ],
    [
      "no number",
      query("SELECT name", { above: 1 }),
      /^down not-a-number: the query answers "Ünïcode", not a number$/,
    ],
    ["no row, not asked for", query("SELECT nothing"), /^up$/],
    [
      "no row",
      query("SELECT nothing", { above: 1 }),
      /^down no-row: the query found no row$/,
    ],
    [
      "NULL",
      query("SELECT null", { equals: "1" }),
      /^down null: the query answers NULL$/,
    ],
    [
      "an error",
      query("SELECT error"),
      /^down server-error: error 1146: "Table 'a.b' is gone"$/,
    ],
    [
      "a write",
      query("SELECT write"),
      /^down not-read-only: the query writes, and may only read: "READ ONLY"$/,
    ],
    [
      "an endless query",
      query("SELECT silence"),
      /^down timeout: no answer within 300 ms \(still running the query\)$/,
    ],
    [
      "a wrong password",
      { ...me, password: "hunter-wrong" },
      /^down login-failed: login failed: "Access denied for user 'me'@'localhost'"$/,
    ],
    ["a primary", { ...me, role: "primary" }, /^up$/],
    [
      "no replica",
      { ...me, role: "replica" },
      /^down role: the server is no replica of another$/,
    ],
    [
      "no TLS",
      { ...me, tls: "require" },
      /^down no-starttls: the server does not offer TLS$/,
    ],
    [
      "slow",
      { ...me, slow: "1ms" },
      /^degraded slow: slow: \d+ m?s \(limit 1 ms\)$/,
    ],
  ];
  for (const [name, typed, expected] of judged) {
    const all = { host: "127.0.0.1", port: server.port, ...typed };
    const deadlineMs = timeFor(expected, DEADLINE_MS);
    await t.test(name, async () => {
      await probeExpecting(mysql, all, expected, deadlineMs);
    });
    await server.allClosed();
  }
});

test("the facts say what was seen", async (t) => {
  const { port } = await startMysqlServer(t, {
    ...healthy,
    version: "5.5.5-10.11.6-MariaDB-log",
    answer: answering((sql) => {
      if (sql === "SELECT 42") return table(["value"], [["42"]]);
      return sql === "SHOW ALL SLAVES STATUS" ? source() : undefined;
    }),
  });
  const { facts = {} } = await probe(port, { ...me, query: "SELECT 42" });
  const { address, version, uptimeSeconds, connections } = facts;
  const { connectionsMax, role, replicating, replicationLagSeconds } = facts;
  assert.deepEqual(
    { address, version, uptimeSeconds, connections, connectionsMax },
    {
      address: "127.0.0.1",
      version: "10.11.6-MariaDB-log",
      uptimeSeconds: 3600,
      connections: 5,
      connectionsMax: 151,
    },
  );
  assert.deepEqual(
    { role, replicating, replicationLagSeconds },
    { role: "replica", replicating: true, replicationLagSeconds: 7 },
  );
  assert.equal(facts["answer"], "42");
  for (const name of ["dnsMs", "connectMs", "loginMs", "queryMs"])
    assert.equal(typeof facts[name], "number", name);
});

test("a replica is judged by its lag", async (t) => {
  let answer = source();
  const server = await startMysqlServer(t, {
    users,
    answer: answering((sql) =>
      sql.startsWith("SHOW REPLICA") ? answer : undefined,
    ),
  });
  const stopped = { Replica_SQL_Running: "No", Seconds_Behind_Source: null };
  const judged: [Buffer[], Record<string, unknown>, RegExp][] = [
    [source(), {}, /^up$/],
    [source(), { role: "replica" }, /^up$/],
    [source(), { lag: "7s", lagDown: "10s" }, /^up$/],
    [
      source(),
      { role: "primary" },
      /^down role: the server is a replica, not a primary$/,
    ],
    [
      source(),
      { lag: "5s", lagDown: "1min" },
      /^degraded lag: the replica is 7 s behind \(limit 5 s\)$/,
    ],
    [
      source({ Seconds_Behind_Source: "90" }),
      { lag: "5s", lagDown: "1min" },
      /^down lag: the replica is 1 min 30 s behind \(limit 1 min\)$/,
    ],
    [
      source({ Seconds_Behind_Source: null }),
      { lag: "5s" },
      /^unknown lag-unknown: the server cannot tell/,
    ],
    [source(stopped), {}, /^up$/],
    [
      source(stopped),
      { lag: "5s" },
      /^down replication-stopped: replication has stopped: "receiving: Yes, applying: No"$/,
    ],
    [
      source({ Replica_IO_Running: "Connecting", Last_IO_Error: "no route" }),
      { role: "replica" },
      /^down replication-stopped: replication has stopped: "no route"$/,
    ],
    [[refusal(1227, "you need a privilege")], {}, /^up$/],
    [
      [refusal(1227, "you need a privilege")],
      { lag: "5s" },
      /^unknown not-permitted: the user may not look: "you need a privilege"$/,
    ],
  ];
  for (const [state, typed, expected] of judged) {
    answer = state;
    const result = await probe(server.port, { ...me, ...typed });
    assert.match(summary(result), expected, JSON.stringify(typed));
    await server.allClosed();
  }
});

test("the statement that shows replication is that of the version", () => {
  const said = (version: string) =>
    statementFor({ version, isMariaDb: false, offersTls: false });
  assert.equal(said("5.7.44-log"), "SHOW SLAVE STATUS");
  assert.equal(said("8.0.21"), "SHOW SLAVE STATUS");
  assert.equal(said("8.0.22"), "SHOW REPLICA STATUS");
  assert.equal(said("8.4.0"), "SHOW REPLICA STATUS");
  assert.equal(said("9.1.0"), "SHOW REPLICA STATUS");
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
  const judged: [typeof expired, Record<string, unknown>, RegExp, string][] = [
    [goodCertificate, { tls: "off" }, /^up$/, ""],
    [goodCertificate, {}, /^up$/, "TLSv1.3"],
    [goodCertificate, { ...me, tls: "require" }, /^up$/, "TLSv1.3"],
    [goodCertificate, { ...me, tls: "verify" }, /^up$/, "TLSv1.3"],
    [expired, { ...me, tls: "require" }, /^up$/, "TLSv1.3"],
    [
      expired,
      { ...me, tls: "verify" },
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
    [ending, { tls: "verify", certificateDays: 5 }, /^up$/, "TLSv1.3"],
    [ending, { tls: "require" }, /^up$/, "TLSv1.3"],
  ];
  for (const [certificate, typed, expected, version] of judged) {
    const server = await startMysqlServer(t, { ...healthy, certificate });
    const result = await probe(server.port, typed);
    assert.match(summary(result), expected, JSON.stringify(typed));
    assert.equal(result.facts?.["tlsVersion"] ?? "", version);
    await server.allClosed();
  }
});

test("nobody there, and an address that may not be reached", async (t) => {
  const { port } = await startTcpServer(t, (socket) => socket.destroy());
  const refused = await probe(1, {});
  assert.match(summary(refused), /^down refused: /);
  const forbidden = await probeWith(mysql, { host: "10.0.0.1", port });
  assert.match(summary(forbidden), /^unknown address-not-allowed: /);
});

test("settings say what is wrong with them", () => {
  const table: [Record<string, unknown>, string][] = [
    [{}, "host is missing"],
    [
      { host: "db.test:70000" },
      "host must be a host name or an address, such as server.example.org, server.example.org:8080 or [2001:db8::1]:8080",
    ],
    [
      { host: "db.test", port: "x" },
      "port must be a whole number from 1 to 65535",
    ],
    [
      { host: "db.test", username: "me", query: "DROP TABLE a" },
      "query must be one statement that only reads: SELECT, WITH, SHOW, TABLE, VALUES, EXPLAIN",
    ],
    [{ host: "db.test", password: "hunter2" }, "password needs a user name"],
    [
      { host: "db.test", role: "replica", lag: "5s" },
      "role needs a user name\nlag needs a user name",
    ],
    [{ host: "db.test", username: "me", equals: "1" }, "equals needs a query"],
    [
      { host: "db.test", username: "me", query: "SELECT 1", above: "x" },
      "above must be a number",
    ],
    [
      {
        host: "db.test",
        username: "me",
        query: "SELECT 1",
        above: 5,
        aboveDown: 4,
      },
      "aboveDown must not be less than what counts as degraded",
    ],
    [
      {
        host: "db.test",
        username: "me",
        query: "SELECT 1",
        below: 4,
        belowDown: 5,
      },
      "belowDown must not be more than what counts as degraded",
    ],
    [
      { host: "db.test", username: "me", lag: "1min", lagDown: "5s" },
      "lagDown must not be less than what counts as degraded",
    ],
    [
      { host: "db.test", username: "me", role: "primary", lag: "5s" },
      "lag is for replicas: change the role",
    ],
    [
      { host: "db.test", username: "me", lag: "5" },
      "lag must be a duration with its unit, from 1s to 30d",
    ],
    [
      { host: "db.test", tls: "yes" },
      "tls must be one of: off, prefer, require, verify",
    ],
    [
      { host: "db.test", username: "me", query: "SELECT\n 1", above: "-1.5" },
      "",
    ],
    [{ host: "[::1]:3307" }, ""],
  ];
  for (const [typed, problems] of table)
    assert.equal(problemsOf(mysql, typed), problems);
});

test("it describes itself", () => {
  const describe = (typed: Record<string, unknown>) =>
    mysql.describe(mysql.settings.parse(typed));
  assert.equal(describe({ host: "db.test" }), "db.test:3306");
  assert.equal(describe({ host: "[::1]:3307" }), "[::1]:3307");
});

function probe(
  port: number,
  typed: Record<string, unknown>,
): Promise<ProbeResult> {
  return probeWith(mysql, { host: "127.0.0.1", port, ...typed });
}
