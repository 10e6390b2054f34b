import { createHash, randomBytes } from "node:crypto";

/** So much nobody guesses, however fast a hash is. */
const RANDOM_BYTES = 32;

/** A new random token behind a prefix by which people and scanners of leaks know what it is. */
export function newToken(prefix: string): string {
  return `${prefix}${randomBytes(RANDOM_BYTES).toString("base64url")}`;
}

/** What is kept of a token. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** Whether a text could be a token with this prefix: what could not be one is not looked for. */
export function looksLikeToken(text: string, prefix: string): boolean {
  return (
    text.startsWith(prefix) &&
    /^[A-Za-z0-9_-]{43}$/.test(text.slice(prefix.length))
  );
}
