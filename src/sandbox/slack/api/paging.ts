import { textOf, type Json } from "../json.ts";
import { refuse, type Refusal } from "../refusal.ts";
import { integerOf } from "./arguments.ts";

export interface Page<Item> {
  items: Item[];
  /** Empty on the last page. */
  nextCursor: string;
}

/** One page of a list by `limit` and `cursor`; a cursor is opaque, here it hides a position. */
export function pageOf<Item>(
  all: Item[],
  args: Json,
  { usual, max }: { usual: number; max: number },
): Page<Item> | Refusal {
  const limit = args["limit"] === undefined ? usual : integerOf(args["limit"]);
  if (limit === undefined || limit < 0) return refuse("invalid_limit");
  const start = positionOf(textOf(args["cursor"]) ?? "");
  if (start === undefined || start > all.length)
    return refuse("invalid_cursor");
  // Zero means "as many as you like".
  const end = start + Math.min(limit === 0 ? usual : limit, max);
  return {
    items: all.slice(start, end),
    nextCursor: end < all.length ? cursorAt(end) : "",
  };
}

function cursorAt(position: number): string {
  return Buffer.from(`next:${position}`).toString("base64");
}

function positionOf(cursor: string): number | undefined {
  if (cursor === "") return 0;
  const position = /^next:(\d+)$/.exec(
    Buffer.from(cursor, "base64").toString(),
  )?.[1];
  return position === undefined ? undefined : Number(position);
}
