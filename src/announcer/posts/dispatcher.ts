import type { Socket } from "node:net";
import { Agent, type buildConnector, type Dispatcher } from "undici";
import type { Connector } from "../../net/connector.ts";

/** Nothing was sent: the server was not reached, or may not be. */
export class NotConnected extends Error {}

/** It may not be reached, and will not be until the configuration says so. */
export class Forbidden extends NotConnected {}

/** Of a connection to a server of a network. */
const CONNECT_MS = 5_000;

/** Lets the clients of networks reach only what the connector allows: their addresses are typed by people. */
export function connectedDispatcher(connector: Connector): Dispatcher {
  return new Agent({
    allowH2: false,
    connect(options, callback) {
      const { protocol, hostname, port } = options;
      const isSecure = protocol === "https:";
      const to = {
        host: hostname,
        port: Number(port) || (isSecure ? 443 : 80),
        signal: AbortSignal.timeout(CONNECT_MS),
      };
      void answer(open(connector, to, isSecure), callback);
    },
  });
}

/** undici wants to be called back. */
async function answer(
  opening: Promise<Socket>,
  callback: buildConnector.Callback,
): Promise<void> {
  let opened: Parameters<buildConnector.Callback>;
  try {
    opened = [null, await opening];
  } catch (error) {
    opened = [error instanceof Error ? error : new Error(String(error)), null];
  }
  callback(...opened);
}

async function open(
  connector: Connector,
  to: { host: string; port: number; signal: AbortSignal },
  isSecure: boolean,
): Promise<Socket> {
  const connected = await connector.connect(to);
  if (!connected.ok) {
    const { kind, text } = connected.failure;
    throw kind === "address-not-allowed"
      ? new Forbidden(text)
      : new NotConnected(text);
  }
  if (!isSecure) return connected.socket;
  const secured = await connector.secure({
    socket: connected.socket,
    host: to.host,
    protocols: ["http/1.1"],
    now: Date.now(),
    signal: to.signal,
  });
  if (!secured.ok) throw new NotConnected(secured.failure.text);
  const { problem } = secured.certificate;
  if (problem === undefined) return secured.socket;
  secured.socket.destroy();
  throw new NotConnected(problem.text);
}

/** Why a request was never sent, in words; undefined where it may have been. */
export function notConnectedWords(error: unknown): string | undefined {
  return notConnected(error)?.message;
}

/** What kept a request from being sent; undefined where it may have been. */
export function notConnected(error: unknown): NotConnected | undefined {
  for (
    let cause = error, depth = 0;
    cause instanceof Error && depth < 5;
    cause = cause.cause, depth++
  )
    if (cause instanceof NotConnected) return cause;
  return undefined;
}

/** What becomes of a post whose request got no answer that can be understood. */
export function outcomeWithoutAnswer(error: unknown, network: string) {
  const words = notConnectedWords(error);
  if (words !== undefined)
    return {
      kind: "later" as const,
      reason: `${network} cannot be reached: ${words}`,
    };
  const said = error instanceof Error ? error.message : String(error);
  return {
    kind: "ambiguous" as const,
    reason: `no clear answer from ${network} (${said})`,
  };
}
