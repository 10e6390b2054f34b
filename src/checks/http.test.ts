import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import type { IncomingMessage, RequestListener } from "node:http";
import { test } from "node:test";
import { createCertificate } from "../testing/certificates.ts";
import {
  authority,
  goodCertificate,
  probeHttp,
  startSite,
  summary,
} from "../testing/web.ts";
import { http } from "./http.ts";

const corpora = new URL("../../../shared/corpora/", import.meta.url);
const skip = !existsSync(corpora) && "left out: there is no ../shared/corpora";

const html =
  '<!doctype html><title>Search</title><p class="a">Café, build 42</p>';
const json = JSON.stringify({
  status: "ok",
  count: 3,
  ready: true,
  none: null,
  "a key": { b: [{ c: "deep" }] },
});

/** A site with a page for each kind of answer. */
const site: RequestListener = (request, response) => {
  const { pathname } = new URL(request.url ?? "", "http://site.test");
  const [, kind = "", detail = ""] = pathname.split("/");
  if (kind === "status") response.statusCode = Number(detail);
  if (kind === "type")
    response.setHeader("content-type", decodeURIComponent(detail));
  if (kind === "html") response.setHeader("content-type", "text/html");
  if (kind === "json") return response.end(json);
  if (kind === "late") return setTimeout(() => response.end(html), 30);
  if (kind === "big") return response.end(`start${"x".repeat(300_000)}end`);
  if (kind === "latin1")
    return response
      .setHeader("content-type", 'text/html; charset="ISO-8859-1"')
      .end(Buffer.from("Café", "latin1"));
  return response.end(html);
};

test("answers are judged by the settings", async (t) => {
  const origin = await startSite(t, site);
  const table: [string, Record<string, unknown>, string][] = [
    ["/", {}, "up"],
    ["/", { method: "HEAD" }, "up"],
    ["/?token=abcd", {}, "up"],
    ["/status/204", {}, "up"],
    ["/status/304", {}, "up"],
    ["/status/404", {}, "down status: HTTP 404 (accepted: 200-399)"],
    [
      "/status/503",
      { statuses: "2xx, 404" },
      "down status: HTTP 503 (accepted: 2xx, 404)",
    ],
    ["/status/404", { statuses: "2xx, 404" }, "up"],
    ["/", { contains: "Café" }, "up"],
    [
      "/",
      { contains: "café" },
      'down text-missing: text "café" not found in the page',
    ],
    ["/latin1", { contains: "Café" }, "up"],
    ["/big", { contains: "start" }, "up"],
    [
      "/big",
      { contains: "end" },
      'down text-missing: text "end" not found in the first 256 KiB',
    ],
    ["/", { lacks: "Internal error" }, "up"],
    [
      "/",
      { lacks: "build" },
      'down text-present: text "build" found, which must not be there',
    ],
    ["/", { pattern: "(?i)BUILD \\d+" }, "up"],
    [
      "/",
      { pattern: "build \\d{3}" },
      'down pattern-missing: pattern "build \\d{3}" not found in the page',
    ],
    ["/html", { html: true }, "up"],
    ["/type/application%2Fxhtml+xml", { html: "yes" }, "up"],
    [
      "/",
      { html: true },
      "down not-html: not HTML: the content type says nothing",
    ],
    [
      "/type/text%2Fplain",
      { html: true },
      'down not-html: not HTML: the content type says "text/plain"',
    ],
    ["/json", { jsonPath: "status", jsonEquals: "ok" }, "up"],
    ["/json", { jsonPath: "$.count", jsonEquals: 3 }, "up"],
    ["/json", { jsonPath: "ready", jsonEquals: true }, "up"],
    ["/json", { jsonPath: "none", jsonEquals: "null" }, "up"],
    ["/json", { jsonPath: '$["a key"].b[0].c', jsonEquals: "deep" }, "up"],
    ["/json", { jsonPath: '$["a key"].b[0].c' }, "up"],
    [
      "/json",
      { jsonPath: "status", jsonEquals: "no" },
      'down json: JSON at "status" is "ok", not "no"',
    ],
    ["/json", { jsonPath: "b[0]" }, 'down json: JSON has nothing at "b[0]"'],
    [
      "/json",
      { jsonPath: "__proto__.x" },
      'down json: JSON has nothing at "__proto__.x"',
    ],
    ["/", { jsonPath: "a" }, "down json: the answer is not JSON"],
    [
      "/big",
      { jsonPath: "a" },
      "down json: too long to be read as JSON: more than 256 KiB",
    ],
    ["/late", { slow: "10ms" }, "degraded slow"],
    ["/late", { slow: "1m" }, "up"],
  ];
  for (const [path, settings, expected] of table) {
    const result = await probeHttp({ url: origin + path, ...settings });
    const told = summary(result);
    const isRight = expected.startsWith("degraded")
      ? told.startsWith(expected)
      : told === expected;
    assert.ok(isRight, `${path} ${JSON.stringify(settings)}: ${told}`);
  }
});

test("a page that says HTML but is none is not HTML", async (t) => {
  const origin = await startSite(t, (_request, response) => {
    response.setHeader("content-type", "text/html").end("PHP Fatal error");
  });
  assert.equal(
    summary(await probeHttp({ url: origin, html: true })),
    "down not-html: the page does not look like HTML",
  );
});

test("what was measured comes as facts, without query strings", async (t) => {
  const origin = await startSite(t, site, goodCertificate);
  const { latencyMs, facts = {} } = await probeHttp({
    url: `${origin}/?token=abcd`,
  });
  const { dnsMs, connectMs, tlsMs, firstByteMs, totalMs, ...rest } = facts;
  assert.deepEqual(rest, {
    address: "127.0.0.1",
    bytes: Buffer.byteLength(html),
    certificateDaysLeft: 89,
    redirects: 0,
    status: 200,
    tlsVersion: "TLSv1.3",
  });
  const durations = [dnsMs, connectMs, tlsMs, firstByteMs].map(Number);
  for (const ms of durations) assert.ok(ms >= 0, String(ms));
  assert.equal(totalMs, latencyMs);
  const sum = durations.reduce((total, ms) => total + ms, 0);
  assert.ok(Number(totalMs) >= sum - 1, `${String(totalMs)} < ${sum}`);
});

test("the request is what the settings say", async (t) => {
  const seen: { request: IncomingMessage; body: string }[] = [];
  const origin = await startSite(t, (request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      seen.push({ request, body });
      response.end();
    });
  });
  const sent = async (settings: Record<string, unknown>) => {
    assert.equal(
      summary(await probeHttp({ url: `${origin}/a?b=c#d`, ...settings })),
      "up",
    );
    const last = seen.at(-1);
    assert.ok(last);
    return last;
  };

  const plain = await sent({});
  assert.equal(plain.request.method, "GET");
  assert.equal(plain.request.url, "/a?b=c");
  assert.match(
    plain.request.headers["user-agent"] ?? "",
    /^allswell\/\d+\.\d+\.\d+$/,
  );
  assert.equal(plain.request.headers.connection, "close");

  const posted = await sent({
    method: "post",
    body: '{"a":"ü"}',
    headers: { "User-Agent": "me", "X-Trace": "1", Host: "other.test" },
    secretHeader: "X-Api-Key",
    secretValue: "hunter22",
  });
  assert.equal(posted.body, '{"a":"ü"}');
  const { headers } = posted.request;
  assert.equal(headers["content-type"], "application/json");
  assert.equal(headers["user-agent"], "me");
  assert.equal(headers["x-trace"], "1");
  assert.equal(headers["x-api-key"], "hunter22");
  assert.equal(headers.host, "other.test");

  const basic = await sent({ username: "me", password: "geheim: ü" });
  assert.equal(
    basic.request.headers.authorization,
    `Basic ${Buffer.from("me:geheim: ü").toString("base64")}`,
  );
  const bearer = await sent({ secretValue: "Bearer abcd" });
  assert.equal(bearer.request.headers.authorization, "Bearer abcd");
});

test("no path smuggles a header into the request", { skip }, async (t) => {
  const seen: IncomingMessage[] = [];
  const origin = await startSite(t, (request, response) => {
    seen.push(request);
    response.end();
  });
  const paths = readFileSync(new URL("crlf-paths.txt", corpora), "utf8")
    .trimEnd()
    .split("\n");
  for (const path of [
    ...paths,
    "/\r\nSet-Cookie:crlf=injection",
    "/\u560a\u560dSet-Cookie:crlf=injection",
  ])
    assert.equal(summary(await probeHttp({ url: origin + path })), "up", path);
  assert.equal(seen.length, paths.length + 2);
  for (const { headers, url } of seen) {
    assert.equal(headers["set-cookie"], undefined);
    assert.match(url ?? "", /^\/[\x21-\x7e]*$/);
  }
});

test("IPv4 or IPv6 alone is asked for", async (t) => {
  const origin = await startSite(t, site);
  assert.equal(summary(await probeHttp({ url: origin, family: "IPv4" })), "up");
  assert.equal(
    summary(await probeHttp({ url: origin, family: "IPv6" })),
    "down no-such-host: 127.0.0.1 has no IPv6 address",
  );
});

test("a bad certificate is down before anything is sent, unless nobody minds", async (t) => {
  let requests = 0;
  const selfSigned = createCertificate();
  const origin = await startSite(
    t,
    (_request, response) => {
      requests += 1;
      response.end();
    },
    selfSigned,
  );
  assert.equal(
    summary(
      await probeHttp({ url: origin, username: "me", password: "hunter22" }),
    ),
    "down certificate-not-trusted: self-signed certificate",
  );
  assert.equal(requests, 0);
  assert.equal(
    summary(await probeHttp({ url: origin, verifyTls: "no" })),
    "up",
  );
});

test("a certificate near its end is degraded, from the day that the settings say", async (t) => {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
  const soon = createCertificate({ issuer: authority, validTo: inDays(6.5) });
  const origin = await startSite(t, site, soon);
  const table: [Record<string, unknown>, string][] = [
    [{}, "degraded certificate-ends-soon: certificate expires in 6 days"],
    [
      { certificateDays: 7 },
      "degraded certificate-ends-soon: certificate expires in 6 days",
    ],
    [{ certificateDays: 6 }, "up"],
    [{ certificateDays: 0 }, "up"],
    [{ verifyTls: false }, "up"],
  ];
  for (const [settings, expected] of table)
    assert.equal(
      summary(await probeHttp({ url: origin, ...settings })),
      expected,
    );
});

test("a monitor is described without secrets and queries", () => {
  const settings = http.settings.parse({
    url: "https://www.example.org:8443/a/b?token=abcd#x",
    method: "POST",
  });
  assert.equal(
    http.describe(settings),
    "POST https://www.example.org:8443/a/b",
  );
  assert.equal(http.host(settings), "www.example.org");
});
