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

/** The shortest that servers still take: longer ones take seconds to make. */
const RSA = ["-t", "rsa", "-b", "2048"];

export interface OpenSsh {
  port: number;
  /** "SHA256:…" of its host key, as ssh-keygen -l shows it. */
  fingerprint: string;
  /** Who may log in, by key: whoever runs the tests. */
  username: string;
  /** Private keys that it takes, locked with KEY_PASSPHRASE where they are locked. */
  keys: Record<"ed25519" | "ecdsa" | "rsa" | "pem" | "locked", string>;
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
  }: { hostKey?: "ed25519" | "rsa"; options?: string[] } = {},
): Promise<OpenSsh> {
  const folder = await scratchFolder(lasting, "openssh");
  const { ssh } = await sparePorts(["ssh"]);
  const { username, uid } = userInfo();
  if (uid === 0) await mkdir(PRIVILEGE_SEPARATION, { recursive: true });
  const host = await generate(
    join(folder, "host"),
    ...(hostKey === "rsa" ? RSA : []),
  );
  const authorized = join(folder, "authorized");
  const keys = await userKeys(folder, authorized);
  const stranger = await generate(join(folder, "stranger"));
  const { stdout } = await execute("ssh-keygen", ["-lf", host]);
  const settings = [
    "ListenAddress=127.0.0.1",
    "PidFile=none",
    `AuthorizedKeysFile=${authorized}`,
    "PasswordAuthentication=no",
    "KbdInteractiveAuthentication=no",
    "StrictModes=no",
    "UsePAM=no",
    ...options,
  ].flatMap((option) => ["-o", option]);
  await startProgram(lasting, {
    program: SSHD,
    args: [
      "-D",
      "-e",
      "-f",
      "/dev/null",
      "-h",
      host,
      "-p",
      String(ssh),
      ...settings,
    ],
    ports: [ssh],
  });
  return {
    port: ssh,
    fingerprint: stdout.split(" ")[1] ?? "",
    username,
    keys,
    stranger: await readFile(stranger, "utf8"),
  };
}

async function userKeys(
  folder: string,
  authorized: string,
): Promise<OpenSsh["keys"]> {
  const key = (name: string, ...options: string[]) =>
    generate(join(folder, name), ...options);
  const [ed25519, ecdsa, rsa, pem, locked] = await Promise.all([
    key("ed25519"),
    key("ecdsa", "-t", "ecdsa"),
    key("rsa", ...RSA),
    key("pem", ...RSA, "-m", "PEM"),
    key("locked", "-N", KEY_PASSPHRASE),
  ]);
  const made = { ed25519, ecdsa, rsa, pem, locked };
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

/** Makes a key that is not locked, an Ed25519 one where the options say nothing else; answers with its file. */
async function generate(file: string, ...options: string[]): Promise<string> {
  const standard = [
    ...(options.includes("-N") ? [] : ["-N", ""]),
    ...(options.includes("-t") ? [] : ["-t", "ed25519"]),
  ];
  await execute("ssh-keygen", ["-q", "-f", file, ...standard, ...options]);
  return file;
}
