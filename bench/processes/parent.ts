// What a process of the bench has to do with the one that started it.
import { once } from "node:events";

/** Ends this process with its parent. */
process.on("disconnect", () => process.exit());

/** What it is to do: the first message. */
export const [order] = (await once(process, "message")) as unknown[];

export function say(message: object): void {
  process.send?.(message);
}

/** Answers each question of the parent. */
export function answer(reply: (question: unknown) => object): void {
  process.on("message", (question) => say(reply(question)));
}
