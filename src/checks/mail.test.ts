// The whole way of a mail: what arrives, what does not, and what of a mailbox is left as it was.
import assert from "node:assert/strict";
import { suite, test, type TestContext } from "node:test";
import type { ProbeResult } from "../domain/result.ts";
import { mailPassword } from "../testing/mail-scripts.ts";
import {
  mailboxUser,
  startImapServer,
  startPop3Server,
  startSmtpServer,
  type TestMailbox,
} from "../testing/mailboxes.ts";
import { lookWithin, PATIENT_MS } from "../testing/patience.ts";
import {
  probeExpecting,
  probeWith,
  problemsOf,
  timeFor,
} from "../testing/probe.ts";
import { startTcpServer } from "../testing/tcp-server.ts";
import { authority, summary } from "../testing/web.ts";
import { createCertificate } from "../testing/certificates.ts";
import { mailScripts, startMailScript } from "../testing/mail-scripts.ts";
import { mail } from "./mail.ts";
import { mailSettings } from "./mail/settings.ts";
import { createToken, PROBE_HEADER } from "./mail/token.ts";

const DEADLINE_MS = 2_000;
const DAY_MS = 86_400_000;
const kinds = ["IMAP", "POP3"] as const;
type Kind = (typeof kinds)[number];

/** Settings that differ, and what is to be said of them. */
type Row = [change: Record<string, unknown>, expected: RegExp];

interface WorldOptions {
  kind?: Kind;
  plugins?: string[];
  deliver?: (
    message: string,
    mailbox: TestMailbox,
    left: Promise<void>,
  ) => void;
}

/** A sending server and a mailbox, and the settings of a check of the way between them. */
async function startWorld(
  t: TestContext,
  {
    kind = "IMAP",
    plugins = ["UIDPLUS"],
    deliver = (message, mailbox) => mailbox.add(message),
  }: WorldOptions = {},
) {
  const mailbox =
    kind === "IMAP"
      ? await startImapServer(t, plugins)
      : await startPop3Server(t);
  const smtp = await startSmtpServer(t, (message, left) =>
    deliver(message, mailbox, left),
  );
  const allClosed = async (): Promise<void> => {
    await smtp.allClosed();
    await mailbox.allClosed();
  };
  const typed = {
    host: `127.0.0.1:${smtp.port}`,
    to: mailboxUser,
    readBy: kind,
    mailbox: `127.0.0.1:${mailbox.port}`,
    mailboxPassword: mailPassword,
    mailboxTls: "none",
  };
  return { mailbox, allClosed, typed };
}

function probe(
  typed: Record<string, unknown>,
  timeoutMs = PATIENT_MS,
): Promise<ProbeResult> {
  return probeWith(mail, typed, { timeoutMs });
}

const other =
  "Subject: of somebody else\r\nX-Allswell-Probe: x\r\n\r\nhello\r\n";

/** A mail of this monitor, sent so long ago. */
function earlier(typed: Record<string, unknown>, agoMs: number): string {
  const settings = mailSettings.parse(typed);
  const { text } = createToken(settings, Date.now() - agoMs);
  return `Subject: earlier\r\n${PROBE_HEADER}: ${text}\r\n\r\nhello\r\n`;
}

// At the same time, because smtp-server greets only after 100 ms, and what never comes takes its time.
suite("mail", { concurrency: 5 }, () => {
  for (const kind of kinds) {
    test(`${kind}: a mail arrives, and is deleted; everything else stays`, async (t) => {
      const { mailbox, allClosed, typed } = await startWorld(t, { kind });
      const recent = earlier(typed, DAY_MS / 2);
      const foreign = earlier({ ...typed, to: "you@example.org" }, 2 * DAY_MS);
      const quoting = `Subject: Re\r\n\r\n${earlier(typed, 2 * DAY_MS)}`;
      const doubled = earlier(typed, 2 * DAY_MS).replace(
        "Subject: earlier\r\n",
        `${PROBE_HEADER}: x\r\n`,
      );
      const kept = [other, recent, foreign, quoting, doubled];
      for (const message of [...kept, earlier(typed, 2 * DAY_MS)])
        mailbox.add(message);
      const result = await probe({
        ...typed,
        from: "allswell@example.com",
        username: "me",
        password: mailPassword,
      });
      assert.equal(summary(result), "up");
      // The message of an earlier probe has another sender here, and so stays.
      assert.equal(mailbox.messages().length, kept.length + 1);
      const again = await probe(typed);
      assert.equal(summary(again), "up");
      assert.equal(again.facts?.["deleted"], true);
      assert.equal(again.facts?.["leftoversDeleted"], 1);
      assert.deepEqual(mailbox.messages(), kept);
      await allClosed();
    });

    test(`${kind}: what is delivered late is waited for; slow is degraded`, async (t) => {
      const { mailbox, typed } = await startWorld(t, {
        kind,
        deliver: (message, box, left) => {
          box.add(other);
          // Who has left knows that the mail was accepted, and counts from there.
          const later = () => setTimeout(() => box.add(message), 300);
          void left.then(later);
        },
      });
      const result = await probe({ ...typed, slow: "200ms" });
      assert.match(
        summary(result),
        /^degraded slow: slow: \d+ m?s \(limit 200 ms\)$/,
      );
      assert.ok(Number(result.facts?.["deliveryMs"]) >= 300);
      assert.equal(result.latencyMs, result.facts?.["deliveryMs"]);
      assert.deepEqual(mailbox.messages(), [other]);
    });

    test(`${kind}: what never comes is down, and so is what is not quite ours`, async (t) => {
      const nearly = [
        () => {},
        (message: string, box: TestMailbox) =>
          box.add(message.replace(/^(X-Allswell-Probe: \S+)/m, "$1x")),
        (message: string, box: TestMailbox) =>
          box.add(message.replace(/^X-Allswell-Probe: .*\r\n/m, "")),
        (message: string, box: TestMailbox) =>
          box.add(`Subject: returned\r\n\r\n${message}`),
      ];
      const look = async (deliver: (typeof nearly)[number]): Promise<void> => {
        let sent = 0;
        const { mailbox, allClosed, typed } = await startWorld(t, {
          kind,
          deliver: (message, box) => {
            sent += 1;
            deliver(message, box);
          },
        });
        const expected =
          /^down not-arrived: the mail was accepted, but was not in the mailbox \d+ m?s later$/;
        await probeExpecting(mail, typed, expected, DEADLINE_MS);
        assert.equal(mailbox.messages().length, (sent * deliver.length) / 2);
        await allClosed();
      };
      await Promise.all(nearly.map(look));
    });

    test(`${kind}: a mailbox that cannot be looked into is unknown, and nothing is sent`, async (t) => {
      let sent = 0;
      const { allClosed, typed } = await startWorld(t, {
        kind,
        deliver: () => (sent += 1),
      });
      const silent = await startTcpServer(t, () => {});
      const mute = `127.0.0.1:${silent.port}`;
      const table: Row[] = [
        [
          { mailboxPassword: "hunter-wrong" },
          /the server refuses the login: "[^"]+"$/,
        ],
        [
          { mailbox: "127.0.0.1:1" },
          /connection refused by 127\.0\.0\.1, port 1$/,
        ],
        [
          { mailbox: "no.such.test" },
          /the name no\.such\.test does not exist$/,
        ],
        [{ mailbox: "10.0.0.1" }, /10\.0\.0\.1 is a private address/],
        [
          { mailboxTls: "starttls" },
          /does not offer STARTTLS$|refuses to begin TLS/,
        ],
        [{ mailboxTls: "auto" }, /the password is not sent without it$/],
        [
          { mailbox: mute },
          /no answer within 2 s \(still waiting for the greeting\)$/,
        ],
        ...(kind === "IMAP"
          ? [
              [
                { folder: "No such" },
                /the folder cannot be opened: "(NO|BAD) /,
              ] satisfies Row,
            ]
          : []),
      ];
      const look = async ([change, expected]: Row): Promise<void> => {
        const { result } = await probeExpecting(
          mail,
          { ...typed, ...change },
          expected,
          timeFor(expected, DEADLINE_MS),
        );
        assert.match(
          summary(result),
          /^unknown mailbox-unreadable: nothing was sent, because the mailbox could not be looked into: /,
        );
        assert.doesNotMatch(JSON.stringify(result), /hunter/);
      };
      await Promise.all(table.map(look));
      assert.equal(sent, 0);
      await allClosed();
      await silent.allClosed();
    });
  }

  test("a mail that cannot be sent is down at the sending server, and nothing is looked for", async (t) => {
    const { mailbox, typed } = await startWorld(t);
    const login = { username: "me", password: "hunter-wrong" };
    const silent = await startTcpServer(t, () => {});
    const expired = await startMailScript(t, mailScripts.smtp, {
      certificate: createCertificate({
        issuer: authority,
        validTo: new Date(Date.now() - DAY_MS * 2.5),
      }),
    });
    const table: Row[] = [
      [
        { to: "nobody@example.org", mailboxUsername: "me" },
        /^down mail-refused: sending: the server refuses the mail: "550 nobody here"$/,
      ],
      [
        { to: "later@example.org", mailboxUsername: "me" },
        /^down mail-put-off: sending: the server puts the mail off: "450 greylisted"$/,
      ],
      [{ host: "127.0.0.1:1" }, /^down refused: sending: connection refused/],
      [
        { host: `127.0.0.1:${silent.port}` },
        /^down timeout: sending: no answer within 2 s \(still waiting for the greeting\)$/,
      ],
      [login, /^down login-failed: sending: /],
      [
        { host: `127.0.0.1:${expired.port}` },
        /^down certificate-expired: sending: certificate expired 2 days 12 h ago$/,
      ],
      [{ host: "10.0.0.1" }, /^unknown address-not-allowed: sending: /],
    ];
    const look = async ([change, expected]: Row): Promise<void> => {
      const { result } = await probeExpecting(
        mail,
        { ...typed, ...change },
        expected,
        timeFor(expected, DEADLINE_MS),
      );
      assert.doesNotMatch(JSON.stringify(result), /hunter/);
    };
    await Promise.all(table.map(look));
    assert.deepEqual(mailbox.messages(), []);
    await silent.allClosed();
    await expired.allClosed();
  });

  test("a sending server that hangs up in the middle of the mail is down", async (t) => {
    const { typed } = await startWorld(t);
    const answers: Record<string, string> = {
      EHLO: "250 hi\r\n",
      MAIL: "250 ok\r\n",
      RCPT: "250 ok\r\n",
    };
    const server = await startTcpServer(t, (socket) => {
      socket.write("220 hi\r\n");
      socket.on("data", (heard) => {
        const answer = answers[heard.toString().slice(0, 4)];
        if (answer === undefined) socket.end();
        else socket.write(answer);
      });
    });
    assert.equal(
      summary(await probe({ ...typed, host: `127.0.0.1:${server.port}` })),
      "down closed: sending: connection closed while waiting for the answer to DATA",
    );
    await server.allClosed();
  });

  test("without UIDPLUS: what others have marked as deleted is not expunged", async (t) => {
    const { mailbox, typed } = await startWorld(t, { plugins: [] });
    mailbox.add(other, ["\\Deleted"]);
    const result = await probe(typed);
    assert.equal(summary(result), "up");
    assert.equal(result.facts?.["deleted"], false);
    assert.equal(mailbox.messages().length, 2);
    assert.equal(mailbox.messages()[0], other);
  });

  test("without UIDPLUS: where nothing else is marked, the mail goes", async (t) => {
    const { mailbox, typed } = await startWorld(t, { plugins: [] });
    mailbox.add(other);
    const result = await probe(typed);
    assert.equal(result.facts?.["deleted"], true);
    assert.deepEqual(mailbox.messages(), [other]);
  });

  test("with UIDPLUS: what others have marked stays", async (t) => {
    const { mailbox, typed } = await startWorld(t);
    mailbox.add(other, ["\\Deleted"]);
    const result = await probe(typed);
    assert.equal(result.facts?.["deleted"], true);
    assert.deepEqual(mailbox.messages(), [other]);
  });

  test("a mailbox that is lost while the mail is on its way is unknown; one that comes back is looked into", async (t) => {
    const look = async (comesBack: boolean, timeoutMs?: number) => {
      let isLost = false;
      const box = await startPop3Server(t, (line) =>
        isLost && line === "CAPA" ? "+OK\r\n.\r\nstop\r\n-" : undefined,
      );
      const smtp = await startSmtpServer(t, (message) => {
        isLost = true;
        box.add(message);
        if (comesBack) setTimeout(() => (isLost = false), 400);
      });
      const result = await probe(
        {
          host: `127.0.0.1:${smtp.port}`,
          to: mailboxUser,
          readBy: "POP3",
          mailbox: `127.0.0.1:${box.port}`,
          mailboxPassword: mailPassword,
          mailboxTls: "none",
        },
        timeoutMs,
      );
      return summary(result);
    };
    const lost =
      /^unknown mailbox-unreadable: the mail was accepted, but the mailbox could not be looked into: the server does not speak POP3/;
    const [gone, back] = await Promise.all([
      lookWithin(
        DEADLINE_MS,
        (timeoutMs) => look(false, timeoutMs),
        (said) => lost.test(said),
      ),
      look(true),
    ]);
    assert.match(gone, lost);
    assert.equal(back, "up");
  });

  test("a POP3 server without UIDL, or without TOP, is unknown", async (t) => {
    const look = async (missing: string, timeoutMs: number) => {
      const box = await startPop3Server(t, (line) =>
        line.startsWith(missing) ? "-ERR what?\r\n" : undefined,
      );
      const smtp = await startSmtpServer(t, (message) => box.add(message));
      const result = await probe(
        {
          host: `127.0.0.1:${smtp.port}`,
          to: mailboxUser,
          readBy: "POP3",
          mailbox: `127.0.0.1:${box.port}`,
          mailboxPassword: mailPassword,
          mailboxTls: "none",
        },
        timeoutMs,
      );
      return summary(result);
    };
    const judge = async (missing: string): Promise<void> => {
      const expected = new RegExp(
        `^unknown mailbox-unreadable: .*\\(${missing}\\): "what\\?"$`,
      );
      const said = await lookWithin(
        DEADLINE_MS,
        (timeoutMs) => look(missing, timeoutMs),
        (said) => expected.test(said),
      );
      assert.match(said, expected);
    };
    await Promise.all([judge("UIDL"), judge("TOP")]);
  });

  test("a certificate that ends soon is degraded, on the side where it is", async (t) => {
    const { typed } = await startWorld(t);
    const result = await probe({ ...typed, certificateDays: 200 });
    assert.match(
      summary(result),
      /^degraded certificate-ends-soon: sending server: certificate expires in 89 days$/,
    );
  });

  test("a probe that is stopped closes its sockets", async (t) => {
    const stop = new AbortController();
    const { allClosed, typed } = await startWorld(t, {
      // While it waits for the mail.
      deliver: (_message, _mailbox, left) => {
        void left.then(() => stop.abort());
      },
    });
    const result = await probeWith(mail, typed, { signal: stop.signal });
    assert.equal(result.outcome, "unknown");
    await allClosed();
  });

  test("settings that cannot be used get a sentence each, all at once", () => {
    assert.equal(
      problemsOf(mail, {
        host: "smtp.example.org",
        to: "somebody",
        from: "a@b\r\nBcc: c@d",
        readBy: "NNTP",
        mailbox: "imap.example.org:993",
        mailboxPort: 143,
        mailboxPassword: "abc",
        username: "me",
        slow: "soon",
      }),
      `to must be a mail address, such as allswell@example.org
from must be one line
from must be a mail address, such as allswell@example.org
readBy must be one of: IMAP, POP3
mailboxPassword must have at least 4 characters
slow must be a duration with its unit, from 1ms to 1h
username needs a password
mailboxPort stands in the host already, and is another one there`,
    );
    assert.equal(
      problemsOf(mail, {}),
      "host is missing\nto is missing\nmailbox is missing\nmailboxPassword is missing",
    );
    for (const bad of ["a@b>", "<a@b>", "a b@c", "a@", "@b", "é@b", "a@b,c@d"])
      assert.match(
        problemsOf(mail, {
          host: "a",
          to: bad,
          mailbox: "b",
          mailboxPassword: "abcd",
        }),
        /^to must be a mail address/,
        bad,
      );
  });

  test("it is described without secrets", () => {
    const settings = mail.settings.parse({
      host: "smtp.example.org",
      to: "a@example.org",
      mailbox: "imap.example.org",
      mailboxPassword: mailPassword,
    });
    assert.equal(
      mail.describe(settings),
      "mail to a@example.org by smtp.example.org, read at imap.example.org",
    );
    assert.equal(mail.host(settings), "smtp.example.org");
  });
});
