import { durationInWords } from "../../domain/duration.ts";
import type { Reason } from "../../domain/result.ts";
import type { RecordType } from "./records.ts";

export interface Failed {
  error: unknown;
  name: string;
  type: RecordType;
  /** The name server as it was typed; undefined where this machine's own was asked. */
  resolver: string | undefined;
  /** How long it was asked. */
  elapsedMs: number;
}

/** What the failure of a question says, each answer of a name server in its own words. Bugs are thrown on. */
export function dnsFailure(failed: Failed): Reason {
  const { error, name, type, resolver, elapsedMs } = failed;
  const who = resolver ?? "the name server";
  switch (codeOf(error)) {
    case "ENOTFOUND":
      return {
        kind: "nxdomain",
        text: `the name ${name} does not exist (NXDOMAIN)`,
      };
    case "ENODATA":
      return {
        kind: "no-records",
        text: `${name} exists, but has no ${type} record`,
      };
    case "ESERVFAIL":
      return {
        kind: "servfail",
        text: `${who} could not resolve ${name} (SERVFAIL)`,
      };
    case "EREFUSED":
      return {
        kind: "query-refused",
        text: `${who} refuses to answer for ${name} (REFUSED)`,
      };
    case "EFORMERR":
      return {
        kind: "dns-error",
        text: `${who} did not understand the question (FORMERR)`,
      };
    case "ENOTIMP":
      return {
        kind: "dns-error",
        text: `${who} does not know such questions (NOTIMP)`,
      };
    case "EBADRESP":
      return { kind: "invalid-dns", text: `${who} answers, but not in DNS` };
    case "ECONNREFUSED":
      return resolver === undefined
        ? {
            kind: "dns-unavailable",
            text: "this machine's name servers cannot be reached",
          }
        : { kind: "refused", text: `connection refused by ${who}` };
    case "ETIMEOUT":
    case "ECANCELLED":
      return {
        kind: "timeout",
        text: `${who} did not answer within ${durationInWords(elapsedMs)}`,
      };
    default:
      return {
        kind: "dns-error",
        text: `${name} could not be looked up (${codeOf(error)})`,
      };
  }
}

/** The code of node:dns; an error without one is a bug of ours. */
function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error) return String(error.code);
  throw error;
}
