// What is POP3's own; what all mail servers share is in mail-protocol/mail-servers.test.ts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mailScripts, startMailScript } from "../testing/mail-scripts.ts";
import { probeWith } from "../testing/probe.ts";
import { summary } from "../testing/web.ts";
import { pop3 } from "./pop3.ts";

const login = { username: "me", password: "hunter-mail", tls: "none" };
const token = Buffer.from("\0me\0hunter-mail").toString("base64");

/** What is said first, what to which line, settings, and what is to be said of it. */
type Row = [string, Record<string, string>, Record<string, unknown>, RegExp];

const rows: Row[] = [
  [
    "-ERR come back later\r\n",
    {},
    {},
    /^down turned-away: the server turns us away: "come back later"$/,
  ],
  ["+OK\r\n", { CAPA: "-ERR what?\r\n" }, {}, /^up$/],
  [
    "+OK\r\n",
    { CAPA: "-ERR\r\n", "USER me": "+OK\r\n", "PASS hunter-mail": "+OK\r\n" },
    login,
    /^up$/,
  ],
  [
    "+OK\r\n",
    {
      CAPA: "+OK\r\nSASL CRAM-MD5 PLAIN\r\n.\r\n",
      [`AUTH PLAIN ${token}`]: "+OK\r\n",
    },
    login,
    /^up$/,
  ],
  [
    "+OK\r\n",
    { CAPA: "-ERR\r\n", "USER me": "-ERR no such user me\r\n" },
    login,
    /^down login-failed: the server refuses the login: "no such user me"$/,
  ],
  [
    "+OK\r\n",
    { CAPA: "-ERR\r\n", "USER me": "-ERR\r\n" },
    login,
    /^down login-failed: the server refuses the login: "-ERR"$/,
  ],
  [
    "+OK\r\n",
    { CAPA: "-ERR\r\n", STLS: "-ERR no TLS here\r\n" },
    { tls: "starttls" },
    /^down no-starttls: the server refuses to begin TLS: "no TLS here"$/,
  ],
  [
    "+OK\r\n",
    { CAPA: `+OK\r\n${"X\r\n".repeat(300)}` },
    {},
    /^down too-much: the answer to CAPA has more than 200 lines$/,
  ],
];

test("what a server may say", async (t) => {
  for (const [greeting, answers, typed, expected] of rows) {
    const server = await startMailScript(t, {
      ...mailScripts.pop3,
      greeting,
      answer: (line) => answers[line],
    });
    const host = `127.0.0.1:${server.port}`;
    assert.match(
      summary(await probeWith(pop3, { host, ...typed })),
      expected,
      JSON.stringify(answers),
    );
    await server.allClosed();
  }
});
