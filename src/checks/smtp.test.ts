// What is SMTP's own; what all mail servers share is in mail-protocol/mail-servers.test.ts.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { listening } from "../testing/listening.ts";
import { mailScripts, startMailScript } from "../testing/mail-scripts.ts";
import { probeWith } from "../testing/probe.ts";
import { startTcpServer } from "../testing/tcp-server.ts";
import { goodCertificate, summary } from "../testing/web.ts";
import { smtp } from "./smtp.ts";

const login = { username: "mé", password: "hunter-größe" };

async function startServer(
  t: TestContext,
  options: SMTPServerOptions,
): Promise<string> {
  const { cert, key } = goodCertificate;
  const server = new SMTPServer({
    cert,
    key,
    authOptional: true,
    onAuth({ username, password }, _session, done) {
      const isRight =
        username === login.username && password === login.password;
      done(isRight ? null : new Error(`${password} is wrong`), { user: "me" });
    },
    ...options,
  });
  server.on("error", () => {});
  return `127.0.0.1:${await listening(t, server.server)}`;
}

test("a real server: with every way to log in that is known here", async (t) => {
  const table: [SMTPServerOptions, Record<string, unknown>, RegExp][] = [
    [{}, {}, /^up$/],
    [{ authMethods: ["PLAIN"] }, login, /^up$/],
    [{ authMethods: ["LOGIN"] }, login, /^up$/],
    [{ authMethods: ["XOAUTH2", "LOGIN"] }, login, /^up$/],
    [
      { authMethods: ["LOGIN"] },
      { ...login, password: "hunter-wrong" },
      /^down login-failed: the server refuses the login: "535 \[secret\] is wrong"$/,
    ],
    [
      { authMethods: ["CRAM-MD5"] },
      login,
      /^down login-not-offered: the server takes no login by password; it offers "CRAM-MD5"$/,
    ],
    [
      { disabledCommands: ["AUTH"] },
      login,
      /^down login-not-offered: the server offers no login here$/,
    ],
    [{ disabledCommands: ["STARTTLS"] }, {}, /^up$/],
    [{ disabledCommands: ["STARTTLS"] }, login, /^down no-starttls: /],
    [{ secure: true }, { ...login, tls: "implicit" }, /^up$/],
  ];
  for (const [options, typed, expected] of table) {
    const host = await startServer(t, options);
    const result = await probeWith(smtp, { host, ...typed });
    assert.match(summary(result), expected, JSON.stringify(options));
    assert.doesNotMatch(JSON.stringify(result), /hunter/);
  }
});

test("what a server refuses is said in its own words", async (t) => {
  const table: [string, Record<string, string>, RegExp][] = [
    [
      "554 too many connections\r\n",
      {},
      /^down turned-away: the server turns us away: "554 too many connections"$/,
    ],
    [
      "220 hi\r\n",
      { EHLO: "502 what?\r\n" },
      /^down ehlo: the server refuses EHLO: "502 what\?"$/,
    ],
    [
      "220 hi\r\n",
      { EHLO: "250-a\r\n250 STARTTLS\r\n", STARTTLS: "454 not now\r\n" },
      /^down no-starttls: the server refuses to begin TLS: "454 not now"$/,
    ],
    [
      "220 hi\r\n",
      { EHLO: "250-a\r\n".repeat(300) },
      /^down too-much: the answer to EHLO has more than 200 lines$/,
    ],
    ["220 hi\r\n", { EHLO: "hello to you\r\n" }, /^down protocol: /],
  ];
  for (const [greeting, answers, expected] of table) {
    const server = await startMailScript(t, {
      ...mailScripts.smtp,
      greeting,
      answer: (line) => answers[line.split(" ")[0] ?? ""],
    });
    const host = `127.0.0.1:${server.port}`;
    assert.match(summary(await probeWith(smtp, { host })), expected);
    await server.allClosed();
  }
});

test("a server that hangs up on the login", async (t) => {
  const server = await startTcpServer(t, (socket) => {
    socket.write("220 hi\r\n");
    socket.on("data", (heard) => {
      if (heard.toString().startsWith("EHLO"))
        socket.write("250-a\r\n250 AUTH PLAIN\r\n");
      else socket.end();
    });
  });
  const host = `127.0.0.1:${server.port}`;
  assert.equal(
    summary(await probeWith(smtp, { host, ...login, tls: "none" })),
    "down closed: connection closed while waiting for the answer to the login",
  );
  await server.allClosed();
});
