// Everything a server can do wrong: each gets its own words, and no socket stays behind.
import type { Socket } from "node:net";
import { test } from "node:test";
import {
  answering,
  greeting,
  okay,
  packet,
  refusal,
  startMysqlServer,
  table,
} from "../../testing/mysql-server.ts";
import { probeExpecting, timeFor } from "../../testing/probe.ts";
import { startTcpServer } from "../../testing/tcp-server.ts";
import { mysql } from "../mysql.ts";

const DEADLINE_MS = 300;
const PASSWORD = "hunter-password";
const me = { username: "me", password: PASSWORD };
const users = { me: PASSWORD };

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
      await judge(server.port, {}, expected);
      await server.allClosed();
      await judge(server.port, me, withLogin);
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
    const typed = { host: "127.0.0.1", port: server.port, ...me };
    await t.test(name, async () => {
      await probeExpecting(mysql, typed, expected, DEADLINE_MS);
    });
    await server.allClosed();
  }
});

/** Looks, and holds what is said against what is expected. */
async function judge(
  port: number,
  typed: Record<string, unknown>,
  expected: RegExp,
): Promise<void> {
  const all = { host: "127.0.0.1", port, ...typed };
  const deadlineMs = timeFor(expected, DEADLINE_MS);
  await probeExpecting(mysql, all, expected, deadlineMs);
}
