import assert from "node:assert/strict";
import { test } from "node:test";
import { MINUTE } from "../domain/time.ts";
import { createConnector } from "../net/create-connector.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { outside } from "../testing/outside.ts";
import { STORY_BEGAN, storyOf } from "../testing/story.ts";
import { blueskyChannel } from "./bluesky.ts";
import { blueskySignIn } from "./bluesky/sign-in.ts";
import { connectedDispatcher } from "./posts/dispatcher.ts";

const loopback = connectedDispatcher(
  createConnector({ allowNetworks: ["127.0.0.1"] }),
);

test("a post that waited to be allowed is dated by when it goes out, or readers find it below what they have read", async (t) => {
  const world = await outside(t);
  const signedIn = await blueskySignIn(
    {
      server: world.sandbox.url,
      identifier: "iati-status.bsky.example",
      password: "iati-status-password",
    },
    loopback,
  );
  assert.ok(signedIn.ok);
  const clock = new ManualClock(STORY_BEGAN);
  const channel = blueskyChannel(loopback, clock);
  const payload = channel.compose({
    kind: "stories",
    topic: "trouble",
    stories: [storyOf()],
    isReply: false,
    postId: 7,
    broadcast: false,
  });
  clock.move(10 * MINUTE);
  const outcome = await channel.send(payload, {
    deliveryId: 7,
    recipient: signedIn.id,
    threadRemoteId: null,
    since: 0,
    triedAt: 0,
    attempt: 1,
    credentials: signedIn.tokens,
  });
  assert.equal(outcome.kind, "accepted");
  const { posts } = (await world.control("GET", "bluesky/posts")) as {
    posts: { createdAt: string }[];
  };
  assert.deepEqual(
    posts.map(({ createdAt }) => Date.parse(createdAt) - STORY_BEGAN),
    [10 * MINUTE],
  );
});
