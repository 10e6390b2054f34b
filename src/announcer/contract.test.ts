import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { WebClient } from "@slack/web-api";
import { systemClock } from "../base/clock.ts";
import { storyOf } from "../testing/story.ts";
import { mailAddress, mailInto, mailsIn } from "../testing/mail.ts";
import { type Outside, outside } from "../testing/outside.ts";
import { PATIENT_MS, patienceWith } from "../testing/patience.ts";
import { until } from "../testing/until.ts";
import type { Address, Channel, Content, Outcome } from "./channel.ts";
import { createConnector } from "../net/create-connector.ts";
import { blueskyChannel } from "./bluesky.ts";
import { blueskySignIn } from "./bluesky/sign-in.ts";
import { mastodonChannel } from "./mastodon.ts";
import { mastodonSignIn } from "./mastodon/sign-in.ts";
import { connectedDispatcher } from "./posts/dispatcher.ts";
import { slackChannel } from "./slack.ts";
import { smsChannel } from "./sms.ts";
import { webhookChannel } from "./webhook.ts";
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
  /** Faults by which the remote says clearly that it did not take the message. */
  definite?: string[];
  /** The message may be sent once more, under the same id: nobody can ask whether it is there. */
  cannotBeAsked?: true;
  /** A good status is its whole answer, whatever stands in it. */
  saysByStatus?: true;
  /** Where the remote does not say how long to wait: how long is waited. */
  ownPatienceMs?: number;
}

type MakeCase = (
  t: TestContext,
  world: Outside,
  timeoutMs: number,
) => Promise<Case>;

const slackCase: MakeCase = async (_t, world, timeoutMs) => {
  const client = new WebClient(world.sandbox.credentials.slack.botToken, {
    slackApiUrl: world.sandbox.slackApiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
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
      triedAt: Date.now() - 60_000,
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

const xCase: MakeCase = async (_t, world, timeoutMs) => {
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
    channel: xChannel(app, systemClock, { timeoutMs }),
    address: {
      deliveryId: 7,
      recipient: data.id,
      threadRemoteId: null,
      since: Date.now() - 60_000,
      triedAt: Date.now() - 60_000,
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

const loopback = connectedDispatcher(
  createConnector({ allowNetworks: ["127.0.0.1"] }),
);

const mastodonCase: MakeCase = async (_t, world, timeoutMs) => {
  const signedIn = await mastodonSignIn(
    { server: world.sandbox.url, accessToken: "iati_status-token" },
    loopback,
  );
  assert.ok(signedIn.ok);
  return {
    channel: mastodonChannel(loopback, systemClock, { timeoutMs }),
    address: {
      deliveryId: 7,
      recipient: signedIn.id,
      threadRemoteId: null,
      since: Date.now() - 60_000,
      triedAt: Date.now() - 60_000,
      attempt: 1,
      credentials: signedIn.tokens,
    },
    call: "mastodon POST statuses",
    async received() {
      const { posts } = (await world.control("GET", "mastodon/posts")) as {
        posts: { id: string; text: string }[];
      };
      return posts;
    },
    never: { error: "Validation failed", status: 422 },
  };
};

const blueskyCase: MakeCase = async (_t, world, timeoutMs) => {
  const signedIn = await blueskySignIn(
    {
      server: world.sandbox.url,
      identifier: "@iati-status.bsky.example",
      password: "iati-status-password",
    },
    loopback,
  );
  assert.ok(signedIn.ok);
  return {
    channel: blueskyChannel(loopback, systemClock, { timeoutMs }),
    address: {
      deliveryId: 7,
      recipient: signedIn.id,
      threadRemoteId: null,
      since: Date.now() - 60_000,
      triedAt: Date.now() - 60_000,
      attempt: 1,
      credentials: signedIn.tokens,
    },
    call: "bluesky createRecord",
    async received() {
      const { posts } = (await world.control("GET", "bluesky/posts")) as {
        posts: { uri: string; cid: string; text: string }[];
      };
      return posts.map(({ uri, cid, text }) => ({ id: `${uri} ${cid}`, text }));
    },
    never: { error: "text must not be longer", status: 400 },
  };
};

const PHONE = "+447700900123";

const smsCase: MakeCase = async (_t, world, timeoutMs) => {
  const { credentials, twilioApiUrl } = world.sandbox;
  await world.control("PATCH", "twilio/settings", { stepMs: 0 });
  const account = { ...credentials.twilio, apiUrl: twilioApiUrl };
  return {
    channel: smsChannel(account, { timeoutMs }),
    address: {
      deliveryId: 7,
      recipient: "UADA000001",
      threadRemoteId: null,
      since: Date.now() - 60_000,
      triedAt: Date.now() - 60_000,
      attempt: 1,
      credentials: { phone: PHONE },
    },
    call: "twilio CreateMessage",
    async received() {
      const { messages } = (await world.control(
        "GET",
        `twilio/phones/${PHONE}/messages`,
      )) as { messages: { sid: string; body: string }[] };
      return messages.map(({ sid, body }) => ({ id: sid, text: body }));
    },
    never: { error: 21_211 },
    ownPatienceMs: 10_000,
  };
};

const mailCase: MakeCase = async (_t, world, timeoutMs) => ({
  channel: mailInto(world, { timeoutMs }),
  address: mailAddress("ada@example.org"),
  call: "mail DATA",
  received: async () =>
    (await mailsIn(world)).map(({ messageId, text }) => ({
      id: messageId,
      text: text ?? "",
    })),
  never: { error: "5.7.1 refused", status: 554 },
  definite: ["500", "accepted-500"],
  cannotBeAsked: true,
});

/** As most copies go: over a connection that served another mail before. */
const keptMailCase: MakeCase = async (t, world, timeoutMs) => {
  const it = await mailCase(t, world, timeoutMs);
  const first = { ...it.address, deliveryId: 1 };
  await until("a mail was taken", async () => {
    const payload = it.channel.compose(content);
    return (await it.channel.send(payload, first)).kind === "accepted";
  });
  const received = async () =>
    (await it.received()).filter(({ id }) => !id.startsWith("<allswell.1."));
  return { ...it, received };
};

const hookCase: MakeCase = async (_t, world, timeoutMs) => {
  const secret = "whsec_test";
  await world.control("PUT", "hooks/iati/secret", { secret });
  return {
    ...aHook(world, "POST", timeoutMs),
    address: hookAddress("json:tag", {
      url: `${world.sandbox.url}/hooks/iati`,
      secret,
    }),
    definite: ["500", "html", "accepted-500"],
    saysByStatus: true,
  };
};

const pagerDutyCase: MakeCase = async (_t, world, timeoutMs) => ({
  ...aHook(world, "POST v2/enqueue", timeoutMs),
  address: hookAddress("pagerduty:tag", {
    url: `${world.sandbox.url}/hooks/v2/enqueue`,
    secret: "0123456789abcdef0123456789abcdef",
  }),
  definite: ["500", "html", "accepted-500"],
});

function aHook(world: Outside, call: string, timeoutMs: number) {
  return {
    channel: webhookChannel(loopback, systemClock, { timeoutMs }),
    call: `hooks ${call}`,
    async received() {
      const { received } = (await world.control("GET", "hooks/received")) as {
        received: { id: string; body: unknown }[];
      };
      return received.map(({ id, body }) => ({
        id,
        text: JSON.stringify(body),
      }));
    },
    never: { error: "invalid_payload", status: 422 },
    cannotBeAsked: true as const,
  };
}

function hookAddress(
  recipient: string,
  credentials: Record<string, string>,
): Address {
  return {
    deliveryId: 7,
    recipient,
    threadRemoteId: null,
    since: Date.now() - 60_000,
    triedAt: Date.now() - 60_000,
    attempt: 1,
    credentials,
  };
}

const content: Content = {
  kind: "stories",
  topic: "trouble",
  stories: [story],
  isReply: false,
  postId: 1,
  broadcast: false,
};

/** What is to be made of an answer: of mail, "451" says that it was not taken. */
function uncertain(
  { definite = [] }: Case,
  fault: string,
): "later" | "ambiguous" {
  return definite.includes(fault) ? "later" : "ambiguous";
}

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

for (const [name, makeCase] of Object.entries({
  slack: slackCase,
  x: xCase,
  mastodon: mastodonCase,
  bluesky: blueskyCase,
  sms: smsCase,
  mail: mailCase,
  "mail over a kept connection": keptMailCase,
  webhook: hookCase,
  pagerduty: pagerDutyCase,
})) {
  test(`${name}: what the remote accepts is accepted, under its own id`, async (t) => {
    const world = await outside(t);
    const it = await makeCase(t, world, PATIENT_MS);
    const outcome = await it.channel.send(
      it.channel.compose(content),
      it.address,
    );
    const [received] = await it.received();
    assert.ok(outcome.kind === "accepted", JSON.stringify(outcome));
    assert.equal(outcome.remoteId, received?.id);
    assert.match(received?.text ?? "", /Datastore is down|DOWN #12 Datastore/);
  });

  test(`${name}: "not now" is tried again later, when the remote says`, async (t) => {
    const world = await outside(t);
    const it = await makeCase(t, world, PATIENT_MS);
    await world.fault(it.call, "429", { retryAfterS: 37 });
    const outcome = await it.channel.send(
      it.channel.compose(content),
      it.address,
    );
    assert.equal(outcome.kind, "later");
    assert.ok(
      outcome.kind === "later" &&
        outcome.afterMs !== undefined &&
        outcome.afterMs >= (it.ownPatienceMs ?? 30_001) &&
        outcome.afterMs <= 900_000,
      JSON.stringify(outcome),
    );
    assert.deepEqual(await it.received(), []);
  });

  test(`${name}: "never" is not tried again, and says why`, async (t) => {
    const world = await outside(t);
    const it = await makeCase(t, world, PATIENT_MS);
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
    const it = await makeCase(t, world, PATIENT_MS);
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
      const it = await makeCase(t, world, patienceWith(fault));
      const payload = it.channel.compose(content);
      await world.fault(it.call, fault);
      const outcome = await it.channel.send(payload, it.address);
      if (fault === "garbage" && it.saysByStatus === true)
        return assert.equal(outcome.kind, "accepted");
      assert.equal(outcome.kind, uncertain(it, fault), JSON.stringify(outcome));
      const resolved = await resolve(
        await makeCase(t, world, PATIENT_MS),
        payload,
      );
      assert.equal(resolved.kind, "accepted", JSON.stringify(resolved));
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
      const it = await makeCase(t, world, patienceWith(fault));
      const payload = it.channel.compose(content);
      await world.fault(it.call, fault);
      const outcome = await it.channel.send(payload, it.address);
      assert.equal(outcome.kind, uncertain(it, fault), JSON.stringify(outcome));
      const resolved = await resolve(
        await makeCase(t, world, PATIENT_MS),
        payload,
      );
      const received = await it.received();
      assert.equal(received.length, it.cannotBeAsked === true ? 2 : 1);
      assert.equal(new Set(received.map(({ id }) => id)).size, 1);
      assert.ok(resolved.kind === "accepted", JSON.stringify(resolved));
      assert.equal(resolved.remoteId, received[0]?.id);
    });
  }

  test(`${name}: a reply stands under the first message`, async (t) => {
    const world = await outside(t);
    const it = await makeCase(t, world, PATIENT_MS);
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
