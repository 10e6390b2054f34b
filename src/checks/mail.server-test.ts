// SMTP, IMAP, POP3 and the whole way of a mail against Debian's exim and dovecot, on ports of this machine.
import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { createCertificate } from "../testing/certificates.ts";
import { probeWith } from "../testing/probe.ts";
import {
  dovecotPassword,
  startDovecot,
  unlessDovecot,
} from "../testing/servers/dovecot.ts";
import {
  eximPassword,
  startExim,
  unlessExim,
} from "../testing/servers/exim.ts";
import { authority, goodCertificate, summary } from "../testing/web.ts";
import { checks } from "./index.ts";

const DAY_MS = 86_400_000;
const DEADLINE_MS = 1_500;
const wrong = "hunter-wrong";

const expired = createCertificate({
  issuer: authority,
  validTo: new Date(Date.now() - 2.5 * DAY_MS),
});

type Look = [
  type: "smtp" | "imap" | "pop3" | "mail",
  typed: Record<string, unknown>,
  expected: RegExp,
];

async function lookAtAll(table: Look[]): Promise<void> {
  for (const [type, typed, expected] of table) {
    const result = await probeWith(checks[type], typed, {
      timeoutMs: DEADLINE_MS,
    });
    assert.match(summary(result), expected, JSON.stringify(typed));
    assert.doesNotMatch(JSON.stringify(result), /hunter/);
  }
}

/** Whatever lies in a maildir, read or not. */
async function messagesIn(maildir: string): Promise<string[]> {
  const folders = [join(maildir, "new"), join(maildir, "cur")];
  const names = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder)).map((name) => join(folder, name)),
    ),
  );
  return Promise.all(names.flat().map((name) => readFile(name, "utf8")));
}

test(
  "exim: with and without TLS and login",
  { skip: unlessExim },
  async (t) => {
    const { ports } = await startExim(t, goodCertificate, "/nonexistent");
    const login = { username: "me", password: eximPassword };
    const host = `127.0.0.1:${ports.smtp}`;
    const secureHost = `127.0.0.1:${ports.smtps}`;
    await lookAtAll([
      ["smtp", { host }, /^up$/],
      ["smtp", { host, tls: "none" }, /^up$/],
      ["smtp", { host, ...login }, /^up$/],
      ["smtp", { host: secureHost, ...login, tls: "implicit" }, /^up$/],
      ["smtp", { host: secureHost }, /^down (timeout|protocol|closed): /],
      [
        "smtp",
        { host, ...login, password: wrong },
        /^down login-failed: the server refuses the login: "535 Incorrect authentication data"$/,
      ],
      [
        "imap",
        { host, tls: "none" },
        /^down protocol: .* it begins with "220 /,
      ],
      [
        "pop3",
        { host, tls: "none" },
        /^down protocol: .* it begins with "220 /,
      ],
    ]);
  },
);

test(
  "dovecot: IMAP and POP3 with and without TLS and login",
  { skip: unlessDovecot },
  async (t) => {
    const { ports } = await startDovecot(t, goodCertificate);
    const login = { username: "me", password: dovecotPassword };
    const table = (["imap", "pop3"] as const).flatMap((type): Look[] => {
      const host = `127.0.0.1:${ports[type]}`;
      const secureHost = `127.0.0.1:${ports[`${type}s`]}`;
      return [
        [type, { host }, /^up$/],
        [type, { host, ...login }, /^up$/],
        [type, { host, ...login, tls: "none" }, /^up$/],
        [type, { host: secureHost, ...login, tls: "implicit" }, /^up$/],
        [
          type,
          { host, ...login, password: "hunter-größe" },
          /^down login-failed: the server refuses the login: .*AUTH/,
        ],
        [
          type,
          { host: secureHost, ...login, password: wrong, tls: "implicit" },
          /^down login-failed: the server refuses the login: .*AUTH/,
        ],
        ["smtp", { host, tls: "none" }, /^down protocol: /],
      ];
    });
    await lookAtAll(table);
  },
);

test(
  "bad certificates, of either server",
  { skip: unlessExim || unlessDovecot },
  async (t) => {
    const { ports, maildir } = await startDovecot(t, expired);
    const exim = await startExim(t, expired, maildir);
    const expected = /certificate expired 2 days 12 h ago$/;
    await lookAtAll([
      ["smtp", { host: `127.0.0.1:${exim.ports.smtp}` }, expected],
      ["imap", { host: `127.0.0.1:${ports.imap}` }, expected],
      ["pop3", { host: `127.0.0.1:${ports.pop3s}`, tls: "implicit" }, expected],
      ["pop3", { host: `127.0.0.1:${ports.pop3}`, verifyTls: false }, /^up$/],
    ]);
  },
);

test(
  "the whole way of a mail",
  { skip: unlessExim || unlessDovecot },
  async (t) => {
    const { ports, maildir } = await startDovecot(t, goodCertificate);
    const exim = await startExim(t, goodCertificate, maildir);
    const way = {
      host: `127.0.0.1:${exim.ports.smtp}`,
      username: "me",
      password: eximPassword,
      to: "me@example.org",
      mailbox: `127.0.0.1:${ports.imap}`,
      mailboxPassword: dovecotPassword,
    };
    const byPop3 = {
      ...way,
      readBy: "POP3",
      mailbox: `127.0.0.1:${ports.pop3}`,
    };
    const unreadable = /^unknown mailbox-unreadable: nothing was sent, .*/;
    // The maildir comes with the first mail.
    await lookAtAll([["mail", way, /^up$/]]);
    const other = "Subject: of somebody else\n\nhello\n";
    await writeFile(join(maildir, "new", "1.of.somebody"), other, {
      mode: 0o666,
    });
    for (const typed of [way, byPop3]) {
      const { facts, outcome } = await probeWith(checks.mail, typed);
      assert.equal(outcome, "up");
      assert.equal(facts?.["deleted"], true);
      assert.deepEqual(await messagesIn(maildir), [other]);
    }
    await lookAtAll([
      [
        "mail",
        { ...way, to: "nobody@example.org" },
        /^down mail-refused: .*"550 there is no such mailbox"$/,
      ],
      [
        "mail",
        { ...way, to: "later@example.org" },
        /^down mail-put-off: .*"451 come again later"$/,
      ],
      ["mail", { ...way, to: "lost@example.org" }, /^down not-arrived: /],
      ["mail", { ...way, password: wrong }, /^down login-failed: sending: /],
      ["mail", { ...way, folder: "No such" }, unreadable],
      ["mail", { ...way, mailboxPassword: wrong }, unreadable],
      ["mail", { ...byPop3, mailboxPassword: wrong }, unreadable],
    ]);
    assert.deepEqual(await messagesIn(maildir), [other]);
  },
);
