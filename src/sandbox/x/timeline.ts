import express, { type Response, type Router } from "express";
import { z } from "zod";
import type { Caller } from "./authenticate.ts";
import { userCall, type Parts } from "./calls.ts";
import { invalidRequest, notFound, sendProblem } from "./problems.ts";
import type { Account, Tweet } from "./state.ts";
import { textInAnswers } from "./text.ts";
import type { XWorld } from "./world.ts";

/** https://docs.x.com/x-api/fundamentals/rate-limits, in 15 minutes. */
const ME_PER_15_MIN = 75;
const TIMELINE_PER_15_MIN = 900;

const none = express.raw({ type: () => false });
const id = z.string().regex(/^[0-9]{1,19}$/);
const time = z.iso.datetime({ precision: 0 });
const fields = z.exactOptional(z.string());

const fieldParameters = {
  expansions: fields,
  "tweet.fields": fields,
  "user.fields": fields,
  "media.fields": fields,
  "place.fields": fields,
  "poll.fields": fields,
};

/** https://docs.x.com/x-api/posts/user-posts-timeline-by-user-id; an unknown parameter is refused. */
const timelineSchema = z.strictObject({
  since_id: z.exactOptional(id),
  until_id: z.exactOptional(id),
  start_time: z.exactOptional(time),
  end_time: z.exactOptional(time),
  max_results: z.coerce.number().int().min(5).max(100).default(10),
  pagination_token: z.exactOptional(z.string().regex(/^[np][0-9]{1,19}$/)),
  exclude: z.exactOptional(
    z.string().regex(/^(replies|retweets)(,(replies|retweets))?$/),
  ),
  ...fieldParameters,
});
type TimelineQuery = z.infer<typeof timelineSchema>;

const meSchema = z.strictObject(fieldParameters);

export function addTimelineRoutes(router: Router, parts: Parts): void {
  const me = {
    name: "GET /2/users/me",
    limit: ME_PER_15_MIN,
    writes: false,
  };
  router.get(
    "/2/users/me",
    userCall(parts, me, none, (caller, request, response) =>
      tellMe(parts.world, caller, request.query, response),
    ),
  );
  const timeline = {
    name: "GET /2/users/:id/tweets",
    limit: TIMELINE_PER_15_MIN,
    writes: false,
  };
  router.get(
    "/2/users/:id/tweets",
    userCall(parts, timeline, none, (_caller, request, response) => {
      const userId = String(request.params["id"]);
      return tellTimeline(parts.world, userId, request.query, response);
    }),
  );
}

function tellMe(
  world: XWorld,
  { account }: Caller,
  query: unknown,
  response: Response,
): void {
  const asked = meSchema.safeParse(query);
  if (!asked.success) return refuseQuery(response, asked.error);
  world.spend("read of a user");
  const { id, name, username } = account;
  response.json({ data: { id, name, username } });
}

function tellTimeline(
  world: XWorld,
  userId: string,
  query: unknown,
  response: Response,
): void {
  const asked = timelineSchema.safeParse(query);
  if (!asked.success) return refuseQuery(response, asked.error);
  const account = world.accountById(userId);
  if (account === undefined) {
    response.json({ errors: [notFound("user", userId)] });
    return;
  }
  const page = pageOf(postsOf(world, account, asked.data), asked.data);
  world.spend("read of a post", page.tweets.length);
  response.json(pageView(page, asked.data));
}

function refuseQuery(response: Response, error: z.ZodError): void {
  const messages = error.issues.map((issue) =>
    issue.code === "unrecognized_keys"
      ? `The query parameter [${issue.keys.join(",")}] is not one of those allowed`
      : `The \`${issue.path.join(".")}\` query parameter value is not valid: ${issue.message}`,
  );
  sendProblem(response, invalidRequest(messages));
}

/** The newest first; since_id and until_id themselves are left out, as are posts at end_time. */
function postsOf(
  world: XWorld,
  account: Account,
  asked: TimelineQuery,
): Tweet[] {
  const sinceId = BigInt(asked.since_id ?? 0);
  const untilId = asked.until_id && BigInt(asked.until_id);
  const from = Date.parse(asked.start_time ?? "1970-01-01T00:00:00Z");
  const to = asked.end_time ? Date.parse(asked.end_time) : Infinity;
  const withReplies = !asked.exclude?.includes("replies");
  return world.tweets
    .all()
    .filter(
      (tweet) =>
        tweet.accountId === account.id &&
        tweet.deletedAt === undefined &&
        BigInt(tweet.id) > sinceId &&
        (!untilId || BigInt(tweet.id) < untilId) &&
        tweet.at >= from &&
        tweet.at < to &&
        (withReplies || tweet.replyTo === undefined),
    )
    .reverse();
}

interface Page {
  tweets: Tweet[];
  next?: string;
  previous?: string;
}

/** A token names the post next to which its page lies: "n" for the older ones, "p" for the newer ones. */
function pageOf(posts: Tweet[], asked: TimelineQuery): Page {
  const token = asked.pagination_token;
  const edge = token === undefined ? undefined : BigInt(token.slice(1));
  const size = asked.max_results;
  const newer = posts.filter(
    (tweet) => edge !== undefined && BigInt(tweet.id) > edge,
  );
  const start = token?.startsWith("p")
    ? Math.max(0, newer.length - size)
    : posts.findIndex((tweet) => edge === undefined || BigInt(tweet.id) < edge);
  const tweets = start < 0 ? [] : posts.slice(start, start + size);
  const [first, last] = [tweets[0], tweets.at(-1)];
  const page: Page = { tweets };
  if (last !== undefined && posts.at(-1) !== last) page.next = `n${last.id}`;
  if (first !== undefined && posts[0] !== first) page.previous = `p${first.id}`;
  return page;
}

function pageView(
  { tweets, next, previous }: Page,
  asked: TimelineQuery,
): object {
  const meta = {
    result_count: tweets.length,
    ...(tweets[0] && { newest_id: tweets[0].id }),
    ...(tweets.at(-1) && { oldest_id: tweets.at(-1)?.id }),
    ...(next !== undefined && { next_token: next }),
    ...(previous !== undefined && { previous_token: previous }),
  };
  if (tweets.length === 0) return { meta };
  return { data: tweets.map((tweet) => tweetView(tweet, asked)), meta };
}

/** A post as the API shows it: id and text, and what else was asked for in tweet.fields. */
export function tweetView(
  tweet: Tweet,
  query: Readonly<Record<string, unknown>>,
): object {
  const fields = query["tweet.fields"];
  const asked = typeof fields === "string" ? fields.split(",") : [];
  const more: Record<string, unknown> = {
    author_id: tweet.accountId,
    created_at: new Date(tweet.at).toISOString(),
    ...(tweet.replyTo !== undefined && {
      referenced_tweets: [{ type: "replied_to", id: tweet.replyTo }],
    }),
  };
  return {
    id: tweet.id,
    text: textInAnswers(tweet.text),
    edit_history_tweet_ids: [tweet.id],
    ...Object.fromEntries(
      Object.entries(more).filter(([name]) => asked.includes(name)),
    ),
  };
}
