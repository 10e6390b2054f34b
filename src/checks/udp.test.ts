// What a UDP port can do, each with its words.
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { test } from "node:test";
import { probeExpecting, probeWith, problemsOf } from "../testing/probe.ts";
import { startUdpServer } from "../testing/udp-server.ts";
import { summary } from "../testing/web.ts";
import { udp } from "./udp.ts";

const DEADLINE_MS = 200;

type Answer = (heard: Buffer) => Buffer | string | undefined;

const cases: Record<string, [Answer, Record<string, unknown>, RegExp]> = {
  "answers anything": [() => "hello", {}, /^up$/],
  "answers with nothing in it": [() => "", {}, /^up$/],
  "answers as expected": [
    (heard) => `pong ${heard.toString("hex")}`,
    { send: "\\x00\\xff", expect: "^pong 00ff$" },
    /^up$/,
  ],
  "answers with the largest datagram": [
    () => Buffer.alloc(65_507, "a"),
    { expect: "^a+$" },
    /^up$/,
  ],
  "is silent": [
    () => undefined,
    {},
    /^down timeout: no answer within 200 ms \(still waiting for the answer\)$/,
  ],
  "is silent, which is fine": [() => undefined, { mustAnswer: "no" }, /^up$/],
  "answers, which is not needed": [() => "hello", { mustAnswer: "no" }, /^up$/],
  "answers something else": [
    () => Buffer.from([0x1b, 0x5b, 0xff, 0x41]),
    { expect: "^pong" },
    /^down pattern-missing: pattern "\^pong" not found in the answer "\[ÿA"$/,
  ],
  "would blow a pattern up": [
    () => `${"a".repeat(10_000)}!`,
    { expect: "^(a+)+$" },
    /^down pattern-missing: /,
  ],
};

for (const [name, [answer, typed, expected]] of Object.entries(cases))
  test(`a port that ${name}: ${expected.source}`, async (t) => {
    const { port } = await startUdpServer(t, answer);
    const all = { host: `127.0.0.1:${port}`, ...typed };
    await probeExpecting(udp, all, expected, DEADLINE_MS);
  });

/** A port on which nothing listens. */
async function freePort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}

test("a port on which nothing listens is refused, whether or not it must answer", async () => {
  const port = await freePort();
  for (const mustAnswer of [true, false]) {
    const result = await probeWith(udp, {
      host: "127.0.0.1",
      port,
      mustAnswer,
    });
    assert.equal(
      summary(result),
      `down refused: refused by 127.0.0.1: nothing listens on port ${port}`,
    );
  }
});

test("a late answer is slow", async (t) => {
  const server = createSocket("udp4").bind(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  server.on("message", (_, peer) =>
    setTimeout(() => server.send("late", peer.port, peer.address), 30),
  );
  const { port } = server.address();
  const result = await probeWith(udp, {
    host: "127.0.0.1",
    port,
    slow: "20ms",
  });
  assert.match(
    summary(result),
    /^degraded slow: slow: \d+ m?s \(limit 20 ms\)$/,
  );
});

test("a lost datagram is sent again", async (t) => {
  let heard = 0;
  const { port } = await startUdpServer(t, () => {
    heard += 1;
    return heard === 1 ? undefined : "hello";
  });
  const result = await probeWith(udp, { host: "127.0.0.1", port });
  assert.equal(summary(result), "up");
  assert.equal(result.facts?.["sent"], 2);
});

test("the evidence: the address, and what was heard", async (t) => {
  const { port } = await startUdpServer(t, () => "hello\u0007 there");
  const { facts } = await probeWith(udp, { host: "localhost", port });
  assert.deepEqual(
    { ...facts, dnsMs: 0 },
    {
      address: "127.0.0.1",
      dnsMs: 0,
      sent: 1,
      answered: true,
      bytes: 12,
      answer: "hello there",
    },
  );
});

test("nothing is sent where it is not allowed, or where there is no such name", async () => {
  const table: [Record<string, unknown>, RegExp][] = [
    [{ host: "10.0.0.1:53" }, /^unknown address-not-allowed: /],
    [
      { host: "169.254.169.254:53" },
      /^unknown address-not-allowed: .*metadata/,
    ],
    [{ host: "no.such.test:53" }, /^down no-such-host: /],
    [{ host: "127.0.0.1:53", family: "IPv6" }, /^down no-such-host: .*no IPv6/],
  ];
  for (const [typed, expected] of table)
    assert.match(summary(await probeWith(udp, typed)), expected);
});

test("no socket outlives its probe, also where it is stopped", async (t) => {
  const stop = new AbortController();
  const { port } = await startUdpServer(t, () => {
    stop.abort();
  });
  const stopped = await probeWith(
    udp,
    { host: "127.0.0.1", port },
    { signal: stop.signal },
  );
  assert.equal(stopped.outcome, "unknown");
  await probeWith(udp, { host: "127.0.0.1", port }, { timeoutMs: 50 });
  // The server's own one is left; the others take a few turns of the loop to be gone.
  await settled(() => assert.deepEqual(openSockets(), ["UDPWrap"]));
});

function openSockets(): string[] {
  return process.getActiveResourcesInfo().filter((name) => name === "UDPWrap");
}

/** Waits until an assertion holds, a few turns of the event loop at most. */
async function settled(holds: () => void): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  holds();
}

test("settings that cannot be used get a sentence each", () => {
  assert.equal(problemsOf(udp, { host: "a" }), "port is missing");
  assert.equal(
    problemsOf(udp, { host: "a:1", expect: "x", mustAnswer: "no" }),
    "mustAnswer must be yes where an answer is expected",
  );
  assert.match(problemsOf(udp, { host: "a:1", send: "\\z" }), /^send contains/);
  assert.match(problemsOf(udp, { host: "a:1", expect: "(" }), /^expect is not/);
  assert.match(problemsOf(udp, { host: "udp://a:1" }), /^host must be a host/);
  assert.match(
    problemsOf(udp, { host: "a:1", mustAnswer: "maybe" }),
    /^mustAnswer must be yes or no$/,
  );
  assert.equal(
    problemsOf(udp, { host: "a:1", expect: "x", slow: "1" }),
    "slow must be a duration with its unit, from 1ms to 1h",
  );
});
