import { createHash } from "node:crypto";
import type { Facts, Reason } from "../../domain/result.ts";

export interface HostKey {
  /** As `ssh-keygen -l` shows it: "SHA256:…". */
  fingerprint: string;
  /** "ssh-ed25519" */
  type: string;
}

const FINGERPRINT = /SHA256:([A-Za-z0-9+/]{43})(?![A-Za-z0-9+/])=?/;
const TYPE_LENGTH_BYTES = 4;

/** Reads a public key as it comes over the wire: its type stands in front, with its length. */
export function readHostKey(key: Buffer): HostKey {
  const length = key.length < TYPE_LENGTH_BYTES ? 0 : key.readUInt32BE(0);
  const type = key
    .subarray(TYPE_LENGTH_BYTES, TYPE_LENGTH_BYTES + length)
    .toString("latin1");
  const hash = createHash("sha256").update(key).digest("base64");
  return {
    fingerprint: `SHA256:${hash.replace(/=$/, "")}`,
    type: /^[a-z0-9@.-]{1,64}$/i.test(type) ? type : "unknown",
  };
}

/** Takes the fingerprint out of a whole line of `ssh-keygen -l`. */
export function tidyFingerprint(written: string): string {
  const found = FINGERPRINT.exec(written);
  return found === null ? written.trim() : `SHA256:${found[1] ?? ""}`;
}

export function fingerprintProblem(written: string): string | undefined {
  return FINGERPRINT.test(written)
    ? undefined
    : "must be a SHA256 fingerprint as ssh-keygen -l shows it: SHA256: and 43 characters";
}

/** What an earlier look saw. */
export function rememberedKey(remembered: Facts): HostKey | undefined {
  const { hostKey, hostKeyType } = remembered;
  return typeof hostKey === "string" && typeof hostKeyType === "string"
    ? { fingerprint: hostKey, type: hostKeyType }
    : undefined;
}

/** What is wrong with the key that a server shows; undefined where nothing is. */
export function hostKeyProblem(
  shown: HostKey,
  pinned: string | undefined,
  known: HostKey | undefined,
): Reason | undefined {
  const expected = pinned ?? known?.fingerprint;
  if (expected === undefined || expected === shown.fingerprint)
    return undefined;
  const now = `it is ${shown.fingerprint} (${shown.type})`;
  return pinned === undefined
    ? {
        kind: "host-key-changed",
        text: `host key changed: ${now}, and was ${expected}; where that is right, set the new one as host key`,
      }
    : {
        kind: "host-key-changed",
        text: `host key changed: ${now}, and must be ${expected}`,
      };
}
