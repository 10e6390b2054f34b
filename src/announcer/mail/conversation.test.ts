import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { createConnector } from "../../net/create-connector.ts";
import {
  createAuthority,
  createCertificate,
} from "../../testing/certificates.ts";
import { Connections } from "./connections.ts";
import type { MailServer } from "./conversation.ts";
import type { Handed } from "./handed.ts";

const authority = createAuthority();
const certificate = createCertificate({ issuer: authority });
const login = { user: "watch", pass: "p@ss:word" };

interface Seen {
  logins: string[];
  mails: { text: string; isSecure: boolean }[];
}

/** A mail server of a test's own that lets in whoever knows the password. */
async function serve(
  t: TestContext,
  options: SMTPServerOptions,
): Promise<{ port: number; seen: Seen }> {
  const seen: Seen = { logins: [], mails: [] };
  const server = new SMTPServer({
    disableReverseLookup: true,
    // Connections that are kept need not be waited for.
    closeTimeout: 1,
    logger: false,
    onAuth: ({ username = "", password = "" }, _session, callback) => {
      seen.logins.push(`${username} ${password}`);
      if (password === login.pass) callback(null, { user: username });
      else
        callback(
          Object.assign(new Error("5.7.8 wrong"), { responseCode: 535 }),
        );
    },
    onData: (stream, { secure }, callback) => {
      let text = "";
      stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
      stream.on("end", () => {
        seen.mails.push({ text, isSecure: secure });
        callback();
      });
    },
    ...options,
  });
  server.on("error", () => {});
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  t.after(() => new Promise<void>((resolve) => server.close(resolve)));
  const { port } = server.server.address() as AddressInfo;
  return { port, seen };
}

async function hand(
  server: Partial<MailServer>,
  { isTrusted = true } = {},
): Promise<Handed> {
  const connections = new Connections(
    {
      host: "127.0.0.1",
      port: 0,
      secure: false,
      login: null,
      requireTls: false,
      ...server,
    },
    createConnector({
      allowNetworks: ["127.0.0.0/8"],
      authorities: isTrusted ? [authority.cert] : [],
    }),
  );
  return connections.handOver(
    {
      from: "status@example.org",
      to: "ada@example.org",
      bytes: Buffer.from("Subject: x\r\n\r\n.a line with a dot\r\n"),
    },
    {
      now: Date.now(),
      timeoutMs: 5_000,
      beforeWriting: async () => {},
    },
  );
}

test("over TLS from the first byte, logged in; with a certificate that is not right nothing is said", async (t) => {
  const { port, seen } = await serve(t, { secure: true, ...certificate });
  const server = { port, secure: true, login };
  const refused = await hand(server, { isTrusted: false });
  assert.partialDeepStrictEqual(refused, { ok: false, kind: "tls" });
  assert.deepEqual(seen, { logins: [], mails: [] });
  assert.partialDeepStrictEqual(await hand(server), { ok: true });
  assert.deepEqual(seen.logins, ["watch p@ss:word"]);
  const text = "Subject: x\r\n\r\n.a line with a dot\r\n";
  assert.deepEqual(seen.mails, [{ text, isSecure: true }]);
});

test("a password is not said in the clear, and a wrong one is no network trouble", async (t) => {
  const { port, seen } = await serve(t, {
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
  });
  const kept = await hand({ port, login, requireTls: true });
  assert.partialDeepStrictEqual(kept, { ok: false, kind: "tls" });
  assert.deepEqual(seen, { logins: [], mails: [] });
  const wrong = await hand({ port, login: { user: "watch", pass: "wrong" } });
  assert.partialDeepStrictEqual(wrong, { ok: false, kind: "login" });
  assert.partialDeepStrictEqual(await hand({ port, login }), { ok: true });
  assert.equal(seen.mails.length, 1);
});

test("STARTTLS: a certificate that is not right ends it before anything is said", async (t) => {
  const { port, seen } = await serve(t, { ...certificate });
  const refused = await hand({ port, login, requireTls: true });
  assert.partialDeepStrictEqual(refused, { ok: false, kind: "tls" });
  assert.deepEqual(seen, { logins: [], mails: [] });
});
