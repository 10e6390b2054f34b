// What any mail server can do, each with its words, over SMTP, IMAP and POP3: no socket stays behind.
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test } from "node:test";
import {
  createAuthority,
  createCertificate,
  type Certificate,
} from "../../testing/certificates.ts";
import {
  mailPassword,
  mailProtocols,
  mailScripts,
  startMailScript,
} from "../../testing/mail-scripts.ts";
import {
  probeExpecting,
  probeWith,
  problemsOf,
  timeFor,
} from "../../testing/probe.ts";
import { startTcpServer } from "../../testing/tcp-server.ts";
import { authority, goodCertificate, summary } from "../../testing/web.ts";
import { checks } from "../index.ts";

const DEADLINE_MS = 300;
const DAY_MS = 86_400_000;

const endsSoon = createCertificate({
  issuer: authority,
  validTo: new Date(Date.now() + 6.5 * DAY_MS),
});
const badCertificates: Record<string, [Certificate, RegExp]> = {
  expired: [
    createCertificate({
      issuer: authority,
      validTo: new Date(Date.now() - 3.5 * DAY_MS),
    }),
    /^down certificate-expired: certificate expired 3 days 12 h ago$/,
  ],
  "for another name": [
    createCertificate({ issuer: authority, names: ["other.test"] }),
    /^down certificate-name: certificate is for other\.test, not 127\.0\.0\.1$/,
  ],
  "self-signed": [
    createCertificate(),
    /^down certificate-not-trusted: self-signed certificate$/,
  ],
  "of an unknown authority": [
    createCertificate({ issuer: createAuthority("Nobody") }),
    /^down certificate-not-trusted: /,
  ],
};

type Talk = (socket: Socket) => void;

/** What goes wrong before a word of the protocol is spoken, or instead of it. */
const faults: Record<string, [Talk, RegExp]> = {
  "says nothing": [
    () => {},
    /^down timeout: no answer within 300 ms \(still waiting for the greeting\)$/,
  ],
  "hangs up at once": [
    (socket) => socket.end(),
    /^down closed: connection closed while waiting for the greeting$/,
  ],
  "resets at once": [(socket) => socket.resetAndDestroy(), /^down reset: /],
  "closes in the middle of its greeting": [
    (socket) => socket.end("2"),
    /^down closed: /,
  ],
  "speaks SSH": [
    (socket) => socket.write("SSH-2.0-OpenSSH_9.2\r\n"),
    /^down protocol: the server does not speak (SMTP|IMAP|POP3): it begins with "SSH-2\.0-OpenSSH_9\.2"$/,
  ],
  "speaks garbage": [
    (socket) => socket.end(Buffer.from([0, 255, 10, 7, 10])),
    /^down protocol: /,
  ],
  "greets with 10 MB": [
    (socket) => {
      const megabyte = Buffer.alloc(1_048_576, "all work and no play ");
      for (let i = 0; i < 10; i += 1) socket.write(megabyte);
    },
    /^down too-much: the server said \d+ bytes where the greeting should end$/,
  ],
  "closes its own side only": [
    (socket) => {
      socket.allowHalfOpen = true;
      socket.end();
    },
    /^down closed: /,
  ],
};

for (const protocol of mailProtocols) {
  const check = checks[protocol];
  const script = mailScripts[protocol];
  const login = { username: "me", password: mailPassword };

  for (const [name, [talk, expected]] of Object.entries(faults))
    test(`${protocol}: a server that ${name}: ${expected.source}`, async (t) => {
      const server = await startTcpServer(t, talk);
      await probeExpecting(
        check,
        { host: `127.0.0.1:${server.port}` },
        expected,
        timeFor(expected, DEADLINE_MS),
      );
      await server.allClosed();
    });

  test(`${protocol}: TLS at once, when asked for, or not at all, with a login`, async (t) => {
    const plain = await startMailScript(t, script, {
      certificate: goodCertificate,
    });
    const implicit = await startMailScript(t, script, {
      certificate: goodCertificate,
      isImplicit: true,
    });
    const table: [number, Record<string, unknown>, RegExp, boolean][] = [
      [plain.port, {}, /^up$/, true],
      [plain.port, { ...login }, /^up$/, true],
      [plain.port, { ...login, tls: "starttls" }, /^up$/, true],
      [plain.port, { tls: "none" }, /^up$/, false],
      [implicit.port, { ...login, tls: "implicit" }, /^up$/, true],
      [
        plain.port,
        { tls: "implicit" },
        /^down tls: the server does not speak TLS on this port$/,
        false,
      ],
    ];
    for (const [port, typed, expected, isSecure] of table) {
      const host = `localhost:${port}`;
      const result = await probeWith(check, { host, ...typed });
      assert.match(summary(result), expected, JSON.stringify(typed));
      assert.equal(result.facts?.["tlsVersion"] === "TLSv1.3", isSecure);
    }
    await plain.allClosed();
    await implicit.allClosed();
  });

  test(`${protocol}: bad certificates end the talk before the password is said`, async (t) => {
    for (const [name, [certificate, expected]] of Object.entries(
      badCertificates,
    ))
      for (const isImplicit of [false, true]) {
        const heard: string[] = [];
        const server = await startMailScript(
          t,
          {
            ...script,
            answer: (line, isSecure) => {
              heard.push(line);
              return script.answer(line, isSecure);
            },
          },
          { certificate, isImplicit },
        );
        const typed = {
          host: `127.0.0.1:${server.port}`,
          tls: isImplicit ? "implicit" : "auto",
          ...login,
        };
        assert.match(summary(await probeWith(check, typed)), expected, name);
        assert.doesNotMatch(heard.join(), /LOGIN|AUTH|PASS/);
        const unverified = await probeWith(check, {
          ...typed,
          verifyTls: false,
        });
        assert.equal(summary(unverified), "up", name);
        await server.allClosed();
      }
  });

  test(`${protocol}: thresholds`, async (t) => {
    const server = await startMailScript(t, script, { certificate: endsSoon });
    const slow = await startTcpServer(t, (socket) =>
      setTimeout(() => socket.write(script.greeting), 40),
    );
    const host = `127.0.0.1:${server.port}`;
    const table: [Record<string, unknown>, RegExp][] = [
      [
        { host },
        /^degraded certificate-ends-soon: certificate expires in 6 days$/,
      ],
      [{ host, certificateDays: 6 }, /^up$/],
      [{ host, certificateDays: 0 }, /^up$/],
      [{ host, verifyTls: false }, /^up$/],
      [
        { host, verifyTls: false, slow: "1ms" },
        /^degraded slow: slow: \d+ m?s \(limit 1 ms\)$/,
      ],
    ];
    for (const [typed, expected] of table)
      assert.match(summary(await probeWith(check, typed)), expected);
    await probeExpecting(
      check,
      { host: `127.0.0.1:${slow.port}` },
      /^down timeout: .* the answer to \w+\)$/,
      DEADLINE_MS,
    );
    await server.allClosed();
    await slow.allClosed();
  });

  test(`${protocol}: a server without TLS is told no password, unless somebody wants that`, async (t) => {
    const heard: string[] = [];
    const server = await startMailScript(t, {
      ...script,
      answer: (line) => {
        heard.push(line);
        const answer = script.answer(line, true);
        return script.startTls.test(line) ? undefined : answer;
      },
    });
    const host = `127.0.0.1:${server.port}`;
    assert.equal(summary(await probeWith(check, { host })), "up");
    assert.match(
      summary(await probeWith(check, { host, ...login })),
      /^down no-starttls: the server does not offer TLS, and the password is not sent without it$/,
    );
    assert.match(
      summary(await probeWith(check, { host, tls: "starttls" })),
      /^down no-starttls: the server does not offer STARTTLS$/,
    );
    assert.doesNotMatch(heard.join(), /hunter|LOGIN|AUTH |PASS/);
    assert.equal(
      summary(await probeWith(check, { host, ...login, tls: "none" })),
      "up",
    );
    await server.allClosed();
  });

  test(`${protocol}: a refused login shows no secret, whatever the server repeats`, async (t) => {
    const server = await startMailScript(t, script, {
      certificate: goodCertificate,
    });
    const typed = {
      host: `127.0.0.1:${server.port}`,
      username: "me",
      password: 'hunter-"wrong\\',
    };
    const result = await probeWith(check, typed);
    assert.match(
      summary(result),
      /^down login-failed: the server refuses the login: .*\[secret\]/,
    );
    assert.doesNotMatch(JSON.stringify(result), /hunter|aHVudGVy/);
    await server.allClosed();
  });

  test(`${protocol}: words in plain text behind the agreement on TLS are refused`, async (t) => {
    const server = await startMailScript(
      t,
      {
        ...script,
        answer: (line, isSecure) => {
          const answer = script.answer(line, isSecure);
          return script.startTls.test(line)
            ? `${String(answer)}injected\r\n`
            : answer;
        },
      },
      { certificate: goodCertificate },
    );
    const host = `127.0.0.1:${server.port}`;
    assert.match(
      summary(await probeWith(check, { host })),
      /^down starttls-injection: /,
    );
    await server.allClosed();
  });

  test(`${protocol}: the evidence`, async (t) => {
    const server = await startMailScript(t, script, {
      certificate: goodCertificate,
    });
    const { facts = {} } = await probeWith(check, {
      host: `127.0.0.1:${server.port}`,
      ...login,
    });
    assert.deepEqual(Object.keys(facts).sort(), [
      "address",
      "banner",
      "capabilities",
      "certificateDaysLeft",
      "connectMs",
      "dnsMs",
      "greetingMs",
      "loginMs",
      "tlsMs",
      "tlsVersion",
    ]);
    assert.equal(facts["banner"], "mail.test ready");
    // What counts is what is offered under TLS.
    assert.doesNotMatch(String(facts["capabilities"]), /STARTTLS|STLS/);
  });

  test(`${protocol}: no connection, each for its reason`, async () => {
    const table: [string, RegExp][] = [
      ["127.0.0.1:1", /^down refused: /],
      ["no.such.test", /^down no-such-host: /],
      ["10.0.0.1", /^unknown address-not-allowed: /],
    ];
    for (const [host, expected] of table)
      assert.match(summary(await probeWith(check, { host })), expected);
  });

  test(`${protocol}: settings that cannot be used get a sentence each, all at once`, () => {
    assert.equal(
      problemsOf(check, {
        host: "https://mail.example.org/",
        port: 0,
        tls: "ssl",
        username: "me",
        slow: "5",
        verifyTls: "perhaps",
        certificateDays: 1_000,
      }),
      `host must be a host, not a URL: for example mail.example.org
port must be a whole number from 1 to 65535
tls must be one of: auto, implicit, starttls, none
slow must be a duration with its unit, from 1ms to 1h
verifyTls must be yes or no
certificateDays must be a whole number from 0 to 398
username needs a password`,
    );
    assert.equal(
      problemsOf(check, { host: "a:1", port: 2, password: mailPassword }),
      "port stands in the host already, and is another one there\npassword needs a user name",
    );
    assert.equal(problemsOf(check, {}), "host is missing");
  });
}

test("without a port it is the usual one, or that of the kind of TLS", () => {
  const table = {
    smtp: { auto: 25, implicit: 465, starttls: 25, none: 25 },
    imap: { auto: 993, implicit: 993, starttls: 143, none: 143 },
    pop3: { auto: 995, implicit: 995, starttls: 110, none: 110 },
  };
  for (const protocol of mailProtocols)
    for (const [tls, port] of Object.entries(table[protocol])) {
      const check = checks[protocol];
      const settings = check.settings.parse({ host: "::1", tls });
      assert.equal(check.describe(settings), `[::1]:${port}`);
      assert.equal(check.host(settings), "::1");
    }
});
