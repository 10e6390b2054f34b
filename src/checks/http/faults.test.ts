// Everything a server can do wrong, over plain HTTP and over TLS: each gets its own words, and no socket stays behind.
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test, type TestContext } from "node:test";
import { TLSSocket } from "node:tls";
import { probeExpecting } from "../../testing/probe.ts";
import { startTcpServer } from "../../testing/tcp-server.ts";
import {
  connector,
  goodCertificate,
  probeHttp,
  summary,
} from "../../testing/web.ts";
import { http } from "../http.ts";
import { exchange } from "./exchange.ts";
import { startTrace } from "./trace.ts";

type Talk = (socket: Socket) => void;

const ok = "HTTP/1.1 200 OK\r\n";
const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`;
const DEADLINE_MS = 300;

/** Says something once it is asked, and hangs up. */
const says =
  (text: string | Buffer): Talk =>
  (socket) =>
    socket.once("data", () => socket.end(text));

/** Says something once it is asked, and keeps the line open. */
const saysAndStays =
  (text: string): Talk =>
  (socket) =>
    socket.once("data", () => socket.write(text));

/** Says something once it is asked, and resets the connection when that has arrived. */
const saysAndResets =
  (text: string): Talk =>
  (socket) =>
    socket.once("data", () => {
      if (text !== "") socket.write(text);
      // Between the two the other side reads, however late the timer is.
      const later = () => setImmediate(() => reset(socket));
      setTimeout(later, text === "" ? 0 : 30);
    });

/** Says the same again and again, as fast as it is taken. */
const floods =
  (first: string, again: string): Talk =>
  (socket) =>
    socket.once("data", () => {
      const block = again.repeat(Math.ceil(16_384 / again.length));
      const more = (): void => {
        if (socket.destroyed) return;
        if (socket.write(block)) setImmediate(more);
        else socket.once("drain", () => setImmediate(more));
      };
      socket.write(first);
      more();
    });

/** Says something, and then one letter every few milliseconds. */
const drips =
  (first: string): Talk =>
  (socket) =>
    socket.once("data", () => {
      socket.write(first);
      const timer = setInterval(() => socket.write("x"), 20);
      socket.on("close", () => clearInterval(timer));
    });

/** Resets the TCP connection below, whether or not there is TLS on it. */
function reset(socket: Socket): void {
  const below = socket instanceof TLSSocket ? parentOf(socket) : socket;
  below.resetAndDestroy();
}

function parentOf(socket: TLSSocket): Socket {
  // The TCP socket has no public name; without it a reset below TLS could not be played.
  return (socket as unknown as { _parent: Socket })._parent;
}

/** Servers that the deadline must end. */
const silences: Record<string, [Talk, RegExp]> = {
  "never answers": [
    () => {},
    /^down timeout: no answer within 300 ms \(still waiting for the answer\)$/,
  ],
  "headers letter by letter": [
    drips(`${ok}X-Slow: `),
    /^down timeout: .* \(still reading the headers\)$/,
  ],
  "body letter by letter": [
    drips(`${ok}\r\n`),
    /^down timeout: .* \(still reading the body, \d+ bytes so far\)$/,
  ],
  "body shorter than said, line kept open": [
    saysAndStays(`${ok}Content-Length: 9\r\n\r\nhello`),
    /^down timeout: .* 5 bytes so far\)$/,
  ],
};

/** Servers that show what they are by themselves. */
const faults: Record<string, [Talk, RegExp]> = {
  "body without end": [floods(`${ok}\r\n`, "all work and no play "), /^up$/],
  "chunks without end": [
    floods(chunked, `1000\r\n${"a".repeat(4_096)}\r\n`),
    /^up$/,
  ],
  "headers without end": [
    floods(ok, "X-More: of this\r\n"),
    /^down headers-too-large: headers larger than 16 KiB$/,
  ],
  "one huge header": [
    saysAndStays(`${ok}X-Big: ${"a".repeat(20_000)}\r\n\r\n`),
    /^down headers-too-large: /,
  ],
  "body shorter than said": [
    says(`${ok}Content-Length: 5000\r\n\r\nhello`),
    /^down incomplete: body ended after 5 of 5000 bytes$/,
  ],
  "body longer than said": [
    says(`${ok}Content-Length: 2\r\n\r\nhello`),
    /^up$/,
  ],
  "chunks cut off": [
    says(`${chunked}5\r\nhel`),
    /^down incomplete: body ended too early, after 3 bytes$/,
  ],
  "chunk of no size": [
    says(`${chunked}zz\r\nhello`),
    /^down invalid-http: body is not valid HTTP \(Invalid character in chunk size\)$/,
  ],
  "closed at once": [
    (socket) => socket.end(),
    /^down closed: connection closed while waiting for the answer$/,
  ],
  "closed when asked": [
    says(""),
    /^down closed: connection closed while waiting for the answer$/,
  ],
  "closed in the headers": [
    says(`${ok}X-A: b`),
    /^down closed: connection closed while reading the headers$/,
  ],
  "reset at once": [reset, /^down reset: connection reset /],
  "reset when asked": [
    saysAndResets(""),
    /^down reset: connection reset while waiting for the answer$/,
  ],
  "reset in the headers": [
    saysAndResets(`${ok}X-A: b`),
    /^down reset: connection reset while reading the headers$/,
  ],
  "reset in the body": [
    saysAndResets(`${ok}Content-Length: 500\r\n\r\nhello`),
    /^down reset: connection reset while reading the body \(5 of 500 bytes\)$/,
  ],
  "reset in the chunks": [
    saysAndResets(`${chunked}9\r\nhello`),
    /^down reset: connection reset while reading the body \(after 5 bytes\)$/,
  ],
  "reset in a body without length": [
    saysAndResets(`${ok}\r\nhello`),
    /^down reset: connection reset while reading the body \(after 5 bytes\)$/,
  ],
  "an SSH server": [
    (socket) => socket.write("SSH-2.0-OpenSSH_9.2\r\n"),
    /^down invalid-http: answer is not HTTP: it begins with "SSH-2.0-OpenSSH_9.2"$/,
  ],
  "a banner with escape codes": [
    (socket) => socket.write("220 \u001b[31mmail\u202e\r\n"),
    /^down invalid-http: answer is not HTTP: it begins with "220 \[31mmail"$/,
  ],
  "text alone": [
    says("hello"),
    /^down invalid-http: answer is not HTTP: it begins with "hello"$/,
  ],
  "a TLS alert": [
    says(Buffer.from("15030100020246", "hex")),
    /^down invalid-http: the server speaks TLS on this port: use https$/,
  ],
  "HTTP/1.0": [says("HTTP/1.0 200 OK\r\n\r\nhello"), /^up$/],
  "no reason phrase": [says("HTTP/1.1 200\r\n\r\n"), /^up$/],
  "answers before it is asked": [
    (socket) => socket.write(`${ok}Content-Length: 5\r\n\r\nhello`),
    /^(up|down invalid-http: the server answers before it was asked.*)$/,
  ],
  "answers twice": [
    saysAndStays(
      `${ok}Content-Length: 0\r\n\r\n${ok}Content-Length: 0\r\n\r\n`,
    ),
    /^up$/,
  ],
  "a negative length": [
    says(`${ok}Content-Length: -5\r\n\r\nhello`),
    /^down invalid-http: answer is not valid HTTP \(Invalid character in Content-Length\)$/,
  ],
  "every header twice": [
    says(
      `${ok}${"Content-Type: text/html\r\nContent-Encoding: identity\r\nLocation: /\r\n".repeat(2)}\r\nhello`,
    ),
    /^up$/,
  ],
  "two lengths": [
    says(`${ok}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`),
    /^down invalid-http: answer is not valid HTTP \(broken headers\)$/,
  ],
  "NUL in a header": [
    says(`${ok}X-\0: a\r\n\r\n`),
    /^down invalid-http: answer is not valid HTTP \(Invalid header token\)$/,
  ],
  "early hints": [
    says(`HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${ok}\r\nhello`),
    /^up$/,
  ],
  "early hints without end": [
    floods("", "HTTP/1.1 103 Early Hints\r\n\r\n"),
    /^down invalid-http: the server sends interim answers \(1xx\) without end$/,
  ],
  "100 Continue unasked": [
    says(`HTTP/1.1 100 Continue\r\n\r\n${ok}\r\n`),
    /^down invalid-http: .* says 100 Continue unasked$/,
  ],
  "another protocol unasked": [
    saysAndStays(
      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
    ),
    /^down invalid-http: the server switches to another protocol without being asked \(status 101\)$/,
  ],
  "another protocol demanded": [
    says(
      "HTTP/1.1 426 Upgrade Required\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
    ),
    /^down status: HTTP 426/,
  ],
};

for (const [scheme, certificate] of [
  ["http", undefined],
  ["https", goodCertificate],
] as const) {
  const tell = async (t: TestContext, talk: Talk) => {
    const server = await startTcpServer(t, talk, certificate);
    const url = `${scheme}://127.0.0.1:${server.port}/`;
    const told = summary(await probeHttp({ url }));
    await server.allClosed();
    return told;
  };

  for (const [name, [talk, expected]] of Object.entries(silences))
    test(`${scheme}: ${name}`, async (t) => {
      const server = await startTcpServer(t, talk, certificate);
      const url = `${scheme}://127.0.0.1:${server.port}/`;
      await probeExpecting(http, { url }, expected, DEADLINE_MS);
      await server.allClosed();
    });

  for (const [name, [talk, expected]] of Object.entries(faults))
    test(`${scheme}: ${name}`, async (t) => {
      assert.match(await tell(t, talk), expected);
    });
}

test("a half-closed connection is answered in full", async (t) => {
  const server = await startTcpServer(t, (socket) => {
    socket.once("data", () => {
      socket.write(`${ok}Content-Length: 5\r\n\r\nhe`);
      setTimeout(() => socket.end("llo"), 20);
    });
  });
  const url = `http://127.0.0.1:${server.port}/`;
  assert.equal(summary(await probeHttp({ url, contains: "hello" })), "up");
  await server.allClosed();
});

test("the wrong protocol on the port is named", async (t) => {
  const tls = await startTcpServer(t, () => {}, goodCertificate);
  const plain = await startTcpServer(t, says(`${ok}\r\n`));
  assert.equal(
    summary(await probeHttp({ url: `http://127.0.0.1:${tls.port}/` })),
    "down closed: connection closed while waiting for the answer",
  );
  assert.equal(
    summary(await probeHttp({ url: `https://127.0.0.1:${plain.port}/` })),
    "down tls: the server does not speak TLS on this port",
  );
  await tls.allClosed();
  await plain.allClosed();
});

test("nothing listens", async () => {
  assert.equal(
    summary(await probeHttp({ url: "http://127.0.0.1:1/" })),
    "down refused: connection refused by 127.0.0.1, port 1",
  );
});

test("a request that cannot be sent is our bug, not the server's", async (t) => {
  const server = await startTcpServer(t, () => {});
  const { port } = server;
  const { signal } = new AbortController();
  const connected = await connector.connect({
    host: "127.0.0.1",
    port,
    signal,
  });
  assert.ok(connected.ok);
  const question = {
    origin: "http://a.test",
    method: "GET",
    path: "/",
    headers: { "bad name": "a" },
    body: undefined,
    wantsBody: () => true,
  };
  const context = { signal, trace: startTrace(), quote: String };
  await assert.rejects(exchange(connected.socket, question, context), {
    message: "invalid header key",
  });
  await server.allClosed();
});

test("after all of this no socket is left", async () => {
  const left = () =>
    process
      .getActiveResourcesInfo()
      .filter((name) => name === "TCPSocketWrap" || name === "TLSWrap");
  // A handle that was told to close takes a turn or two of the event loop.
  for (let turn = 0; turn < 10 && left().length > 0; turn += 1)
    await new Promise(setImmediate);
  assert.deepEqual(left(), []);
});
