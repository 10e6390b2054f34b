import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { systemClock } from "../base/clock.ts";
import { type Outside, outside } from "../testing/outside.ts";
import { storyOf } from "../testing/story.ts";
import type { Address, Channel, Content, Outcome } from "./channel.ts";
import { beginSignIn, finishSignIn } from "./x/sign-in.ts";
import { xClient } from "./x/client.ts";
import { xChannel } from "./x.ts";

const ACCOUNT = "iati_status";
/** A picture of one dot. */
const dot = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

const payload = {
  text: "Datastore is down since 10:02 GMT.",
  alternative: "Datastore is down since 10:02:25 GMT.",
  price: 15,
};

function idOf(outcome: Outcome): string {
  assert.ok(outcome.kind === "accepted", JSON.stringify(outcome));
  return outcome.remoteId;
}

async function account(
  t: TestContext,
): Promise<{ world: Outside; channel: Channel; address: Address }> {
  const world = await outside(t);
  const app = {
    ...world.sandbox.credentials.twitter,
    apiUrl: world.sandbox.url,
  };
  const credentials = {
    accessToken: `${ACCOUNT}-token`,
    accessSecret: `${ACCOUNT}-token-secret`,
  };
  const { data } = await xClient(app, credentials).v2.me();
  const address: Address = {
    deliveryId: 1,
    recipient: data.id,
    threadRemoteId: null,
    since: Date.now() - 60_000,
    triedAt: Date.now() - 60_000,
    attempt: 1,
    credentials,
  };
  return { world, channel: xChannel(app, systemClock), address };
}

async function texts(world: Outside): Promise<string[]> {
  return (await world.posts()).map(({ text }) => text);
}

test("where the account said the very same words before, the seconds make the difference", async (t) => {
  const { world, channel, address } = await account(t);
  await channel.send(payload, address);
  const again = await channel.send(payload, { ...address, deliveryId: 2 });
  assert.equal(again.kind, "accepted");
  assert.deepEqual(await texts(world), [payload.text, payload.alternative]);
});

test("on a later attempt a duplicate is our own post: nothing is posted, and its id is found", async (t) => {
  const { world, channel, address } = await account(t);
  const first = await channel.send(payload, address);
  assert.equal(
    idOf(await channel.send(payload, { ...address, attempt: 2 })),
    idOf(first),
  );
  await world.fault("x GET /2/users/:id/tweets", "500");
  assert.deepEqual(
    await channel.send(payload, { ...address, attempt: 3 }),
    { kind: "accepted", remoteId: "" },
    "also where the timeline cannot be seen",
  );
  assert.deepEqual(await texts(world), [payload.text]);
});

test("names with & and < are found again, though X gives them back as HTML", async (t) => {
  const { channel, address } = await account(t);
  const words = {
    text: "R&D <lab> is down since 10:02 GMT.",
    alternative: "x",
  };
  const first = await channel.send(words, address);
  assert.equal(
    idOf(await channel.send(words, { ...address, attempt: 2 })),
    idOf(first),
  );
});

test("a post's picture is uploaded with its description; where that fails the words go without it", async (t) => {
  const { world, address } = await account(t);
  const app = {
    ...world.sandbox.credentials.twitter,
    apiUrl: world.sandbox.url,
  };
  const channel = xChannel(app, systemClock, { draw: async () => dot });
  const days = [{ date: "2026-11-21", ratio: 1, downMs: 0, countedMs: 1 }];
  const content: Content = {
    kind: "stories",
    topic: "trouble",
    stories: [storyOf()],
    isReply: false,
    postId: 1,
    broadcast: false,
    picture: {
      kind: "uptime-calendar",
      scope: "Datastore",
      timezone: "UTC",
      days,
      ratio: 1,
      downMs: 0,
    },
  };
  const post = channel.compose(content, "customers");
  assert.equal((post as { price: number }).price, 20);
  idOf(await channel.send(post, address));
  for (const path of ["media/upload", "media/metadata"]) {
    const other = { ...storyOf(), service: path };
    await world.fault(`x POST /2/${path}`, "500");
    const words = channel.compose(
      { ...content, stories: [other] },
      "customers",
    );
    idOf(await channel.send(words, address));
  }
  const posts = (await world.posts()) as unknown as { mediaIds?: string[] }[];
  assert.deepEqual(
    posts.map(({ mediaIds }) => mediaIds?.length ?? 0),
    [1, 0, 0],
  );
});

test("where X refuses replies, or the first post is gone, the words are posted on their own", async (t) => {
  const { world, channel, address } = await account(t);
  const first = await channel.send(payload, address);
  assert.ok(first.kind === "accepted");
  await world.control("PATCH", "x/settings", {
    replies: "only when mentioned",
  });
  const reply = await channel.send(
    { text: "up again", alternative: "up again." },
    { ...address, threadRemoteId: first.remoteId },
  );
  assert.equal(reply.kind, "accepted");
  await world.control("PATCH", "x/settings", { replies: "own posts" });
  await world.control("DELETE", `x/tweets/${first.remoteId}`);
  const orphan = await channel.send(
    { text: "up again twice", alternative: "." },
    { ...address, threadRemoteId: first.remoteId },
  );
  assert.equal(orphan.kind, "accepted");
  assert.ok(
    (await world.posts()).every(({ replyTo }) => replyTo === undefined),
  );
});

test("what X says of accounts and money", async (t) => {
  const table: [string, object, Partial<Outcome> & { reason?: string }][] = [
    ["suspended", { suspended: true }, { kind: "never", outletIsDead: true }],
    [
      "read-only",
      { permission: "read" },
      { kind: "never", outletIsDead: true },
    ],
    ["revoked", { revoked: true }, { kind: "never", outletIsDead: true }],
    ["out of credits", { outOfCredits: true }, { kind: "later", alarm: true }],
  ];
  for (const [name, patch, expected] of table) {
    const { world, channel, address } = await account(t);
    await world.control("PATCH", `x/accounts/${ACCOUNT}`, patch);
    const outcome = await channel.send(payload, address);
    assert.deepEqual(
      { ...outcome, ...expected },
      outcome,
      `${name}: ${JSON.stringify(outcome)}`,
    );
    assert.ok("reason" in outcome && /^[a-zX ]/.test(outcome.reason), name);
    assert.deepEqual(await texts(world), []);
  }
});

test("a hundred posts in a quarter of an hour are X's limit: the rest waits for its end", async (t) => {
  const { channel, address } = await account(t);
  let outcome: Outcome = { kind: "accepted", remoteId: "" };
  for (let n = 0; n <= 100 && outcome.kind === "accepted"; n++)
    outcome = await channel.send(
      { text: `post ${n}`, alternative: `post ${n}.` },
      address,
    );
  assert.ok(
    outcome.kind === "later" &&
      (outcome.afterMs ?? 0) > 60_000 &&
      (outcome.afterMs ?? 0) <= 901_000,
    JSON.stringify(outcome),
  );
});

test("an account is connected with the number that X shows", async (t) => {
  const { world } = await account(t);
  const app = {
    ...world.sandbox.credentials.twitter,
    apiUrl: world.sandbox.url,
  };
  const { url, ticket } = await beginSignIn(app);
  assert.match(
    url,
    /^https:\/\/api\.(x|twitter)\.com\/oauth\/authorize\?oauth_token=/,
  );
  const { pin } = (await world.control("POST", "x/authorize", {
    oauthToken: ticket.token,
    username: "di_status",
  })) as { pin: string };
  const wrong = await finishSignIn(
    app,
    ticket,
    pin === "1234567" ? "7654321" : "1234567",
  );
  assert.deepEqual(wrong.ok, false);
  const begun = await beginSignIn(app);
  const authorized = (await world.control("POST", "x/authorize", {
    oauthToken: begun.ticket.token,
    username: "di_status",
  })) as { pin: string };
  const connected = await finishSignIn(app, begun.ticket, authorized.pin);
  assert.ok(connected.ok && connected.handle === "di_status");
  const posted = await xChannel(app, systemClock).send(payload, {
    deliveryId: 1,
    recipient: connected.id,
    threadRemoteId: null,
    since: 0,
    triedAt: 0,
    attempt: 1,
    credentials: connected.tokens,
  });
  assert.equal(posted.kind, "accepted");
});

test("a sign-in to which X does not answer ends in time", async (t) => {
  const world = await outside(t);
  const app = {
    ...world.sandbox.credentials.twitter,
    apiUrl: world.sandbox.url,
  };
  await world.fault("x POST /oauth/request_token", "hang");
  await assert.rejects(beginSignIn(app, 50), /X did not answer in time/);
});
