// How targets of our own misbehave, whatever protocol is expected of them.
import type { Socket } from "node:net";
import type { Scope } from "../scope.ts";
import { startTcpServer } from "../tcp-server.ts";

export const MEGABYTES_10 = 10_000_000;

/** What is done with each connection. */
export type Manner = (socket: Socket) => void;

export const nonsense = Buffer.from(
  Array.from({ length: 4_096 }, (_, i) => (i * 131) & 0xff),
);

/** Lets the client go: without a word of ours, a socket that may be half open stays until then. */
const untilTheEnd: Manner = (socket) => {
  socket.allowHalfOpen = true;
  socket.on("end", () => socket.destroy());
};

export const saysFirst =
  (words: string | Buffer): Manner =>
  (socket) => {
    socket.write(words);
    untilTheEnd(socket);
  };

export const answers =
  (words: string | Buffer): Manner =>
  (socket) => {
    socket.once("data", () => socket.end(words));
  };

/** Says that it has nothing more to say, and goes on listening. */
export const halfCloses =
  (words: string | Buffer): Manner =>
  (socket) => {
    untilTheEnd(socket);
    socket.end(words);
  };

export const halfClosesOnceAsked: Manner = (socket) => {
  untilTheEnd(socket);
  socket.once("data", () => socket.end());
};

const TRICKLE_MS = 10;

export const trickles: Manner = (socket) => {
  const timer = setInterval(() => socket.write("x"), TRICKLE_MS);
  socket.on("close", () => clearInterval(timer));
};

/** Starts a target of these manners; answers with its port. */
export async function startTcpTarget(
  scope: Scope,
  manner: Manner,
): Promise<number> {
  return (await startTcpServer(scope, manner)).port;
}

/** A port that was free a moment ago. */
export async function sparePort(): Promise<number> {
  const ends: (() => unknown)[] = [];
  const { port } = await startTcpServer(
    { after: (end) => ends.push(end) },
    () => {},
  );
  for (const end of ends) await end();
  return port;
}
