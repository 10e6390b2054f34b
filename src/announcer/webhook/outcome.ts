import { clip } from "../../base/text.ts";
import { SECOND, MINUTE } from "../../domain/time.ts";
import type { Outcome } from "../channel.ts";

const LONGEST_WAIT_MS = 15 * MINUTE;
const LONGEST_SAID = 200;
/** Shorter parts of an address say nothing: "hooks", "v2". */
const SHORTEST_SECRET = 6;
/** Nothing will get in there until somebody mends it: wrong key, not allowed, not there, gone. */
const DEAD = [401, 403, 404, 410];
/** The server was too slow or too busy itself. */
const PASSING = [408, 425, 429];

/** What a receiver said. */
export interface Answer {
  status: number;
  retryAfter: string | undefined;
  /** As much of the body as was read. */
  body: string;
}

/** What becomes of it by an answer's status; undefined where the status is good. `url` and `secret` are told nowhere. */
export function refusalOf(
  { status, retryAfter, body }: Answer,
  { url, secret }: { url: string; secret: string },
  now: number,
): Exclude<Outcome, { kind: "accepted" }> | undefined {
  if (status >= 200 && status < 300) return undefined;
  const { host } = new URL(url);
  const reason = `${host} answered ${status}${saidWords(body, secretsOf(url, secret))}`;
  if (status >= 500 || PASSING.includes(status)) {
    const afterMs = waitOf(retryAfter, now);
    return afterMs === undefined
      ? { kind: "later", reason }
      : { kind: "later", reason, afterMs };
  }
  if (status >= 300 && status < 400)
    return {
      kind: "never",
      reason: `${host} answered ${status}: it sends us elsewhere, where we do not go`,
      outletIsDead: false,
    };
  return { kind: "never", reason, outletIsDead: DEAD.includes(status) };
}

/** What a plain answer says; a page says nothing, nor does one that quotes what is secret. */
function saidWords(body: string, secrets: readonly string[]): string {
  const said = body.replace(/\s+/gu, " ").trim();
  const isMute =
    said === "" ||
    said.startsWith("<") ||
    secrets.some((secret) => said.includes(secret));
  return isMute ? "" : ` (${clip(said, LONGEST_SAID)})`;
}

function secretsOf(url: string, secret: string): string[] {
  const { pathname, searchParams } = new URL(url);
  return [...pathname.split("/"), ...searchParams.values(), secret]
    .flatMap((part) => [part, decoded(part)])
    .filter(({ length }) => length >= SHORTEST_SECRET);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Retry-After is seconds or a date. */
function waitOf(
  retryAfter: string | undefined,
  now: number,
): number | undefined {
  if (retryAfter === undefined) return undefined;
  const ms = /^\d+$/u.test(retryAfter)
    ? Number(retryAfter) * SECOND
    : Date.parse(retryAfter) - now;
  return Number.isNaN(ms)
    ? undefined
    : Math.min(LONGEST_WAIT_MS, Math.max(SECOND, ms));
}
