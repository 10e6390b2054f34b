// What a gRPC server can do, each with its words: grpc-js with its health service, and servers of our own that misbehave.
import assert from "node:assert/strict";
import {
  createSecureServer,
  createServer,
  type ServerHttp2Stream,
} from "node:http2";
import type { Socket } from "node:net";
import { test, type TestContext } from "node:test";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";
import {
  createCertificate,
  type Certificate,
} from "../testing/certificates.ts";
import { listening } from "../testing/listening.ts";
import {
  probeExpecting,
  probeWith,
  problemsOf,
  timeFor,
} from "../testing/probe.ts";
import { startTcpServer } from "../testing/tcp-server.ts";
import { authority, goodCertificate, summary } from "../testing/web.ts";
import { healthState } from "./grpc/messages.ts";
import { grpc } from "./grpc.ts";

const DEADLINE_MS = 200;
const DAY_MS = 86_400_000;

/** Starts a server of grpc-js, with a health service or without. */
async function startGrpc(
  t: TestContext,
  {
    certificate,
    health = true,
  }: { certificate?: Certificate; health?: boolean } = {},
): Promise<number> {
  const server = new Server();
  if (health)
    new HealthImplementation({
      "": "SERVING",
      good: "SERVING",
      bad: "NOT_SERVING",
      odd: "UNKNOWN",
    }).addToServer(server);
  const credentials =
    certificate === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [
          {
            cert_chain: Buffer.from(certificate.cert),
            private_key: Buffer.from(certificate.key),
          },
        ]);
  t.after(() => server.forceShutdown());
  return new Promise((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", credentials, (error, port) =>
      error === null ? resolve(port) : reject(error),
    ),
  );
}

test("the state of the server and of its services", async (t) => {
  const port = await startGrpc(t);
  const table: [Record<string, unknown>, RegExp][] = [
    [{}, /^up$/],
    [{ service: "good" }, /^up$/],
    [
      { service: "bad" },
      /^down not-serving: the service "bad" says NOT_SERVING$/,
    ],
    [{ service: "odd" }, /^down not-serving: the service "odd" says UNKNOWN$/],
    [
      { service: "gone" },
      /^down no-service: the server knows no service "gone"$/,
    ],
    [{ slow: "1ms" }, /^(up|degraded slow: .*)$/],
  ];
  for (const [typed, expected] of table) {
    const result = await probeWith(grpc, {
      host: `127.0.0.1:${port}`,
      tls: "no",
      ...typed,
    });
    assert.match(summary(result), expected);
  }
});

test("the evidence tells what was answered, and how fast", async (t) => {
  const port = await startGrpc(t, { certificate: goodCertificate });
  const result = await probeWith(grpc, { host: "127.0.0.1", port });
  assert.equal(summary(result), "up");
  const { dnsMs, connectMs, tlsMs, answerMs, ...rest } = result.facts ?? {};
  for (const ms of [dnsMs, connectMs, tlsMs, answerMs, result.latencyMs])
    assert.equal(typeof ms, "number");
  assert.deepEqual(rest, {
    address: "127.0.0.1",
    tlsVersion: "TLSv1.3",
    certificateDaysLeft: 89,
    httpStatus: 200,
    grpcStatus: "OK",
    state: "SERVING",
  });
});

test("TLS is judged before anything is asked", async (t) => {
  const validTo = new Date(Date.now() + 3.5 * DAY_MS);
  const table: [
    Parameters<typeof createCertificate>[0],
    Record<string, unknown>,
    RegExp,
  ][] = [
    [
      { issuer: authority, validTo },
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
    const port = await startGrpc(t, { certificate: createCertificate(wishes) });
    const result = await probeWith(grpc, { host: "127.0.0.1", port, ...typed });
    assert.match(summary(result), expected);
  }
  const port = await startGrpc(t);
  assert.match(
    summary(await probeWith(grpc, { host: "127.0.0.1", port })),
    /^down (tls: the server does not speak TLS on this port|reset: connection closed during the TLS handshake)$/,
  );
});

test("a server without the health service says so", async (t) => {
  const port = await startGrpc(t, { health: false });
  assert.equal(
    summary(await probeWith(grpc, { host: "127.0.0.1", port, tls: false })),
    "down no-health: the server does not answer questions about health (grpc.health.v1)",
  );
});

type Answer = (
  stream: ServerHttp2Stream,
  headers: Record<string, unknown>,
) => void;

const head = { ":status": 200, "content-type": "application/grpc" };

/** Answers with bytes and, where there is one, a status behind them. */
const answers =
  (
    message: string,
    trailers: Record<string, string> = { "grpc-status": "0" },
  ): Answer =>
  (stream) => {
    stream.respond(head, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers(trailers));
    stream.end(Buffer.from(message, "hex"));
  };

const refuses =
  (more: Record<string, string>): Answer =>
  (stream) =>
    stream.respond({ ...head, ...more }, { endStream: true });

const odd: Record<string, [Answer, string]> = {
  "a web site": [
    (stream) => {
      stream.respond({ ":status": 404 });
      stream.end("nothing");
    },
    "status: HTTP 404 in place of an answer by gRPC",
  ],
  "a page": [
    (stream) => {
      stream.respond({ ":status": 200, "content-type": "text/html" });
      stream.end("<p>");
    },
    'protocol: the server does not speak gRPC here: it answers with "text/html"',
  ],
  "a state that nobody knows": [
    answers("00000000020809"),
    "not-serving: the server says 9",
  ],
  "no state": [answers("0000000000"), "not-serving: the server says UNKNOWN"],
  // Protobuf takes a field of another type for one that it does not know.
  "another message": [
    answers("00000000050a03414243"),
    "not-serving: the server says UNKNOWN",
  ],
  "bytes that are no message": [
    answers("0000000003ffffff"),
    "protocol: the answer is not one of grpc.health.v1",
  ],
  "a message that is cut": [
    answers("000000000908"),
    "protocol: the answer is not one of grpc.health.v1",
  ],
  "no status": [
    answers("00000000020801", {}),
    "incomplete: the answer ends without a status of gRPC",
  ],
  "10 MB": [
    (stream) => {
      stream.respond(head);
      stream.end(Buffer.alloc(10_000_000));
    },
    "too-large: the answer is larger than a health answer is",
  ],
  "no entry": [
    refuses({ "grpc-status": "16", "grpc-message": "who%20are you" }),
    'credentials: the server refuses the credentials (UNAUTHENTICATED): "who are you"',
  ],
  "not now": [
    refuses({ "grpc-status": "14", "grpc-message": "100%" }),
    'grpc-status: the server answers UNAVAILABLE: "100%"',
  ],
  "a broken call": [
    (stream) => stream.close(2),
    "protocol: the server broke off the call",
  ],
  "a session that ends": [
    (stream) => stream.session?.destroy(),
    "closed: connection closed while waiting for the answer",
  ],
  silence: [
    () => {},
    "timeout: no answer within 200 ms (still waiting for the answer)",
  ],
};

/** An HTTP/2 server that gives one answer to everything. */
function startOdd(
  t: TestContext,
  answer: Answer,
  certificate?: Certificate,
): Promise<number> {
  const server =
    certificate === undefined
      ? createServer()
      : createSecureServer({ cert: certificate.cert, key: certificate.key });
  server.on(
    "stream",
    (stream: ServerHttp2Stream, headers: Record<string, unknown>) => {
      stream.on("error", () => {});
      answer(stream, headers);
    },
  );
  server.on("session", (session) => {
    session.on("error", () => {});
    t.after(() => session.destroy());
  });
  return listening(t, server);
}

for (const [name, [answer, expected]] of Object.entries(odd))
  test(`in place of an answer: ${name}`, async (t) => {
    const port = await startOdd(t, answer);
    const typed = { host: "127.0.0.1", port, tls: false };
    const pattern = new RegExp(`^down ${RegExp.escape(expected)}$`);
    await probeExpecting(grpc, typed, pattern, timeFor(expected, DEADLINE_MS));
  });

test("the secret goes along, and is not shown", async (t) => {
  const port = await startOdd(
    t,
    (stream, headers) =>
      refuses({
        "grpc-status": "7",
        "grpc-message": `you are ${String(headers["x-key"])}`,
      })(stream, headers),
    goodCertificate,
  );
  const typed = {
    host: "127.0.0.1",
    port,
    secretHeader: "X-Key",
    secretValue: "Bearer hunter-value",
  };
  assert.equal(
    summary(await probeWith(grpc, typed)),
    'down credentials: the server refuses the credentials (PERMISSION_DENIED): "you are [secret]"',
  );
});

type Talk = (socket: Socket) => void;

const faults: Record<string, [Talk, RegExp]> = {
  "HTTP/1.1": [
    (socket) =>
      socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
    /^down protocol: the server does not speak HTTP\/2 on this port$/,
  ],
  "a greeting": [
    (socket) => socket.write("220 mail.test ESMTP\r\n"),
    /^down protocol: the server does not speak HTTP\/2 on this port$/,
  ],
  "10 MB": [
    (socket) => socket.write(Buffer.alloc(10_000_000, "all work and no play ")),
    /^down protocol: /,
  ],
  "a closed connection": [
    (socket) => socket.end(),
    /^down closed: connection closed while waiting for the answer$/,
  ],
  "a half-closed connection": [
    (socket) => {
      socket.allowHalfOpen = true;
      socket.end();
    },
    /^down closed: /,
  ],
  "a reset": [
    (socket) => socket.once("data", () => socket.resetAndDestroy()),
    /^down reset: connection reset while waiting for the answer$/,
  ],
};

for (const [name, [talk, expected]] of Object.entries(faults))
  test(`in place of gRPC: ${name}`, async (t) => {
    const server = await startTcpServer(t, talk);
    const typed = { host: `127.0.0.1:${server.port}`, tls: false };
    assert.match(summary(await probeWith(grpc, typed)), expected);
    await server.allClosed();
  });

test("protobuf is read whatever else it holds", () => {
  const table: [hex: string, string | undefined][] = [
    ["00000000020801", "SERVING"],
    ["00000000021001", "UNKNOWN"],
    ["000000000a1201411d000000000801", "SERVING"],
    ["000000000b1901020304050607080802", "NOT_SERVING"],
    ["01000000020801", undefined],
    ["00000000020b01", undefined],
    ["000000000108", undefined],
    ["0000000001ff", undefined],
    ["00000000", undefined],
    ["", undefined],
  ];
  for (const [hex, expected] of table)
    assert.equal(healthState(Buffer.from(hex, "hex")), expected, hex);
});

test("settings that cannot be used are explained", () => {
  const host = "a.test:1";
  const table: [Record<string, unknown>, RegExp][] = [
    [{ host: "a.test" }, /^port is missing$/],
    [
      { host: "grpc://a.test:1" },
      /^host must be a host, not a URL: for example a\.test:1$/,
    ],
    [{ host, tls: "perhaps" }, /^tls must be yes or no$/],
    [{ host, service: "" }, /^service must not be empty$/],
    [
      { host, secretHeader: "x-bin" },
      /^secretHeader must not end in -bin, which is for bytes$/,
    ],
    [
      { host, secretHeader: "grpc-timeout" },
      /^secretHeader grpc-timeout cannot be set: it belongs to gRPC$/,
    ],
    [
      { host, secretHeader: "a b" },
      /^secretHeader "a b" is not a name of metadata$/,
    ],
    [
      { host, secretValue: "größer😀" },
      /^secretValue contains characters that a header cannot carry$/,
    ],
  ];
  for (const [typed, expected] of table)
    assert.match(problemsOf(grpc, typed), expected, JSON.stringify(typed));
  const parsed = grpc.settings.parse({ host, service: "shop.v1.Orders" });
  assert.equal(grpc.describe(parsed), "a.test:1 shop.v1.Orders");
});
