import assert from "node:assert/strict";
import { test } from "node:test";
import { WebClient } from "@slack/web-api";
import { outside } from "../testing/outside.ts";
import { storyOf } from "../testing/story.ts";
import { slackChannel } from "./slack.ts";

test("a token that Slack does not take is ours to mend: no channel is switched off for it", async (t) => {
  const world = await outside(t);
  const { slackApiUrl, credentials } = world.sandbox;
  const retryConfig = { retries: 0 };
  const client = new WebClient(credentials.slack.botToken, {
    slackApiUrl,
    retryConfig,
  });
  const channel = slackChannel(client);
  const payload = channel.compose({
    kind: "stories",
    topic: "trouble",
    stories: [storyOf()],
    isReply: false,
    postId: 7,
    broadcast: false,
  });
  const becomes = async (error: string): Promise<string> => {
    await world.fault("slack chat.postMessage", "error", { error });
    const outcome = await channel.send(payload, {
      deliveryId: 7,
      recipient: "COPS000001",
      threadRemoteId: null,
      since: 0,
      triedAt: 0,
      attempt: 1,
      credentials: {},
    });
    return outcome.kind === "never" && outcome.outletIsDead
      ? "dead"
      : outcome.kind;
  };
  for (const [error, expected] of [
    ["token_revoked", "later"],
    ["invalid_auth", "later"],
    ["account_inactive", "later"],
    ["missing_scope", "later"],
    ["org_login_required", "later"],
    ["is_archived", "dead"],
    ["not_in_channel", "dead"],
    ["no_text", "never"],
    ["fatal_error", "ambiguous"],
  ] as const)
    assert.equal(await becomes(error), expected, error);
});
