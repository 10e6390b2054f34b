import express, { type Response, type Router } from "express";
import type { Caller } from "./authenticate.ts";
import { userCall, type Parts } from "./calls.ts";
import { tellUsage } from "./limits.ts";
import {
  invalidRequest,
  notFound,
  notYours,
  sendProblem,
  tooMany,
} from "./problems.ts";
import { parsePost, problemWithPost } from "./rules.ts";
import { tweetView } from "./timeline.ts";
import { textInAnswers } from "./text.ts";

/** https://docs.x.com/x-api/fundamentals/rate-limits: of DELETE and of GET /2/tweets/:id, in 15 minutes. */
const DELETES_PER_15_MIN = 50;
const LOOKUPS_PER_15_MIN = 900;
const ID = /^[0-9]{1,19}$/;

const json = express.json({ type: "application/json" });

export function addPostRoutes(router: Router, parts: Parts): void {
  const { world } = parts;
  const create = {
    name: "POST /2/tweets",
    limit: () => world.settings.postsPer15Min,
    writes: true,
  };
  router.post(
    "/2/tweets",
    userCall(parts, create, json, (caller, request, response) =>
      createPost(parts, caller, request.body, response),
    ),
  );
  const remove = {
    name: "DELETE /2/tweets/:id",
    limit: DELETES_PER_15_MIN,
    writes: true,
  };
  router.delete(
    "/2/tweets/:id",
    userCall(parts, remove, json, (caller, request, response) =>
      deletePost(parts, caller, String(request.params["id"]), response),
    ),
  );
  const lookUp = {
    name: "GET /2/tweets/:id",
    limit: LOOKUPS_PER_15_MIN,
    writes: false,
  };
  router.get(
    "/2/tweets/:id",
    userCall(parts, lookUp, json, (_caller, request, response) =>
      lookUpPost(parts, String(request.params["id"]), request.query, response),
    ),
  );
}

function createPost(
  parts: Parts,
  caller: Caller,
  body: unknown,
  response: Response,
): void {
  const { world } = parts;
  const day = parts.limits.useInDay("posts", world.settings.appPostsPer24h);
  if (world.settings.dailyHeaders)
    tellUsage(response, day, "x-app-limit-24hour");
  if (day.exceeded) return sendProblem(response, tooMany);
  const parsed = parsePost(body);
  if (!parsed.ok) return sendProblem(response, parsed.problem);
  const { post } = parsed;
  const problem = problemWithPost(world, caller.account, post);
  if (problem !== undefined) return sendProblem(response, problem);
  const tweet = world.publish(caller.account, post);
  world.spend(tweet.urls.length > 0 ? "post with a link" : "post");
  response.status(201).json({
    data: {
      id: tweet.id,
      text: textInAnswers(tweet.text),
      edit_history_tweet_ids: [tweet.id],
    },
  });
}

/** What X answers for a post that is not there is not documented; here it is the same "deleted", as nothing remains to do. */
function deletePost(
  { world }: Parts,
  { account }: Caller,
  id: string,
  response: Response,
): void {
  if (!ID.test(id)) return sendProblem(response, badId(id));
  const tweet = world.tweetById(id);
  if (tweet !== undefined) {
    if (tweet.accountId !== account.id) return sendProblem(response, notYours);
    world.deleteTweet(tweet);
    world.spend("delete");
  }
  response.json({ data: { deleted: true } });
}

function lookUpPost(
  { world }: Parts,
  id: string,
  query: Record<string, unknown>,
  response: Response,
): void {
  if (!ID.test(id)) return sendProblem(response, badId(id));
  const tweet = world.tweetById(id);
  if (tweet === undefined) {
    response.json({ errors: [notFound("tweet", id)] });
    return;
  }
  world.spend("read of a post");
  response.json({ data: tweetView(tweet, query) });
}

function badId(id: string): ReturnType<typeof invalidRequest> {
  return invalidRequest(
    [`The \`id\` query parameter value [${id}] is not valid`],
    { id: [id] },
  );
}
