import assert from "node:assert/strict";
import type { IncomingHttpHeaders } from "node:http";
import { test } from "node:test";
import {
  goodCertificate,
  probeHttp,
  startSite,
  summary,
} from "../../testing/web.ts";
import { startTcpServer } from "../../testing/tcp-server.ts";

interface Seen {
  method: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

test("redirects are followed to their end", async (t) => {
  const end = await startSite(
    t,
    (_request, response) => response.end("Search"),
    goodCertificate,
  );
  const origin = await startSite(t, (request, response) => {
    const steps = Number(request.url?.slice(1));
    const location = steps > 1 ? `/${steps - 1}` : `${end}/?token=abcd`;
    response.writeHead(302, { location }).end("moved");
  });
  const result = await probeHttp({ url: `${origin}/5`, contains: "Search" });
  assert.equal(summary(result), "up");
  assert.equal(result.facts?.["redirects"], 5);
  assert.equal(result.facts?.["finalHost"], new URL(end).host);
  assert.ok(!JSON.stringify(result).includes("abcd"));
  assert.equal(
    summary(await probeHttp({ url: `${origin}/6` })),
    "down too-many-redirects: too many redirects (5)",
  );
  assert.equal(
    summary(await probeHttp({ url: `${origin}/6`, redirects: 6 })),
    "up",
  );
});

test("with 0 redirects the redirect itself is judged", async (t) => {
  const origin = await startSite(t, (_request, response) =>
    response.writeHead(301, { location: "http://10.0.0.1/" }).end("moved"),
  );
  assert.equal(summary(await probeHttp({ url: origin, redirects: 0 })), "up");
  const settings = { url: origin, redirects: 0, statuses: "200" };
  assert.equal(
    summary(await probeHttp(settings)),
    "down status: HTTP 301 (accepted: 200)",
  );
});

test("where redirects go wrong is said", async (t) => {
  const closed = await startTcpServer(t, (socket) => socket.destroy());
  const table: [string, string][] = [
    ["/", "down redirect-loop: redirect loop: back to"],
    [
      "ftp://files.test/",
      "down redirect: redirects to ftp:, which is neither http nor https",
    ],
    ["http://[", 'down redirect: redirects to "http://[", which is no URL'],
    [
      "http://169.254.169.254/latest",
      "unknown address-not-allowed: after a redirect to 169.254.169.254: 169.254.169.254 is a cloud metadata address",
    ],
    [
      "http://10.0.0.1/",
      "unknown address-not-allowed: after a redirect to 10.0.0.1: 10.0.0.1 is a private address",
    ],
    [
      `http://127.0.0.1:${closed.port}/`,
      `down closed: after a redirect to 127.0.0.1:${closed.port}: connection closed`,
    ],
  ];
  for (const [location, expected] of table) {
    const origin = await startSite(t, (_request, response) =>
      response.writeHead(302, { location }).end(),
    );
    const told = summary(await probeHttp({ url: origin }));
    assert.ok(told.startsWith(expected), `${location}: ${told}`);
  }
});

test("a redirect without a place to go, or with a strange one, is survived", async (t) => {
  for (const location of [
    "",
    "/caf\u00e9",
    "?q=\u00e9",
    "//",
    "\\\\x",
    "http://user:hunter22@127.0.0.1:1/",
  ]) {
    const server = await startTcpServer(t, (socket) =>
      socket.once("data", () =>
        socket.end(
          Buffer.from(
            `HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`,
            "utf8",
          ),
        ),
      ),
    );
    const result = await probeHttp({
      url: `http://127.0.0.1:${server.port}/start`,
      redirects: 1,
    });
    assert.equal(result.outcome, "down", location);
    assert.ok(!JSON.stringify(result).includes("hunter22"));
    await server.allClosed();
  }
});

test("of several places to go the first counts", async (t) => {
  const origin = await startSite(t, (request, response) => {
    if (request.url === "/")
      response.writeHead(302, [
        ["Location", "/first"],
        ["Location", "/second"],
      ]);
    response.end(request.url);
  });
  const result = await probeHttp({ url: origin, contains: "/first" });
  assert.equal(summary(result), "up");
});

test("the method changes as it does in browsers", async (t) => {
  const table: [number, string, string][] = [
    [301, "POST", "GET"],
    [302, "POST", "GET"],
    [303, "POST", "GET"],
    [303, "HEAD", "HEAD"],
    [307, "POST", "POST"],
    [308, "PUT", "PUT"],
    [302, "PUT", "PUT"],
  ];
  for (const [status, method, expected] of table) {
    const seen: Seen[] = [];
    const origin = await startSite(t, (request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () => {
        seen.push({ method: request.method, headers: request.headers, body });
        if (request.url === "/")
          response.writeHead(status, { location: "/end" });
        response.end();
      });
    });
    const body = method === "HEAD" ? {} : { body: "hello" };
    assert.equal(
      summary(await probeHttp({ url: origin, method, ...body })),
      "up",
    );
    const last = seen[1];
    const isKept = expected === method && method !== "HEAD";
    assert.equal(last?.method, expected, `${status} ${method}`);
    assert.equal(last.body, isKept ? "hello" : "");
    assert.equal(
      last.headers["content-type"],
      isKept ? "text/plain; charset=utf-8" : undefined,
    );
  }
});

test("credentials stay with the origin that they are for", async (t) => {
  const seen: IncomingHttpHeaders[] = [];
  const other = await startSite(t, (request, response) => {
    seen.push(request.headers);
    response.end();
  });
  const origin = await startSite(t, (request, response) => {
    seen.push(request.headers);
    const location = request.url === "/" ? "/second" : other;
    response.writeHead(302, { location }).end();
  });
  const headers = { Cookie: "session=1", "X-Trace": "1", Host: "site.test" };
  const result = await probeHttp({
    url: origin,
    headers,
    username: "me",
    password: "hunter22",
    secretHeader: "X-Api-Key",
    secretValue: "abcdefgh",
  });
  assert.equal(summary(result), "up");
  const [first, second, third] = seen;
  for (const own of [first, second]) {
    assert.equal(own?.["x-api-key"], "abcdefgh");
    assert.ok(own.authorization);
    assert.equal(own.cookie, "session=1");
    assert.equal(own.host, "site.test");
  }
  assert.equal(third?.["x-trace"], "1");
  assert.equal(third.host, new URL(other).host);
  for (const name of ["x-api-key", "authorization", "cookie"])
    assert.equal(third[name], undefined, name);
});

test("a body is not carried to another origin", async (t) => {
  let requests = 0;
  const other = await startSite(t, (_request, response) => {
    requests += 1;
    response.end();
  });
  const origin = await startSite(t, (_request, response) =>
    response.writeHead(307, { location: other }).end(),
  );
  const result = await probeHttp({
    url: origin,
    method: "POST",
    body: "hello",
  });
  assert.match(
    summary(result),
    /^down redirect: redirects to .* wants the body sent there/,
  );
  assert.equal(requests, 0);
});
