// Every type of record, and everything that a name server says instead of records.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { lookWithin } from "../testing/patience.ts";
import {
  probeExpecting,
  probeWith,
  problemsOf,
  timeFor,
} from "../testing/probe.ts";
import {
  numbers16,
  numbers32,
  startRecordServer,
  wireName,
  wireText,
  type Zone,
} from "../testing/record-server.ts";
import { startUdpServer } from "../testing/udp-server.ts";
import { summary } from "../testing/web.ts";
import { dns } from "./dns.ts";
import { questionName } from "./dns/name.ts";

const DEADLINE_MS = 200;

const zone: Zone = {
  "www.example.org": {
    A: [Buffer.of(192, 0, 2, 10), Buffer.of(192, 0, 2, 11)],
    AAAA: [Buffer.from("20010db8000000000000000000000080", "hex")],
    CAA: [
      Buffer.concat([Buffer.of(0), wireText("issue"), Buffer.from("ca.test")]),
      Buffer.concat([
        Buffer.of(128),
        wireText("iodef"),
        Buffer.from("mailto:a@b"),
      ]),
    ],
  },
  "alias.example.org": { CNAME: [wireName("www.example.org")] },
  "example.org": {
    MX: [
      Buffer.concat([numbers16(10), wireName("mail.example.org")]),
      Buffer.concat([numbers16(20), wireName("mail2.example.org")]),
    ],
    NS: [wireName("ns1.example.org"), wireName("ns2.example.org")],
    TXT: [
      Buffer.concat([wireText("v=spf1 "), wireText("-all")]),
      wireText("a, b"),
      wireText("\u0007\u001b[31mred"),
    ],
    SOA: [
      Buffer.concat([
        wireName("ns1.example.org"),
        wireName("hostmaster.example.org"),
        numbers32(2026112101, 7200, 3600, 1209600, 3600),
      ]),
    ],
  },
  "nomail.example.org": { MX: [Buffer.concat([numbers16(0), wireName(".")])] },
  "_sip._tcp.example.org": {
    SRV: [Buffer.concat([numbers16(1, 2, 5060), wireName("sip.example.org")])],
  },
  "10.2.0.192.in-addr.arpa": { PTR: [wireName("www.example.org")] },
  "xn--mnchen-3ya.example": { A: [Buffer.of(192, 0, 2, 12)] },
  "servfail.test": "servfail",
  "refused.test": "refused",
  "silent.test": "silent",
  "garbage.test": "garbage",
  "broken.test": { A: [Buffer.of(1, 2, 3)] },
};

/** Looks a name up at a server with the zone above. */
async function look(
  t: TestContext,
  typed: Record<string, unknown>,
): Promise<string> {
  const { port } = await startRecordServer(t, zone);
  const resolver = `127.0.0.1:${port}`;
  const result = await probeWith(dns, { resolver, ...typed });
  return `${summary(result)} | ${String(result.facts?.["answer"])}`;
}

const records: [Record<string, unknown>, string][] = [
  [{ name: "www.example.org" }, "192.0.2.10, 192.0.2.11"],
  [{ name: "WWW.example.org." }, "192.0.2.10, 192.0.2.11"],
  [{ name: "münchen.example" }, "192.0.2.12"],
  [{ name: "www.example.org", type: "aaaa" }, "2001:db8::80"],
  [
    { name: "www.example.org", type: "CAA" },
    '0 issue "ca.test", 128 iodef "mailto:a@b"',
  ],
  [{ name: "alias.example.org", type: "CNAME" }, "www.example.org"],
  [
    { name: "example.org", type: "MX" },
    "10 mail.example.org, 20 mail2.example.org",
  ],
  [{ name: "nomail.example.org", type: "MX", values: "0 ." }, "0 ."],
  [{ name: "example.org", type: "NS" }, "ns1.example.org, ns2.example.org"],
  [{ name: "example.org", type: "TXT" }, "v=spf1 -all, a, b, [31mred"],
  [
    { name: "example.org", type: "SOA" },
    "ns1.example.org hostmaster.example.org 2026112101 7200 3600 1209600 3600",
  ],
  [{ name: "_sip._tcp.example.org", type: "SRV" }, "1 2 5060 sip.example.org"],
  [{ name: "192.0.2.10", type: "PTR" }, "www.example.org"],
];

test("records of every type are read as zone files write them", async (t) => {
  for (const [typed, answer] of records)
    assert.equal(await look(t, typed), `up | ${answer}`);
});

const judgements: [Record<string, unknown>, RegExp][] = [
  [{ name: "www.example.org", values: "192.0.2.11, 192.0.2.10" }, /^up \|/],
  [
    { name: "www.example.org", values: "192.0.2.10" },
    /^down record-unexpected: A "192.0.2.11" is there and was not expected/,
  ],
  [
    { name: "www.example.org", values: "192.0.2.10,192.0.2.11,192.0.2.99" },
    /^down record-missing: A "192.0.2.99" is missing; there is "192.0.2.10, 192.0.2.11"/,
  ],
  [
    { name: "www.example.org", type: "AAAA", values: "2001:DB8:0::0080" },
    /^up \|/,
  ],
  [
    {
      name: "example.org",
      type: "MX",
      values: "20  MAIL2.example.org.\n10 mail.example.org",
    },
    /^up \|/,
  ],
  [
    { name: "example.org", type: "MX", values: "10 mail2.example.org" },
    /^down record-missing: MX "10 mail2.example.org" is missing/,
  ],
  [
    {
      name: "www.example.org",
      type: "CAA",
      values: "0 issue ca.test, 128 iodef mailto:a@b",
    },
    /^up \|/,
  ],
  [
    { name: "example.org", type: "TXT", values: '"v=spf1 -all"\na, b' },
    /^down record-unexpected: TXT "\[31mred" is there/,
  ],
  [{ name: "example.org", type: "TXT", pattern: "^v=spf1 .*-all$" }, /^up \|/],
  [
    { name: "example.org", type: "TXT", pattern: "^v=DKIM1" },
    /^down pattern-missing: pattern "\^v=DKIM1" not found in "v=spf1 -all, a, b, /,
  ],
];

test("records are held against those that are expected", async (t) => {
  for (const [typed, expected] of judgements)
    assert.match(await look(t, typed), expected, JSON.stringify(typed));
});

const failures: [Record<string, unknown>, RegExp][] = [
  [
    { name: "no.example.org" },
    /^down nxdomain: the name no.example.org does not exist \(NXDOMAIN\)/,
  ],
  [
    { name: "www.example.org", type: "MX" },
    /^down no-records: www.example.org exists, but has no MX record/,
  ],
  [
    { name: "servfail.test" },
    /^down servfail: 127.0.0.1:\d+ could not resolve servfail.test \(SERVFAIL\)/,
  ],
  [
    { name: "refused.test" },
    /^down query-refused: 127.0.0.1:\d+ refuses to answer for refused.test \(REFUSED\)/,
  ],
  [
    { name: "silent.test" },
    /^down timeout: 127.0.0.1:\d+ did not answer within 200 ms/,
  ],
  [
    { name: "garbage.test" },
    /^down (invalid-dns: 127.0.0.1:\d+ answers, but not in DNS|timeout: )/,
  ],
  [{ name: "broken.test" }, /^down invalid-dns: /],
  [
    { name: "a.test", resolver: "127.0.0.1:1" },
    /^down refused: connection refused by 127.0.0.1:1$/,
  ],
  [
    { name: "a.test", resolver: "10.0.0.1" },
    /^unknown address-not-allowed: 10.0.0.1 is a private address/,
  ],
  [
    { name: "a.test", resolver: "169.254.169.254" },
    /^unknown address-not-allowed: .*metadata/,
  ],
  [{ name: "a.test", resolver: "no.such.test" }, /^down no-such-host: /],
];

test("everything that comes instead of records has its own words", async (t) => {
  const { port } = await startRecordServer(t, zone);
  const resolver = `127.0.0.1:${port}`;
  for (const [typed, expected] of failures) {
    const deadlineMs = timeFor(expected, DEADLINE_MS);
    await probeExpecting(dns, { resolver, ...typed }, expected, deadlineMs);
  }
});

test("an answer that did not fit into a datagram is fetched by TCP", async (t) => {
  const { port } = await startUdpServer(t, (query) => answerTo(query, 0x8380));
  const result = await probeWith(dns, {
    name: "a.test",
    resolver: `127.0.0.1:${port}`,
  });
  // Nobody listens there for TCP.
  assert.match(summary(result), /^down refused: /);
});

/** A query, turned into an answer without records by its flags. */
function answerTo(query: Buffer, flags: number): Buffer {
  const answer = Buffer.from(query);
  answer.writeUInt16BE(flags, 2);
  return answer;
}

test("a slow answer is degraded", async (t) => {
  const { port } = await startRecordServer(t, zone, { delayMs: 20 });
  const result = await probeWith(dns, {
    name: "www.example.org",
    resolver: `127.0.0.1:${port}`,
    slow: "10ms",
  });
  assert.match(
    summary(result),
    /^degraded slow: slow: \d+ m?s \(limit 10 ms\)$/,
  );
});

test("this machine's own name servers are asked by default", async () => {
  const typed = { name: "allswell.invalid" };
  const { facts = {} } = await lookWithin(
    20,
    (timeoutMs) => probeWith(dns, typed, { timeoutMs }),
    ({ facts = {} }) => "server" in facts,
  );
  assert.ok("server" in facts);
});

test("a probe that is stopped is over, with its resolver", async (t) => {
  const stop = new AbortController();
  const { port } = await startUdpServer(t, () => {
    stop.abort();
  });
  const result = await probeWith(
    dns,
    { name: "silent.test", resolver: `127.0.0.1:${port}` },
    { signal: stop.signal },
  );
  assert.equal(result.outcome, "unknown");
  // The server's own socket is left; the resolver's takes a few turns of the loop to be gone.
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  const left = process
    .getActiveResourcesInfo()
    .filter((name) => name === "UDPWrap");
  assert.deepEqual(left, ["UDPWrap"]);
});

test("addresses are turned round for PTR", () => {
  assert.equal(questionName("192.0.2.10"), "10.2.0.192.in-addr.arpa");
  assert.equal(
    questionName("2001:db8::1"),
    `1.${"0.".repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`,
  );
});

test("settings that cannot be used get a sentence each", () => {
  const notName =
    "name must be a name such as www.example.org or _dmarc.example.org, or an address (for PTR)";
  for (const name of [
    "a b",
    "a..b",
    "https://a/",
    "a:53",
    `${"a".repeat(64)}.b`,
    ".",
  ])
    assert.equal(problemsOf(dns, { name }), notName, name);
  assert.equal(
    problemsOf(dns, {
      name: "::1",
      type: "A",
      resolver: "dns://x",
      values: " ",
      pattern: "(",
      slow: "1",
    }),
    `resolver must be a host, not a URL: for example x
pattern is not a pattern that RE2 knows: missing closing ): \`(\`
slow must be a duration with its unit, from 1ms to 1h
name is an address: only PTR asks for one
values must not be empty`,
  );
  assert.match(
    problemsOf(dns, { name: "a", type: "ANY" }),
    /^type must be one of: A, AAAA/,
  );
  const settings = dns.settings.parse({
    name: "a.test",
    resolver: "[::1]:5353",
  });
  assert.equal(dns.describe(settings), "A a.test at [::1]:5353");
  assert.equal(dns.host(settings), "::1");
});
