import { z } from "zod";

const ms = z.number().int().min(0).max(3_600_000);

/** How a target can be. What happens after "reset" is that the connection is cut when the request was read. */
export const waySchema = z.discriminatedUnion("way", [
  z.strictObject({ way: z.literal("up") }),
  z.strictObject({
    way: z.literal("error"),
    status: z.number().int().min(400).max(599).default(503),
  }),
  z.strictObject({ way: z.literal("slow"), ms: ms.default(3000) }),
  z.strictObject({ way: z.literal("hang") }),
  z.strictObject({ way: z.literal("reset") }),
  /** Nobody listens at its port; the port stays its own. */
  z.strictObject({ way: z.literal("refuse") }),
  z.strictObject({
    way: z.literal("wrong-text"),
    text: z.string().default("This is something else entirely."),
  }),
  /** The good page, a byte at a time. */
  z.strictObject({ way: z.literal("drip"), everyMs: ms.default(500) }),
  /** Promises more bytes than come. */
  z.strictObject({ way: z.literal("bad-length") }),
]);
export type Way = z.infer<typeof waySchema>;

export const kinds = ["http", "tcp"] as const;
export type Kind = (typeof kinds)[number];

/** What a plain TCP target can be: it has no status and no length. */
const tcpWays: readonly Way["way"][] = [
  "up",
  "slow",
  "hang",
  "reset",
  "refuse",
  "wrong-text",
];

export function canBe(kind: Kind, { way }: Way): boolean {
  return kind === "http" || tcpWays.includes(way);
}
