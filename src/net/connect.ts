import { connect, type TcpNetConnectOpts } from "node:net";
import { aborted } from "./aborted.ts";
import type {
  Address,
  Connected,
  ConnectFailed,
  ConnectFailure,
} from "./connector.ts";

/** How long one of several addresses may take before the next is tried; the last one has no limit of its own. */
const ATTEMPT_MS = 500;

/** Connects to the first address that answers. The socket is destroyed when the signal fires first. */
export function connectTcp(
  addresses: Address[],
  port: number,
  signal: AbortSignal,
): Promise<Omit<Connected, "dnsMs"> | ConnectFailed> {
  if (signal.aborted) return Promise.resolve(aborted);
  return new Promise((resolve) => {
    const socket = connect(connectOptions(addresses, port));
    const started = performance.now();
    const finish = (outcome: Omit<Connected, "dnsMs"> | ConnectFailed) => {
      signal.removeEventListener("abort", onAbort);
      socket.off("error", onError);
      // Whoever uses the socket next may come a tick too late to hear of a reset.
      socket.on("error", ignore);
      if (!outcome.ok) socket.destroy();
      resolve(outcome);
    };
    const onAbort = () => finish(aborted);
    const onError = (error: Error) =>
      finish({ ok: false, failure: connectFailure(error, addresses, port) });
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("error", onError);
    socket.once("connect", () =>
      finish({
        ok: true,
        socket,
        address: socket.remoteAddress ?? "",
        connectMs: performance.now() - started,
      }),
    );
  });
}

function ignore(): void {}

function connectOptions(addresses: Address[], port: number): TcpNetConnectOpts {
  const [first] = addresses;
  if (first !== undefined && addresses.length === 1)
    return { host: first.address, port, noDelay: true };
  return {
    // Never looked up: the addresses are those that were judged.
    host: "judged.invalid",
    port,
    noDelay: true,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ATTEMPT_MS,
    lookup: (_host, _options, callback) => callback(null, addresses),
  };
}

function connectFailure(
  error: Error,
  addresses: Address[],
  port: number,
): ConnectFailure {
  const where = addresses.map(({ address }) => address).join(", ");
  const code = codeOf(error);
  switch (code) {
    case "ECONNREFUSED":
      return {
        kind: "refused",
        text: `connection refused by ${where}, port ${port}`,
      };
    case "ECONNRESET":
      return {
        kind: "reset",
        text: `connection reset by ${where}, port ${port}, while connecting`,
      };
    case "ETIMEDOUT":
      return {
        kind: "unreachable",
        text: `no answer from ${where}, port ${port}`,
      };
    case "EHOSTUNREACH":
      return { kind: "unreachable", text: `${where} cannot be reached` };
    case "ENETUNREACH":
      return {
        kind: "unreachable",
        text: `there is no route from here to ${where}`,
      };
    case "EMFILE":
    case "ENFILE":
    case "EADDRNOTAVAIL":
    case "ENOBUFS":
    case "ENOMEM":
      return {
        kind: "no-resources",
        text: `this machine could not open another connection (${code})`,
      };
    default:
      return {
        kind: "unreachable",
        text: `no connection to ${where}, port ${port} (${code})`,
      };
  }
}

/** Of several attempts the refusal says most: something is there. */
function codeOf(error: Error): string {
  const codes = (error instanceof AggregateError ? error.errors : [error]).map(
    (one: unknown) =>
      one instanceof Error && "code" in one ? String(one.code) : "unknown",
  );
  return codes.includes("ECONNREFUSED")
    ? "ECONNREFUSED"
    : (codes.at(-1) ?? "unknown");
}
