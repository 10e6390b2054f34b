import type { Socket } from "node:net";
import type { SecureVersion, TLSSocket } from "node:tls";
import type { Instant } from "../domain/time.ts";

/** Why no connection was made. `text` is a sentence for people, without a full stop. */
export interface ConnectFailure {
  kind:
    | "no-such-host"
    | "dns-error"
    | "refused"
    | "unreachable"
    | "reset"
    | "tls"
    | "aborted"
    /** From here on it is not the target's fault: nobody looked. */
    | "address-not-allowed"
    | "dns-unavailable"
    | "no-resources";
  text: string;
}

export type ConnectFailed = { ok: false; failure: ConnectFailure };

export interface ResolveOptions {
  /** A host name or a literal address (IPv6 with or without brackets). */
  host: string;
  /** Ask for addresses of this family only. */
  family?: 4 | 6 | undefined;
  /** Ends the attempt. */
  signal: AbortSignal;
}

export interface Address {
  address: string;
  family: 4 | 6;
}

export interface Resolved {
  ok: true;
  addresses: Address[];
  /** How long the name took, 0 for a literal address. Milliseconds, with fractions. */
  dnsMs: number;
}

export interface ConnectOptions extends ResolveOptions {
  port: number;
  /** Told as each step begins, so that a probe cut short can say where it was. */
  onStep?: (step: "resolving" | "connecting") => void;
}

export interface Connected {
  ok: true;
  /** Has an error listener: a late reset is nobody's uncaught exception. */
  socket: Socket;
  /** The address that answered. */
  address: string;
  dnsMs: number;
  /** How long the TCP handshake took, earlier attempts at other addresses included. Milliseconds, with fractions. */
  connectMs: number;
}

export interface SecureOptions {
  /** A connected socket. It belongs to the TLS socket from now on: destroy that one, never this one. */
  socket: Socket;
  /** The host name or address that the certificate must be for. */
  host: string;
  /** Application protocols offered, such as "http/1.1". */
  protocols?: string[];
  /** Which versions of TLS to offer; 1.2 and 1.3 where left out. */
  versions?: TlsVersions;
  now: Instant;
  signal: AbortSignal;
}

export interface TlsVersions {
  oldest: SecureVersion;
  newest: SecureVersion;
}

export interface Secured {
  ok: true;
  socket: TLSSocket;
  /** How long the TLS handshake took. Milliseconds, with fractions. */
  tlsMs: number;
  /** "TLSv1.3" */
  tlsVersion: string;
  certificate: CertificateReport;
}

/** What there is to say of a server's certificate. The handshake succeeds whatever it says; the caller decides. */
export interface CertificateReport {
  /** Whole days until the certificate ends, negative after that. */
  daysLeft: number;
  /** Why a browser would refuse it. */
  problem?: { kind: string; text: string };
}

/** The one way out: every connection to an address that somebody typed goes through it. */
export interface Connector {
  /** Resolves with c-ares (and the hosts file), and refuses unless every address is allowed. */
  resolve(options: ResolveOptions): Promise<Resolved | ConnectFailed>;
  /** Resolves, then connects by TCP to one of the addresses just judged. */
  connect(options: ConnectOptions): Promise<Connected | ConnectFailed>;
  /** Speaks TLS on a connected socket and judges the certificate; where TLS fails, the socket is gone. */
  secure(options: SecureOptions): Promise<Secured | ConnectFailed>;
}
