// What is IMAP's own; what all mail servers share is in mail-protocol/mail-servers.test.ts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mailScripts, startMailScript } from "../testing/mail-scripts.ts";
import { startImapServer } from "../testing/mailboxes.ts";
import { probeWith } from "../testing/probe.ts";
import { summary } from "../testing/web.ts";
import { imap } from "./imap.ts";

const login = { username: "me", password: "hunter-mail", tls: "none" };

test("a real server", async (t) => {
  const { port } = await startImapServer(t);
  const host = `127.0.0.1:${port}`;
  const table: [Record<string, unknown>, RegExp][] = [
    [{}, /^up$/],
    [login, /^up$/],
    [
      { ...login, password: "hunter-wrong" },
      /^down login-failed: the server refuses the login: "NO /,
    ],
  ];
  for (const [typed, expected] of table)
    assert.match(summary(await probeWith(imap, { host, ...typed })), expected);
});

/** What is said first, what to which command, settings, and what is to be said of it. */
type Row = [string, Record<string, string>, Record<string, unknown>, RegExp];

const ready = "* OK ready\r\n";
const capable = "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na1 OK\r\n";
const disabled = "* CAPABILITY IMAP4rev1 LOGINDISABLED\r\na1 OK\r\n";
/** "\0me\0größe" */
const plainToken = Buffer.from("\0me\0größe").toString("base64");

const rows: Row[] = [
  [
    "* BYE come back later\r\n",
    {},
    {},
    /^down turned-away: the server turns us away: "come back later"$/,
  ],
  ["* PREAUTH welcome\r\n", { CAPABILITY: capable }, {}, /^up$/],
  [ready, { CAPABILITY: "a1 BAD what?\r\n" }, {}, /^up$/],
  [ready, { CAPABILITY: "what?\r\n" }, {}, /^down protocol: /],
  [
    ready,
    { CAPABILITY: disabled },
    login,
    /^down login-not-offered: the server offers no login here$/,
  ],
  [
    ready,
    {
      CAPABILITY: capable,
      AUTHENTICATE: "+ \r\n",
      [plainToken]: "a2 OK welcome\r\n",
    },
    { ...login, password: "größe" },
    /^up$/,
  ],
  [
    ready,
    {
      CAPABILITY: capable,
      // Asks for more than there is to say; an empty line ends it.
      AUTHENTICATE: "+ \r\n+ \r\n",
      "": "a2 NO enough\r\n",
    },
    { ...login, password: "größe" },
    /^down login-failed: .*"NO enough"$/,
  ],
  [
    ready,
    { CAPABILITY: "* X\r\n".repeat(30_000) },
    {},
    /^down too-much: the answer to CAPABILITY has more than 20000 lines$/,
  ],
];

test("what a server may say", async (t) => {
  for (const [greeting, answers, typed, expected] of rows) {
    const server = await startMailScript(t, {
      ...mailScripts.imap,
      greeting,
      answer: (line) => answers[line.split(" ")[1] ?? line],
    });
    const host = `127.0.0.1:${server.port}`;
    assert.match(
      summary(await probeWith(imap, { host, ...typed })),
      expected,
      JSON.stringify(answers),
    );
    await server.allClosed();
  }
});
