// What a TCP port can do, each with its words: no socket stays behind.
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test } from "node:test";
import { probeExpecting, probeWith, problemsOf } from "../testing/probe.ts";
import { startTcpServer } from "../testing/tcp-server.ts";
import { goodCertificate, summary } from "../testing/web.ts";
import { tcp } from "./tcp.ts";

type Talk = (socket: Socket) => void;
type Case = [Talk, Record<string, unknown>, RegExp];

const DEADLINE_MS = 200;

const greets =
  (text: string | Buffer): Talk =>
  (socket) =>
    socket.write(text);

const echoes: Talk = (socket) =>
  socket.on("data", (heard) => socket.write(heard));

const floods: Talk = (socket) => {
  const megabyte = Buffer.alloc(1_048_576, "all work and no play ");
  for (let i = 0; i < 10; i += 1) socket.write(megabyte);
};

const drips: Talk = (socket) => {
  const timer = setInterval(() => socket.write("x"), 5);
  socket.on("close", () => clearInterval(timer));
};

const closesAfter =
  (text: string): Talk =>
  (socket) =>
    socket.end(text);

const resets: Talk = (socket) => socket.resetAndDestroy();

/** Hangs up its own side only, and reads on. */
const halfCloses: Talk = (socket) => {
  socket.allowHalfOpen = true;
  socket.end();
};

const cases: Record<string, Case> = {
  "opens and says nothing": [() => {}, {}, /^up$/],
  "opens and greets": [greets("220 hello\r\n"), {}, /^up$/],
  "greets with garbage": [greets(Buffer.from([0, 255, 7, 128])), {}, /^up$/],
  "greets with 10 MB": [floods, {}, /^up$/],
  "greets as expected": [greets("220 hello\r\n"), { expect: "^220 " }, /^up$/],
  "greets in two parts": [
    (socket) => {
      socket.write("22");
      setTimeout(() => socket.write("0 hello"), 30);
    },
    { expect: "^220 " },
    /^up$/,
  ],
  "greets as expected and hangs up": [
    closesAfter("220 hello"),
    { expect: "220" },
    /^up$/,
  ],
  "has a byte that was expected": [
    greets(Buffer.from([1, 0xff, 2])),
    { expect: "\\xff" },
    /^up$/,
  ],
  "speaks UTF-8": [greets("größer"), { expect: "^größer$" }, /^up$/],
  "answers what was sent": [
    echoes,
    { send: "a\\r\\n\\x41\\\\", expect: "^a\\r\\nA\\\\$" },
    /^up$/,
  ],
  "any answer will do": [echoes, { send: "a" }, /^up$/],
  "hangs up at once": [
    closesAfter(""),
    {},
    /^down closed: connection closed without an answer$/,
  ],
  "hangs up on a question": [
    closesAfter(""),
    { send: "PING" },
    /^down closed: /,
  ],
  "hangs up in the middle of a greeting": [
    closesAfter("22"),
    { expect: "^220" },
    /^down pattern-missing: pattern "\^220" not found in the answer "22"$/,
  ],
  "half-closed": [halfCloses, { send: "PING" }, /^down closed: /],
  "resets at once": [
    resets,
    {},
    // It may come before the connection is known to be there.
    /^down reset: connection reset (without an answer|by .* while connecting)$/,
  ],
  "resets on a question": [
    (socket) => socket.once("data", () => resets(socket)),
    { send: "PING" },
    /^down reset: connection reset without an answer$/,
  ],
  "never answers": [
    () => {},
    { send: "PING" },
    /^down timeout: no answer within 200 ms \(still waiting for the answer\)$/,
  ],
  "another protocol": [
    greets("SSH-2.0-OpenSSH_9.2\r\n"),
    { expect: "^220" },
    /^down pattern-missing: pattern "\^220" not found in the answer "SSH-2.0-OpenSSH_9.2"$/,
  ],
  "10 MB of something else": [
    floods,
    { expect: "^220" },
    /^down pattern-missing: .* not found in the first 16 KiB of the answer "all work/,
  ],
  "letter by letter": [
    drips,
    { expect: "y" },
    /^down pattern-missing: .* not found in the answer "xxx+"$/,
  ],
  "a pattern that would blow up": [
    greets(`${"a".repeat(10_000)}!`),
    { expect: "^(a+)+$" },
    /^down pattern-missing: /,
  ],
  "control characters, and marks that turn the text": [
    greets("\u001b[31mred\u202egreen\u0007"),
    { expect: "blue" },
    /in the answer "\[31mred green"$/,
  ],
  slow: [
    (socket) =>
      socket.once("data", () => setTimeout(() => socket.write("b"), 30)),
    { send: "a", slow: "20ms" },
    /^degraded slow: slow: \d+ m?s \(limit 20 ms\)$/,
  ],
};

for (const [name, [talk, typed, expected]] of Object.entries(cases))
  test(`a port that ${name}: ${expected.source}`, async (t) => {
    const server = await startTcpServer(t, talk);
    const all = { host: `127.0.0.1:${server.port}`, ...typed };
    const { looks } = await probeExpecting(tcp, all, expected, DEADLINE_MS);
    await server.allClosed();
    assert.equal(server.accepted, looks);
  });

test("waiting for a greeting does not count as time that the port takes", async (t) => {
  const server = await startTcpServer(t, () => {});
  const started = performance.now();
  const { latencyMs } = await probeWith(tcp, {
    host: `127.0.0.1:${server.port}`,
  });
  const tookMs = performance.now() - started;
  // Timers may be a millisecond early.
  const waitedMs = 150 - 2;
  assert.ok(latencyMs !== null && latencyMs <= tookMs - waitedMs);
});

test("a TLS port opens, and answers a question in plain text with an alert", async (t) => {
  const server = await startTcpServer(t, () => {}, goodCertificate);
  const host = `127.0.0.1:${server.port}`;
  assert.equal((await probeWith(tcp, { host })).outcome, "up");
  const asked = await probeWith(tcp, {
    host,
    send: "EHLO\\r\\n",
    expect: "250",
  });
  assert.match(summary(asked), /^down (pattern-missing|reset|closed): /);
  await server.allClosed();
});

test("no connection, each for its reason", async (t) => {
  const server = await startTcpServer(t, () => {});
  const { port } = server;
  const table: [Record<string, unknown>, RegExp][] = [
    [
      { host: "127.0.0.1:1" },
      /^down refused: connection refused by 127.0.0.1, port 1$/,
    ],
    [
      { host: "no.such.test:1" },
      /^down no-such-host: the name no.such.test does not exist$/,
    ],
    [
      { host: `10.0.0.1:${port}` },
      /^unknown address-not-allowed: 10.0.0.1 is a private address/,
    ],
    [
      { host: `169.254.169.254:80` },
      /^unknown address-not-allowed: .*metadata/,
    ],
    [
      { host: "127.0.0.1", port, family: "IPv6" },
      /^down no-such-host: 127.0.0.1 has no IPv6 address$/,
    ],
  ];
  for (const [typed, expected] of table)
    assert.match(summary(await probeWith(tcp, typed)), expected);
  assert.equal(server.accepted, 0);
});

test("the evidence: the address, how long it took, and what was heard", async (t) => {
  const server = await startTcpServer(t, greets("220 mail ESMTP\r\n"));
  const { facts = {}, latencyMs } = await probeWith(tcp, {
    host: "localhost",
    port: String(server.port),
    family: "IPv4",
  });
  assert.deepEqual(Object.keys(facts), [
    "address",
    "dnsMs",
    "connectMs",
    "firstByteMs",
    "bytes",
    "banner",
  ]);
  assert.equal(facts["address"], "127.0.0.1");
  assert.equal(facts["bytes"], 16);
  assert.equal(facts["banner"], "220 mail ESMTP");
  assert.ok(latencyMs !== null && latencyMs >= 0);
});

test("a probe that is stopped closes its socket", async (t) => {
  const stop = new AbortController();
  const server = await startTcpServer(t, (socket) =>
    socket.once("data", () => stop.abort()),
  );
  const host = `127.0.0.1:${server.port}`;
  const { signal } = stop;
  const result = await probeWith(tcp, { host, send: "a" }, { signal });
  assert.equal(result.outcome, "unknown");
  await server.allClosed();
});

test("settings that cannot be used get a sentence each, all at once", () => {
  assert.equal(
    problemsOf(tcp, {
      host: "a b",
      port: "many",
      send: "\\q",
      expect: "(?=x)",
      slow: "5",
      family: "IPv5",
    }),
    `host must be a host name or an address, such as server.example.org, server.example.org:8080 or [2001:db8::1]:8080
port must be a whole number from 1 to 65535
send contains \\q, which means nothing: write \\r \\n \\t \\0 \\\\ or two hexadecimal digits as in \\x1f
expect is not a pattern that RE2 knows: invalid or unsupported Perl syntax: \`(?=\`
slow must be a duration with its unit, from 1ms to 1h
family must be one of: any, IPv4, IPv6`,
  );
  assert.equal(problemsOf(tcp, { host: "a" }), "port is missing");
  assert.equal(
    problemsOf(tcp, { host: "a:1", port: 2, send: "\\x1" }),
    "send contains \\x, which means nothing: write \\r \\n \\t \\0 \\\\ or two hexadecimal digits as in \\x1f\nport stands in the host already, and is another one there",
  );
  assert.match(
    problemsOf(tcp, { host: "a:1", send: "a\\" }),
    /^send contains \\,/,
  );
  assert.equal(problemsOf(tcp, {}), "host is missing");
});

test("it is described by its host and port", () => {
  const settings = tcp.settings.parse({ host: "::1", port: 80 });
  assert.equal(tcp.describe(settings), "[::1]:80");
  assert.equal(tcp.host(settings), "::1");
});
