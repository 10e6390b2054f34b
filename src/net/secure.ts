import { isIP } from "node:net";
import { connect, type SecureContext, type TLSSocket } from "node:tls";
import { aborted } from "./aborted.ts";
import { judgeCertificate } from "./certificate.ts";
import type {
  ConnectFailed,
  ConnectFailure,
  Secured,
  SecureOptions,
} from "./connector.ts";
import { canonicalHost } from "./host-name.ts";
import { usualVersions } from "./secure-contexts.ts";

/** Node's own names for what servers get wrong in a handshake, in plain words. */
const handshakeProblems: Record<string, string> = {
  ERR_SSL_WRONG_VERSION_NUMBER: "the server does not speak TLS on this port",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "the server does not speak TLS on this port",
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME:
    "the server knows no site by this name (TLS unrecognized name)",
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL:
    "the server does not offer the protocol that was asked for over TLS",
};

/** The server has no version in common with us, as we or the server noticed. */
const versionProblems = new Set([
  "ERR_SSL_UNSUPPORTED_PROTOCOL",
  "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
]);

/**
 * Speaks TLS on a connected socket: a full handshake each time, whatever the certificate. From here on only the TLS socket
 * may be destroyed, which destroys both: Node 26.10 crashes (SIGSEGV) where the inner one goes first, then the outer.
 */
export function secureSocket(
  options: SecureOptions,
  context: SecureContext,
): Promise<Secured | ConnectFailed> {
  const { socket, signal } = options;
  const started = performance.now();
  return new Promise((resolve) => {
    const host = canonicalHost(options.host);
    const secured = connect({
      socket,
      secureContext: context,
      rejectUnauthorized: false,
      // Names are judged with the rest of the certificate.
      checkServerIdentity: () => undefined,
      ...(isIP(host) === 0 && { servername: host }),
      ...(options.protocols && { ALPNProtocols: options.protocols }),
    });
    const finish = (outcome: Secured | ConnectFailed) => {
      signal.removeEventListener("abort", onAbort);
      if (!outcome.ok) secured.destroy();
      resolve(outcome);
    };
    const fail = (failure: ConnectFailure) => finish({ ok: false, failure });
    const onAbort = () => finish(aborted);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    secured.once("secureConnect", () =>
      finish(report(secured, host, options.now, performance.now() - started)),
    );
    // Stays on: after this, whoever uses the socket may come a tick too late to hear of a reset.
    secured.on("error", (error) => fail(handshakeFailure(error, options)));
    secured.once("close", () => fail(handshakeFailure(undefined, options)));
  });
}

function report(
  socket: TLSSocket,
  host: string,
  now: number,
  tlsMs: number,
): Secured | ConnectFailed {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined)
    return {
      ok: false,
      failure: { kind: "tls", text: "the server shows no certificate" },
    };
  // OpenSSL's code as a string, though typed as an Error; null where it is content.
  const error: unknown = socket.authorizationError;
  const verifyError = typeof error === "string" ? error : "";
  return {
    ok: true,
    socket,
    tlsMs,
    tlsVersion: socket.getProtocol() ?? "",
    certificate: judgeCertificate(certificate, host, verifyError, now),
  };
}

function handshakeFailure(
  error: Error | undefined,
  { versions = usualVersions }: SecureOptions,
): ConnectFailure {
  const code = error && "code" in error ? String(error.code) : "";
  if (code === "ECONNRESET" || code === "EPIPE" || code === "")
    return {
      kind: "reset",
      text: "connection closed during the TLS handshake",
    };
  if (versionProblems.has(code))
    return {
      kind: "tls",
      text: `the server speaks no TLS from ${versions.oldest.replace("TLSv", "")} on, only older versions`,
    };
  const known = handshakeProblems[code];
  if (known !== undefined) return { kind: "tls", text: known };
  const reason =
    error && "reason" in error ? String(error.reason) : code.toLowerCase();
  return { kind: "tls", text: `the TLS handshake failed (${reason})` };
}
