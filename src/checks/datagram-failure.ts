import type { ConnectFailure } from "../net/connector.ts";

/** Why no datagram could be sent, or why none is taken there: what a socket bound to one peer hears of it. */
export function datagramFailure(
  error: Error,
  address: string,
  port: number,
): ConnectFailure {
  const code = "code" in error ? String(error.code) : error.name;
  switch (code) {
    case "ECONNREFUSED":
      return {
        kind: "refused",
        text: `refused by ${address}: nothing listens on port ${port}`,
      };
    case "EHOSTUNREACH":
      return { kind: "unreachable", text: `${address} cannot be reached` };
    case "ENETUNREACH":
      return {
        kind: "unreachable",
        text: `there is no route from here to ${address}`,
      };
    case "EMFILE":
    case "ENFILE":
    case "EADDRNOTAVAIL":
    case "EADDRINUSE":
    case "ENOBUFS":
    case "ENOMEM":
      return {
        kind: "no-resources",
        text: `this machine could not send another datagram (${code})`,
      };
    default:
      return {
        kind: "unreachable",
        text: `no datagram could be sent to ${address}, port ${port} (${code})`,
      };
  }
}
