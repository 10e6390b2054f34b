// The certificates of Debian's mail servers and databases, by STARTTLS too; those of nginx: http.server-test.ts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createCertificate } from "../testing/certificates.ts";
import { probeWith } from "../testing/probe.ts";
import { startDovecot, unlessDovecot } from "../testing/servers/dovecot.ts";
import { startExim, unlessExim } from "../testing/servers/exim.ts";
import { startMariadbs, unlessMariadb } from "../testing/servers/mariadb.ts";
import {
  startPostgresql,
  unlessPostgresql,
} from "../testing/servers/postgresql.ts";
import { authority, goodCertificate, summary } from "../testing/web.ts";
import { tls } from "./tls.ts";

const DAY_MS = 86_400_000;

const endsSoon = createCertificate({
  issuer: authority,
  validTo: new Date(Date.now() + 6.5 * DAY_MS),
});

type Look = [port: number, typed: Record<string, unknown>, expected: RegExp];

async function lookAtAll(table: Look[]): Promise<void> {
  for (const [port, typed, expected] of table) {
    const result = await probeWith(tls, { host: "127.0.0.1", port, ...typed });
    assert.match(summary(result), expected, JSON.stringify(typed));
  }
}

test("exim: at once and by STARTTLS", { skip: unlessExim }, async (t) => {
  const { ports } = await startExim(t, goodCertificate, "/nowhere");
  await lookAtAll([
    [ports.smtp, { startTls: "smtp" }, /^up$/],
    [ports.smtps, {}, /^up$/],
    [ports.smtps, { refusesOlder: true }, /^(up|degraded old-tls: .*)$/],
    [ports.smtp, {}, /^down tls: the server does not speak TLS on this port$/],
    [
      ports.smtp,
      { startTls: "imap" },
      /^down protocol: the server does not speak IMAP: it begins with "220 mail\.test/,
    ],
  ]);
});

test(
  "dovecot: at once, by STARTTLS and by STLS",
  { skip: unlessDovecot },
  async (t) => {
    const { ports } = await startDovecot(t, endsSoon);
    const ending =
      /^degraded certificate-ends-soon: certificate expires in 6 days$/;
    await lookAtAll([
      [ports.imap, { startTls: "imap" }, ending],
      [ports.imaps, {}, ending],
      [ports.pop3, { startTls: "pop3" }, ending],
      [
        ports.pop3s,
        { certificateDaysDown: 7 },
        /^down certificate-ends-soon: /,
      ],
      [ports.imap, { startTls: "imap", certificateDays: 0 }, /^up$/],
      [
        ports.pop3,
        { startTls: "smtp" },
        /^down protocol: the server does not speak SMTP: it begins with "\+OK/,
      ],
    ]);
  },
);

test("MariaDB", { skip: unlessMariadb }, async (t) => {
  const [server] = await startMariadbs(t, 1, endsSoon);
  assert.ok(server);
  await lookAtAll([
    [server.port, { startTls: "mysql" }, /^degraded certificate-ends-soon: /],
    [server.port, { startTls: "mysql", certificateDays: 0 }, /^up$/],
    [
      server.port,
      { startTls: "postgres" },
      /^down protocol: the server does not speak PostgreSQL's protocol: /,
    ],
    [server.port, {}, /^down tls: the server does not speak TLS on this port$/],
  ]);
});

test("PostgreSQL", { skip: unlessPostgresql }, async (t) => {
  const { port } = await startPostgresql(t, endsSoon);
  await lookAtAll([
    [port, { startTls: "postgres" }, /^degraded certificate-ends-soon: /],
    [port, { startTls: "postgres", certificateDays: 0 }, /^up$/],
    [port, {}, /^down reset: connection closed during the TLS handshake$/],
  ]);
});
