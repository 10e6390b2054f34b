import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  type Lasting,
  scratchFolder,
  sparePorts,
  startProgram,
  unlessInstalled,
} from "./program.ts";

const SSHD = "/usr/sbin/sshd";
/** Where it puts its prisoners; it does not start as root without. */
const PRIVILEGE_SEPARATION = "/run/sshd";

export const unlessSshd = unlessInstalled(SSHD, "openssh-server");

const execute = promisify(execFile);

type KeyType = "ed25519" | "ecdsa" | "rsa";

export interface OpenSsh {
  port: number;
  /** "SHA256:…" of its host key, as ssh-keygen -l shows it. */
  fingerprint: string;
  /** Who may log in, by key: whoever runs the tests. */
  username: string;
  /** Private keys that it takes, locked with KEY_PASSPHRASE where they are locked. */
  keys: Record<KeyType | "locked" | "pem", string>;
  /** A private key that it does not take. */
  stranger: string;
}

export const KEY_PASSPHRASE = "hunter-passphrase";

/** Debian's OpenSSH, with further options ("MaxSessions=1"). */
export async function startOpenSsh(
  lasting: Lasting,
  {
    hostKey = "ed25519",
    options = [],
  }: { hostKey?: KeyType; options?: string[] } = {},
): Promise<OpenSsh> {
  const folder = await scratchFolder(lasting, "openssh");
  const { ssh } = await sparePorts(["ssh"]);
  const username = userInfo().username;
  if (userInfo().uid === 0)
    await mkdir(PRIVILEGE_SEPARATION, { recursive: true, mode: 0o755 });
  const host = join(folder, "host");
  await generate(host, hostKey);
  const authorized = join(folder, "authorized");
  const keys = await userKeys(folder, authorized);
  const { stdout } = await execute("ssh-keygen", ["-lf", host]);
  await startProgram(lasting, {
    program: SSHD,
    args: [
      ...["-D", "-e", "-f", "/dev/null", "-h", host, "-p", String(ssh)],
      ...[
        "ListenAddress=127.0.0.1",
        "PidFile=none",
        `AuthorizedKeysFile=${authorized}`,
        "PasswordAuthentication=no",
        "KbdInteractiveAuthentication=no",
        "StrictModes=no",
        "UsePAM=no",
        ...options,
      ].flatMap((option) => ["-o", option]),
    ],
    ports: [ssh],
  });
  return {
    port: ssh,
    fingerprint: stdout.split(" ")[1] ?? "",
    username,
    keys,
    stranger: await readFile(
      await generate(join(folder, "stranger"), "ed25519"),
      "utf8",
    ),
  };
}

async function userKeys(
  folder: string,
  authorized: string,
): Promise<OpenSsh["keys"]> {
  const made = {
    ed25519: await generate(join(folder, "ed25519"), "ed25519"),
    ecdsa: await generate(join(folder, "ecdsa"), "ecdsa"),
    rsa: await generate(join(folder, "rsa"), "rsa"),
    pem: await generate(join(folder, "pem"), "rsa", ["-m", "PEM"]),
    locked: await generate(join(folder, "locked"), "ed25519", [
      "-N",
      KEY_PASSPHRASE,
    ]),
  };
  const files = Object.values(made);
  const publicKeys = await Promise.all(
    files.map((file) => readFile(`${file}.pub`, "utf8")),
  );
  await writeFile(authorized, publicKeys.join(""));
  const texts = await Promise.all(
    Object.entries(made).map(async ([name, file]) => [
      name,
      await readFile(file, "utf8"),
    ]),
  );
  return Object.fromEntries(texts) as OpenSsh["keys"];
}

async function generate(
  file: string,
  type: KeyType,
  options: string[] = [],
): Promise<string> {
  const passphrase = options.includes("-N") ? [] : ["-N", ""];
  await execute("ssh-keygen", [
    "-q",
    "-t",
    type,
    "-f",
    file,
    ...passphrase,
    ...options,
  ]);
  return file;
}
