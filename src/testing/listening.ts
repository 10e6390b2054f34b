import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import type { Scope } from "./scope.ts";

/** Lets a server listen on this machine until the test ends; answers with its port. */
export async function listening(test: Scope, server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  test.after(() => server.close());
  return (server.address() as AddressInfo).port;
}
