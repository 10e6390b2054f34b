import { failed, type Failed } from "../starttls/incoming.ts";
import type { ServerError } from "./messages.ts";

/** PostgreSQL's SQLSTATEs that have words of their own. */
const known: Record<string, readonly [kind: string, text: string]> = {
  "57P03": ["not-ready", "the server takes no connections"],
  "57P01": ["shutting-down", "the server ended the connection"],
  "57P02": ["shutting-down", "the server ended the connection"],
  "53300": ["too-many-connections", "too many connections"],
  "28000": ["login-failed", "login refused"],
  "28P01": ["login-failed", "login failed"],
  "3D000": ["no-such-database", "no such database"],
  "42501": ["not-permitted", "the user may not look"],
  "25006": ["not-read-only", "the query writes, and may only read"],
  "42601": ["invalid-query", "the query is not one valid statement"],
  "57014": ["query-timeout", "the query took too long"],
};

/** Errors in the place of any login: the server takes no connection now. */
const closedDoors = new Set([
  "not-ready",
  "shutting-down",
  "too-many-connections",
]);

/** An error of the server, in our words and in its own. */
export function serverFailure(
  { code, message }: ServerError,
  quote: (text: string) => string,
): Failed {
  const [kind, text] = known[code] ?? ["server-error", `error ${code}`];
  return failed(kind, `${text}: ${quote(message)}`);
}

/** Whether a server that answers a login with this error takes connections all the same. */
export function isOpen({ failure }: Failed): boolean {
  return !closedDoors.has(failure.kind);
}
