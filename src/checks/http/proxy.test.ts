import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { probeExpecting } from "../../testing/probe.ts";
import { startTcpServer } from "../../testing/tcp-server.ts";
import {
  goodCertificate,
  probeHttp,
  startSite,
  summary,
} from "../../testing/web.ts";
import { http } from "../http.ts";

/** A proxy that wants a password, and remembers what it was asked for. */
async function startProxy(t: TestContext) {
  const asked: string[] = [];
  const expected = `Basic ${Buffer.from("me:hunter22").toString("base64")}`;
  const proxy = createServer((request, response) => {
    asked.push(request.url ?? "");
    const isKnown = request.headers["proxy-authorization"] === expected;
    response.writeHead(isKnown ? 200 : 407).end("by proxy");
  });
  proxy.on("connect", (request, socket) => {
    asked.push(`CONNECT ${request.url ?? ""}`);
    socket.on("error", () => {});
    if (request.headers["proxy-authorization"] !== expected) {
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return;
    }
    const [host, port] = (request.url ?? "").split(":");
    const upstream = connect(Number(port), host);
    upstream.on("error", () => socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
    upstream.on("connect", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(upstream).pipe(socket);
    });
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  t.after(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  const { port } = proxy.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked };
}

const login = { proxyUsername: "me", proxyPassword: "hunter22" };

test("http goes to the proxy as a whole URL, https through a tunnel", async (t) => {
  const proxy = await startProxy(t);
  const plain = await startSite(t, (_request, response) =>
    response.end("direct"),
  );
  const secure = await startSite(
    t,
    (_request, response) => response.end("direct"),
    goodCertificate,
  );
  const viaProxy = { proxy: proxy.url, ...login };

  const first = await probeHttp({
    url: `${plain}/a?b=c`,
    contains: "by proxy",
    ...viaProxy,
  });
  assert.equal(summary(first), "up");
  assert.equal(first.facts?.["proxyAddress"], "127.0.0.1");
  assert.equal(first.facts?.["address"], undefined);
  const second = await probeHttp({
    url: `${secure}/a`,
    contains: "direct",
    ...viaProxy,
  });
  assert.equal(summary(second), "up");
  assert.equal(second.facts?.["certificateDaysLeft"], 89);
  assert.deepEqual(proxy.asked, [
    `${plain}/a?b=c`,
    `CONNECT ${new URL(secure).host}`,
  ]);
});

test("a name that only the proxy knows is left to the proxy", async (t) => {
  const proxy = await startProxy(t);
  const settings = {
    url: "http://only.proxy.test/a",
    proxy: proxy.url,
    ...login,
  };
  assert.equal(summary(await probeHttp(settings)), "up");
  assert.deepEqual(proxy.asked, ["http://only.proxy.test/a"]);
});

test("a proxy's refusal is told apart from the site's", async (t) => {
  const proxy = await startProxy(t);
  const secure = await startSite(
    t,
    (_request, response) => response.end(),
    goodCertificate,
  );
  const closed = await startTcpServer(t, (socket) => socket.destroy());
  const table: [Record<string, unknown>, string][] = [
    [
      { url: secure, proxy: proxy.url },
      "down proxy: the proxy answers HTTP 407",
    ],
    [
      { url: "https://127.0.0.1:1/", proxy: proxy.url, ...login },
      "down proxy: the proxy answers HTTP 502",
    ],
    [
      { url: secure, proxy: "http://127.0.0.1:1" },
      "down refused: proxy: connection refused by 127.0.0.1, port 1",
    ],
    [
      { url: secure, proxy: `http://127.0.0.1:${closed.port}` },
      "down proxy: proxy: connection closed while connecting through the proxy",
    ],
    [
      { url: secure, proxy: "http://10.0.0.1:3128" },
      "unknown address-not-allowed: proxy: 10.0.0.1 is a private address",
    ],
    [
      { url: "https://169.254.169.254/", proxy: proxy.url, ...login },
      "unknown address-not-allowed: 169.254.169.254 is a cloud metadata address",
    ],
  ];
  for (const [settings, expected] of table) {
    const told = summary(await probeHttp(settings));
    assert.ok(told.startsWith(expected), told);
  }
});

test("a proxy that never answers ends with the deadline", async (t) => {
  const silent = await startTcpServer(t, () => {});
  for (const scheme of ["http", "https"]) {
    const url = `${scheme}://127.0.0.1:1/`;
    const proxy = `http://127.0.0.1:${silent.port}`;
    const expected = /^down timeout: no answer within 100 ms/;
    await probeExpecting(http, { url, proxy }, expected, 100);
  }
  await silent.allClosed();
});
