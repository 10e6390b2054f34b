// The ping check before programs that print what iputils and BusyBox print, and before the real one where there is one.
import assert from "node:assert/strict";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test, type TestContext } from "node:test";
import { becomes } from "../testing/until.ts";
import { probeUntil, probeWith, problemsOf } from "../testing/probe.ts";
import { summary } from "../testing/web.ts";
import { ping, pingWith } from "./ping.ts";
import { systemPath } from "./ping/run-ping.ts";

/**
 * A directory with a program called ping, which does what the source says; `said` is what it was called with. Where the
 * source calls ready(), `isReady` tells whether it came so far.
 */
function fakePing(t: TestContext, source: string) {
  const path = mkdtempSync(join(tmpdir(), "ping-"));
  t.after(() => rmSync(path, { recursive: true }));
  const said = join(path, "said");
  const ready = join(path, "ready");
  const body = `const fs = require("node:fs");
fs.writeFileSync(${JSON.stringify(said)}, JSON.stringify({ args: process.argv.slice(2), env: process.env, pid: process.pid }));
const ready = () => fs.writeFileSync(${JSON.stringify(ready)}, "");
${source}`;
  writeFileSync(join(path, "ping.cjs"), body);
  // Nothing but the interpreter stands in the first line: its path may be too long for one with arguments.
  writeFileSync(
    join(path, "ping"),
    `#!/bin/sh\nexec "${process.execPath}" "${join(path, "ping.cjs")}" "$@"\n`,
    { mode: 0o755 },
  );
  return {
    check: pingWith(path),
    isReady: () => existsSync(ready),
    said: () =>
      JSON.parse(readFileSync(said, "utf8")) as {
        args: string[];
        env: Record<string, string>;
        pid: number;
      },
  };
}

const prints = (stdout: string, code = 0, stderr = ""): string =>
  `process.stdout.write(${JSON.stringify(stdout)}); process.stderr.write(${JSON.stringify(stderr)}); process.exitCode = ${code};`;

const stays = "ready(); setInterval(() => {}, 1000);";

const iputils = (...times: string[]): string =>
  `PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.
${times.map((ms, i) => `64 bytes from 127.0.0.1: icmp_seq=${i + 1} ttl=64 time=${ms} ms\n`).join("")}
--- 127.0.0.1 ping statistics ---
3 packets transmitted, ${times.length} received, 0% packet loss, time 400ms
`;

const busybox = `PING 127.0.0.1 (127.0.0.1): 56 data bytes
64 bytes from 127.0.0.1: seq=0 ttl=64 time=0.039 ms
64 bytes from 127.0.0.1: seq=1 ttl=64 time=0.060 ms
64 bytes from 127.0.0.1: seq=2 ttl=64 time=0.051 ms

--- 127.0.0.1 ping statistics ---
3 packets transmitted, 3 packets received, 0% packet loss
round-trip min/avg/max = 0.039/0.050/0.060 ms
`;

const cases: Record<string, [string, Record<string, unknown>, RegExp]> = {
  "replies, as iputils says it": [
    prints(iputils("10", "20.5", "0.025")),
    {},
    /^up$/,
  ],
  "replies, as BusyBox says it": [prints(busybox), {}, /^up$/],
  "replies from IPv6": [
    prints("64 bytes from ::1: icmp_seq=1 ttl=64 time=0.074 ms\n"),
    { count: 1 },
    /^up$/,
  ],
  "loses a packet": [
    prints(iputils("1", "2")),
    {},
    /^degraded loss: 33 % of 3 packets lost \(limit 1 %\)$/,
  ],
  "loses less than the limit": [
    prints(iputils("1", "2")),
    { loss: 34 },
    /^up$/,
  ],
  "loses too much": [
    prints(iputils("1")),
    { lossDown: 60 },
    /^down loss: 66 % of 3 packets lost \(limit 60 %\)$/,
  ],
  "replies twice to the same packet": [
    prints(`64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=1 ms
64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=2 ms (DUP!)
64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=3 ms (DUP!)\n`),
    {},
    /^degraded loss: 66 % /,
  ],
  "replies slowly": [
    prints(iputils("100", "200", "300")),
    { slow: "150ms" },
    /^degraded slow: slow: 200 ms \(limit 150 ms\)$/,
  ],
  "does not reply": [
    prints("3 packets transmitted, 0 received, 100% packet loss\n", 1),
    {},
    /^down timeout: no answer to 3 packets$/,
  ],
  "is behind a router that knows no way": [
    prints("From 192.0.2.1 icmp_seq=1 Destination Host Unreachable\n", 1),
    {},
    /^down unreachable: no answer, and a router says "Destination Host Unreachable"$/,
  ],
  "cannot be routed to": [
    prints("", 2, "ping: connect: Network is unreachable\n"),
    {},
    /^down unreachable: there is no route from here to 127.0.0.1$/,
  ],
  "may not be pinged by us": [
    prints("", 2, "ping: socket: Operation not permitted\n"),
    {},
    /^unknown ping-failed: ping may not send packets here: it needs/,
  ],
  "may not be pinged by us, as BusyBox says it": [
    prints("", 1, "ping: permission denied (are you root?)\n"),
    {},
    /^unknown ping-failed: ping may not/,
  ],
  "is of a family that we do not speak": [
    prints("", 2, "ping: socket: Address family not supported by protocol\n"),
    {},
    /^unknown ping-failed: this machine does not speak/,
  ],
  "makes ping complain": [
    prints("", 2, "ping: invalid\u001b[31m argument\n"),
    {},
    /^unknown ping-failed: ping failed: "ping: invalid \[31m argument"$/,
  ],
  "makes ping crash": [
    "process.kill(process.pid, 'SIGKILL');",
    {},
    /^unknown ping-failed: ping did not end as it should$/,
  ],
  "is garbage": [
    prints("\u0000\u00ff bytes from : seq=x time=NaN ms\n".repeat(10), 1),
    {},
    /^down timeout: /,
  ],
};

for (const [name, [source, typed, expected]] of Object.entries(cases))
  test(`a host that ${name}: ${expected.source}`, async (t) => {
    const { check } = fakePing(t, source);
    const result = await probeWith(check, { host: "127.0.0.1", ...typed });
    assert.match(summary(result), expected);
  });

/** Who is killed is gone when the system comes to it; a zombie that nobody fetched is still there. */
async function isGone(pid: number): Promise<void> {
  const look = async (): Promise<string> => {
    try {
      process.kill(pid, 0);
      return "there";
    } catch {
      return "gone";
    }
  };
  await becomes(look, /^gone$/);
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test("ping is killed at the deadline, and the replies so far count", async (t) => {
  const reply = "64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=1 ms\n";
  for (const [words, expected] of [
    [
      "",
      /^down timeout: no answer within 1 s \(still waiting for the answer\)$/,
    ],
    [reply, /^degraded loss: 66 % of 3 packets lost/],
  ] as const) {
    const { check, said, isReady } = fakePing(
      t,
      `process.stdout.write(${JSON.stringify(words)}); process.on("SIGTERM", () => {}); ${stays}`,
    );
    const deadline = new AbortController();
    const typed = { host: "127.0.0.1" };
    const probing = probeUntil(check, typed, deadline.signal);
    await until(isReady);
    deadline.abort();
    const result = await probing;
    assert.match(summary(result), expected);
    await isGone(said().pid);
  }
});

test("a program that never stops printing is killed", async (t) => {
  const { check, said } = fakePing(
    t,
    `const more = () => process.stdout.write("x".repeat(65536), more); more();`,
  );
  const result = await probeWith(check, { host: "127.0.0.1" });
  assert.match(summary(result), /^unknown ping-failed: ping did not end/);
  await isGone(said().pid);
});

test("a probe that is stopped leaves no process behind", async (t) => {
  const { check, said, isReady } = fakePing(t, stays);
  const stop = new AbortController();
  const probing = probeWith(
    check,
    { host: "127.0.0.1" },
    { signal: stop.signal },
  );
  await until(isReady);
  stop.abort();
  const result = await probing;
  assert.equal(result.outcome, "unknown");
  await isGone(said().pid);
});

test("ping gets an address that was judged, no shell, and nothing of our environment", async (t) => {
  const { check, said } = fakePing(t, prints(busybox));
  const { facts } = await probeWith(check, {
    host: "localhost",
    family: "IPv4",
  });
  const { args, env } = said();
  // As long as the probe may take, less what is over.
  assert.match(args.join(" "), /^-n -c 3 -i 0\.2 -W (2\d|30) 127\.0\.0\.1$/);
  assert.equal(env["LC_ALL"], "C");
  assert.equal(env["HOME"], undefined);
  assert.deepEqual(
    { ...facts, dnsMs: 0 },
    {
      address: "127.0.0.1",
      dnsMs: 0,
      sent: 3,
      received: 3,
      lossPercent: 0,
      roundTripMinMs: 0.039,
      roundTripMs: 0.05,
      roundTripMaxMs: 0.06,
    },
  );
});

test("no program is started for a host that may not be reached or is not there", async (t) => {
  const { check, said } = fakePing(t, prints(busybox));
  const table: [Record<string, unknown>, RegExp][] = [
    [{ host: "10.0.0.1" }, /^unknown address-not-allowed: /],
    [{ host: "169.254.169.254" }, /^unknown address-not-allowed: .*metadata/],
    [{ host: "no.such.test" }, /^down no-such-host: /],
    [{ host: "127.0.0.1", family: "IPv6" }, /^down no-such-host: .*no IPv6/],
  ];
  for (const [typed, expected] of table)
    assert.match(summary(await probeWith(check, typed)), expected);
  assert.throws(said, { code: "ENOENT" });
});

test("where there is no ping, nobody looked", async () => {
  const result = await probeWith(pingWith("/nowhere"), { host: "127.0.0.1" });
  assert.equal(
    summary(result),
    "unknown no-ping: the program ping is not installed here (Debian: iputils-ping)",
  );
});

const isInstalled = systemPath
  .split(delimiter)
  .some((directory) => existsSync(join(directory, "ping")));

test(
  "the system's ping reaches this machine",
  { skip: !isInstalled && "ping is not installed" },
  async () => {
    const result = await probeWith(ping, { host: "127.0.0.1", count: 2 });
    // Where it may not send packets, that is said.
    if (result.outcome === "unknown")
      return assert.match(
        summary(result),
        /^unknown ping-failed: ping may not/,
      );
    assert.equal(summary(result), "up");
    assert.equal(result.facts?.["received"], 2);
  },
);

test("settings that cannot be used get a sentence each", () => {
  assert.equal(
    problemsOf(ping, {
      host: "-f",
      count: 21,
      loss: 0,
      lossDown: 101,
      slow: "1",
    }),
    `count must be a whole number from 1 to 20
loss must be a whole number from 1 to 100
lossDown must be a whole number from 1 to 100
slow must be a duration with its unit, from 1ms to 1h`,
  );
  assert.match(problemsOf(ping, { host: "a b" }), /^host must be a host name/);
  assert.equal(
    problemsOf(ping, { host: "a:1" }),
    "host must be without a port: ping knows none",
  );
  assert.equal(ping.host(ping.settings.parse({ host: "[::1]" })), "::1");
});
