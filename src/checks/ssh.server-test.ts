// SSH spoken to Debian's OpenSSH: logins by every kind of key, the vitals of this machine, and refusals.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { probeWith } from "../testing/probe.ts";
import {
  KEY_PASSPHRASE,
  type OpenSsh,
  startOpenSsh,
  unlessSshd,
} from "../testing/servers/openssh.ts";
import { summary } from "../testing/web.ts";
import { ssh } from "./ssh.ts";

type Typed = Record<string, unknown>;
type Case = [name: string, typed: (server: OpenSsh) => Typed, expected: RegExp];

const login = ({ username, keys }: OpenSsh): Typed => ({
  username,
  privateKey: keys.ed25519,
  vitals: false,
});

/** No disk of the machine that runs this is to decide the test. */
const noLimits = { disk: 0, diskDown: 0 };

const cases: Case[] = [
  ["without a login", () => ({}), /^up$/],
  [
    "the right host key",
    ({ fingerprint }) => ({ hostKey: fingerprint }),
    /^up$/,
  ],
  [
    "another host key",
    ({ fingerprint }) => ({
      hostKey: `SHA256:${fingerprint.slice(7).split("").toReversed().join("")}`,
    }),
    /^down host-key-changed: /,
  ],
  ["an Ed25519 key", login, /^up$/],
  [
    "an ECDSA key",
    (to) => ({ ...login(to), privateKey: to.keys.ecdsa }),
    /^up$/,
  ],
  ["an RSA key", (to) => ({ ...login(to), privateKey: to.keys.rsa }), /^up$/],
  [
    "an RSA key as PEM",
    (to) => ({ ...login(to), privateKey: to.keys.pem }),
    /^up$/,
  ],
  [
    "a locked key",
    (to) => ({
      ...login(to),
      privateKey: to.keys.locked,
      passphrase: KEY_PASSPHRASE,
    }),
    /^up$/,
  ],
  [
    "a locked key and another passphrase",
    (to) => ({
      ...login(to),
      privateKey: to.keys.locked,
      passphrase: "hunter-other",
    }),
    /^unknown key-locked: /,
  ],
  [
    "a key that it does not know",
    (to) => ({ ...login(to), privateKey: to.stranger }),
    /^down login-failed: the server refuses the key of ".+"$/,
  ],
  [
    "a user that there is not",
    (to) => ({ ...login(to), username: "nobody-here" }),
    /^down login-failed: the server refuses the key of "nobody-here"$/,
  ],
  [
    "a password, where it takes none",
    ({ username }) => ({ username, password: "hunter-password" }),
    /^down login-not-offered: the server does not take the password, only "publickey"$/,
  ],
  [
    "a command",
    (to) => ({
      ...login(to),
      command: "echo $((40 + 2)); exit 3",
      exitCode: 3,
      pattern: "^42",
    }),
    /^up$/,
  ],
  [
    "a command that fails",
    (to) => ({ ...login(to), command: "ls /no-such-folder" }),
    /^down command: the command ended with exit code 2, not 0: ".*No such file/,
  ],
  [
    "a command that kills itself",
    (to) => ({ ...login(to), command: "kill -9 $$" }),
    /^down command: the command was ended by "SIGKILL"$/,
  ],
  [
    "a command without end",
    (to) => ({ ...login(to), command: "yes" }),
    /^down output-too-long: it prints more than 4 MiB$/,
  ],
  [
    "a command that hangs",
    (to) => ({ ...login(to), command: "sleep 60", timeoutMs: 1_000 }),
    /^down timeout: no answer within 1 s \(still running the command\)$/,
  ],
  [
    "vitals and a command",
    (to) => ({ ...login(to), ...noLimits, vitals: true, command: "true" }),
    /^up$/,
  ],
  [
    "a disk that is too full",
    (to) => ({ ...login(to), vitals: true, disk: 1, diskDown: 1, mounts: "/" }),
    /^down disk: disk nearly full: "\/" [\d.]+ % \(limit 1 %\)$/,
  ],
  [
    "a disk that is not there",
    (to) => ({
      ...login(to),
      ...noLimits,
      vitals: true,
      mounts: "/, /no/such",
    }),
    /^down not-mounted: not mounted: "\/no\/such"$/,
  ],
];

describe("Debian's OpenSSH", { skip: unlessSshd }, () => {
  const cleaning: (() => unknown)[] = [];
  let server: OpenSsh;
  before(async () => {
    server = await startOpenSsh({
      after: (clean) => void cleaning.push(clean as () => unknown),
    });
  });
  after(async () => {
    for (const clean of cleaning) await clean();
  });

  for (const [name, typedFor, expected] of cases)
    test(name, async () => {
      const { timeoutMs = 10_000, ...typed } = typedFor(server);
      const result = await probeWith(
        ssh,
        { host: `127.0.0.1:${server.port}`, ...typed },
        { timeoutMs: Number(timeoutMs) },
      );
      assert.match(summary(result), expected);
      assert.equal(
        result.facts?.["hostKey"] ?? server.fingerprint,
        server.fingerprint,
      );
      assert.doesNotMatch(JSON.stringify(result), /hunter/);
    });

  test("the vitals of this machine", async () => {
    const { facts = {} } = await probeWith(ssh, {
      ...login(server),
      ...noLimits,
      host: `127.0.0.1:${server.port}`,
      vitals: true,
    });
    assert.equal(facts["system"], "Linux");
    for (const name of [
      "uptimeSeconds",
      "loadAverage5",
      "cpus",
      "memoryUsedPercent",
      "diskUsedPercent",
    ])
      assert.equal(typeof facts[name], "number", name);
    assert.match(String(facts["software"]), /^OpenSSH_/);
  });
});

const others: [
  options: string[],
  typed: (server: OpenSsh) => Typed,
  expected: RegExp,
][] = [
  [
    ["ForceCommand=/bin/false"],
    (to) => ({ ...login(to), vitals: true }),
    /^unknown no-shell: /,
  ],
  [
    ["MaxSessions=0"],
    (to) => ({ ...login(to), command: "true" }),
    /^down exec-refused: .*open failed/,
  ],
  [["HostKeyAlgorithms=rsa-sha2-256"], () => ({}), /^up$/],
  [["KexAlgorithms=diffie-hellman-group16-sha512"], () => ({}), /^up$/],
  [["KexAlgorithms=diffie-hellman-group14-sha1"], () => ({}), /^up$/],
  [
    ["KexAlgorithms=diffie-hellman-group-exchange-sha256"],
    () => ({}),
    /^down no-common-algorithm: no key exchange in common: the server offers "diffie-hellman-group-exchange-sha256/,
  ],
  [
    ["Ciphers=aes256-ctr", "MACs=umac-128@openssh.com"],
    () => ({}),
    /^down no-common-algorithm: no MAC in common: the server offers "umac-128@openssh\.com"$/,
  ],
  [["Ciphers=chacha20-poly1305@openssh.com"], () => ({}), /^up$/],
];

for (const [options, typedFor, expected] of others)
  test(`OpenSSH with ${options.join(" ")}`, { skip: unlessSshd }, async (t) => {
    const hostKey = options[0]?.includes("rsa") === true ? "rsa" : "ed25519";
    const server = await startOpenSsh(t, { hostKey, options });
    const typed = { host: `127.0.0.1:${server.port}`, ...typedFor(server) };
    assert.match(summary(await probeWith(ssh, typed)), expected);
  });
