import { z } from "zod";
import {
  duplicate,
  invalidRequest,
  needsAnotherPlan,
  replyNotInvited,
  replyToNothing,
  tooLong,
  type Problem,
} from "./problems.ts";
import type { Account, Post, Tweet } from "./state.ts";
import { MAX_WEIGHT, mentionsIn, weightOf } from "./text.ts";
import type { XWorld } from "./world.ts";

const idSchema = z.string().regex(/^[0-9]{1,19}$/);

/** The body of POST /2/tweets: https://docs.x.com/x-api/posts/create-post */
const postSchema = z.strictObject({
  text: z.exactOptional(z.string()),
  reply: z.exactOptional(
    z.strictObject({
      in_reply_to_tweet_id: idSchema,
      exclude_reply_user_ids: z.exactOptional(z.array(idSchema)),
      auto_populate_reply_metadata: z.exactOptional(z.boolean()),
    }),
  ),
  media: z.exactOptional(
    z.strictObject({
      media_ids: z.array(idSchema).min(1).max(4),
      tagged_user_ids: z.exactOptional(z.array(idSchema).max(10)),
    }),
  ),
  reply_settings: z.exactOptional(
    z.enum(["following", "mentionedUsers", "subscribers", "verified"]),
  ),
  poll: z.exactOptional(
    z.strictObject({
      options: z.array(z.string().min(1).max(25)).min(2).max(4),
      duration_minutes: z.number().int().min(5).max(10_080),
    }),
  ),
  quote_tweet_id: z.exactOptional(idSchema),
  edit_options: z.exactOptional(z.strictObject({ previous_post_id: idSchema })),
  made_with_ai: z.exactOptional(z.boolean()),
  paid_partnership: z.exactOptional(z.boolean()),
  community_id: z.exactOptional(idSchema),
});

type Parsed = { ok: true; post: Post } | { ok: false; problem: Problem };

/** The shape of a post, whoever posts it; unknown keys are refused. */
export function parsePost(body: unknown): Parsed {
  const parsed = postSchema.safeParse(body);
  if (!parsed.success) return invalid(parsed.error.issues.flatMap(inXWords));
  const { text = "", reply, media, ...extra } = parsed.data;
  if (text.trim() === "" && media === undefined)
    return invalid(["$.text: is missing but it is required"]);
  return {
    ok: true,
    post: {
      text,
      mediaIds: media?.media_ids ?? [],
      extra,
      ...(reply && { replyTo: reply.in_reply_to_tweet_id }),
    },
  };
}

function invalid(messages: string[]): Parsed {
  return { ok: false, problem: invalidRequest(messages) };
}

function inXWords(issue: z.core.$ZodIssue): string[] {
  const path = ["$", ...issue.path].join(".");
  if (issue.code === "unrecognized_keys")
    return issue.keys.map(
      (key) =>
        `${path}.${key}: is not defined in the schema and the schema does not allow additional properties`,
    );
  if (issue.message.endsWith("received undefined"))
    return [`${path}: is missing but it is required`];
  return [`${path}: ${issue.message}`];
}

/** Everything that X checks of a well-formed post; undefined when it may be published. */
export function problemWithPost(
  world: XWorld,
  account: Account,
  post: Post,
): Problem | undefined {
  if ("quote_tweet_id" in post.extra || "edit_options" in post.extra)
    return needsAnotherPlan;
  if (!post.mediaIds.every((id) => isUsableMedia(world, account, id)))
    return invalidRequest(["Your media IDs are invalid."]);
  if (weightOf(post.text) > MAX_WEIGHT) return tooLong;
  if (isDuplicate(world, account, post)) return duplicate;
  return post.replyTo === undefined
    ? undefined
    : problemWithReply(world, account, post.replyTo);
}

/** How long an uploaded picture may wait for its post, in seconds. */
export const MEDIA_LIFE_S = 86_400;

function isUsableMedia(world: XWorld, account: Account, id: string): boolean {
  const media = world.mediaById(id);
  if (media === undefined || !media.finished) return false;
  const ageMs = world.now() - media.at;
  return media.accountId === account.id && ageMs <= MEDIA_LIFE_S * 1000;
}

/** Exactly the same text of the same account, lately, and still there. A picture without a text is none. */
function isDuplicate(world: XWorld, account: Account, post: Post): boolean {
  if (post.text === "") return false;
  const since = world.now() - world.settings.duplicateWindowMs;
  return world.tweets
    .all()
    .some(
      (tweet) =>
        tweet.accountId === account.id &&
        tweet.deletedAt === undefined &&
        tweet.at > since &&
        tweet.text === post.text,
    );
}

function problemWithReply(
  world: XWorld,
  account: Account,
  replyTo: string,
): Problem | undefined {
  const original = world.tweetById(replyTo);
  if (original === undefined) return replyToNothing;
  if (isInvited(account, original)) return undefined;
  const isOwn = original.accountId === account.id;
  return isOwn && world.settings.replies === "own posts"
    ? undefined
    : replyNotInvited;
}

function isInvited(account: Account, original: Tweet): boolean {
  return (
    original.accountId !== account.id &&
    mentionsIn(original.text).includes(account.username.toLowerCase())
  );
}
