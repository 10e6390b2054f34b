// Web sites and their certificates, of Debian's nginx.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { createCertificate } from "../testing/certificates.ts";
import { probeWith } from "../testing/probe.ts";
import {
  type Nginx,
  nginxLogin,
  startNginx,
  unlessNginx,
} from "../testing/servers/nginx.ts";
import { authority, goodCertificate, summary } from "../testing/web.ts";
import type { Check } from "./check.ts";
import { checks } from "./index.ts";

const DAY_MS = 86_400_000;

const expired = createCertificate({
  issuer: authority,
  names: ["old.test"],
  validTo: new Date(Date.now() - 2.5 * DAY_MS),
});
const named = { name: "old.test", certificate: expired };

type Typed = Record<string, unknown>;

/** The same with and without TLS. */
const pages: [path: string, typed: Typed, expected: RegExp][] = [
  ["/", {}, /^up$/],
  ["/", { contains: "All is well", html: true, lacks: "error" }, /^up$/],
  ["/", { pattern: "(?s)(so it\\Wstays.*){3}" }, /^up$/],
  ["/", { method: "HEAD" }, /^up$/],
  ["/", { method: "POST" }, /^down status: HTTP 405 /],
  ["/method", { method: "DELETE", contains: "DELETE" }, /^up$/],
  [
    "/health.json",
    { jsonPath: "$.checks[0].status", jsonEquals: "ok" },
    /^up$/,
  ],
  ["/health.json", { html: true }, /^down not-html: .*"application\/json"$/],
  ["/moved", { contains: "All is well" }, /^up$/],
  ["/moved", { redirects: 0, statuses: "200" }, /^down status: HTTP 301 /],
  ["/loop", {}, /^down redirect-loop: redirect loop: back to "http.*\/loop"$/],
  ["/elsewhere", {}, /^down refused: after a redirect to 127\.0\.0\.1:\d+: /],
  ["/nowhere", {}, /^down status: HTTP 404 /],
  ["/maintenance", {}, /^down status: HTTP 503 /],
  ["/maintenance", { statuses: "503", contains: "noon" }, /^up$/],
  ["/dropped", {}, /^down closed: .* while waiting for the answer$/],
  ["/behind", {}, /^down status: HTTP 502 /],
  ["/private", {}, /^down status: HTTP 401 /],
  ["/private", nginxLogin, /^up$/],
  [
    "/private",
    { ...nginxLogin, password: "hunter-wrong" },
    /^down status: HTTP 401 /,
  ],
];

type Name = keyof Nginx["ports"];

const handshakes: [
  type: "http" | "tls",
  port: Name,
  typed: Typed,
  expected: RegExp,
][] = [
  ["http", "older", {}, /^down tls: .* no TLS from 1\.2 on, only older/],
  ["http", "mutual", {}, /^down status: HTTP 400 /],
  ["http", "http", {}, /^down tls: the server does not speak TLS on this/],
  ["http", "nobody", {}, /^down refused: /],
  ["tls", "https", { refusesOlder: true }, /^up$/],
  [
    "tls",
    "https",
    { certificateDays: 91 },
    /^degraded certificate-ends-soon: certificate expires in 89 days$/,
  ],
  [
    "tls",
    "https",
    { serverName: named.name },
    /^down certificate-expired: certificate expired 2 days 12 h ago$/,
  ],
  ["tls", "older", {}, /^down tls: .* no TLS from 1\.2 on, only older/],
  ["tls", "older", { oldestTls: "TLS 1.0" }, /^up$/],
  [
    "tls",
    "older",
    { oldestTls: "TLS 1.1", refusesOlder: true },
    /^degraded old-tls: the server also takes TLS 1\.0 /,
  ],
  ["tls", "mutual", {}, /^up$/],
  ["tls", "http", {}, /^down tls: the server does not speak TLS on this port$/],
];

const start = (t: TestContext): Promise<Nginx> =>
  startNginx(t, { certificate: goodCertificate, named });

for (const scheme of ["http", "https"] as const)
  test(`nginx's pages by ${scheme}`, { skip: unlessNginx }, async (t) => {
    const { ports } = await start(t);
    for (const [path, typed, expected] of pages) {
      const url = `${scheme}://127.0.0.1:${ports[scheme]}${path}`;
      const result = await probeWith(checks.http, { url, ...typed });
      assert.match(summary(result), expected, path + JSON.stringify(typed));
      assert.doesNotMatch(JSON.stringify(result), /hunter/);
    }
  });

test("nginx's handshakes", { skip: unlessNginx }, async (t) => {
  const { ports } = await start(t);
  for (const [type, port, typed, expected] of handshakes) {
    const address = `127.0.0.1:${ports[port]}`;
    const where =
      type === "tls" ? { host: address } : { url: `https://${address}/` };
    const check: Check = checks[type];
    const result = await probeWith(check, { ...where, ...typed });
    assert.match(summary(result), expected, port + JSON.stringify(typed));
  }
});

test(
  "HTTP without TLS on nginx's TLS port",
  { skip: unlessNginx },
  async (t) => {
    const { ports } = await start(t);
    const url = `http://127.0.0.1:${ports.https}/`;
    const result = await probeWith(checks.http, { url });
    assert.match(summary(result), /^down status: HTTP 400 /);
  },
);
