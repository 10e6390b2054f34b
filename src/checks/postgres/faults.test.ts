// Everything a server can do wrong: each gets its own words, and no socket stays behind.
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test } from "node:test";
import type { ProbeResult } from "../../domain/result.ts";
import { probeExpecting, probeWith, timeFor } from "../../testing/probe.ts";
import { startTcpServer } from "../../testing/tcp-server.ts";
import { summary } from "../../testing/web.ts";
import { postgres } from "../postgres.ts";

const DEADLINE_MS = 300;
const me = { username: "me", password: "hunter-password" };

function message(letter: string, body: Buffer | string): Buffer {
  const head = Buffer.from(`${letter}\0\0\0\0`);
  const bytes = Buffer.from(body);
  head.writeUInt32BE(bytes.length + 4, 1);
  return Buffer.concat([head, bytes]);
}

function error(code: string, text: string): Buffer {
  return message("E", `SFATAL\0VFATAL\0C${code}\0M${text}\0\0`);
}

const welcome = Buffer.concat([
  message("R", Buffer.alloc(4)),
  message("Z", "I"),
]);
const askForPassword = message("R", Buffer.from([0, 0, 0, 3]));
const nonsense = Buffer.from(
  Array.from({ length: 4_096 }, (_, place) => (place * 131) & 0xff),
);

/** Says something to whatever it hears first. */
const says =
  (words: Buffer | string, then: "stay" | "end" = "stay") =>
  (socket: Socket): void => {
    socket.once("data", () => {
      socket.write(words);
      if (then === "end") socket.end();
    });
  };

/** Lets everybody in, and says something to the first statement. */
const saysToStatement =
  (words: Buffer) =>
  (socket: Socket): void => {
    socket.once("data", () => {
      socket.write(welcome);
      socket.once("data", () => socket.write(words));
    });
  };

/** Servers of which some part is broken, and what is said of them with and without credentials. */
const broken: [string, (socket: Socket) => void, RegExp, RegExp?][] = [
  [
    "silent",
    () => {},
    /^down timeout: no answer within 300 ms \(still waiting for an answer\)$/,
    /^down timeout: no answer within 300 ms \(still logging in\)$/,
  ],
  [
    "hangs up",
    (socket) => socket.end(),
    /^down closed: connection closed while waiting for an answer$/,
    /^down closed: connection closed while logging in$/,
  ],
  [
    "hangs up when asked",
    says("", "end"),
    /^down closed: connection closed while waiting for an answer$/,
    /^down closed: connection closed while logging in$/,
  ],
  [
    "hangs up in its answer",
    says(askForPassword.subarray(0, 7), "end"),
    /^down closed: /,
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
    /^down protocol: the server does not speak PostgreSQL's protocol: it begins with "SSH-2.0-OpenSSH_9.2"$/,
    /^down (protocol|timeout): /,
  ],
  [
    "a web server",
    says("HTTP/1.1 400 Bad Request\r\n\r\n"),
    /^down protocol: .* begins with "HTTP\/1.1 400 Bad Request"$/,
    /^down (protocol|timeout): /,
  ],
  [
    "nonsense",
    says(nonsense),
    /^down protocol: /,
    /^down timeout: .* \(still logging in\)$/,
  ],
  [
    "ten megabytes",
    says(Buffer.alloc(10_000_000, "a")),
    /^down protocol: .* begins with "a+…"$/,
    /^down too-much: the server said more than 1048576 bytes$/,
  ],
  [
    "starting up",
    says(error("57P03", "the database system is starting up"), "end"),
    /^down not-ready: the server takes no connections: "the database system is starting up"$/,
  ],
  [
    "too many connections",
    says(error("53300", "sorry, too many clients already"), "end"),
    /^down too-many-connections: too many connections: "sorry, too many clients already"$/,
  ],
  [
    "not for us",
    says(error("28000", "no pg_hba.conf entry for host"), "end"),
    /^up$/,
    /^down login-failed: login refused: "no pg_hba.conf entry for host"$/,
  ],
  [
    "an error without a code",
    says(message("E", "Mwhat\0\0"), "end"),
    /^down protocol: the answer is not valid PostgreSQL$/,
    /^down /,
  ],
  [
    "an answer of nothing",
    says(message("R", "")),
    /^up$/,
    /^down (protocol|timeout): /,
  ],
  [
    "asks for a password, and falls silent",
    says(askForPassword),
    /^up$/,
    /^down timeout: .* \(still logging in\)$/,
  ],
  [
    "asks for an unknown proof",
    says(message("R", Buffer.from([0, 0, 0, 7]))),
    /^up$/,
    /^down (protocol|timeout): /,
  ],
  [
    "lets in, and is silent",
    says(welcome),
    /^up$/,
    /^down timeout: .* \(still running the query\)$/,
  ],
  [
    "lets in, and talks nonsense",
    saysToStatement(nonsense),
    /^up$/,
    /^down (protocol|timeout): /,
  ],
  [
    "lets in, and sends rows unasked",
    saysToStatement(message("D", Buffer.from([0, 9]))),
    /^up$/,
    /^down (protocol|timeout): /,
  ],
  [
    "is stopped meanwhile",
    saysToStatement(error("57P01", "terminating connection")),
    /^up$/,
    /^down (shutting-down|timeout): /,
  ],
];

test("broken servers", { concurrency: true }, async (t) => {
  const rows = broken.map(([name, talk, expected, withLogin = expected]) =>
    t.test(name, async (t) => {
      const server = await startTcpServer(t, talk);
      await judge(server.port, { tls: "off" }, expected);
      await server.allClosed();
      await judge(server.port, { ...me, tls: "off" }, withLogin);
      await server.allClosed();
    }),
  );
  await Promise.all(rows);
});

test("what may answer the request for TLS", async (t) => {
  const judged: [string, Buffer | string, RegExp][] = [
    ["silence", "", /^down timeout: .* \(still agreeing on TLS\)$/],
    ["SSH", "SSH-2.0-x\r\n", /^down protocol: .* begins with "SSH-2.0-x"$/],
    [
      "an error",
      error("53300", "sorry, too many clients already"),
      /^down too-many-connections: /,
    ],
    [
      "a word with E",
      "EHLO what do you mean",
      /^down protocol: .* begins with "EHLO what/,
    ],
    [
      "more than asked for",
      "Sno secret",
      /^down protocol: .* begins with "Sno secret"$/,
    ],
    [
      "no TLS after all",
      "S",
      /^down timeout: .* \(still in the TLS handshake\)$/,
    ],
  ];
  for (const [name, words, expected] of judged) {
    const server = await startTcpServer(t, says(words));
    await t.test(name, () => judge(server.port, {}, expected));
    await server.allClosed();
  }
});

test("a password is never shown, even by a server that repeats it", async (t) => {
  const server = await startTcpServer(t, (socket) => {
    socket.once("data", () => {
      socket.write(askForPassword);
      socket.once("data", (heard) => {
        const words = heard.toString("utf8", 5).replaceAll("\0", "");
        socket.end(error("28P01", `${words} is wrong`));
      });
    });
  });
  const result = await probe(server.port, { ...me, tls: "off" });
  assert.equal(
    summary(result),
    'down login-failed: login failed: "[secret] is wrong"',
  );
  const { password: _, ...withoutPassword } = me;
  assert.equal(
    summary(await probe(server.port, { ...withoutPassword, tls: "off" })),
    "down login-failed: the server asks for a password, and none is set",
  );
});

/** Looks, and holds what is said against what is expected. */
async function judge(
  port: number,
  typed: Record<string, unknown>,
  expected: RegExp,
): Promise<void> {
  const all = { host: "127.0.0.1", port, ...typed };
  const deadlineMs = timeFor(expected, DEADLINE_MS);
  await probeExpecting(postgres, all, expected, deadlineMs);
}

function probe(
  port: number,
  typed: Record<string, unknown>,
): Promise<ProbeResult> {
  return probeWith(postgres, { host: "127.0.0.1", port, ...typed });
}
