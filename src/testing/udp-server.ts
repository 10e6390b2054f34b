import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { TestContext } from "node:test";

/** A UDP server on a port of its own, stopped with the test; what `answer` returns goes back to who asked. */
export async function startUdpServer(
  test: TestContext,
  answer: (heard: Buffer) => Buffer | string | undefined,
): Promise<{ port: number }> {
  const socket = createSocket("udp4");
  socket.on("message", (heard, peer) => {
    const reply = answer(heard);
    if (reply !== undefined) socket.send(reply, peer.port, peer.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  test.after(() => socket.close());
  return { port: socket.address().port };
}
