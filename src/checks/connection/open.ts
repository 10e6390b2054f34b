import type { Socket } from "node:net";
import type { Connected, Secured, TlsVersions } from "../../net/connector.ts";
import type { ProbeContext } from "../check.ts";
import { tenths } from "../milliseconds.ts";
import type { Failed } from "../starttls/incoming.ts";
import type { Progress } from "./progress.ts";

/** Connects by TCP, and notes what it took. */
export async function connectTo(
  where: { host: string; port: number },
  { connector, signal }: ProbeContext,
  progress: Progress,
): Promise<Connected | Failed> {
  const connected = await connector.connect({
    ...where,
    signal,
    onStep: (step) => {
      if (step === "connecting") progress.step = "connecting";
    },
  });
  if (!connected.ok) return connected;
  const { address, dnsMs, connectMs } = connected;
  Object.assign(progress.facts, {
    address,
    dnsMs: tenths(dnsMs),
    connectMs: tenths(connectMs),
  });
  return connected;
}

export interface TlsWishes {
  /** The name that the certificate must be for. */
  host: string;
  protocols?: string[];
  versions?: TlsVersions;
}

/** Speaks TLS, and notes what it took; where that fails, the socket is gone. What is wrong with the certificate is the caller's to judge. */
export async function secureTo(
  socket: Socket,
  wishes: TlsWishes,
  { connector, now, signal }: ProbeContext,
  progress: Progress,
): Promise<Secured | Failed> {
  progress.step = "in the TLS handshake";
  const secured = await connector.secure({
    ...wishes,
    socket,
    now: now(),
    signal,
  });
  if (!secured.ok) return secured;
  Object.assign(progress.facts, {
    tlsMs: tenths(secured.tlsMs),
    tlsVersion: secured.tlsVersion,
    certificateDaysLeft: secured.certificate.daysLeft,
  });
  return secured;
}
