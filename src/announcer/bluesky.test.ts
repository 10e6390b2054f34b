import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { MINUTE } from "../domain/time.ts";
import { createConnector } from "../net/create-connector.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { outside } from "../testing/outside.ts";
import { STORY_BEGAN, storyOf } from "../testing/story.ts";
import { blueskyChannel } from "./bluesky.ts";
import { blueskySignIn } from "./bluesky/sign-in.ts";
import type { Content } from "./channel.ts";
import { connectedDispatcher } from "./posts/dispatcher.ts";

const loopback = connectedDispatcher(
  createConnector({ allowNetworks: ["127.0.0.1"] }),
);

async function account(t: TestContext) {
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
  const address = {
    deliveryId: 7,
    recipient: signedIn.id,
    threadRemoteId: null,
    since: 0,
    triedAt: 0,
    attempt: 1,
    credentials: signedIn.tokens,
  };
  return { world, clock, channel, address };
}

const outage: Content = {
  kind: "stories",
  topic: "trouble",
  stories: [storyOf()],
  isReply: false,
  postId: 7,
  broadcast: false,
};

test("a post that waited to be allowed is dated by when it goes out, or readers find it below what they have read", async (t) => {
  const { world, clock, channel, address } = await account(t);
  const payload = channel.compose(outage);
  clock.move(10 * MINUTE);
  assert.equal((await channel.send(payload, address)).kind, "accepted");
  const { posts } = (await world.control("GET", "bluesky/posts")) as {
    posts: { createdAt: string }[];
  };
  assert.deepEqual(
    posts.map(({ createdAt }) => Date.parse(createdAt) - STORY_BEGAN),
    [10 * MINUTE],
  );
});

test("a session that is over is begun anew, at whichever attempt; only a fresh one that is refused ends the account's posts", async (t) => {
  const { world, channel, address } = await account(t);
  const expired = { error: "ExpiredToken", status: 401, times: 2 };
  const call = "bluesky createRecord";
  await channel.send(channel.compose(outage), address); // signs in
  const payload = channel.compose(outage);
  await world.fault(call, "error", expired);
  const later = await channel.send(payload, { ...address, attempt: 3 });
  assert.equal(later.kind, "later", JSON.stringify(later));
  const never = await channel.send(payload, { ...address, attempt: 4 });
  assert.ok(never.kind === "never" && never.outletIsDead);
});
