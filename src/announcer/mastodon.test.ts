import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../base/clock.ts";
import { createConnector } from "../net/create-connector.ts";
import { outside } from "../testing/outside.ts";
import { storyOf } from "../testing/story.ts";
import { mastodonChannel } from "./mastodon.ts";
import { mastodonSignIn } from "./mastodon/sign-in.ts";
import { connectedDispatcher } from "./posts/dispatcher.ts";

const loopback = connectedDispatcher(
  createConnector({ allowNetworks: ["127.0.0.1"] }),
);

test("a post is recognised in the server's HTML of it, whatever lines and quotes it has", async (t) => {
  const world = await outside(t);
  const signedIn = await mastodonSignIn(
    { server: world.sandbox.url, accessToken: "iati_status-token" },
    loopback,
  );
  assert.ok(signedIn.ok);
  const channel = mastodonChannel(loopback, systemClock);
  const detail = `We're "on it" & look.\nMore at noon.\n\n\nThe team  <3`;
  const payload = channel.compose({
    kind: "stories",
    topic: "update",
    stories: [storyOf({ news: ["update"], detail })],
    isReply: false,
    postId: 7,
    broadcast: false,
  });
  const address = {
    deliveryId: 7,
    recipient: signedIn.id,
    threadRemoteId: null,
    since: 0,
    triedAt: 0,
    attempt: 1,
    credentials: { ...signedIn.tokens },
  };
  assert.equal((await channel.find(payload, address)).kind, "absent");
  const sent = await channel.send(payload, address);
  assert.ok(sent.kind === "accepted");
  assert.deepEqual(await channel.find(payload, address), {
    kind: "found",
    remoteId: sent.remoteId,
  });
});
