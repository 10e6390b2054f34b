/** From the beginning of NTP's time, 1900. */
export const SECONDS_TO_1970 = 2_208_988_800;

/** The clock of a time server. */
export interface NtpClock {
  leap?: number;
  mode?: number;
  stratum?: number;
  source?: string;
  /** How far the clock is from this machine's. */
  offsetMs?: number;
}

/** As NTP writes an instant, of milliseconds since 1970 (RFC 5905, section 6). */
export function writeInstant(packet: Buffer, offset: number, ms: number): void {
  const seconds = ms / 1_000 + SECONDS_TO_1970;
  packet.writeUInt32BE(Math.floor(seconds) % 2 ** 32, offset);
  packet.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), offset + 4);
}

/** What a server with this clock answers. */
export function ntpAnswer(
  heard: Buffer,
  {
    leap = 0,
    mode = 4,
    stratum = 2,
    source = "\x7f\x01\x02\x03",
    offsetMs = 0,
  }: NtpClock = {},
): Buffer {
  const packet = Buffer.alloc(48);
  packet[0] = (leap << 6) | (4 << 3) | mode;
  packet[1] = stratum;
  packet.writeUInt32BE(65_536 / 4, 4);
  packet.writeUInt32BE(65_536 / 8, 8);
  packet.write(source, 12, "latin1");
  heard.copy(packet, 24, 40, 48);
  writeInstant(packet, 32, Date.now() + offsetMs);
  writeInstant(packet, 40, Date.now() + offsetMs);
  return packet;
}
