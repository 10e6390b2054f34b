import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import type { TestContext } from "node:test";

/** Lets a server listen on this machine until the test ends; answers with its port. */
export async function listening(
  test: TestContext,
  server: Server,
): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  test.after(() => server.close());
  return (server.address() as AddressInfo).port;
}
