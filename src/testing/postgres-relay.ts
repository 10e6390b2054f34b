// The tests' PostgreSQL, reached over TCP or TLS: it listens on a unix socket only.
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import type { Certificate } from "./certificates.ts";
import { DATABASE_VARIABLE } from "./database.ts";
import { startTcpServer, type TcpServer } from "./tcp-server.ts";
import type { Scope } from "./scope.ts";

/** What a client sends that wants TLS. */
const TLS_REQUEST = Buffer.from("0000000804d2162f", "hex");

export interface PostgresRelay extends TcpServer {
  username: string;
}

/** Starts a relay that is stopped with the test; with a certificate it does TLS where it is asked to. */
export async function startPostgresRelay(
  test: Scope,
  certificate?: Certificate,
): Promise<PostgresRelay> {
  const url = new URL(process.env[DATABASE_VARIABLE] ?? "");
  const server = await startTcpServer(test, (socket) => {
    socket.once("data", (first: Buffer) => {
      if (certificate === undefined || !first.equals(TLS_REQUEST))
        return relay(socket, first, url);
      socket.write("S");
      const { cert, key } = certificate;
      const secured = new TLSSocket(socket, { isServer: true, cert, key });
      secured.on("error", () => {});
      secured.once("data", (bytes: Buffer) => relay(secured, bytes, url));
    });
  });
  const username = url.searchParams.get("user") ?? url.username;
  return Object.assign(server, { username });
}

function relay(client: Socket, first: Buffer, url: URL): void {
  const server = connect(addressOf(url));
  server.on("error", () => client.destroy());
  client.on("close", () => server.destroy());
  server.write(first);
  client.pipe(server);
  server.pipe(client);
}

function addressOf(
  url: URL,
): { path: string } | { host: string; port: number } {
  const folder = url.searchParams.get("host");
  const port = url.searchParams.get("port") ?? (url.port || "5432");
  return folder === null
    ? { host: url.hostname, port: Number(port) }
    : { path: join(folder, `.s.PGSQL.${port}`) };
}
