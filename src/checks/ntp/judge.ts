import { durationInWords, parseDuration } from "../../domain/duration.ts";
import type { Reason } from "../../domain/result.ts";
import { tenths } from "../milliseconds.ts";
import type { NtpAnswer } from "./packet.ts";

/** What the highest stratum of a synchronised clock is. */
export const HIGHEST_STRATUM = 15;
/** Durations of more than this are worth two units; below it a tenth of a millisecond matters. */
const SECOND_MS = 1_000;

export interface NtpLimits {
  offset: string;
  offsetDown?: string | undefined;
  stratum: number;
}

/** How far the server's clock is from ours, and how long the packets travelled (RFC 5905, section 8). */
export function measure(
  { receivedAt, sentAt }: NtpAnswer,
  askedAt: number,
  answeredAt: number,
): { offsetMs: number; roundTripMs: number } {
  return {
    offsetMs: tenths((receivedAt - askedAt + (sentAt - answeredAt)) / 2),
    roundTripMs: tenths(
      Math.max(0, answeredAt - askedAt - (sentAt - receivedAt)),
    ),
  };
}

/** Codes at stratum 0 that are no refusal: the server has no time itself, or none since it started. */
const notYet = new Set(["", "INIT", "STEP"]);

/** Why no client can have the time from this server; undefined where it can. */
export function whyNoTime(
  { leap, stratum, source }: NtpAnswer,
  quote: (text: string) => string,
): Reason | undefined {
  if (stratum === 0 && !notYet.has(source))
    return {
      kind: "ntp-refused",
      text: `the server refuses to tell the time: ${quote(source)}`,
    };
  if (leap === "unsynchronised" || stratum === 0 || stratum > HIGHEST_STRATUM)
    return {
      kind: "unsynchronised",
      text: "the server's own clock is not synchronised",
    };
  return undefined;
}

/** Why the clock is too far off to be up or even degraded. */
export function whyFarOff(
  offsetMs: number,
  limit: string | undefined,
): Reason | undefined {
  const limitMs = parseDuration(limit ?? "") ?? Infinity;
  if (Math.abs(offsetMs) <= limitMs) return undefined;
  const direction = offsetMs < 0 ? "behind" : "ahead of";
  return {
    kind: "offset",
    text: `the clock is ${inWords(Math.abs(offsetMs))} ${direction} ours (limit ${inWords(limitMs)})`,
  };
}

export function whyFarFromSource(
  { stratum }: NtpAnswer,
  limits: NtpLimits,
): Reason | undefined {
  if (stratum <= limits.stratum) return undefined;
  return {
    kind: "stratum",
    text: `stratum ${stratum} (limit ${limits.stratum})`,
  };
}

function inWords(ms: number): string {
  return ms < SECOND_MS ? `${tenths(ms)} ms` : durationInWords(ms);
}
