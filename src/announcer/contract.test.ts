import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { WebClient } from "@slack/web-api";
import { systemClock } from "../base/clock.ts";
import { storyOf } from "../testing/story.ts";
import { type Outside, outside } from "../testing/outside.ts";
import type { Address, Channel, Content, Outcome } from "./channel.ts";
import { slackChannel } from "./slack.ts";
import { xClient } from "./x/client.ts";
import { xChannel } from "./x.ts";

const story = storyOf({
  namespace: { name: "IATI", timezone: "Europe/London" },
});

/** A channel with its remote, and what the contract asks of it. */
interface Case {
  channel: Channel;
  address: Address;
  /** How the sandbox calls the request that sends. */
  call: string;
  /** What the remote accepted. */
  received(): Promise<{ id: string; text: string }[]>;
  /** The remote's own words for "never" and "not now". */
  never: { error: unknown; status?: number };
}

type MakeCase = (t: TestContext, world: Outside) => Promise<Case>;

const slackCase: MakeCase = async (_t, world) => {
  const client = new WebClient(world.sandbox.credentials.slack.botToken, {
    slackApiUrl: world.sandbox.slackApiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 400,
  });
  const { channels = [] } = await client.conversations.list();
  const recipient = channels.find(({ name }) => name === "ops")?.id ?? "";
  return {
    channel: slackChannel(client),
    address: {
      deliveryId: 7,
      recipient,
      threadRemoteId: null,
      since: Date.now() - 60_000,
      attempt: 1,
      credentials: {},
    },
    call: "slack chat.postMessage",
    received: async () =>
      (await world.messages()).map(({ channel, ts, text }) => ({
        id: `${channel}:${ts}`,
        text,
      })),
    never: { error: "is_archived" },
  };
};

const xCase: MakeCase = async (_t, world) => {
  const app = {
    ...world.sandbox.credentials.twitter,
    apiUrl: world.sandbox.url,
  };
  const credentials = {
    accessToken: "iati_status-token",
    accessSecret: "iati_status-token-secret",
  };
  const { data } = await xClient(app, credentials).v2.me();
  return {
    channel: xChannel(app, systemClock, { timeoutMs: 400 }),
    address: {
      deliveryId: 7,
      recipient: data.id,
      threadRemoteId: null,
      since: Date.now() - 60_000,
      attempt: 1,
      credentials,
    },
    call: "x POST /2/tweets",
    received: () => world.posts(),
    never: {
      error: {
        title: "Invalid Request",
        detail: "One or more parameters to your request was invalid.",
        type: "https://api.x.com/2/problems/invalid-request",
      },
      status: 400,
    },
  };
};

const content: Content = {
  kind: "stories",
  topic: "trouble",
  stories: [story],
  isReply: false,
  postId: 1,
  broadcast: false,
};

/** What the ledger does with an ambiguous outcome: it asks, and sends again only where the message is surely not there. */
async function resolve(
  { channel, address }: Case,
  payload: unknown,
): Promise<Outcome> {
  const later = { ...address, attempt: 2 };
  const found = await channel.find(payload, later);
  if (found.kind === "found")
    return { kind: "accepted", remoteId: found.remoteId };
  assert.equal(found.kind, "absent");
  return channel.send(payload, later);
}

for (const [name, makeCase] of Object.entries({ slack: slackCase, x: xCase })) {
  test(`${name}: what the remote accepts is accepted, under its own id`, async (t) => {
    const world = await outside(t);
    const it = await makeCase(t, world);
    const outcome = await it.channel.send(
      it.channel.compose(content),
      it.address,
    );
    const [received] = await it.received();
    assert.deepEqual(outcome, { kind: "accepted", remoteId: received?.id });
    assert.match(received?.text ?? "", /Datastore is down/);
  });

  test(`${name}: "not now" is tried again later, when the remote says`, async (t) => {
    const world = await outside(t);
    const it = await makeCase(t, world);
    await world.fault(it.call, "429", { retryAfterS: 37 });
    const outcome = await it.channel.send(
      it.channel.compose(content),
      it.address,
    );
    assert.equal(outcome.kind, "later");
    assert.ok(
      outcome.kind === "later" &&
        outcome.afterMs !== undefined &&
        outcome.afterMs > 30_000 &&
        outcome.afterMs <= 900_000,
      JSON.stringify(outcome),
    );
    assert.deepEqual(await it.received(), []);
  });

  test(`${name}: "never" is not tried again, and says why`, async (t) => {
    const world = await outside(t);
    const it = await makeCase(t, world);
    await world.fault(it.call, "error", it.never);
    const outcome = await it.channel.send(
      it.channel.compose(content),
      it.address,
    );
    assert.equal(outcome.kind, "never");
    assert.ok(outcome.kind === "never" && outcome.reason.length > 10);
  });

  test(`${name}: a remote that is not there is tried again later`, async (t) => {
    const world = await outside(t);
    const it = await makeCase(t, world);
    await world.sandbox.stop();
    const outcome = await it.channel.send(
      it.channel.compose(content),
      it.address,
    );
    assert.equal(outcome.kind, "later");
  });

  for (const fault of ["hang", "reset", "500", "html", "garbage"] as const) {
    test(`${name}: after "${fault}" before it was taken, asking leads to one message`, async (t) => {
      const world = await outside(t);
      const it = await makeCase(t, world);
      const payload = it.channel.compose(content);
      await world.fault(it.call, fault);
      const outcome = await it.channel.send(payload, it.address);
      assert.equal(outcome.kind, "ambiguous", JSON.stringify(outcome));
      assert.equal((await resolve(it, payload)).kind, "accepted");
      assert.equal((await it.received()).length, 1);
    });
  }

  for (const fault of [
    "accepted-hang",
    "accepted-reset",
    "accepted-500",
  ] as const) {
    test(`${name}: after "${fault}" asking finds the message that is there`, async (t) => {
      const world = await outside(t);
      const it = await makeCase(t, world);
      const payload = it.channel.compose(content);
      await world.fault(it.call, fault);
      const outcome = await it.channel.send(payload, it.address);
      assert.equal(outcome.kind, "ambiguous", JSON.stringify(outcome));
      const resolved = await resolve(it, payload);
      const received = await it.received();
      assert.equal(received.length, 1);
      assert.deepEqual(resolved, {
        kind: "accepted",
        remoteId: received[0]?.id,
      });
    });
  }

  test(`${name}: a reply stands under the first message`, async (t) => {
    const world = await outside(t);
    const it = await makeCase(t, world);
    const first = await it.channel.send(
      it.channel.compose(content),
      it.address,
    );
    assert.ok(first.kind === "accepted");
    const news: Content = {
      kind: "stories",
      topic: "recovered",
      isReply: true,
      postId: 2,
      broadcast: false,
      stories: [
        {
          ...story,
          news: ["recovered"],
          resolvedAt: story.at + 60_000,
          resolution: "recovered",
          at: story.at + 60_000,
        },
      ],
    };
    const reply = await it.channel.send(it.channel.compose(news), {
      ...it.address,
      deliveryId: 8,
      threadRemoteId: first.remoteId,
    });
    assert.equal(reply.kind, "accepted");
    assert.equal((await it.received()).length, 2);
  });
}
