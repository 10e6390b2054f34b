// What `ping` prints, as iputils and BusyBox have it in the C locale.

/** A reply: "64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=0.025 ms"; BusyBox says "seq=0". */
const REPLY =
  /^\d+ bytes from .*\b(?:icmp_)?seq=(\d+)\b.*\btime[=<]([\d.]+) ms(.*)$/;

/** A router's word: "From 192.0.2.1 icmp_seq=1 Destination Host Unreachable". */
const REFUSAL = /^From \S+(?: \(\S+\))?:? (?:icmp_seq=\d+ )?(.+)$/;

/** BusyBox and old kernels say so where this user may not send echo requests. */
const NOT_PERMITTED = /operation not permitted|permission denied/i;
const NO_ROUTE = /network (?:is )?unreachable|no route to host/i;
const NO_FAMILY = /address family not supported/i;

export interface PingOutput {
  /** How long each packet took that came back, by its number: a copy of one (DUP) is no second one. */
  roundTripsMs: Map<number, number>;
  /** What a router said of the way. */
  refusal: string | undefined;
}

export function emptyOutput(): PingOutput {
  return { roundTripsMs: new Map(), refusal: undefined };
}

/** Takes a line of the output in. */
export function readLine(line: string, output: PingOutput): void {
  const [, sequence, ms, rest = ""] = REPLY.exec(line) ?? [];
  // The checksum of a damaged one is told behind it.
  if (ms !== undefined && !/BAD CHECKSUM|truncated/i.test(rest)) {
    const number = Number(sequence);
    if (!output.roundTripsMs.has(number))
      output.roundTripsMs.set(number, Number(ms));
    return;
  }
  output.refusal ??= REFUSAL.exec(line)?.[1];
}

export type Complaint =
  "not-permitted" | "no-route" | "no-family" | "other" | "none";

/** What ping complains about on its error output. */
export function complaintOf(errors: string): Complaint {
  if (NOT_PERMITTED.test(errors)) return "not-permitted";
  if (NO_ROUTE.test(errors)) return "no-route";
  if (NO_FAMILY.test(errors)) return "no-family";
  return errors.trim() === "" ? "none" : "other";
}
