import { createHash } from "node:crypto";
import ssh2, { type ParsedKey } from "ssh2";
import { failed, type Failed } from "../starttls/incoming.ts";
import { unlockKey } from "./unlock.ts";

const { parseKey } = ssh2.utils;

/** Unlocking takes half a second of hard work: it is done once. As many as there can reasonably be. */
const MOST_KEPT = 1_000;
const unlocked = new Map<string, ParsedKey>();

/** What is wrong with a private key that somebody pasted; undefined where nothing is, or only its passphrase can tell. */
export function privateKeyProblem(written: string): string | undefined {
  const text = keyText(written);
  if (/^(ssh-|ecdsa-|sk-)\S+ [A-Za-z0-9+/]|BEGIN (SSH2 )?PUBLIC KEY/.test(text))
    return "is a public key: the private one is needed";
  if (text.startsWith("PuTTY-User-Key-File-3"))
    return "is in the format of PuTTY 3: export it as an OpenSSH key";
  if (/BEGIN (ENCRYPTED )?PRIVATE KEY/.test(text))
    return "is in the PKCS#8 format: convert it with ssh-keygen -p -f and the name of its file";
  if (isLocked(text)) return undefined;
  const key = parseKey(text);
  return key instanceof Error || !key.isPrivateKey()
    ? "is not a private key as OpenSSH has them, from -----BEGIN to END-----"
    : undefined;
}

/** In environment files the line ends of a key are often written as \\n. */
function keyText(written: string): string {
  return written.replaceAll("\\n", "\n").trim();
}

/** Whether a private key is of no use without its passphrase. */
export function isLocked(written: string): boolean {
  const key = parseKey(keyText(written));
  return key instanceof Error && /no passphrase given/.test(key.message);
}

/** A key ready to log in with; where it is locked, somebody else's thread unlocks it. */
export async function readKey(
  written: string,
  passphrase: string | undefined,
  signal: AbortSignal,
): Promise<{ ok: true; key: ParsedKey } | Failed> {
  if (!isLocked(written)) return parsed(written);
  const name = createHash("sha256")
    .update(JSON.stringify([written, passphrase]))
    .digest("base64");
  const known = unlocked.get(name);
  if (known !== undefined) return { ok: true, key: known };
  const pem = await unlockKey(keyText(written), passphrase ?? "", signal);
  if (pem === undefined)
    return signal.aborted
      ? failed(
          "key-locked",
          "there was not enough time to unlock the private key",
        )
      : failed(
          "key-locked",
          "the private key cannot be unlocked: the passphrase is wrong",
        );
  const key = parsed(pem);
  if (!key.ok) return key;
  if (unlocked.size >= MOST_KEPT) unlocked.clear();
  unlocked.set(name, key.key);
  return key;
}

function parsed(text: string): { ok: true; key: ParsedKey } | Failed {
  const key = parseKey(keyText(text));
  return key instanceof Error
    ? failed("key-unusable", "the private key cannot be used")
    : { ok: true, key };
}
