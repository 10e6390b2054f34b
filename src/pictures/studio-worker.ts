import { parentPort } from "node:worker_threads";
import { picturePng, pictureSvg } from "./draw.ts";
import type { Delivered, Order } from "./studio.ts";

parentPort?.on("message", (order: Order) => void deliver(order));

async function deliver(order: Order): Promise<void> {
  const delivered = await draw(order);
  parentPort?.postMessage(delivered);
}

async function draw({ id, picture, format, look }: Order): Promise<Delivered> {
  try {
    const drawn =
      format === "svg"
        ? pictureSvg(picture, look)
        : await picturePng(picture, look);
    return { id, drawn };
  } catch (error) {
    return {
      id,
      problem:
        error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}
