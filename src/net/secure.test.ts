import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import {
  createAuthority,
  createCertificate,
  type Certificate,
  type CertificateWishes,
} from "../testing/certificates.ts";
import { startTcpServer } from "../testing/tcp-server.ts";
import type { ConnectFailed, Secured } from "./connector.ts";
import { createConnector } from "./create-connector.ts";

const DAY_MS = 86_400_000;
const now = Date.now();
const signal = new AbortController().signal;
const authority = createAuthority();
const connector = createConnector({
  allowNetworks: ["127.0.0.0/8"],
  authorities: [authority.cert],
});

function inDays(days: number): Date {
  return new Date(now + days * DAY_MS);
}

/** Shakes hands with a server as "localhost" and hangs up. */
async function shakeHands(
  port: number,
  host = "localhost",
): Promise<Secured | ConnectFailed> {
  const connected = await connector.connect({
    host: "127.0.0.1",
    port,
    signal,
  });
  assert.ok(connected.ok, JSON.stringify(connected));
  const { socket } = connected;
  const secured = await connector.secure({ socket, host, now, signal });
  if (secured.ok) secured.socket.destroy();
  return secured;
}

async function problemOf(
  t: TestContext,
  certificate: Certificate,
  host?: string,
): Promise<{ kind: string; text: string } | undefined> {
  const server = await startTcpServer(t, () => {}, certificate);
  const secured = await shakeHands(server.port, host);
  assert.ok(secured.ok, JSON.stringify(secured));
  await server.allClosed();
  return secured.certificate.problem;
}

test("a good certificate has no problem, by name and by address", async (t) => {
  const certificate = createCertificate({ issuer: authority });
  for (const host of ["localhost", "LOCALHOST", "localhost.", "127.0.0.1"])
    assert.equal(await problemOf(t, certificate, host), undefined, host);
  const wildcard = createCertificate({
    issuer: authority,
    names: ["*.a.test"],
  });
  assert.equal(await problemOf(t, wildcard, "www.a.test"), undefined);
});

test("the handshake reports its version, its time and the days left", async (t) => {
  const certificate = createCertificate({
    issuer: authority,
    validTo: inDays(6.5),
  });
  const server = await startTcpServer(t, () => {}, certificate);
  const secured = await shakeHands(server.port);
  assert.ok(secured.ok);
  assert.equal(secured.tlsVersion, "TLSv1.3");
  assert.ok(secured.tlsMs > 0);
  assert.deepEqual(secured.certificate, { daysLeft: 6 });
});

const faults: Record<string, [CertificateWishes, kind: string, text: string]> =
  {
    expired: [
      { issuer: authority, validFrom: inDays(-40), validTo: inDays(-3.1) },
      "certificate-expired",
      "certificate expired 3 days 2 h ago",
    ],
    "not valid yet": [
      {
        issuer: authority,
        validFrom: new Date("2090-01-02T03:04:05Z"),
        validTo: new Date("2091-01-02T03:04:05Z"),
      },
      "certificate-not-yet-valid",
      "certificate is not valid before 2090-01-02 03:04 UTC",
    ],
    "for another host": [
      { issuer: authority, names: ["other.test"] },
      "certificate-name",
      "certificate is for other.test, not localhost",
    ],
    "for many other hosts": [
      { issuer: authority, names: ["a.test", "b.test", "c.test"] },
      "certificate-name",
      "certificate is for a.test, b.test …, not localhost",
    ],
    "wildcard elsewhere": [
      { issuer: authority, names: ["*.test"] },
      "certificate-name",
      "certificate is for *.test, not localhost",
    ],
    "name with a tail": [
      { issuer: authority, names: ["localhost.evil.test"] },
      "certificate-name",
      "certificate is for localhost.evil.test, not localhost",
    ],
    "common name only": [
      { issuer: authority, names: [] },
      "certificate-name",
      "certificate names no host (the common name does not count), not localhost",
    ],
    "self-signed": [{}, "certificate-not-trusted", "self-signed certificate"],
    "unknown authority": [
      { issuer: createAuthority("Other") },
      "certificate-not-trusted",
      "the certificate's authority is not trusted, or the server does not send its intermediate certificate",
    ],
    "for clients": [
      { issuer: authority, usage: "client" },
      "certificate-not-trusted",
      "the certificate is not meant for servers",
    ],
    "short key": [
      { issuer: authority, key: "rsa-1024" },
      "certificate-not-trusted",
      "the certificate's key is too short to be safe",
    ],
    "weak hash": [
      { issuer: authority, hash: "sha1" },
      "certificate-not-trusted",
      "the certificate is signed with a hash that is not safe",
    ],
    "expired, and for another host": [
      { names: ["other.test"], validFrom: inDays(-9), validTo: inDays(-1.01) },
      "certificate-expired",
      "certificate expired 1 day ago; certificate is for other.test, not localhost",
    ],
  };

for (const [name, [wishes, kind, text]] of Object.entries(faults))
  test(`certificate: ${name}`, async (t) => {
    assert.deepEqual(await problemOf(t, createCertificate(wishes)), {
      kind,
      text,
    });
  });

test("an intermediate certificate is used when it is sent, and missed when not", async (t) => {
  const wishes = { names: [], isAuthority: true, issuer: authority };
  const middle = createCertificate({ ...wishes, commonName: "Middle" });
  const old = createCertificate({
    ...wishes,
    commonName: "Old",
    validFrom: inDays(-9),
    validTo: inDays(-1),
  });
  const chain = (issuer: Certificate): Certificate => {
    const own = createCertificate({ issuer });
    return { ...own, cert: own.cert + issuer.cert };
  };
  assert.equal(await problemOf(t, chain(middle)), undefined);
  assert.match(
    (await problemOf(t, createCertificate({ issuer: middle })))?.text ?? "",
    /does not send its intermediate certificate/,
  );
  assert.equal(
    (await problemOf(t, chain(old)))?.text,
    "a certificate further up the chain has expired",
  );
});

test("a certificate with two thousand names is read like any other", async (t) => {
  const names = Array.from({ length: 2_000 }, (_, index) => `h${index}.test`);
  const certificate = createCertificate({
    issuer: authority,
    names: [...names, "localhost"],
  });
  assert.equal(await problemOf(t, certificate), undefined);
});

test("what breaks the handshake is named", async (t) => {
  const table: [string, Parameters<typeof startTcpServer>[1], string][] = [
    [
      "plain HTTP",
      (s) => s.once("data", () => s.end("HTTP/1.1 400 Bad\r\n\r\n")),
      "the server does not speak TLS on this port",
    ],
    [
      "a banner",
      (s) => s.write("220 mail.test ESMTP\r\n"),
      "the server does not speak TLS on this port",
    ],
    ["closed", (s) => s.end(), "connection closed during the TLS handshake"],
    [
      "closed later",
      (s) => s.once("data", () => s.end()),
      "connection closed during the TLS handshake",
    ],
    [
      "reset",
      (s) => s.once("data", () => s.resetAndDestroy()),
      "connection closed during the TLS handshake",
    ],
    [
      "alert",
      (s) => s.once("data", () => s.end(Buffer.from("15030300020228", "hex"))),
      "the TLS handshake failed (ssl/tls alert handshake failure)",
    ],
  ];
  for (const [name, talk, text] of table) {
    const server = await startTcpServer(t, talk);
    const outcome = await shakeHands(server.port);
    assert.ok(!outcome.ok, name);
    assert.equal(outcome.failure.text, text, name);
    await server.allClosed();
  }
});
