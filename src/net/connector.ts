import type { Socket } from "node:net";

/** Why no connection was made. */
export type ConnectFailure =
  | { kind: "no-such-host"; text: string }
  | { kind: "dns-error"; text: string }
  | { kind: "address-not-allowed"; text: string }
  | { kind: "refused"; text: string }
  | { kind: "unreachable"; text: string }
  | { kind: "aborted"; text: string };

export interface ConnectOptions {
  /** A host name or a literal address (IPv6 with or without brackets). */
  host: string;
  port: number;
  /** Ask for addresses of this family only. */
  family?: 4 | 6;
  /** Ends the attempt; the socket is destroyed. */
  signal: AbortSignal;
}

export interface Connected {
  ok: true;
  socket: Socket;
  /** The address that answered. */
  address: string;
  /** How long the name took, 0 for a literal address. Milliseconds, with fractions. */
  dnsMs: number;
  /** How long the TCP handshake took. Milliseconds, with fractions. */
  connectMs: number;
}

export interface Resolved {
  ok: true;
  addresses: { address: string; family: 4 | 6 }[];
  dnsMs: number;
}

/** The one way out: every connection to an address that somebody typed goes through it. */
export interface Connector {
  /** Resolves with c-ares (and the hosts file), and refuses unless every address is allowed. */
  resolve(
    options: Omit<ConnectOptions, "port">,
  ): Promise<Resolved | { ok: false; failure: ConnectFailure }>;
  /** Resolves, then connects by TCP to one of the addresses just judged. */
  connect(
    options: ConnectOptions,
  ): Promise<Connected | { ok: false; failure: ConnectFailure }>;
}
