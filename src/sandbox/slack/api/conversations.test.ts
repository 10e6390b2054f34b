import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  errorOf,
  serveSlack,
  type ServedSlack,
} from "../serve-slack-for-tests.ts";

let served: ServedSlack;
before(async () => {
  served = await serveSlack();
});
after(() => served.stop());

/** A channel of its own with the app in it. */
async function newChannel(name: string): Promise<string> {
  const { id } = await served.client.channel({
    name,
    members: ["ada", "allswell"],
  });
  return id;
}

async function post(channel: string, text: string, more: object = {}) {
  const answer = await served.post({ channel, text, ...more });
  return answer.ts ?? "";
}

test("history is newest first, without replies, in pages", async () => {
  const channel = await newChannel("pages");
  const all: string[] = [];
  for (let count = 0; count < 5; count += 1)
    all.push(await post(channel, `m${count}`));
  await post(channel, "a reply", { thread_ts: all[0] });
  await post(channel, "seen by all", {
    thread_ts: all[0],
    reply_broadcast: true,
  });
  const first = await served.web.conversations.history({ channel, limit: 4 });
  assert.deepEqual(
    first.messages?.map(({ text }) => text),
    ["seen by all", "m4", "m3", "m2"],
  );
  assert.equal(first.has_more, true);
  const cursor = first.response_metadata?.next_cursor ?? "";
  // What comes meanwhile moves nothing.
  await post(channel, "newest");
  const second = await served.web.conversations.history({ channel, cursor });
  assert.deepEqual(
    second.messages?.map(({ text, reply_count }) => [text, reply_count]),
    [
      ["m1", undefined],
      ["m0", 2],
    ],
  );
  assert.equal(second.has_more, false);
  assert.equal(
    await errorOf(served.web.conversations.history({ channel, cursor: "x" })),
    "invalid_cursor",
  );
});

test("history between two times, the ends left out unless asked for", async () => {
  const channel = await newChannel("times");
  const [a, b, c] = [
    await post(channel, "a"),
    await post(channel, "b"),
    await post(channel, "c"),
  ];
  const texts = async (more: object) => {
    const { messages } = await served.web.conversations.history({
      channel,
      ...more,
    });
    return messages?.map(({ text }) => text);
  };
  assert.deepEqual(await texts({ oldest: a, latest: c }), ["b"]);
  assert.deepEqual(await texts({ oldest: a, inclusive: true }), [
    "c",
    "b",
    "a",
  ]);
  assert.deepEqual(await texts({ latest: b, inclusive: true }), ["b", "a"]);
  assert.equal(
    await errorOf(
      served.web.conversations.history({ channel, oldest: "yesterday" }),
    ),
    "invalid_ts_oldest",
  );
});

test("metadata comes only when it is asked for", async () => {
  const channel = await newChannel("metadata");
  const metadata = { event_type: "delivery", event_payload: { id: "d1" } };
  await post(channel, "m", { metadata });
  const without = await served.web.conversations.history({ channel });
  assert.equal(without.messages?.[0]?.metadata, undefined);
  const having = await served.web.conversations.history({
    channel,
    include_all_metadata: true,
  });
  assert.deepEqual(having.messages?.[0]?.metadata, metadata);
});

test("only where the app is a member can it read", async () => {
  const read = (channel: string) =>
    served.web.conversations.history({ channel });
  assert.equal(await errorOf(read("CGENERAL01")), "not_in_channel");
  assert.equal(await errorOf(read("CLEADS0001")), "channel_not_found");
  await served.client.member({ channel: "#leads", who: "allswell", by: "ada" });
  await read("CLEADS0001");
  const { scopes } = await served.client.settings();
  await served.client.set({
    scopes: scopes.filter((scope) => scope !== "groups:history"),
  });
  assert.equal(await errorOf(read("CLEADS0001")), "missing_scope");
  await served.client.set({ scopes });
});

test("a thread is its parent and the replies, oldest first", async () => {
  const channel = await newChannel("threads");
  const parent = await post(channel, "parent");
  const one = await post(channel, "one", { thread_ts: parent });
  await post(channel, "two", { thread_ts: parent });
  const read = async (more: object) => {
    const { messages } = await served.web.conversations.replies({
      channel,
      ts: parent,
      ...more,
    });
    return messages?.map(({ text }) => text);
  };
  assert.deepEqual(await read({}), ["parent", "one", "two"]);
  assert.deepEqual(await read({ oldest: one }), ["parent", "two"]);
  assert.equal(
    await errorOf(
      served.web.conversations.replies({ channel, ts: "1700000000.000001" }),
    ),
    "thread_not_found",
  );
});

test("what the app knows of channels", async () => {
  const info = await served.web.conversations.info({
    channel: "COPS000001",
    include_num_members: true,
  });
  assert.equal(info.channel?.name, "ops");
  assert.equal(info.channel?.is_member, true);
  assert.equal(info.channel?.num_members, 3);
  assert.equal(
    await errorOf(served.web.conversations.info({ channel: "CNOWHERE" })),
    "channel_not_found",
  );
});

test("the list of channels, by kind and in pages", async () => {
  const names = async (more: object) => {
    const { channels } = await served.web.conversations.list(more);
    return channels?.map(({ name }) => name) ?? [];
  };
  const open = await names({ exclude_archived: true });
  assert.ok(open.includes("general") && open.includes("iati-status"));
  assert.ok(!open.includes("old-status") && !open.includes("leads"));
  assert.ok((await names({})).includes("old-status"));
  const page = await served.web.conversations.list({ limit: 2 });
  assert.equal(page.channels?.length, 2);
  assert.ok(page.response_metadata?.next_cursor);
  assert.equal(
    await errorOf(served.web.conversations.list({ types: "mpim" })),
    "missing_scope",
  );
  assert.equal(
    await errorOf(served.web.conversations.list({ types: "secret" })),
    "invalid_types",
  );
  assert.equal(
    await errorOf(served.web.conversations.list({ limit: -1 })),
    "invalid_limit",
  );
});

test("who is in a channel", async () => {
  const { members } = await served.web.conversations.members({
    channel: "COPS000001",
  });
  assert.deepEqual(members, ["UADA000001", "UBEN000001", "UALLSWELL1"]);
});

test("a direct message is opened once", async () => {
  const open = (more: object) =>
    served.web.conversations.open({ users: "UCLEO00001", ...more });
  const first = await open({});
  const again = await open({ return_im: true });
  assert.equal(first.channel?.id, again.channel?.id);
  assert.equal(again.channel?.user, "UCLEO00001");
  assert.equal(
    await errorOf(served.web.conversations.open({ users: "UNOBODY" })),
    "user_not_found",
  );
  assert.equal(
    await errorOf(served.web.conversations.open({ users: "" })),
    "users_list_not_supplied",
  );
});

test("the app joins public channels by itself", async () => {
  const { id } = await served.client.channel({ name: "joinable" });
  const join = (channel: string) => served.web.conversations.join({ channel });
  const answer = await join(id);
  assert.equal(answer.channel?.is_member, true);
  assert.equal((await join(id)).warning, "already_in_channel");
  assert.equal(await errorOf(join("COLD000001")), "is_archived");
  assert.equal(await errorOf(join("CNOWHERE")), "channel_not_found");
});
