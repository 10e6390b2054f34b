import assert from "node:assert/strict";
import { test } from "node:test";
import { checkTypes } from "../checks/index.ts";
import { durationInWords } from "../domain/duration.ts";
import { lookWithin } from "../testing/patience.ts";
import { startTcpServer } from "../testing/tcp-server.ts";
import { connector, startSite } from "../testing/web.ts";
import { checkCommand } from "./check.ts";

/** Runs the command as somebody would type it. */
async function run(...args: string[]) {
  const written = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof written) => ({
    write: (text: string) => (written[name] += text),
  });
  const code = await checkCommand(args, {
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    connector,
    now: Date.now,
  });
  return { code, ...written };
}

test("a probe is told in lines, with an exit code for each outcome", async (t) => {
  const origin = await startSite(t, (request, response) => {
    response.statusCode = request.url?.startsWith("/a") === true ? 503 : 200;
    setTimeout(() => response.end("Search"), request.url === "/late" ? 30 : 0);
  });
  const up = await run("http", `${origin}/`, "contains=Search");
  assert.equal(up.code, 0);
  assert.equal(up.stderr, "");
  assert.match(up.stdout, /^✓ up, [\d.]+ ms: http:\/\/127\.0\.0\.1:\d+\/\n/);
  assert.match(up.stdout, /\n {2}first byte +[\d.]+ ms\n/);
  assert.match(up.stdout, /\n {2}status +200\n/);

  const degraded = await run(
    "http",
    `${origin}/late`,
    "--slow",
    "10ms",
    "--headers=X-A: b",
    "headers=X-C: d",
  );
  assert.equal(degraded.code, 1);
  assert.match(
    degraded.stdout,
    /^! degraded, [\d.]+ ms: .*\n {2}slow: \d+ m?s \(limit 10 ms\)\n/,
  );

  const down = await run("http", `${origin}/a?token=abcd`);
  assert.equal(down.code, 2);
  assert.match(
    down.stdout,
    /^✗ down, [\d.]+ ms: .*\/a\n {2}HTTP 503 \(accepted: 200-399\)\n/,
  );

  const unknown = await run("http", "http://10.0.0.1/");
  assert.equal(unknown.code, 3);
  assert.match(
    unknown.stdout,
    /^\? unknown: http:\/\/10\.0\.0\.1\/\n {2}10\.0\.0\.1 is a private address: add 10\.0\.0\.1\/32/,
  );
});

test("--json prints the result as one line of JSON", async (t) => {
  const origin = await startSite(t, (_request, response) =>
    response.writeHead(404).end(),
  );
  const { code, stdout } = await run("http", "--json", `${origin}/?a=b`);
  assert.equal(code, 2);
  const { facts, latencyMs, ...rest } = JSON.parse(stdout) as {
    facts: object;
    latencyMs: number;
  };
  assert.deepEqual(rest, {
    type: "http",
    what: `${origin}/`,
    outcome: "down",
    reason: { kind: "status", text: "HTTP 404 (accepted: 200-399)" },
  });
  assert.ok(latencyMs > 0);
  assert.ok("dnsMs" in facts);
});

test("settings are read in every way that people write them", async (t) => {
  const heard: string[] = [];
  const server = await startTcpServer(t, (socket) =>
    socket.once("data", (bytes) => {
      heard.push(bytes.toString());
      socket.end("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>");
    }),
  );
  const url = `http://127.0.0.1:${server.port}/?q=1`;
  const { code, stdout, stderr } = await run(
    "http",
    "--method=post",
    "--body",
    "a=b",
    "--secret-header",
    "X-Key",
    "secretValue=abcd efgh",
    url,
    "--html",
    "--verify-tls",
    "no",
    "timeout=30s",
    "headers=X-A: b",
    "headers=X-C: d=e",
  );
  assert.equal(code, 0, stdout + stderr);
  assert.match(heard[0] ?? "", /^POST \/\?q=1 HTTP\/1\.1\r\n/);
  for (const line of ["x-a: b", "x-c: d=e", "x-key: abcd efgh", "\r\na=b"])
    assert.ok(heard[0]?.includes(line), line);
});

test("the timeout ends the probe", async (t) => {
  const server = await startTcpServer(t, () => {});
  const url = `http://127.0.0.1:${server.port}/`;
  const waits = "(still waiting for the answer)";
  const { code, stdout, timeoutMs } = await lookWithin(
    50,
    async (timeoutMs) => {
      const ran = await run("http", url, `timeout=${timeoutMs}ms`);
      return { ...ran, timeoutMs };
    },
    ({ stdout }) => stdout.includes(waits),
  );
  assert.equal(code, 2);
  const within = `no answer within ${durationInWords(timeoutMs)} ${waits}`;
  assert.ok(stdout.includes(within), stdout);
});

test("all problems are listed at once", async () => {
  const { code, stdout, stderr } = await run(
    "http",
    "www.example.org",
    "contian=x",
    "--redirects",
    "many",
    "timeout=5",
    "http://second.test",
    "method=HEAD",
    "--contains",
    "x",
    "--pattern",
  );
  assert.equal(code, 64);
  assert.equal(stdout, "");
  assert.equal(
    stderr,
    `These settings of http cannot be used:
  contian    is no setting
  url        is given twice
  pattern    needs a value
  url        must begin with http:// or https://, for example https://www.example.org/
  redirects  must be a whole number from 0 to 20
  method     HEAD brings no page to look into: choose GET
  timeout    must be a duration with its unit, from 10ms to 10m
npx allswell check http --help names all settings
`,
  );
});

test("wrong usage says what is right", async () => {
  for (const args of [[], ["ftp", "x"], ["constructor", "x"]]) {
    const { code, stderr } = await run(...args);
    assert.equal(code, 64);
    assert.match(stderr, /npx allswell check <type> <target>[^]*Types: http/);
  }
  const { code, stderr } = await run("http");
  assert.equal(code, 64);
  assert.match(stderr, /url {2}is missing/);
});

test("--list and --help tell what there is", async () => {
  const list = await run("--list");
  assert.equal(list.code, 0);
  assert.match(
    list.stdout,
    /^http <url>: Web site\n {2}url +URL \(required; such as https:/,
  );
  assert.match(list.stdout, /\n {2}password +Password \(secret\)\n/);
  assert.match(
    list.stdout,
    /\n {2}method +Method \(GET \| HEAD .*; default GET\)\n/,
  );
  assert.match(list.stdout, /\n {2}verifyTls [^]*?\(default\s+yes\)/);
  assert.match(list.stdout, /\n {2}timeout +How long .* \(default 10s\)\n/);
  const help = await run("--help");
  assert.equal(help.code, 0);
  assert.match(help.stdout, /Exit codes/);
  const longest = Math.max(...list.stdout.split("\n").map((l) => l.length));
  assert.ok(longest <= 110, `a line has ${longest} characters`);
  for (const type of checkTypes)
    for (const flag of ["--help", "--list"]) {
      const { code, stdout } = await run(type, flag);
      assert.equal(code, 0);
      assert.ok(stdout.startsWith(`${type} <`), type);
      assert.ok(list.stdout.includes(stdout), type);
    }
});
