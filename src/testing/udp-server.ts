import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { Scope } from "./scope.ts";

type Reply = Buffer | string;

/** A UDP server on a port of its own, stopped with the test; what `answer` returns goes back to who asked, one or more. */
export async function startUdpServer(
  test: Scope,
  answer: (heard: Buffer) => Reply | Reply[] | undefined,
): Promise<{ port: number }> {
  const socket = createSocket("udp4");
  socket.on("message", (heard, peer) => {
    for (const reply of [answer(heard) ?? []].flat())
      socket.send(reply, peer.port, peer.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  test.after(() => socket.close());
  return { port: socket.address().port };
}
