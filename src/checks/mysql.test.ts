import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test } from "node:test";
import type { ProbeResult } from "../domain/result.ts";
import { createCertificate } from "../testing/certificates.ts";
import {
  greeting,
  okay,
  packet,
  refusal,
  startMysqlServer,
  table,
  type MysqlManner,
} from "../testing/mysql-server.ts";
import { problemsOf, probeWith } from "../testing/probe.ts";
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

/** Answers as a healthy server does; `own` comes first. */
function answering(
  own: (sql: string) => Buffer[] | undefined,
): NonNullable<MysqlManner["answer"]> {
  return (sql) => {
    if (sql === "SELECT silence") return undefined;
    const answer = own(sql);
    if (answer !== undefined) return answer;
    if (sql.startsWith("SHOW GLOBAL STATUS"))
      return table(
        ["Variable_name", "Value"],
        [
          ["Uptime", "3600"],
          ["Threads_connected", "5"],
        ],
      );
    if (sql.includes("max_connections")) return table(["a"], [["151"]]);
    if (sql === "SELECT 1") return table(["1"], [["1"]]);
    if (sql.startsWith("SHOW REPLICA")) return table(["Host"], []);
    return [okay()];
  };
}

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
      /^degraded slow: slow: \d+ ms \(limit 1 ms\)$/,
    ],
  ];
  for (const [name, typed, expected] of judged) {
    const result = await probe(server.port, typed);
    assert.match(summary(result), expected, name);
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
    const result = await probe(server.port, typed, 2_000);
    assert.match(summary(result), expected, JSON.stringify(typed));
    assert.equal(result.facts?.["tlsVersion"] ?? "", version);
    await server.allClosed();
  }
});

/** Servers of which some part is broken, and what is said of them with and without credentials. */
const hello = packet(0, greeting({}));
const nonsense = Buffer.from(
  Array.from({ length: 4_096 }, (_, place) => (place * 131) & 0xff),
);
/** Greets, and answers the login so. */
const then =
  (answer: Buffer | string) =>
  (socket: Socket): void => {
    socket.write(hello);
    socket.once("data", () => socket.write(answer));
  };
const broken: [string, (socket: Socket) => void, RegExp, RegExp?][] = [
  [
    "silent",
    () => {},
    /^down timeout: no answer within 300 ms \(still waiting for the greeting\)$/,
  ],
  [
    "silent after the greeting",
    (socket) => socket.write(hello),
    /^down timeout: .* \(still waiting for an answer\)$/,
    /^down timeout: .* \(still logging in\)$/,
  ],
  [
    "hangs up",
    (socket) => socket.end(),
    /^down closed: connection closed while waiting for the greeting$/,
  ],
  [
    "hangs up in the greeting",
    (socket) => socket.end(hello.subarray(0, 20)),
    /^down closed: connection closed while waiting for the greeting$/,
  ],
  [
    "hangs up after the greeting",
    (socket) => socket.end(hello),
    /^down closed: connection closed while waiting for an answer$/,
    /^down closed: connection closed while logging in$/,
  ],
  [
    "resets",
    (socket) => socket.resetAndDestroy(),
    /^down reset: connection reset /,
  ],
  [
    "SSH",
    (socket) => socket.write("SSH-2.0-OpenSSH_9.2\r\n"),
    /^down protocol: the server does not speak MySQL's protocol: it begins with "SSH-2.0-OpenSSH_9.2"$/,
  ],
  [
    "a web server",
    (socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"),
    /^down protocol: .* begins with "HTTP\/1.1 400 Bad Request"$/,
  ],
  ["nonsense", (socket) => socket.write(nonsense), /^down protocol: /],
  [
    "ten megabytes",
    (socket) => socket.write(Buffer.alloc(10_000_000, "a")),
    /^down protocol: .* begins with "a+…"$/,
  ],
  [
    "an empty packet",
    (socket) => socket.write(packet(0, Buffer.alloc(0))),
    /^down protocol: the server sends an empty packet$/,
  ],
  [
    "goes on",
    (socket) => socket.write(Buffer.concat([hello, hello])),
    /^down protocol: the server goes on before it was answered$/,
  ],
  [
    "too many connections",
    (socket) => socket.end(firstError(1040, "Too many connections")),
    /^down too-many-connections: too many connections: "Too many connections"$/,
  ],
  [
    "host not allowed",
    (socket) => socket.end(firstError(1130, "Host 'a' is not allowed")),
    /^down host-not-allowed: this host is not allowed to connect: "Host 'a' is not allowed"$/,
  ],
  [
    "host blocked",
    (socket) => socket.end(firstError(1129, "Host 'a' is blocked")),
    /^down host-blocked: the server has blocked this host after too many broken connections: /,
  ],
  [
    "shutting down",
    then(packet(2, refusal(1053, "Server shutdown in progress"))),
    /^down shutting-down: the server is shutting down: "Server shutdown in progress"$/,
  ],
  [
    "too many of the user",
    then(packet(2, refusal(1203, "max_user_connections"))),
    /^down too-many-connections: the user has too many connections: /,
  ],
  [
    "wants TLS",
    then(packet(2, refusal(3159, "insecure transport"))),
    /^up$/,
    /^down no-starttls: the server takes connections with TLS only: /,
  ],
  [
    "asks for another proof",
    (socket) => {
      socket.write(hello);
      socket.once("data", () => {
        socket.write(
          packet(2, Buffer.from("\xfemysql_native_password\0", "latin1")),
        );
        socket.once("data", () => socket.write(packet(4, refusal(1045, "no"))));
      });
    },
    /^up$/,
    /^down login-failed: login failed: "no"$/,
  ],
  [
    "an unknown proof",
    then(packet(2, Buffer.from("\xfehandshake_of_ours\0salt", "latin1"))),
    /^down timeout: /,
    /^down protocol: the login failed: "Server requests authentication using unknown plugin handsha/,
  ],
  [
    "wants a clear password",
    then(packet(2, Buffer.from("\xfemysql_clear_password\0", "latin1"))),
    /^down timeout: /,
    /^down protocol: the login failed: "Server requested authentication using mysql_clear_password, /,
  ],
  [
    "nonsense after the greeting",
    then(nonsense),
    /^down (protocol|timeout|too-much): /,
    /^down protocol: the answer is not valid MySQL$/,
  ],
  [
    "a wrong number",
    then(packet(7, okay())),
    /^up$/,
    /^down protocol: the answer is not valid MySQL$/,
  ],
];

function firstError(number: number, message: string): Buffer {
  const head = Buffer.from([0xff, number & 0xff, number >> 8]);
  return packet(0, Buffer.concat([head, Buffer.from(message)]));
}

test("broken servers", { concurrency: true }, async (t) => {
  const rows = broken.map(([name, talk, expected, withLogin = expected]) =>
    t.test(name, async (t) => {
      const server = await startTcpServer(t, talk);
      const handshake = await probe(server.port, {});
      assert.match(summary(handshake), expected);
      await server.allClosed();
      const login = await probe(server.port, me);
      assert.match(summary(login), withLogin);
      await server.allClosed();
    }),
  );
  await Promise.all(rows);
});

test("answers that are broken or without end are cut off", async (t) => {
  const endless = Array.from({ length: 5_000 }, () => ["x".repeat(250)]);
  const manners: [string, Buffer[], RegExp][] = [
    [
      "too many rows",
      table(["a"], endless),
      /^down too-much: the server said more than 1048576 bytes$/,
    ],
    ["a column cut short", [Buffer.from([1]), Buffer.from([3, 100])], /^down /],
    ["nonsense", [nonsense], /^down /],
    ["wants our files", [Buffer.from("\xfb/etc/passwd", "latin1")], /^down /],
  ];
  for (const [name, bodies, expected] of manners) {
    const server = await startMysqlServer(t, {
      users,
      answer: answering((sql) => (sql === "SELECT 1" ? bodies : undefined)),
    });
    const result = await probe(server.port, me);
    assert.match(summary(result), expected, name);
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
      "aboveDown must not be less than degraded above",
    ],
    [
      {
        host: "db.test",
        username: "me",
        query: "SELECT 1",
        below: 4,
        belowDown: 5,
      },
      "belowDown must not be more than degraded below",
    ],
    [
      { host: "db.test", username: "me", lag: "1min", lagDown: "5s" },
      "lagDown must not be shorter than the degraded lag",
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
  timeoutMs = DEADLINE_MS,
): Promise<ProbeResult> {
  return probeWith(mysql, { host: "127.0.0.1", port, ...typed }, { timeoutMs });
}
