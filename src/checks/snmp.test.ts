// What an SNMP agent can say, or not say, each with its words.
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { test } from "node:test";
import {
  probeExpecting,
  probeWith,
  problemsOf,
  timeFor,
} from "../testing/probe.ts";
import {
  agentPasswords,
  answerTo,
  communityOf,
  startAgent,
} from "../testing/snmp-agent.ts";
import { startUdpServer } from "../testing/udp-server.ts";
import { summary } from "../testing/web.ts";
import { snmp } from "./snmp.ts";

const DEADLINE_MS = 200;

const UPTIME = "1.3.6.1.2.1.1.3.0";
const TEXT = "1.3.6.1.4.1.9999.1.0";
const NUMBER = "1.3.6.1.4.1.9999.2.0";
const DIGITS = "1.3.6.1.4.1.9999.3.0";
const BYTES = "1.3.6.1.4.1.9999.4.0";

const objects = Object.fromEntries(
  Object.entries({
    [UPTIME]: 4_711,
    [TEXT]: "All is well",
    [NUMBER]: 42,
    [DIGITS]: " 41.5 ",
    [BYTES]: Buffer.from([0x40, 0x00, 0xff]),
  }).map(([oid, value]) => [oid.replace(/\.0$/, ""), value]),
);

const v3 = { version: "v3", community: undefined };
const closed = { ...v3, ...agentPasswords, username: "closed" };

const answers: [Record<string, unknown>, RegExp][] = [
  [{}, /^up$/],
  [{ version: "v1" }, /^up$/],
  [{ oids: `${TEXT}, .${NUMBER}` }, /^up$/],
  [{ oids: TEXT, equals: "All is well", pattern: "(?i)WELL$" }, /^up$/],
  [
    { oids: TEXT, equals: "well" },
    /^down value: 1\.3.* is "All is well", not "well"$/,
  ],
  [
    { oids: TEXT, pattern: "^well" },
    /^down pattern-missing: pattern "\^well" not found in 1\.3\.6\.1\.4\.1\.9999\.1\.0: "All is well"$/,
  ],
  [{ oids: TEXT, above: 1 }, /^down not-a-number: .* is "All is well", not/],
  [{ oids: NUMBER, equals: "42", above: 42, below: 42 }, /^up$/],
  [{ oids: NUMBER, above: 41 }, /^degraded value-above: .* is 42, above 41$/],
  [
    { oids: NUMBER, above: 40, aboveDown: "41.5" },
    /^down value-above: .*41\.5/,
  ],
  [{ oids: NUMBER, below: 43 }, /^degraded value-below: .* is 42, below 43$/],
  [{ oids: NUMBER, below: 44, belowDown: 43 }, /^down value-below: .* 43$/],
  [{ oids: DIGITS, above: 41 }, /^degraded value-above: .* is 41\.5, above 41/],
  [{ oids: `${NUMBER} ${DIGITS}`, aboveDown: 41 }, /^down .*2\.0 is 42, above/],
  [{ oids: BYTES, equals: "0x40 00 ff" }, /^up$/],
  [{ oids: "1.3.6.1.4.1.7" }, /^down no-such-object: the agent knows no 1\.3/],
  [
    { oids: "1.3.6.1.4.1.9999.2" },
    /^down no-such-(object|instance): the agent knows/,
  ],
  [
    { community: "hunter-other" },
    /^down timeout: no answer within 200 ms \(still waiting for an answer; agents keep silent about a wrong community, and/,
  ],
  [{ ...v3, username: "open" }, /^up$/],
  [
    {
      ...v3,
      username: "signed",
      authProtocol: "SHA-512",
      authPassword: agentPasswords.authPassword,
    },
    /^up$/,
  ],
  [{ ...closed, authProtocol: "sha-256" }, /^up$/],
  [
    { ...closed, username: "old", authProtocol: "MD5", privProtocol: "DES" },
    /^up$/,
  ],
  [
    { ...v3, username: "nobody" },
    /^down login: the agent does not know this user$/,
  ],
  [
    { ...v3, username: "closed" },
    /^down login: the agent refuses the authentication password or its protocol$/,
  ],
  // net-snmp's agent says nothing; Debian's reports it: snmp.server-test.ts.
  [
    { ...closed, authProtocol: "SHA-256", privPassword: "hunter-other" },
    /^down timeout: .* agents keep silent about a wrong privacy password\)$/,
  ],
];

test("an agent's values, versions and users", async (t) => {
  const { port } = await startAgent(t, objects);
  for (const [typed, expected] of answers)
    await t.test(
      `${JSON.stringify(typed).replaceAll(/"hunter[^"]*"/g, "secret")}: ${expected.source}`,
      { concurrency: true },
      async () => {
        const host = `127.0.0.1:${port}`;
        await probeExpecting(
          snmp,
          { host, community: "hunter-community", ...typed },
          expected,
          timeFor(expected, DEADLINE_MS),
        );
      },
    );
});

test("the evidence: the address, and each value as number or text", async (t) => {
  const { port } = await startAgent(t, objects);
  const { facts } = await probeWith(snmp, {
    host: `localhost:${port}`,
    community: "hunter-community",
    oids: `${TEXT} ${NUMBER} ${DIGITS} ${BYTES} 1.3.6.1.4.1.7.0`,
  });
  assert.deepEqual(
    { ...facts, dnsMs: 0 },
    {
      address: "127.0.0.1",
      dnsMs: 0,
      [TEXT]: "All is well",
      [NUMBER]: 42,
      [DIGITS]: 41.5,
      [BYTES]: "0x40 00 ff",
      "1.3.6.1.4.1.7.0": null,
    },
  );
});

const none = Buffer.from([0x05, 0]);

const manners: Record<string, [(heard: Buffer) => Buffer | string, RegExp]> = {
  "talks nonsense": [
    () => "SSH-2.0-OpenSSH_9.2\r\n",
    /^down protocol: the answer is not valid SNMP$/,
  ],
  "says nothing at all": [() => "", /^down protocol: /],
  "ends in the middle": [
    (heard) => answerTo(heard, "text").subarray(0, 20),
    /^down protocol: /,
  ],
  "sends a value of no type": [
    (heard) => answerTo(heard, Buffer.from([0x9f, 0x01, 0x01])),
    /^down protocol: /,
  ],
  "sends an endless length": [
    (heard) =>
      answerTo(heard, Buffer.from([0x04, 0x84, 0xff, 0xff, 0xff, 0xff])),
    /^down protocol: /,
  ],
  "echoes the request": [(heard) => heard, /^down protocol: the answer does/],
  "answers in another version": [
    // Signed by a user that a session with a community does not have: net-snmp throws in its listener.
    (heard) => signedAnswer(heard),
    /^down protocol: /,
  ],
  "answers for another community": [
    (heard) => answerTo(changed(heard), "text"),
    /^down protocol: the answer does not fit the request$/,
  ],
  "sends the largest datagram": [
    () => Buffer.alloc(65_507, 0x30),
    /^down protocol: /,
  ],
  "knows no such name, in the way of v1": [
    (heard) => answerTo(heard, none, 2),
    /^down no-such-name: the agent has no value at 1\.3\.6\.1\.2\.1\.1\.3\.0 \(noSuchName\)$/,
  ],
  "has no room for the answer": [
    (heard) => answerTo(heard, none, 1),
    /^down too-big: /,
  ],
  "has trouble": [
    (heard) => answerTo(heard, none, 5),
    /^down agent-error: the agent could not answer for 1\.3.* \(generalError\)$/,
  ],
  "lets nobody read": [
    (heard) => answerTo(heard, none, 16),
    /^down no-access: the agent does not let us read 1\.3.* \(authorizationError\)$/,
  ],
  "has an error of no name": [
    (heard) => answerTo(heard, none, 99),
    /^down agent-error: /,
  ],
  "knows the object but has none of it": [
    (heard) => answerTo(heard, Buffer.from([0x81, 0])),
    /^down no-such-instance: .* single values end in \.0$/,
  ],
  "shows the largest string": [
    (heard) => answerTo(heard, "x".repeat(60_000)),
    /^up$/,
  ],
};

function changed(heard: Buffer): Buffer {
  return Buffer.from(
    heard.toString("latin1").replace("hunter", "nobody"),
    "latin1",
  );
}

/** A message of SNMPv3 with the request's number, said to be signed. */
function signedAnswer(heard: Buffer): Buffer {
  const idAt = heard.indexOf(0xa0) + 2;
  const id = heard.subarray(idAt, idAt + 2 + (heard[idAt + 1] ?? 0));
  const seq = (tag: number, ...content: Buffer[]) => {
    const body = Buffer.concat(content);
    return Buffer.concat([Buffer.from([tag, body.length]), body]);
  };
  const number = (value: number) => Buffer.from([0x02, 1, value]);
  const text = (...bytes: number[]) =>
    Buffer.from([0x04, bytes.length, ...bytes]);
  const header = seq(0x30, id, number(100), text(1), number(3));
  const security = seq(
    0x04,
    seq(
      0x30,
      text(1, 2),
      number(0),
      number(0),
      text(65),
      text(1, 2, 3),
      text(),
    ),
  );
  const pdu = seq(
    0x30,
    text(1),
    text(),
    seq(0xa2, id, number(0), number(0), seq(0x30)),
  );
  return seq(0x30, number(3), header, security, pdu);
}

for (const [name, [answer, expected]] of Object.entries(manners))
  test(`an agent that ${name}: ${expected.source}`, async (t) => {
    const { port } = await startUdpServer(t, answer);
    const result = await probeWith(snmp, {
      host: `127.0.0.1:${port}`,
      community: "hunter-community",
    });
    assert.match(summary(result), expected);
  });

test("an agent that tells its community is not quoted with it", async (t) => {
  const { port } = await startUdpServer(t, (heard) =>
    answerTo(heard, `you said ${communityOf(heard)}`),
  );
  const result = await probeWith(snmp, {
    host: `127.0.0.1:${port}`,
    community: "hunter-community",
    equals: "nothing",
  });
  assert.match(summary(result), /is "you said \[secret\]", not "nothing"$/);
  assert.doesNotMatch(JSON.stringify(result), /hunter/);
});

test("an agent that never stops talking about one request is not listened to", async (t) => {
  const server = createSocket("udp4").bind(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  server.on("message", (heard, { port, address }) => {
    const late = answerTo(heard, "text");
    // Numbers of requests that nobody made.
    const at = late.indexOf(0xa2) + 4;
    late.writeUInt8(late.readUInt8(at) ^ 0x55, at);
    for (let i = 0; i < 50; i += 1) server.send(late, port, address);
  });
  const { port } = server.address();
  const result = await probeWith(snmp, { host: `127.0.0.1:${port}` });
  assert.equal(
    summary(result),
    "down too-much: it answers one request again and again",
  );
});

test("a lost request is sent again", async (t) => {
  let heard = 0;
  const { port } = await startUdpServer(t, (asked) => {
    heard += 1;
    return heard === 1 ? undefined : answerTo(asked, "text");
  });
  const result = await probeWith(snmp, { host: `127.0.0.1:${port}` });
  assert.equal(summary(result), "up");
});

test("a late answer is slow", async (t) => {
  const server = createSocket("udp4").bind(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  server.on("message", (heard, { port, address }) =>
    setTimeout(() => server.send(answerTo(heard, "text"), port, address), 30),
  );
  const { port } = server.address();
  const result = await probeWith(snmp, {
    host: `127.0.0.1:${port}`,
    slow: "20ms",
  });
  assert.match(
    summary(result),
    /^degraded slow: slow: \d+ m?s \(limit 20 ms\)$/,
  );
});

test("a port on which nothing listens, and hosts that are not asked", async () => {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  const table: [Record<string, unknown>, RegExp][] = [
    [{ host: `127.0.0.1:${port}` }, /^down refused: refused by 127\.0\.0\.1: /],
    [{ host: "10.0.0.1" }, /^unknown address-not-allowed: /],
    [{ host: "no.such.test" }, /^down no-such-host: /],
    [{ host: "127.0.0.1", family: "IPv6" }, /^down no-such-host: .*no IPv6/],
  ];
  for (const [typed, expected] of table)
    assert.match(summary(await probeWith(snmp, typed)), expected);
});

test("no socket or timer outlives its probe, also where it is stopped", async (t) => {
  const stop = new AbortController();
  const { port } = await startUdpServer(t, () => {
    stop.abort();
  });
  const host = `127.0.0.1:${port}`;
  const stopped = await probeWith(snmp, { host }, { signal: stop.signal });
  assert.equal(stopped.outcome, "unknown");
  const signal = AbortSignal.abort();
  assert.equal(
    (await probeWith(snmp, { host }, { signal })).outcome,
    "unknown",
  );
  await probeWith(snmp, { host }, { timeoutMs: 50 });
  await probeWith(snmp, { host, ...v3, username: "me" }, { timeoutMs: 50 });
  // The server's own socket is left; the others take a few turns of the loop to be gone.
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  const left = process
    .getActiveResourcesInfo()
    .filter((name) => name === "UDPWrap" || name === "Timeout");
  assert.deepEqual(left, ["UDPWrap"]);
});

test("settings that cannot be used get a sentence each", () => {
  const table: [Record<string, unknown>, string][] = [
    [{}, "host is missing"],
    [
      { host: "a", oids: "sysUpTime" },
      "oids must be numbers with dots between them, such as 1.3.6.1.2.1.1.3.0; several with commas",
    ],
    [
      { host: "a", oids: "1.3.6.4294967296" },
      "oids must be numbers with dots between them, such as 1.3.6.1.2.1.1.3.0; several with commas",
    ],
    [{ host: "a", oids: "1.3.6 ".repeat(11) }, "oids must be at most 10"],
    [{ host: "a", version: "4" }, "version must be one of: v1, v2c, v3"],
    [
      { host: "a", community: "x" },
      "community must have at least 4 characters",
    ],
    [{ host: "a", version: "v3" }, "username is missing: v3 needs one"],
    [
      { host: "a", version: "V3", username: "me", community: "public" },
      "community is for v1 and v2c: v3 has a user name",
    ],
    [
      { host: "a", username: "me" },
      "username is for v3: change the SNMP version",
    ],
    [
      { host: "a", version: "v3", username: "me", authPassword: "short" },
      "authPassword must have at least 8 characters, as SNMPv3 wants it",
    ],
    [
      { host: "a", version: "v3", username: "me", privPassword: "long enough" },
      "privPassword needs an authentication password",
    ],
    [
      { host: "a", version: "v3", username: "me", authProtocol: "SHA1" },
      "authProtocol must be one of: MD5, SHA, SHA-224, SHA-256, SHA-384, SHA-512",
    ],
    [
      { host: "a", above: "2", aboveDown: "1" },
      "aboveDown must not be less than what counts as degraded",
    ],
    [
      { host: "a", below: 1, belowDown: 2 },
      "belowDown must not be more than what counts as degraded",
    ],
    [{ host: "a", above: "much" }, "above must be a number"],
    [
      { host: "a:1", port: 2 },
      "port stands in the host already, and is another one there",
    ],
    [{ host: "snmp://a" }, "host must be a host, not a URL: for example a"],
  ];
  for (const [typed, expected] of table)
    assert.equal(problemsOf(snmp, typed), expected);
  assert.match(
    problemsOf(snmp, { host: "a", pattern: "(" }),
    /^pattern is not/,
  );
});

test("it describes what it asks, and where", () => {
  const parse = (typed: Record<string, unknown>) =>
    snmp.describe(snmp.settings.parse(typed));
  assert.equal(parse({ host: "a.test" }), `a.test:161 ${UPTIME}`);
  assert.equal(
    parse({ host: "[::1]:1161", oids: ".1.3.6.1 1.3.6.2" }),
    "[::1]:1161 1.3.6.1, 1.3.6.2",
  );
});
