// What a WebSocket server can do, each with its words: no socket stays behind.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { test, type TestContext } from "node:test";
import { WebSocketServer, type ServerOptions, type WebSocket } from "ws";
import { createCertificate } from "../testing/certificates.ts";
import {
  probeExpecting,
  probeWith,
  problemsOf,
  timeFor,
} from "../testing/probe.ts";
import { startTcpServer, type TcpServer } from "../testing/tcp-server.ts";
import {
  authority,
  goodCertificate,
  startSite,
  summary,
} from "../testing/web.ts";
import { websocket } from "./websocket.ts";

const DEADLINE_MS = 200;
const DAY_MS = 86_400_000;

type Meet = (socket: WebSocket, request: IncomingMessage) => void;

/** Starts a server of the ws package; answers with its URL, and with a promise that all its sockets are closed. */
async function startServer(
  t: TestContext,
  meet: Meet,
  options: ServerOptions = {},
  certificate?: Parameters<typeof startSite>[2],
): Promise<{ url: string; left: () => number }> {
  const server = new WebSocketServer({ noServer: true, ...options });
  const origin = await startSite(
    t,
    (_, response) => response.end(),
    certificate,
    (http) =>
      http.on("upgrade", (request, socket, head) =>
        server.handleUpgrade(request, socket, head, (client) => {
          client.on("error", () => {});
          meet(client, request);
        }),
      ),
  );
  t.after(() => server.close());
  return {
    url: `${origin.replace("http", "ws")}/socket?token=abcd`,
    left: () => server.clients.size,
  };
}

const echoes: Meet = (socket) =>
  socket.on("message", (data) => socket.send(data));

const cases: Record<string, [Meet, Record<string, unknown>, RegExp]> = {
  healthy: [() => {}, {}, /^up$/],
  "no ping wanted": [() => {}, { ping: "no" }, /^up$/],
  "answers as expected": [echoes, { send: "hello", expect: "^hel+o$" }, /^up$/],
  "any answer will do": [echoes, { send: "hello" }, /^up$/],
  "speaks first": [
    (socket) => socket.send("welcome"),
    { expect: "welcome" },
    /^up$/,
  ],
  "says it at last": [
    (socket) => ["one", "two", "three"].forEach((word) => socket.send(word)),
    { expect: "three" },
    /^up$/,
  ],
  "says it in bytes": [
    (socket) => socket.send(Buffer.from([1, 0xff])),
    { expect: "\\xff" },
    /^up$/,
  ],
  "answers something else": [
    echoes,
    { send: "hello", expect: "goodbye" },
    /^down pattern-missing: pattern "goodbye" not found in any message; the last is "hello"$/,
  ],
  "talks without end": [
    (socket) => {
      for (let i = 0; i < 200; i += 1) socket.send(`word ${i}`);
    },
    { expect: "never" },
    /^down pattern-missing: .* the last is "word 99"$/,
  ],
  "answers nothing": [
    () => {},
    { send: "hello" },
    /^down timeout: no answer within 200 ms \(still waiting for the expected message\)$/,
  ],
  "gives no pong": [
    () => {},
    { headers: "X-No-Pong: 1" },
    /^down timeout: .* \(still waiting for the pong\)$/,
  ],
  "sends too much": [
    (socket) => socket.send(Buffer.alloc(10_000_000)),
    { expect: "x" },
    /^down too-large: the server sends a message larger than 256 KiB$/,
  ],
  "closes at once": [
    (socket) => socket.close(1008, "go away"),
    { ping: true },
    /^down closed: closed by the server with code 1008 while waiting for the pong: "go away"$/,
  ],
  "hangs up": [
    (socket) => socket.terminate(),
    {},
    /^down closed: connection closed while waiting for the pong$/,
  ],
  slow: [
    echoes,
    { slow: "1ms", send: "a" },
    /^(up|degraded slow: slow: \d+ m?s \(limit 1 ms\))$/,
  ],
};

for (const [name, [meet, typed, expected]] of Object.entries(cases))
  test(`websocket: ${name}`, async (t) => {
    const { url, left } = await startServer(t, meet, {
      autoPong: name !== "gives no pong",
    });
    await probeExpecting(websocket, { url, ...typed }, expected, DEADLINE_MS);
    while (left() > 0) await new Promise((resolve) => setImmediate(resolve));
  });

test("the evidence tells what was agreed, measured and said", async (t) => {
  const { url } = await startServer(t, echoes);
  const typed = { url, send: "hello", subprotocol: "chat" };
  const { facts = {}, latencyMs } = await probeWith(websocket, typed);
  for (const name of [
    "dnsMs",
    "connectMs",
    "handshakeMs",
    "answerMs",
    "pingMs",
  ])
    assert.equal(typeof facts[name], "number", name);
  assert.equal(typeof latencyMs, "number");
  assert.equal(facts["subprotocol"], "chat");
  assert.equal(facts["answer"], "hello");
});

test("the secret goes along, and is not shown", async (t) => {
  const { url } = await startServer(t, (socket, { headers }) =>
    socket.send(JSON.stringify(headers)),
  );
  const typed = {
    url,
    expect: "Bearer hunter-value",
    secretValue: "Bearer hunter-value",
    headers: "Origin: https://www.example.org",
  };
  const result = await probeWith(websocket, typed);
  assert.equal(result.outcome, "up", JSON.stringify(result));
  assert.match(JSON.stringify(result), /\[secret\]/);
  assert.doesNotMatch(JSON.stringify(result), /hunter/);
});

test("TLS is judged before anything is said", async (t) => {
  const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
  const table: [
    Parameters<typeof createCertificate>[0],
    Record<string, unknown>,
    RegExp,
  ][] = [
    [{ issuer: authority }, {}, /^up$/],
    [
      { issuer: authority, validTo: inDays(3.5) },
      {},
      /^degraded certificate-ends-soon: certificate expires in 3 days$/,
    ],
    [
      { issuer: authority, names: ["other.test"] },
      {},
      /^down certificate-name: /,
    ],
    [{}, {}, /^down certificate-not-trusted: self-signed certificate$/],
    [{}, { verifyTls: "no" }, /^up$/],
  ];
  for (const [wishes, typed, expected] of table) {
    let met = 0;
    const { url } = await startServer(
      t,
      () => (met += 1),
      {},
      createCertificate(wishes),
    );
    const result = await probeWith(websocket, { url, ...typed });
    assert.match(summary(result), expected);
    assert.equal(met, result.outcome === "down" ? 0 : 1);
  }
  const plain = await startServer(t, () => {});
  assert.match(
    summary(
      await probeWith(websocket, { url: plain.url.replace("ws:", "wss:") }),
    ),
    /^down tls: the server does not speak TLS on this port$/,
  );
  const secure = await startServer(t, () => {}, {}, goodCertificate);
  assert.match(
    summary(
      await probeWith(websocket, { url: secure.url.replace("wss:", "ws:") }),
    ),
    /^down (invalid-http|closed|reset|status): /,
  );
});

type Talk = (socket: Socket, heard: string) => void;

/** The head of a handshake that succeeds, by hand. */
function accepted(heard: string, more = ""): string {
  const [, key = ""] = /^sec-websocket-key: (.*)\r$/im.exec(heard) ?? [];
  const digest = createHash("sha1")
    .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest("base64");
  return `HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${digest}\r\n${more}\r\n`;
}

const faults: Record<string, [Talk, RegExp]> = {
  "a web site": [
    (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
    /^down status: HTTP 200 in place of a WebSocket$/,
  ],
  "a redirect": [
    (socket) => socket.end("HTTP/1.1 301 Moved\r\nLocation: /other\r\n\r\n"),
    /^down status: HTTP 301 in place of a WebSocket, a redirect to "\/other"$/,
  ],
  "a page of 10 MB": [
    (socket) =>
      socket.write(`HTTP/1.1 503 Busy\r\n\r\n${"x".repeat(10_000_000)}`),
    /^down status: HTTP 503 in place of a WebSocket$/,
  ],
  "an accept that is wrong": [
    (socket) =>
      socket.write(
        "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n",
      ),
    /^down handshake: the handshake failed: invalid Sec-WebSocket-Accept header$/,
  ],
  "a subprotocol that was not asked for": [
    (socket, heard) =>
      socket.write(accepted(heard, "Sec-WebSocket-Protocol: chat\r\n")),
    /^down handshake: the handshake failed: server sent a subprotocol but none was requested$/,
  ],
  "a broken frame": [
    (socket, heard) =>
      socket.write(
        Buffer.concat([
          Buffer.from(accepted(heard)),
          Buffer.from([0xff, 0xff]),
        ]),
      ),
    /^down protocol: what comes is no WebSocket: invalid WebSocket frame: /,
  ],
  garbage: [
    (socket) => socket.write("SSH-2.0-OpenSSH_9.2\r\n"),
    /^down invalid-http: the answer to the handshake is not HTTP: it begins with "SSH-2\.0-OpenSSH_9\.2"$/,
  ],
  "headers without end": [
    (socket) =>
      socket.write(
        `HTTP/1.1 101 S\r\n${"X-More: of this\r\n".repeat(100_000)}`,
      ),
    /^down headers-too-large: headers larger than 16 KiB$/,
  ],
  "half a handshake": [
    (socket) => socket.end("HTTP/1.1 101 Switch"),
    /^down closed: connection closed while waiting for the handshake$/,
  ],
  "a closed connection": [
    (socket) => socket.end(),
    /^down closed: connection closed while waiting for the handshake$/,
  ],
  "a half-closed connection": [
    (socket) => {
      socket.allowHalfOpen = true;
      socket.end();
    },
    /^down closed: /,
  ],
  "a reset": [
    (socket) => socket.resetAndDestroy(),
    /^down reset: connection reset while waiting for the handshake$/,
  ],
  "a reset after the handshake": [
    (socket, heard) => {
      socket.write(accepted(heard));
      // Between the two the other side reads, however late the timer is.
      const later = () => setImmediate(() => socket.resetAndDestroy());
      setTimeout(later, 20);
    },
    /^down (reset|closed): connection (reset|closed) while waiting for the pong$/,
  ],
  silence: [
    () => {},
    /^down timeout: no answer within 200 ms \(still waiting for the handshake\)$/,
  ],
};

for (const [name, [talk, expected]] of Object.entries(faults))
  test(`in place of a WebSocket: ${name}`, async (t) => {
    const server: TcpServer = await startTcpServer(t, (socket) =>
      socket.once("data", (heard) => talk(socket, heard.toString("latin1"))),
    );
    const url = `ws://127.0.0.1:${server.port}/`;
    const deadlineMs = timeFor(expected, DEADLINE_MS);
    await probeExpecting(websocket, { url }, expected, deadlineMs);
    await server.allClosed();
  });

test("a port that is closed, and an address that is not allowed", async () => {
  assert.match(
    summary(await probeWith(websocket, { url: "ws://127.0.0.1:1/" })),
    /^down refused: /,
  );
  assert.match(
    summary(await probeWith(websocket, { url: "ws://169.254.169.254/" })),
    /^unknown address-not-allowed: /,
  );
});

test("settings that cannot be used are explained", () => {
  const url = "wss://a.test/";
  const table: [Record<string, unknown>, RegExp][] = [
    [
      { url: "https://a.test/" },
      /^url must begin with ws:\/\/ or wss:\/\/ \(not https:\)$/,
    ],
    [
      { url: "a.test" },
      /^url must begin with ws:\/\/ or wss:\/\/, for example wss:\/\/a\.test/,
    ],
    [
      { url: "ws://me:secret@a.test/" },
      /^url must not contain a user name or password/,
    ],
    [{ url, expect: "(" }, /^expect is not a pattern that RE2 knows/],
    [{ url, subprotocol: "a b" }, /^subprotocol must be one word/],
    [
      { url, headers: "Sec-WebSocket-Key: x" },
      /^headers Sec-WebSocket-Key is written by the check itself$/,
    ],
    [{ url, headers: "a b: x" }, /^headers "a b" is not a header name$/],
    [
      { url, headers: "authorization: x", secretValue: "abcd" },
      /^headers must not repeat the header of the credentials$/,
    ],
    [
      { url, secretHeader: "Host" },
      /^secretHeader Host is written by the check itself$/,
    ],
    [
      { url, secretValue: "abc" },
      /^secretValue must have at least 4 characters$/,
    ],
    [{ url, slow: "fast" }, /^slow must be a duration/],
    [{ url, ping: "perhaps" }, /^ping must be yes or no$/],
  ];
  for (const [typed, expected] of table)
    assert.match(problemsOf(websocket, typed), expected, JSON.stringify(typed));
  const parsed = websocket.settings.parse({
    url: "wss://a.test/x?token=abcd#y",
  });
  assert.equal(websocket.describe(parsed), "wss://a.test/x");
});
