import type { Reason } from "../../domain/result.ts";
import type { ProbeContext } from "../check.ts";
import { complaintOf } from "./output.ts";
import type { PingRun } from "./run-ping.ts";

/** Why ping could not look, or no packet could be sent; undefined where it ran as it should. */
export function whyNotRun(
  { errors, roundTripsMs, spawnFailure, hasEnded }: PingRun,
  address: string,
  { quote, signal }: Pick<ProbeContext, "quote" | "signal">,
): Reason | undefined {
  if (spawnFailure !== undefined) return whyNotStarted(spawnFailure);
  if (roundTripsMs.size > 0) return undefined;
  switch (complaintOf(errors)) {
    case "not-permitted":
      return {
        kind: "ping-failed",
        text: "ping may not send packets here: it needs the capability cap_net_raw, or net.ipv4.ping_group_range must include this user",
      };
    case "no-route":
      return {
        kind: "unreachable",
        text: `there is no route from here to ${address}`,
      };
    case "no-family":
      return {
        kind: "ping-failed",
        text: "this machine does not speak that version of IP",
      };
    case "other":
      return { kind: "ping-failed", text: `ping failed: ${quote(errors)}` };
    case "none":
      return hasEnded || signal.aborted
        ? undefined
        : { kind: "ping-failed", text: "ping did not end as it should" };
  }
}

function whyNotStarted(code: string): Reason {
  if (code === "ENOENT" || code === "EACCES")
    return {
      kind: "no-ping",
      text: "the program ping is not installed here (Debian: iputils-ping)",
    };
  return {
    kind: "no-resources",
    text: `this machine could not start ping (${code})`,
  };
}
