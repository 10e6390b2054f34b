import type { Reading, ReadingOrder } from "../processes/readers.ts";
import { Child } from "./child.ts";

/** Reads as it is ordered, in a process of its own that is not counted. */
export async function readPages(order: ReadingOrder): Promise<Reading> {
  await using child = await Child.start("readers.ts");
  await child.ask(order);
  return await child.next<Reading>();
}
