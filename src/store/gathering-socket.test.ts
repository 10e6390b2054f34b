import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { GatheringSocket } from "./gathering-socket.ts";

/** Counts how often the system is asked to send something. */
class Counted extends GatheringSocket {
  writes = 0;

  override _write(...given: Parameters<GatheringSocket["_write"]>): void {
    this.writes += 1;
    super._write(...given);
  }

  override _writev(
    ...given: Parameters<NonNullable<GatheringSocket["_writev"]>>
  ): void {
    this.writes += 1;
    super._writev?.(...given);
  }
}

test("what is asked at once is sent at once, in order, also where the connection is closed right after", async (t) => {
  const server = createServer();
  t.after(() => server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const socket = new Counted();
  t.after(() => socket.destroy());
  await once(socket.connect(address.port, "127.0.0.1"), "connect");
  const [peer] = await accepted;
  const heard = text(peer);
  const questions = Array.from(
    { length: 50 },
    (_, index) => `question ${index};`,
  );
  for (const question of questions) {
    socket.cork();
    socket.write(question);
    socket.uncork();
  }
  socket.end("goodbye");
  assert.equal(await heard, `${questions.join("")}goodbye`);
  assert.equal(socket.writes, 1);
});
