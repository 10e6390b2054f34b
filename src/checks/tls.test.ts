// What a TLS port can do, each with its words: no socket stays behind.
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test, type TestContext } from "node:test";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import {
  createAuthority,
  createCertificate,
  type CertificateWishes,
} from "../testing/certificates.ts";
import { listening } from "../testing/listening.ts";
import { probeExpecting, probeWith, problemsOf } from "../testing/probe.ts";
import {
  mysqlWithoutTls,
  scripts,
  startStartTlsServer,
  type Script,
} from "../testing/starttls-server.ts";
import { startTcpServer } from "../testing/tcp-server.ts";
import { authority, goodCertificate, summary } from "../testing/web.ts";
import { startTlsChoices } from "./tls/start-tls.ts";
import { tls } from "./tls.ts";

const DAY_MS = 86_400_000;
const DEADLINE_MS = 300;

function inDays(days: number): Date {
  return new Date(Date.now() + days * DAY_MS);
}

const soon: CertificateWishes = { issuer: authority, validTo: inDays(6.5) };

/** A certificate, settings besides the host, and what is to be said. */
const certificates: Record<
  string,
  [CertificateWishes, Record<string, unknown>, RegExp]
> = {
  good: [{ issuer: authority }, {}, /^up$/],
  "ends soon": [
    soon,
    {},
    /^degraded certificate-ends-soon: certificate expires in 6 days$/,
  ],
  "ends soon, and nobody minds": [soon, { certificateDays: 0 }, /^up$/],
  "ends very soon": [
    soon,
    { certificateDaysDown: 7 },
    /^down certificate-ends-soon: certificate expires in 6 days$/,
  ],
  "ends tomorrow": [
    { ...soon, validTo: inDays(1.5) },
    {},
    /^degraded .* expires in 1 day$/,
  ],
  "ends today": [
    { ...soon, validTo: inDays(0.5) },
    {},
    /^degraded .* expires within a day$/,
  ],
  "just above both thresholds": [
    { ...soon, validTo: inDays(7.01) },
    { certificateDays: 7, certificateDaysDown: 7 },
    /^up$/,
  ],
  expired: [
    { issuer: authority, validFrom: inDays(-9), validTo: inDays(-3.01) },
    { certificateDays: 0 },
    /^down certificate-expired: certificate expired 3 days ago$/,
  ],
  "not valid yet": [
    { issuer: authority, validFrom: inDays(2), validTo: inDays(9) },
    {},
    /^down certificate-not-yet-valid: /,
  ],
  "for another name": [
    { issuer: authority, names: ["other.test"] },
    {},
    /^down certificate-name: certificate is for other\.test, not 127\.0\.0\.1$/,
  ],
  "for the name that was typed": [
    { issuer: authority, names: ["other.test"] },
    { serverName: "other.test" },
    /^up$/,
  ],
  "self-signed": [
    {},
    {},
    /^down certificate-not-trusted: self-signed certificate$/,
  ],
  "self-signed, which is known": [{}, { verifyTls: "no" }, /^up$/],
  "self-signed, which is known, and ends soon": [
    { validTo: inDays(6.5) },
    { verifyTls: "no" },
    /^degraded certificate-ends-soon: /,
  ],
  "self-signed and expired": [
    { validFrom: inDays(-9), validTo: inDays(-3.01) },
    { verifyTls: "no" },
    /^down certificate-expired: /,
  ],
  "from an unknown authority": [
    { issuer: createAuthority("Other") },
    {},
    /^down certificate-not-trusted: the certificate's authority is not trusted/,
  ],
  "for clients": [
    { issuer: authority, usage: "client" },
    {},
    /^down certificate-not-trusted: the certificate is not meant for servers$/,
  ],
  "with a short key": [
    { issuer: authority, key: "rsa-1024" },
    {},
    /^down certificate-not-trusted: the certificate's key is too short/,
  ],
  slow: [
    { issuer: authority },
    { slow: "1ms" },
    /^degraded slow: slow: \d+ m?s/,
  ],
};

for (const [name, [wishes, settings, expected]] of Object.entries(certificates))
  test(`certificate: ${name}`, async (t) => {
    const certificate = createCertificate(wishes);
    const server = await startTcpServer(t, () => {}, certificate);
    const host = `127.0.0.1:${server.port}`;
    const result = await probeWith(tls, { host, ...settings });
    assert.match(summary(result), expected);
    await server.allClosed();
  });

test("the evidence names the certificate, its issuers and the connection", async (t) => {
  const middle = createCertificate({
    issuer: authority,
    names: [],
    isAuthority: true,
    commonName: "Middle",
  });
  const names = ["127.0.0.1", "a.test", "b.test", "c.test", "d.test", "e.test"];
  const own = createCertificate({
    issuer: middle,
    names,
    validTo: inDays(30.5),
  });
  const chain = { ...own, cert: own.cert + middle.cert };
  const server = await startTcpServer(t, () => {}, chain);
  const result = await probeWith(tls, { host: "127.0.0.1", port: server.port });
  assert.equal(summary(result), "up");
  const { facts = {}, latencyMs } = result;
  const { dnsMs, connectMs, tlsMs, fingerprintSha256, validUntil, ...rest } =
    facts;
  for (const ms of [dnsMs, connectMs, tlsMs, latencyMs])
    assert.equal(typeof ms, "number");
  assert.match(String(fingerprintSha256), /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  assert.match(String(validUntil), /^\d{4}-\d\d-\d\dT[\d:]{8}\.000Z$/);
  assert.deepEqual(rest, {
    address: "127.0.0.1",
    tlsVersion: "TLSv1.3",
    certificateDaysLeft: 30,
    certificateName: "localhost",
    certificateHosts: "127.0.0.1, a.test, b.test, c.test, d.test and 1 more",
    issuer: "Middle",
    key: "EC prime256v1",
    chain: "Middle < Test Authority",
    chainDaysLeft: 89,
  });
});

test("an issuer's certificate that ends soon is a warning", async (t) => {
  const middle = createCertificate({
    issuer: authority,
    names: [],
    isAuthority: true,
    commonName: "Middle",
    validTo: inDays(5.5),
  });
  const own = createCertificate({ issuer: middle });
  const chain = { ...own, cert: own.cert + middle.cert };
  const server = await startTcpServer(t, () => {}, chain);
  assert.equal(
    summary(await probeWith(tls, { host: `127.0.0.1:${server.port}` })),
    'degraded issuer-ends-soon: the issuer\'s certificate "Middle" expires in 5 days',
  );
});

/** Starts a server that takes certain versions of TLS only. */
function startVersions(t: TestContext, options: TlsOptions): Promise<number> {
  const { cert, key } = goodCertificate;
  const ciphers = "DEFAULT@SECLEVEL=0";
  const server = createTlsServer({ cert, key, ciphers, ...options });
  server.on("tlsClientError", () => {});
  return listening(t, server);
}

const versions: [TlsOptions, Record<string, unknown>, RegExp][] = [
  [{ maxVersion: "TLSv1.2" }, {}, /^up$/],
  [
    { maxVersion: "TLSv1.2" },
    { oldestTls: "tls 1.3" },
    /^down tls-version: the server speaks TLS 1\.2 at best \(oldest accepted: TLS 1\.3\)$/,
  ],
  [
    { minVersion: "TLSv1", maxVersion: "TLSv1.1" },
    {},
    /^down tls: the server speaks no TLS from 1\.2 on, only older versions$/,
  ],
  [
    { minVersion: "TLSv1", maxVersion: "TLSv1.1" },
    { oldestTls: "TLS 1.1" },
    /^up$/,
  ],
  [
    { minVersion: "TLSv1", maxVersion: "TLSv1" },
    { oldestTls: "TLS 1.1" },
    /^down tls: the server speaks no TLS from 1\.1 on, only older versions$/,
  ],
  [{ minVersion: "TLSv1" }, {}, /^up$/],
  [
    { minVersion: "TLSv1" },
    { refusesOlder: "yes" },
    /^degraded old-tls: the server also takes TLS 1\.1 \(oldest accepted: TLS 1\.2\)$/,
  ],
  [{ minVersion: "TLSv1.2" }, { refusesOlder: "yes" }, /^up$/],
  [
    { minVersion: "TLSv1.2" },
    { refusesOlder: "yes", oldestTls: "TLS 1.3" },
    /^degraded old-tls: the server also takes TLS 1\.2 \(oldest accepted: TLS 1\.3\)$/,
  ],
];

test("servers speak what they should, and nothing older", async (t) => {
  for (const [options, settings, expected] of versions) {
    const port = await startVersions(t, options);
    const result = await probeWith(tls, {
      host: "127.0.0.1",
      port,
      ...settings,
    });
    assert.match(
      summary(result),
      expected,
      JSON.stringify([options, settings]),
    );
  }
});

const protocolNames = startTlsChoices.filter((name) => name !== "no");

test("TLS is asked for in each protocol, and the server hears goodbye", async (t) => {
  const goodbyes: Record<string, string> = {
    smtp: "QUIT\r\n",
    imap: "a3 LOGOUT\r\n",
    pop3: "QUIT\r\n",
    postgres: "X\0\0\0\x04",
    mysql: "allswell\0\0mysql_native_password\0",
  };
  for (const startTls of protocolNames) {
    const heard = Promise.withResolvers<string>();
    const onTls = (socket: Socket): void => {
      socket.once("data", (bytes) => {
        heard.resolve(bytes.toString("latin1"));
        // MySQL's "access denied".
        if (startTls === "mysql")
          socket.write("\x09\0\0\x03\xff\x15\x04#28000", "latin1");
      });
    };
    const script: Script = scripts[startTls];
    const server = await startStartTlsServer(t, script, goodCertificate, onTls);
    const host = `127.0.0.1:${server.port}`;
    const result = await probeWith(tls, { host, startTls });
    assert.equal(summary(result), "up", startTls);
    assert.equal(result.facts?.["issuer"], "Test Authority");
    const last = await heard.promise;
    assert.ok(last.endsWith(goodbyes[startTls] ?? "?"), last);
    await server.allClosed();
  }
});

test("a MySQL server that lets us in, or asks for another method, hears goodbye as well", async (t) => {
  const heard: string[] = [];
  const quit = Promise.withResolvers<void>();
  // "Log in by another method", then "welcome".
  const replies = ["\x05\0\0\x03\xfeold\0", "\x03\0\0\x05\0\0\0"];
  const onTls = (socket: Socket): void => {
    socket.on("data", (bytes: Buffer) => {
      heard.push(bytes.subarray(0, 5).toString("hex"));
      const reply = replies.shift();
      if (reply === undefined) quit.resolve();
      else socket.write(reply, "latin1");
    });
  };
  const server = await startStartTlsServer(
    t,
    scripts.mysql,
    goodCertificate,
    onTls,
  );
  const host = `127.0.0.1:${server.port}`;
  const result = await probeWith(tls, { host, startTls: "mysql" });
  assert.equal(summary(result), "up");
  await quit.promise;
  // An empty answer to the other method, and COM_QUIT.
  assert.deepEqual(heard.slice(1), ["00000004", "0100000001"]);
  await server.allClosed();
});

const injected =
  "the server goes on in plain text after it agreed to begin TLS";

/** Changes to the well-behaved scripts, and what is to be said. */
const misbehaviours: [keyof typeof scripts, Script, string][] = [
  [
    "smtp",
    { ...scripts.smtp, greeting: "554 go away\r\n" },
    'turned-away: the server turns us away: "554 go away"',
  ],
  [
    "smtp",
    { ...scripts.smtp, greeting: "SSH-2.0-OpenSSH_9.2\r\n" },
    'protocol: the server does not speak SMTP: it begins with "SSH-2.0-OpenSSH_9.2"',
  ],
  [
    "smtp",
    {
      ...scripts.smtp,
      answers: [["EHLO", "250-mail.test\r\n250 SIZE 100\r\n"]],
    },
    "no-starttls: the server does not offer STARTTLS",
  ],
  [
    "smtp",
    { ...scripts.smtp, answers: [["EHLO", "502 no\r\n"]] },
    'ehlo: the server refuses EHLO: "502 no"',
  ],
  [
    "smtp",
    {
      ...scripts.smtp,
      answers: [
        scripts.smtp.answers[0],
        ["STARTTLS", "454 later\r\n"],
      ] as Script["answers"],
    },
    'no-starttls: the server refuses to begin TLS: "454 later"',
  ],
  [
    "smtp",
    {
      ...scripts.smtp,
      answers: [
        scripts.smtp.answers[0],
        ["STARTTLS", "220 go\r\n250 injected\r\n"],
      ] as Script["answers"],
    },
    `starttls-injection: ${injected}`,
  ],
  [
    "smtp",
    { ...scripts.smtp, answers: [["EHLO", "250-STARTTLS\r\n25", "close"]] },
    "closed: connection closed while waiting for the answer to EHLO",
  ],
  [
    "smtp",
    { greeting: "220-and so on\r\n".repeat(300), answers: [] },
    "too-much: the greeting has more than 200 lines",
  ],
  [
    "imap",
    { ...scripts.imap, greeting: "* BYE overloaded\r\n" },
    'turned-away: the server turns us away: "overloaded"',
  ],
  [
    "imap",
    { ...scripts.imap, greeting: "220 mail.test\r\n" },
    'protocol: the server does not speak IMAP: it begins with "220 mail.test"',
  ],
  [
    "imap",
    {
      ...scripts.imap,
      answers: [["a1 CAPABILITY", "* CAPABILITY IMAP4rev1\r\na1 OK\r\n"]],
    },
    "no-starttls: the server does not offer STARTTLS",
  ],
  [
    "imap",
    {
      ...scripts.imap,
      answers: [
        scripts.imap.answers[0],
        ["a2 STARTTLS", "a2 BAD not now\r\n"],
      ] as Script["answers"],
    },
    'no-starttls: the server refuses to begin TLS: "BAD not now"',
  ],
  [
    "pop3",
    { ...scripts.pop3, greeting: "-ERR busy\r\n" },
    'turned-away: the server turns us away: "busy"',
  ],
  [
    "pop3",
    { ...scripts.pop3, answers: [["STLS", "-ERR unknown command\r\n"]] },
    'no-starttls: the server refuses to begin TLS: "unknown command"',
  ],
  [
    "pop3",
    { ...scripts.pop3, greeting: "* OK IMAP\r\n" },
    'protocol: the server does not speak POP3: it begins with "* OK IMAP"',
  ],
  [
    "postgres",
    { greeting: "", answers: [["", "N"]] },
    "no-starttls: the server does not offer TLS",
  ],
  [
    "postgres",
    { greeting: "", answers: [["", "Sx"]] },
    `starttls-injection: ${injected}`,
  ],
  [
    "postgres",
    { greeting: "", answers: [["", "E\0\0\0\x20SFATAL\0Mno\0\0"]] },
    'no-starttls: the server refuses to begin TLS: "SFATAL Mno"',
  ],
  [
    "postgres",
    { greeting: "", answers: [["", "HTTP/1.1 400 Bad Request\r\n"]] },
    'protocol: the server does not speak PostgreSQL\'s protocol: it begins with "HTTP/1.1 400 Bad Request"',
  ],
  ["mysql", mysqlWithoutTls, "no-starttls: the server does not offer TLS"],
  [
    "mysql",
    {
      greeting: Buffer.from(
        "\x18\0\0\0\xff\x10\x04Too many connections!",
        "latin1",
      ),
      answers: [],
    },
    'turned-away: the server turns us away: "Too many connections!"',
  ],
  [
    "mysql",
    { greeting: "220 mail.test ESMTP\r\n", answers: [] },
    'protocol: the server does not speak MySQL\'s protocol: it begins with "220 mail.test ESMTP"',
  ],
];

test("what goes wrong before TLS is named", async (t) => {
  for (const [startTls, script, expected] of misbehaviours) {
    const server = await startStartTlsServer(t, script, goodCertificate);
    const host = `127.0.0.1:${server.port}`;
    const result = await probeWith(tls, { host, startTls });
    assert.equal(summary(result), `down ${expected}`, startTls);
    await server.allClosed();
  }
});

type Talk = (socket: Socket) => void;

const floods: Talk = (socket) => {
  const megabyte = Buffer.alloc(1_048_576, "all work and no play ");
  for (let i = 0; i < 10; i += 1) socket.write(megabyte);
};
const garbage: Talk = (socket) =>
  socket.write(
    Buffer.from(
      Array.from({ length: 9_000 }, (_, i) => ((i * 7919) % 251) | 0x80),
    ),
  );
const drips: Talk = (socket) => {
  const timer = setInterval(() => socket.write("2"), 5);
  socket.on("close", () => clearInterval(timer));
};
const halfCloses: Talk = (socket) => {
  socket.allowHalfOpen = true;
  socket.end();
};

test("whatever the server does, it is down in time and the socket closed", async (t) => {
  const faults: [string, Talk][] = [
    ["floods", floods],
    ["garbage", garbage],
    ["drips", drips],
    ["half-closed", halfCloses],
    ["hangs up", (socket) => socket.end()],
    ["hangs up in the greeting", (socket) => socket.end("22")],
    ["resets", (socket) => socket.resetAndDestroy()],
    ["silent", () => {}],
  ];
  await Promise.all(
    faults.flatMap(([name, talk]) =>
      startTlsChoices.map(async (startTls) => {
        const server = await startTcpServer(t, talk);
        const host = `127.0.0.1:${server.port}`;
        const typed = { host, startTls, refusesOlder: true };
        const result = await probeWith(tls, typed, { timeoutMs: DEADLINE_MS });
        assert.equal(result.outcome, "down", `${name}, ${startTls}`);
        await server.allClosed();
      }),
    ),
  );
});

test("a deadline says what was waited for", async (t) => {
  const server = await startTcpServer(t, () => {});
  const host = `127.0.0.1:${server.port}`;
  const table = [
    ["no", "in the TLS handshake"],
    ["smtp", "asking for TLS"],
  ];
  for (const [startTls, step] of table)
    await probeExpecting(
      tls,
      { host, startTls },
      new RegExp(`^down timeout: no answer within 50 ms \\(still ${step}\\)$`),
      50,
    );
});

test("a port that is closed, and an address that is not allowed", async (t) => {
  const port = await startVersions(t, {});
  const closed = await startTcpServer(t, () => {});
  assert.ok(port !== closed.port);
  assert.match(
    summary(await probeWith(tls, { host: "127.0.0.1:1" })),
    /^down refused: connection refused by 127\.0\.0\.1, port 1$/,
  );
  assert.match(
    summary(await probeWith(tls, { host: "10.0.0.1" })),
    /^unknown address-not-allowed: 10\.0\.0\.1 is a private address/,
  );
});

test("the port is the protocol's where none is typed", () => {
  const described = (typed: Record<string, unknown>): string =>
    tls.describe(tls.settings.parse({ host: "a.test", ...typed }));
  assert.equal(described({}), "a.test:443");
  assert.equal(described({ startTls: "smtp" }), "a.test:25 (smtp)");
  assert.equal(described({ startTls: "MySQL" }), "a.test:3306 (mysql)");
  assert.equal(described({ startTls: "imap", port: 144 }), "a.test:144 (imap)");
  assert.equal(described({ host: "[::1]:8443" }), "[::1]:8443");
  assert.equal(tls.host(tls.settings.parse({ host: "[::1]:8443" })), "::1");
});

test("settings that cannot be used are explained", () => {
  const table: [Record<string, unknown>, RegExp][] = [
    [
      { host: "https://a.test/" },
      /^host must be a host, not a URL: for example a\.test$/,
    ],
    [{ host: "a.test:1", port: 2 }, /^port stands in the host already/],
    [
      { host: "a.test", startTls: "ftp" },
      /^startTls must be one of: no, smtp, imap, pop3, postgres, mysql$/,
    ],
    [
      { host: "a.test", certificateDays: 500 },
      /^certificateDays must be a whole number from 0 to 398$/,
    ],
    [
      { host: "a.test", certificateDays: 7, certificateDaysDown: 8 },
      /^certificateDaysDown must not be more than what counts as degraded$/,
    ],
    [
      { host: "a.test", serverName: "a b" },
      /^serverName must be a host name or an address/,
    ],
    [{ host: "a.test", verifyTls: "perhaps" }, /^verifyTls must be yes or no$/],
    [
      { host: "a.test", oldestTls: "SSL 3" },
      /^oldestTls must be one of: TLS 1\.0, TLS 1\.1, TLS 1\.2, TLS 1\.3$/,
    ],
    [
      { host: "a.test", oldestTls: "TLS 1.0", refusesOlder: true },
      /^refusesOlder needs a version above TLS 1\.0: nothing is older$/,
    ],
    [{ host: "a.test", slow: "2" }, /^slow must be a duration with its unit/],
    [
      { host: "a b", port: "x" },
      /^host must be a host name[^\n]*\nport must be a whole number from 1 to 65535$/,
    ],
  ];
  for (const [typed, expected] of table)
    assert.match(problemsOf(tls, typed), expected, JSON.stringify(typed));
});
