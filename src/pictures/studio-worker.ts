import { parentPort } from "node:worker_threads";
import { picturePng, pictureSvg } from "./draw.ts";
import type { Delivered, Order } from "./studio.ts";

parentPort?.on("message", (order: Order) => void deliver(order));

async function deliver({ id, picture, format }: Order): Promise<void> {
  const delivered = await draw(id, picture, format);
  parentPort?.postMessage(delivered);
}

async function draw(
  id: number,
  picture: Order["picture"],
  format: Order["format"],
): Promise<Delivered> {
  try {
    const drawn =
      format === "svg" ? pictureSvg(picture) : await picturePng(picture);
    return { id, drawn };
  } catch (error) {
    return {
      id,
      problem:
        error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}
