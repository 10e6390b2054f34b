// A server on a port of its own that says exactly what a test wants, byte by byte, over TCP or TLS.
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Certificate } from "./certificates.ts";
import type { Scope } from "./scope.ts";

/** OpenSSL would refuse to serve the bad certificates that tests need. */
const WEAK_KEYS_TOO = { ciphers: "DEFAULT@SECLEVEL=0" };

export interface TcpServer {
  port: number;
  /** How many connections came in all. */
  accepted: number;
  /** Resolves once every connection is closed: who forgets a socket makes the test hang, and fail. */
  allClosed(): Promise<void>;
}

/** Starts a server that is stopped when the test ends. `talk` gets each connection as it is made. */
export async function startTcpServer(
  test: Scope,
  talk: (socket: Socket) => void,
  certificate?: Certificate,
): Promise<TcpServer> {
  const sockets = new Set<Socket>();
  const onSecure = (socket: Socket): void => {
    socket.on("error", () => {});
    talk(socket);
    // Without a reader a socket never learns that the other side is gone.
    socket.resume();
  };
  const server =
    certificate === undefined
      ? createServer(onSecure)
      : createTlsServer({ ...certificate, ...WEAK_KEYS_TOO }, onSecure);
  const running: TcpServer = {
    port: 0,
    accepted: 0,
    allClosed: async () => {
      // Not events.once, which would fail with the resets that tests are about.
      for (const socket of sockets)
        await new Promise((resolve) => socket.once("close", resolve));
    },
  };
  server.on("connection", (socket) => {
    running.accepted += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  running.port = (server.address() as AddressInfo).port;
  test.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return running;
}
