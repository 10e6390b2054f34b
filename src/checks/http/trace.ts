import type { Facts } from "../../domain/result.ts";

/** What a probe is busy with, as the end of a sentence. */
export type Stage =
  | "looking up the name"
  | "connecting"
  | "connecting through the proxy"
  | "in the TLS handshake"
  | "waiting for the answer"
  | "reading the headers"
  | "reading the body";

/** What was measured, in the order in which people read it. Durations add up over redirects, the rest is of the last. */
const measures = [
  "status",
  "redirects",
  /** Where the redirects ended. */
  "finalHost",
  "address",
  /** In the place of the address, where a proxy connects to it. */
  "proxyAddress",
  "tlsVersion",
  /** The fewest among the certificates met on the way. */
  "certificateDaysLeft",
  /** Of the body, as they came over the wire; never more than are judged. */
  "bytes",
  "dnsMs",
  "connectMs",
  "tlsMs",
  /** From the request to the first byte of its answer. */
  "firstByteMs",
] as const;

type Duration = "dnsMs" | "connectMs" | "tlsMs" | "firstByteMs";
type Name = "finalHost" | "address" | "proxyAddress" | "tlsVersion";
type Measures = {
  [Measure in (typeof measures)[number]]?: Measure extends Name
    ? string
    : number;
};

/** How far one probe has come, and what it has measured so far. */
export interface Trace extends Measures {
  startedAt: number;
  stage: Stage;
  redirects: number;
}

export function startTrace(): Trace {
  return {
    startedAt: performance.now(),
    stage: "looking up the name",
    redirects: 0,
  };
}

/** Adds to a duration what one more connection took. */
export function addDuration(trace: Trace, name: Duration, ms: number): void {
  trace[name] = (trace[name] ?? 0) + ms;
}

/** Milliseconds since the probe began, to a tenth. */
export function elapsedMs(trace: Trace): number {
  return tenths(performance.now() - trace.startedAt);
}

export function factsOf(trace: Trace): Facts {
  const facts: Facts = {};
  for (const name of measures) {
    const value = trace[name];
    if (value !== undefined)
      facts[name] = typeof value === "number" ? tenths(value) : value;
  }
  return facts;
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
