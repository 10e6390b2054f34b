import { z } from "zod";

/** What X charges, in thousandths of a dollar: https://docs.x.com/x-api/getting-started/pricing, April 2026. */
export const prices = {
  post: 15,
  "post with a link": 200,
  delete: 10,
  "alt text": 5,
  "read of a post": 5,
  "read of a user": 10,
} as const;
export type Priced = keyof typeof prices;

export const settingsSchema = z.strictObject({
  /** What a token may do that is authorised from now on. */
  appPermission: z.enum(["read", "write"]),
  /** No money left: every call of the app is refused with 402. */
  outOfCredits: z.boolean(),
  /**
   * "own posts": an account may reply to itself and to those who mentioned it. "only when mentioned" is the strict reading
   * of the 2026 rule, by which one's own posts cannot be replied to either; which one X applies is not documented.
   */
  replies: z.enum(["own posts", "only when mentioned"]),
  /** How long the same text counts as a duplicate, in ms. X does not say. */
  duplicateWindowMs: z.number().int().min(0),
  postsPer15Min: z.number().int().min(0),
  appPostsPer24h: z.number().int().min(0),
  /** Some plans also tell the state of the 24 hours in headers. */
  dailyHeaders: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const accountSchema = z.strictObject({
  id: z.string().regex(/^\d{1,19}$/),
  username: z.string().regex(/^\w{1,15}$/),
  name: z.string().min(1).max(50),
  suspended: z.boolean(),
  outOfCredits: z.boolean(),
});
export type Account = z.infer<typeof accountSchema>;

const tokenSchema = z.strictObject({
  token: z.string(),
  secret: z.string(),
  accountId: z.string(),
  permission: z.enum(["read", "write"]),
  revoked: z.boolean(),
});
export type Token = z.infer<typeof tokenSchema>;

/** What somebody wants to say, in a form that X accepts. */
const postSchema = z.strictObject({
  /** Byte for byte as it was posted. */
  text: z.string(),
  replyTo: z.exactOptional(z.string()),
  mediaIds: z.array(z.string()),
  /** Whatever else of the request was accepted: poll, reply_settings and so on. */
  extra: z.record(z.string(), z.unknown()),
});
export type Post = z.infer<typeof postSchema>;

const tweetSchema = postSchema.extend({
  seq: z.number().int(),
  id: z.string(),
  accountId: z.string(),
  username: z.string(),
  /** When it was accepted, ms since 1970. */
  at: z.number(),
  /** What it links; one is enough for the high price. */
  urls: z.array(z.string()),
  deletedAt: z.exactOptional(z.number()),
});
export type Tweet = z.infer<typeof tweetSchema>;

const mediaSchema = z.strictObject({
  id: z.string(),
  accountId: z.string(),
  type: z.string(),
  /** Announced at initialize; what arrives must be as many. */
  totalBytes: z.number().int(),
  /** The pieces by segment_index, base64. */
  segments: z.record(z.string(), z.string()),
  finished: z.boolean(),
  altText: z.exactOptional(z.string()),
  at: z.number(),
});
export type Media = z.infer<typeof mediaSchema>;

export const stateSchema = z.strictObject({
  settings: settingsSchema,
  accounts: z.array(accountSchema),
  tokens: z.array(tokenSchema),
  tweets: z.array(tweetSchema),
  media: z.array(mediaSchema),
  lastId: z.string(),
  /** How often each priced thing happened. */
  spent: z.record(z.string(), z.number().int()),
});
export type XState = z.infer<typeof stateSchema>;
