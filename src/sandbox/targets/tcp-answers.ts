import type { Socket } from "node:net";
import type { Way } from "./ways.ts";

/** Greets a connection in the way that the target is at the moment, and then gives back what it hears. */
export function answerTcp(name: string, way: Way, socket: Socket): void {
  const greet = (words: string): void => {
    socket.write(`${words}\r\n`);
    socket.pipe(socket);
  };
  if (way.way === "up") greet(`${name} ready`);
  if (way.way === "wrong-text") greet(way.text);
  if (way.way === "reset") socket.resetAndDestroy();
  if (way.way === "slow") {
    const timer = setTimeout(() => greet(`${name} ready`), way.ms);
    socket.once("close", () => clearTimeout(timer));
  }
}
