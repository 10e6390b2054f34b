// The 48 bytes of NTP (RFC 5905, section 7.3), as client and server send them.
import { randomBytes } from "node:crypto";
import type { Instant } from "../../domain/time.ts";

const PACKET_BYTES = 48;
/** Version 4, mode 3 (client). */
const CLIENT = 0x23;
const SERVER_MODE = 4;

const at = {
  stratum: 1,
  rootDelay: 4,
  rootDispersion: 8,
  referenceId: 12,
  origin: 24,
  receive: 32,
  transmit: 40,
} as const;

/** From 1900, where NTP begins to count, to 1970. */
const SECONDS_TO_1970 = 2_208_988_800;
const ERA_SECONDS = 2 ** 32;
const FRACTIONS = 2 ** 32;

export const leaps = [
  "none",
  "last minute has 61 s",
  "last minute has 59 s",
  "unsynchronised",
] as const;
export type Leap = (typeof leaps)[number];

export interface NtpAnswer {
  leap: Leap;
  version: number;
  /** 1 has a clock of its own, 2 to 15 ask others, 16 is unsynchronised; 0 is a refusal, told in `source`. */
  stratum: number;
  /** Where the server has its time from: "GPS" at stratum 1, an address or a hash of one above. */
  source: string;
  rootDelayMs: number;
  rootDispersionMs: number;
  receivedAt: Instant;
  sentAt: Instant;
}

/**
 * A question. In the place of our clock's time it carries random bytes, which the answer repeats: nobody else can answer,
 * and our clock is nobody's business.
 */
export function ntpRequest(): Buffer {
  const packet = Buffer.alloc(PACKET_BYTES);
  packet[0] = CLIENT;
  randomBytes(8).copy(packet, at.transmit);
  return packet;
}

/** Whether a datagram answers a question. */
export function isNtpAnswer(answer: Buffer, request: Buffer): boolean {
  return (
    answer.length >= PACKET_BYTES &&
    (answer.readUInt8(0) & 7) === SERVER_MODE &&
    answer
      .subarray(at.origin, at.receive)
      .equals(request.subarray(at.transmit, PACKET_BYTES))
  );
}

/** Reads an answer that isNtpAnswer accepted; `now` tells in which era of 136 years its times lie. */
export function readNtpAnswer(packet: Buffer, now: Instant): NtpAnswer {
  const stratum = packet.readUInt8(at.stratum);
  const first = packet.readUInt8(0);
  return {
    leap: leaps[(first >> 6) & 3] ?? "none",
    version: (first >> 3) & 7,
    stratum,
    source: sourceOf(packet, stratum),
    rootDelayMs: shortMs(packet.readUInt32BE(at.rootDelay)),
    rootDispersionMs: shortMs(packet.readUInt32BE(at.rootDispersion)),
    receivedAt: readInstant(packet, at.receive, now),
    sentAt: readInstant(packet, at.transmit, now),
  };
}

/** Four letters at stratum 0 and 1, else four bytes that are an IPv4 address or look like one. */
function sourceOf(packet: Buffer, stratum: number): string {
  const bytes = packet.subarray(at.referenceId, at.referenceId + 4);
  if (stratum > 1) return bytes.join(".");
  return bytes.toString("latin1").replace(/\0+$/, "");
}

/** Seconds with 16 bits on each side of the point. */
function shortMs(value: number): number {
  return (value / 65_536) * 1_000;
}

function readInstant(packet: Buffer, offset: number, now: Instant): Instant {
  const seconds = packet.readUInt32BE(offset) - SECONDS_TO_1970;
  const era = Math.round((now / 1_000 - seconds) / ERA_SECONDS);
  const fraction = packet.readUInt32BE(offset + 4) / FRACTIONS;
  return (seconds + era * ERA_SECONDS + fraction) * 1_000;
}
