import { failed, type Failed } from "../starttls/incoming.ts";
import type { ServerError } from "./packets.ts";

/** MySQL's and MariaDB's error numbers that have words of their own. */
const known: Record<number, readonly [kind: string, text: string]> = {
  1040: ["too-many-connections", "too many connections"],
  1203: ["too-many-connections", "the user has too many connections"],
  1226: ["too-many-connections", "the user has used up a limit"],
  1129: [
    "host-blocked",
    "the server has blocked this host after too many broken connections",
  ],
  1130: ["host-not-allowed", "this host is not allowed to connect"],
  1053: ["shutting-down", "the server is shutting down"],
  1044: ["no-such-database", "the user may not use the database"],
  1049: ["no-such-database", "no such database"],
  1045: ["login-failed", "login failed"],
  1698: ["login-failed", "login failed"],
  3118: ["login-failed", "the account is locked"],
  4151: ["login-failed", "the account is locked"],
  1820: ["login-failed", "the password has expired"],
  1862: ["login-failed", "the password has expired"],
  3159: ["no-starttls", "the server takes connections with TLS only"],
  1227: ["not-permitted", "the user may not look"],
  1142: ["not-permitted", "the user may not look"],
  1792: ["not-read-only", "the query writes, and may only read"],
  1969: ["query-timeout", "the query took too long"],
  3024: ["query-timeout", "the query took too long"],
};

/** Errors that come in the place of a greeting, or of any login: the server takes no connection from us now. */
const closedDoors = new Set([
  "too-many-connections",
  "host-blocked",
  "host-not-allowed",
  "shutting-down",
]);

/** An error of the server, in our words and in its own. */
export function serverFailure(
  { number, message }: ServerError,
  quote: (text: string) => string,
): Failed {
  const [kind, text] = known[number] ?? ["server-error", `error ${number}`];
  return failed(kind, `${text}: ${quote(message)}`);
}

/** Whether a server that answers a login with this error takes connections all the same. */
export function isOpen({ failure }: Failed): boolean {
  return !closedDoors.has(failure.kind);
}
