// What an SSH server can do, each with its words: no socket stays behind, and nobody waits past the deadline.
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { describe, test } from "node:test";
import ssh2 from "ssh2";
import type { Facts, ProbeResult } from "../domain/result.ts";
import {
  PATIENT_MS,
  probeExpecting,
  probeUntil,
  probeWith,
  problemsOf,
  timeFor,
} from "../testing/probe.ts";
import { newKey } from "./contract/ssh-key.ts";
import {
  hostKey,
  SSH_PASSWORD,
  type SshManners,
  startSshServer,
} from "../testing/ssh-server.ts";
import { startTcpServer } from "../testing/tcp-server.ts";
import { connector, summary } from "../testing/web.ts";
import { runProbe } from "./run-probe.ts";
import { ssh } from "./ssh.ts";
import { readHostKey } from "./ssh/host-key.ts";

/** For those that let us wait. */
const DEADLINE_MS = 500;

/** Most of these wait for each other, or for their deadline. */
const atOnce = { concurrency: 10 };

const me = { username: "me", password: SSH_PASSWORD };
const only = { ...me, vitals: false };
const userKey = newKey();
const ours = fingerprintOf(hostKey);

function fingerprintOf(privateKey: string): string {
  const key = ssh2.utils.parseKey(privateKey);
  assert.ok(!(key instanceof Error));
  return readHostKey(key.getPublicSSH()).fingerprint;
}

type Talk = (socket: Socket) => void;

const says =
  (words: string | Buffer): Talk =>
  (socket) =>
    socket.write(words);

const GREETING = "SSH-2.0-Test_1.0\r\n";

const floods: Talk = (socket) => {
  for (let i = 0; i < 10; i += 1) socket.write(Buffer.alloc(1_048_576, "x"));
};
const floodsLines: Talk = (socket) => {
  for (let i = 0; i < 10; i += 1)
    socket.write("welcome to this server\r\n".repeat(43_690));
};

const scripted: Record<string, [Talk, RegExp]> = {
  "says nothing": [
    () => {},
    /^down timeout: no answer within 500 ms \(still waiting for the greeting\)$/,
  ],
  "hangs up": [
    (socket) => socket.end(),
    /^down closed: connection closed while waiting for the greeting$/,
  ],
  resets: [
    // When we have said who we are, and so know that we are connected.
    (socket) => socket.once("data", () => socket.resetAndDestroy()),
    /^down reset: connection reset while waiting for the greeting$/,
  ],
  "hangs up amid its greeting": [
    (socket) => socket.end("SSH-2.0-Te"),
    /^down not-ssh: the server does not speak SSH: it says "SSH-2\.0-Te"$/,
  ],
  "turns us away": [
    (socket) => socket.end("Exceeded MaxStartups\r\n"),
    /^down not-ssh: .* it says "Exceeded MaxStartups"$/,
  ],
  "speaks SMTP": [
    says("220 mail.test ESMTP\r\n"),
    /^down timeout: .* \(still waiting for the greeting, and it says "220 mail\.test ESMTP"\)$/,
  ],
  "speaks HTTP": [
    (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"),
    /^down not-ssh: .* it says "HTTP\/1\.1 400 Bad Request"$/,
  ],
  "greets with 10 MB in one line": [floods, /^down not-ssh: .* it says "xxx/],
  "greets with 10 MB of lines": [
    floodsLines,
    /^down not-ssh: .* it says "welcome to this server /,
  ],
  "greets with garbage": [
    says(Buffer.alloc(40_000, Buffer.from([0, 255, 10, 131, 7]))),
    /^down not-ssh: /,
  ],
  "speaks SSH 1": [
    says("SSH-1.5-OpenSSH_1.2\n"),
    /^down old-protocol: the server speaks only SSH "1\.5"$/,
  ],
  "greets, and stalls": [
    says(GREETING),
    /^down timeout: no answer within 500 ms \(still exchanging keys\)$/,
  ],
  "greets, and hangs up": [
    (socket) => socket.end(GREETING),
    /^down closed: connection closed while exchanging keys$/,
  ],
  "greets, and sends garbage": [
    says(GREETING + "\0\0\0\x0cgarbage".repeat(100)),
    /^down invalid-ssh: the server's SSH is not valid while exchanging keys: /,
  ],
  "greets, and sends a packet that is too long": [
    says(Buffer.concat([Buffer.from(GREETING), Buffer.alloc(20, 0x7f)])),
    /^down invalid-ssh: /,
  ],
  "hangs up its own side only": [
    (socket) => {
      socket.allowHalfOpen = true;
      socket.end(GREETING);
    },
    /^down closed: connection closed while exchanging keys$/,
  ],
};

describe("a server as scripted", atOnce, () => {
  for (const [name, [talk, expected]] of Object.entries(scripted))
    test(`that ${name}`, async (t) => {
      const server = await startTcpServer(t, talk);
      await probeExpecting(
        ssh,
        { host: `127.0.0.1:${server.port}`, ...only },
        expected,
        timeFor(expected, DEADLINE_MS),
      );
      await server.allClosed();
    });
});

const dsa = { serverHostKey: ["ssh-dss"] } as const;

type Case = [SshManners, Record<string, unknown>, RegExp];

const cases: Record<string, Case> = {
  "shows its key to whoever comes": [{}, {}, /^up$/],
  "shows the key that it must": [{}, { hostKey: ours }, /^up$/],
  "shows another key than it must": [
    { hostKeys: [newKey()] },
    { ...me, hostKey: `256 ${ours} root@host (ED25519)` },
    /^down host-key-changed: host key changed: it is SHA256:[^ ]{43} \(ssh-ed25519\), and must be SHA256:[^ ]{43}$/,
  ],
  "has no cipher that we know": [
    { algorithms: { cipher: ["aes256-cbc"] } },
    {},
    /^down no-common-algorithm: no cipher in common: the server offers "aes256-cbc"$/,
  ],
  "has no key exchange that we want": [
    { algorithms: { kex: ["diffie-hellman-group1-sha1"] } },
    {},
    /^down no-common-algorithm: no key exchange in common: the server offers "diffie-hellman-group1-sha1/,
  ],
  "compresses, whether we want or not": [
    { algorithms: { compress: ["zlib"] } },
    {},
    /^down no-common-algorithm: no compression in common: the server offers "zlib"$/,
  ],
  "takes the password": [{}, only, /^up$/],
  "refuses the password": [
    {},
    { ...only, password: "hunter-other" },
    /^down login-failed: the server refuses the password of "me"$/,
  ],
  "asks for the password": [
    { methods: ["keyboard-interactive"] },
    only,
    /^up$/,
  ],
  "asks for the password, and refuses it": [
    { methods: ["keyboard-interactive"] },
    { ...only, password: "hunter-other" },
    /^down login-failed: the server refuses the password of "me"$/,
  ],
  "asks for a code": [
    {
      methods: ["keyboard-interactive"],
      prompts: [
        { prompt: "Verification code for hunter-password: ", echo: true },
      ],
    },
    only,
    /^down login-failed: the server asks "Verification code for \[secret\]:", which the password does not answer$/,
  ],
  "takes keys only": [
    { methods: ["publickey"] },
    only,
    /^down login-not-offered: the server does not take the password, only "publickey"$/,
  ],
  "takes passwords only": [
    {},
    { username: "me", privateKey: userKey, vitals: false },
    /^down login-not-offered: the server does not take the key, only "password"$/,
  ],
  "takes the key": [
    { methods: ["publickey"] },
    { username: "me", privateKey: userKey, vitals: false },
    /^up$/,
  ],
  "takes anybody": [{ methods: ["none"] }, only, /^up$/],
  "wants key and password": [
    { methods: ["publickey"], alsoWants: "password" },
    { ...only, privateKey: userKey },
    /^up$/,
  ],
  "wants key and password, and gets a key": [
    { methods: ["publickey"], alsoWants: "password" },
    { username: "me", privateKey: userKey, vitals: false },
    /^down login-failed: the login needs more than what is set: the server also wants "password"$/,
  ],
  "stalls in the login": [
    { stallsAt: "login" },
    only,
    /^down timeout: .* \(still logging in\)$/,
  ],
  "hangs up in the login": [
    { onLogin: (connection) => connection.end() },
    only,
    /^down closed: connection closed while logging in$/,
  ],
  "opens no session": [
    { stallsAt: "session" },
    { ...only, command: "true" },
    /^down timeout: .* \(still running the command\)$/,
  ],
  "does not begin the command": [
    { stallsAt: "exec" },
    { ...only, command: "true", commandName: "mail queue" },
    /^down timeout: .* \(still running "mail queue"\)$/,
  ],
  "never ends the command": [
    { exec: () => (channel) => void channel.write("so far") },
    { ...only, command: "true" },
    /^down timeout: .* \(still running the command\)$/,
  ],
  "runs the command": [
    { exec: () => ({ stdout: "queue is empty\n", code: 0 }) },
    { ...only, command: "mailq", pattern: "^queue is (?i)EMPTY" },
    /^up$/,
  ],
  "runs the command to another end": [
    { exec: () => ({ stderr: "no such queue\n", code: 3 }) },
    { ...only, command: "mailq", commandName: "mail queue" },
    /^down command: "mail queue" ended with exit code 3, not 0: "no such queue"$/,
  ],
  "runs the command to the end that was expected": [
    { exec: () => ({ code: 3 }) },
    { ...only, command: "mailq", exitCode: 3 },
    /^up$/,
  ],
  "prints something else": [
    { exec: () => ({ stdout: "12 mails\n", code: 0 }) },
    { ...only, command: "mailq", pattern: "queue is empty" },
    /^down pattern-missing: pattern "queue is empty" not found in what the command prints$/,
  ],
  "kills the command": [
    { exec: () => ({ signal: "KILL" }) },
    { ...only, command: "mailq" },
    /^down command: the command was ended by "SIGKILL"$/,
  ],
  "tells no exit code": [
    { exec: () => ({ stdout: "bye" }) },
    { ...only, command: "mailq" },
    /^down command: the command ended without an exit code: "bye"$/,
  ],
  "refuses the command": [
    { exec: () => "refused" },
    { ...only, command: "mailq" },
    /^down exec-refused: the server runs no command for us: "Unable to exec"$/,
  ],
  "prints more than is kept": [
    { exec: () => ({ stdout: `a${"x".repeat(200_000)}b`, code: 0 }) },
    { ...only, command: "yes", pattern: "^a.*b$" },
    /^down pattern-missing: /,
  ],
  "prints without end": [
    {
      exec: () => (channel) => {
        const more = (): void => {
          while (channel.writable && channel.write("y\n".repeat(10_000)));
          channel.once("drain", more);
        };
        more();
      },
    },
    { ...only, command: "yes" },
    /^down output-too-long: it prints more than 4 MiB$/,
  ],
  "has no shell": [
    { exec: () => "refused" },
    me,
    /^unknown no-shell: the server runs no command for us: "Unable to exec": turn the vitals off to do without$/,
  ],
  "has another kind of shell": [
    { exec: () => ({ stdout: "% Invalid input\n", code: 1 }) },
    me,
    /^unknown no-shell: no shell answers, so there are no vitals: turn/,
  ],
  "has a disk that hangs": [
    {
      exec: () => (channel) =>
        void channel.write(
          `\n@@allswell system\nLinux\n\n@@allswell disks\n${"/dev/a 1 1 1 1% /\n".repeat(9)}`,
        ),
    },
    me,
    /^down timeout: .* \(still reading the disk usage \(a network file system that is gone lets it hang\)\)$/,
  ],
};

describe("an SSH server", atOnce, () => {
  for (const [name, [manners, typed, expected]] of Object.entries(cases))
    test(`that ${name}`, async (t) => {
      const server = await startSshServer(t, manners);
      const { result } = await probeExpecting(
        ssh,
        { host: "127.0.0.1", port: server.port, ...typed },
        expected,
        timeFor(expected, DEADLINE_MS),
      );
      assert.doesNotMatch(JSON.stringify(result), /hunter/);
      await server.allClosed();
    });
});

test("a host key that we do not know in any form", async (t) => {
  const server = await startTcpServer(t, (socket) =>
    socket.write(Buffer.concat([Buffer.from(GREETING), offer(dsa)])),
  );
  const result = await probeWith(ssh, { host: `127.0.0.1:${server.port}` });
  assert.equal(
    summary(result),
    'down no-common-algorithm: no host key algorithm in common: the server offers "ssh-dss"',
  );
  await server.allClosed();
});

/** A server's offer of algorithms (RFC 4253, section 7.1), unencrypted. */
function offer({
  serverHostKey,
}: {
  serverHostKey: readonly string[];
}): Buffer {
  const lists = [
    "curve25519-sha256",
    serverHostKey.join(","),
    "aes128-ctr",
    "aes128-ctr",
    "hmac-sha2-256",
    "hmac-sha2-256",
    "none",
    "none",
    "",
    "",
  ].map((list) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(list.length);
    return Buffer.concat([length, Buffer.from(list)]);
  });
  const payload = Buffer.concat([
    Buffer.from([20]),
    Buffer.alloc(16, 7),
    ...lists,
    Buffer.alloc(5),
  ]);
  const padding = 8 - ((payload.length + 5) % 8) + 8;
  const head = Buffer.alloc(5);
  head.writeUInt32BE(payload.length + padding + 1);
  head[4] = padding;
  return Buffer.concat([head, payload, Buffer.alloc(padding)]);
}

test("the password is offered to nobody who does not take it", async (t) => {
  const server = await startSshServer(t, { methods: ["keyboard-interactive"] });
  await probeWith(ssh, { host: `127.0.0.1:${server.port}`, ...only });
  assert.deepEqual(server.tried, ["none", "keyboard-interactive"]);
});

async function lookAgain(
  port: number,
  remembered: Facts,
  typed: Record<string, unknown> = {},
): Promise<ProbeResult> {
  const { result } = await runProbe({
    check: ssh,
    settings: ssh.settings.parse({ host: "127.0.0.1", port, ...typed }),
    connector,
    timeoutMs: PATIENT_MS,
    now: Date.now,
    remembered,
  });
  return result;
}

test("the key of the first look is remembered, and a change is not", async (t) => {
  const before = await startSshServer(t, {});
  const first = await lookAgain(before.port, {});
  const memory = { hostKey: ours, hostKeyType: "ssh-ed25519" };
  assert.deepEqual(first.remember, memory);
  const second = await lookAgain(before.port, memory);
  assert.equal(summary(second), "up");
  assert.ok(!("remember" in second));

  const newHostKey = newKey();
  const after = await startSshServer(t, { hostKeys: [newHostKey] });
  const changed = await lookAgain(after.port, memory, me);
  assert.equal(
    summary(changed),
    `down host-key-changed: host key changed: it is ${fingerprintOf(newHostKey)} (ssh-ed25519), and was ${ours}; where that is right, set the new one as host key`,
  );
  assert.ok(!("remember" in changed));
  assert.deepEqual(after.tried, [], "no password for an impostor");

  const pinned = { hostKey: fingerprintOf(newHostKey) };
  const accepted = await lookAgain(after.port, memory, pinned);
  assert.equal(summary(accepted), "up");
  assert.deepEqual(accepted.remember, {
    ...pinned,
    hostKeyType: "ssh-ed25519",
  });
});

test("a second key of the server does not look like a changed one", async (t) => {
  const ecdsa = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 }).private;
  const old = await startSshServer(t, { hostKeys: [ecdsa] });
  const { remember = {} } = await lookAgain(old.port, {});
  assert.equal(remember["hostKeyType"], "ecdsa-sha2-nistp256");
  const server = await startSshServer(t, { hostKeys: [hostKey, ecdsa] });
  assert.equal(summary(await lookAgain(server.port, remember)), "up");
});

test("a host key is remembered even where the login fails", async (t) => {
  const server = await startSshServer(t, { methods: ["publickey"] });
  const result = await lookAgain(server.port, {}, only);
  assert.equal(result.outcome, "down");
  assert.equal(result.remember?.["hostKey"], ours);
});

test("a locked key is unlocked beside the program, once", async (t) => {
  const server = await startSshServer(t, { methods: ["publickey"] });
  const locked = newKey({
    passphrase: "hunter-passphrase",
    cipher: "aes256-ctr",
    rounds: 2,
  });
  const typed = {
    host: `127.0.0.1:${server.port}`,
    username: "me",
    privateKey: locked,
    passphrase: "hunter-passphrase",
    vitals: false,
  };
  assert.equal(summary(await probeWith(ssh, typed)), "up");
  assert.equal(summary(await probeWith(ssh, typed)), "up");
  assert.equal(
    summary(await probeWith(ssh, { ...typed, passphrase: "hunter-other" })),
    "unknown key-locked: the private key cannot be unlocked: the passphrase is wrong",
  );
  const hurried = { ...typed, passphrase: "hunter-hurried" };
  const deadline = new AbortController();
  const probing = probeUntil(ssh, hurried, deadline.signal);
  deadline.abort();
  assert.equal(
    summary(await probing),
    "unknown key-locked: there was not enough time to unlock the private key",
  );
});

test("what was measured comes as facts", async (t) => {
  const server = await startSshServer(t, {
    exec: () => ({ stdout: " 12\n", code: 0 }),
  });
  const { facts = {} } = await probeWith(ssh, {
    host: `127.0.0.1:${server.port}`,
    ...only,
    command: "wc -l < /var/log/mail.err",
  });
  const {
    dnsMs,
    connectMs,
    handshakeMs,
    loginMs,
    commandMs,
    software,
    ...rest
  } = facts;
  assert.deepEqual(rest, {
    address: "127.0.0.1",
    hostKey: ours,
    hostKeyType: "ssh-ed25519",
    exitCode: 0,
    output: "12",
  });
  assert.match(String(software), /^ssh2js/);
  for (const ms of [dnsMs, connectMs, handshakeMs, loginMs, commandMs])
    assert.equal(typeof ms, "number");
});

test("a server that prints the private key shows none of its lines", async (t) => {
  const lines = userKey.split("\n");
  const server = await startSshServer(t, {
    methods: ["publickey"],
    exec: () => ({ stdout: lines.toReversed().join(" "), code: 1 }),
  });
  const result = await probeWith(ssh, {
    host: `127.0.0.1:${server.port}`,
    username: "me",
    privateKey: userKey,
    vitals: false,
    command: "cat .ssh/id",
  });
  const shown = JSON.stringify(result);
  assert.match(shown, /\[secret\]/);
  for (const line of lines.filter((one) => /^[^-]{16}/.test(one)))
    assert.ok(!shown.includes(line.slice(0, 16)), line);
});

test("a slow login is degraded", async (t) => {
  const server = await startSshServer(t, {});
  const typed = { host: `127.0.0.1:${server.port}`, slow: "1ms" };
  assert.match(summary(await probeWith(ssh, typed)), /^degraded slow: slow: /);
});

test("settings that do not go together, or make no sense", () => {
  const host = "server.test";
  const table: [Record<string, unknown>, string][] = [
    [{ host }, ""],
    [{ host: "[::1]:2222" }, ""],
    [
      { host: "a.test:22", port: 23 },
      "port stands in the host already, and is another one there",
    ],
    [
      { host, hostKey: "16:27:ac:a5" },
      "hostKey must be a SHA256 fingerprint as ssh-keygen -l shows it: SHA256: and 43 characters",
    ],
    [{ host, hostKey: `256 ${ours} me@here (ED25519)` }, ""],
    [{ host, username: "me" }, "username needs a password or a private key"],
    [{ host, password: "hunter-password" }, "password needs a user name"],
    [
      { host, command: "true", load: 2 },
      "load needs a user name\ncommand needs a user name",
    ],
    [
      { host, ...me, passphrase: "hunter-pass" },
      "passphrase needs a private key",
    ],
    [
      { host, ...me, pattern: "x", commandName: "y" },
      "commandName needs a command\npattern needs a command",
    ],
    [{ host, ...only, mounts: "/" }, "mounts needs the vitals"],
    [
      { host, ...me, disk: 95, diskDown: 90, load: 3, loadDown: 2.5 },
      "diskDown must not be less than what counts as degraded\nloadDown must not be less than what counts as degraded",
    ],
    [{ host, ...me, diskDown: 0, disk: 95 }, ""],
    [
      { host, ...me, diskDown: 101 },
      "diskDown must be a whole number from 0 to 100",
    ],
    [{ host, ...me, load: "many" }, "load must be a number"],
    [
      { host, ...me, command: "true", pattern: "(" },
      "pattern is not a pattern that RE2 knows: missing closing ): `(`",
    ],
    [
      { host, username: "me", privateKey: "hunter" },
      "privateKey is not a private key as OpenSSH has them, from -----BEGIN to END-----",
    ],
    [
      {
        host,
        username: "me",
        privateKey: "ssh-ed25519 AAAAC3NzaC1lZDI1 me@here",
      },
      "privateKey is a public key: the private one is needed",
    ],
    [
      {
        host,
        username: "me",
        privateKey:
          "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----",
      },
      "privateKey is in the PKCS#8 format: convert it with ssh-keygen -p -f and the name of its file",
    ],
    [
      { host, username: "me", privateKey: userKey.replaceAll("\n", "\r\n") },
      "",
    ],
    [{ host, username: "me", privateKey: userKey.replaceAll("\n", "\\n") }, ""],
  ];
  for (const [typed, expected] of table)
    assert.equal(problemsOf(ssh, typed), expected, JSON.stringify(typed));
});
