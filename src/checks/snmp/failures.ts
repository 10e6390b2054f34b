import type { Reason } from "../../domain/result.ts";

export interface Failed {
  ok: false;
  failure: Reason;
}

export function failed(kind: string, text: string): Failed {
  return { ok: false, failure: { kind, text } };
}

/** The agent understood a request and refuses it as a whole. */
export interface Refused {
  ok: false;
  /** As RFC 3416 names it, with a capital: "NoSuchName", "TooBig". */
  status: string;
  /** The object it stumbled over; undefined where it does not say. */
  oid: string | undefined;
}

/** What SNMPv3 agents report instead of an answer (RFC 3414, section 5), in the words of net-snmp. */
const reports: [begins: string, kind: string, text: string][] = [
  ["Unknown User Name", "login", "the agent does not know this user"],
  [
    "Wrong Digest",
    "login",
    "the agent refuses the authentication password or its protocol",
  ],
  [
    "Unsupported Security Level",
    "security-level",
    "the agent does not let this user in with that authentication and privacy",
  ],
  [
    "Decryption Error",
    "login",
    "the agent refuses the privacy password or its protocol",
  ],
  ["Not In Time Window", "clock", "the agent's clock does not stand still"],
  ["Unknown Engine ID", "protocol", "the agent changes its engine ID"],
];

/** What an error of net-snmp says about the agent. */
export function requestFailure(error: Error): Failed | Refused {
  if (error.name === "RequestFailedError") {
    const [status = "", oid] = error.message.split(": ");
    return { ok: false, status, oid };
  }
  for (const [begins, kind, text] of reports)
    if (error.message.startsWith(begins)) return failed(kind, text);
  if (/^(Failed to decrypt|Authentication digest)/.test(error.message))
    return failed(
      "protocol",
      "the agent's answer is not signed or encrypted with our passwords",
    );
  if (error.name === "ResponseInvalidError")
    return failed("protocol", "the answer does not fit the request");
  // Our own bug: a request that the library cannot write.
  throw error;
}

/** A refusal, in words for people; `what` was asked for. */
export function refusalReason({ status, oid }: Refused, what: string): Reason {
  const about = oid ?? what;
  switch (status) {
    case "NoSuchName":
      return {
        kind: "no-such-name",
        text: `the agent has no value at ${about} (noSuchName)`,
      };
    case "NoAccess":
    case "AuthorizationError":
      return {
        kind: "no-access",
        text: `the agent does not let us read ${about} (${plain(status)})`,
      };
    case "TooBig":
      return {
        kind: "too-big",
        text: "the values do not fit into one answer (tooBig): ask for fewer",
      };
    default:
      return {
        kind: "agent-error",
        text: `the agent could not answer for ${about} (${plain(status)})`,
      };
  }
}

function plain(status: string): string {
  return status.charAt(0).toLowerCase() + status.slice(1);
}
