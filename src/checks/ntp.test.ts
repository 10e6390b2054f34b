// What a time server can say, each with its words.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ntpAnswer,
  SECONDS_TO_1970,
  writeInstant,
  type NtpClock,
} from "../testing/ntp-answer.ts";
import { probeExpecting, probeWith, problemsOf } from "../testing/probe.ts";
import { startUdpServer } from "../testing/udp-server.ts";
import { summary } from "../testing/web.ts";
import { ntp } from "./ntp.ts";
import { readNtpAnswer } from "./ntp/packet.ts";

const DEADLINE_MS = 150;

const HOUR = 3_600_000;

const clocks: Record<string, [NtpClock, Record<string, unknown>, RegExp]> = {
  "is right": [{}, {}, /^up$/],
  "has a clock of its own": [{ stratum: 1, source: "GPS" }, {}, /^up$/],
  "announces a leap second": [{ leap: 1 }, {}, /^up$/],
  "is an hour ahead": [
    { offsetMs: HOUR },
    {},
    /^degraded offset: the clock is (1 h|59 min) ahead of ours \(limit 1 s\)$/,
  ],
  "is an hour behind": [
    { offsetMs: -HOUR },
    { offsetDown: "10s" },
    /^down offset: the clock is (1 h|59 min) behind ours \(limit 10 s\)$/,
  ],
  "is a little off": [
    { offsetMs: 500 },
    { offset: "100ms" },
    /^degraded offset: the clock is [\d.]+ ms ahead of ours \(limit 100 ms\)$/,
  ],
  "is far from its source": [
    { stratum: 5 },
    { stratum: 3 },
    /^degraded stratum: stratum 5 \(limit 3\)$/,
  ],
  "is not synchronised (leap bits)": [
    { leap: 3 },
    {},
    /^down unsynchronised: the server's own clock is not synchronised$/,
  ],
  "is not synchronised (stratum)": [
    { stratum: 16 },
    {},
    /^down unsynchronised: /,
  ],
  "has just started": [
    { stratum: 0, source: "INIT", leap: 3 },
    {},
    /^down unsynchronised: /,
  ],
  "has no clock at all": [
    { stratum: 0, source: "\0\0\0\0", leap: 3 },
    {},
    /^down unsynchronised: /,
  ],
  "sends a kiss of death": [
    { stratum: 0, source: "RATE" },
    {},
    /^down ntp-refused: the server refuses to tell the time: "RATE"$/,
  ],
};

for (const [name, [clock, typed, expected]] of Object.entries(clocks))
  test(`a time server that ${name}: ${expected.source}`, async (t) => {
    const { port } = await startUdpServer(t, (heard) =>
      ntpAnswer(heard, clock),
    );
    const result = await probeWith(ntp, { host: "127.0.0.1", port, ...typed });
    assert.match(summary(result), expected);
  });

test("what is no answer to the question is passed over, and told at the deadline", async (t) => {
  const answers: ((heard: Buffer) => Buffer | string)[] = [
    () => "SSH-2.0-OpenSSH",
    () => Buffer.alloc(48),
    (heard) => heard,
    (heard) => ntpAnswer(heard, {}).subarray(0, 47),
    (heard) => ntpAnswer(heard, { mode: 5 }),
    () => ntpAnswer(Buffer.alloc(48), {}),
  ];
  for (const answer of answers) {
    const { port } = await startUdpServer(t, answer);
    await probeExpecting(
      ntp,
      { host: `127.0.0.1:${port}` },
      /^down invalid-ntp: the answer is not NTP: "/,
      DEADLINE_MS,
    );
  }
});

test("a silent server, a port without one, and addresses out of bounds", async (t) => {
  const silent = await startUdpServer(t, () => undefined);
  const table: [Record<string, unknown>, RegExp][] = [
    [
      { host: `127.0.0.1:${silent.port}` },
      /^down timeout: no answer within 150 ms \(still waiting for the answer\)$/,
    ],
    [{ host: "127.0.0.1:1" }, /^down refused: .* nothing listens on port 1$/],
    [{ host: "10.0.0.1" }, /^unknown address-not-allowed: /],
    [{ host: "no.such.test" }, /^down no-such-host: /],
  ];
  for (const [typed, expected] of table)
    await probeExpecting(ntp, typed, expected, DEADLINE_MS);
});

test("a slow answer is degraded, and how long it took is not the clock's fault", async (t) => {
  const { port } = await startUdpServer(t, (heard) => {
    // Before the clock is read, as on a long way there.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30);
    return ntpAnswer(heard, {});
  });
  const result = await probeWith(ntp, {
    host: `127.0.0.1:${port}`,
    slow: "20ms",
  });
  assert.match(
    summary(result),
    /^degraded slow: slow: \d+ m?s \(limit 20 ms\)$/,
  );
});

test("the evidence", async (t) => {
  const { port } = await startUdpServer(t, (heard) =>
    ntpAnswer(heard, { leap: 2 }),
  );
  const { facts = {} } = await probeWith(ntp, { host: `127.0.0.1:${port}` });
  const { dnsMs, offsetMs, roundTripMs, ...rest } = facts;
  assert.deepEqual(rest, {
    address: "127.0.0.1",
    stratum: 2,
    source: "127.1.2.3",
    leap: "last minute has 59 s",
    version: 4,
    rootDelayMs: 250,
    rootDispersionMs: 125,
    sent: 1,
  });
  for (const ms of [dnsMs, offsetMs, roundTripMs])
    assert.ok(typeof ms === "number" && Math.abs(ms) < 500, String(ms));
});

test("times are read across the turn of the era in 2036", () => {
  const packet = Buffer.alloc(48);
  const turn = (2 ** 32 - SECONDS_TO_1970) * 1_000;
  for (const ms of [turn - 1_000, turn, turn + 1_000, Date.UTC(2026, 10, 21)]) {
    writeInstant(packet, 40, ms);
    for (const skew of [-HOUR, 0, HOUR])
      assert.equal(readNtpAnswer(packet, ms + skew).sentAt, ms);
  }
});

test("settings that cannot be used get a sentence each", () => {
  assert.equal(
    problemsOf(ntp, {
      host: "ntp://a",
      port: 0,
      offset: "1",
      offsetDown: "soon",
      stratum: 16,
      slow: "x",
    }),
    `host must be a host, not a URL: for example a
port must be a whole number from 1 to 65535
offset must be a duration with its unit, from 1ms to 1y
offsetDown must be a duration with its unit, from 1ms to 1y
stratum must be a whole number from 1 to 15
slow must be a duration with its unit, from 1ms to 1h`,
  );
  assert.match(problemsOf(ntp, { host: "a:1", port: 2 }), /^port stands in/);
  const settings = ntp.settings.parse({ host: "a" });
  assert.equal(ntp.describe(settings), "a");
  assert.equal(ntp.describe(ntp.settings.parse({ host: "a:1" })), "a:1");
});
