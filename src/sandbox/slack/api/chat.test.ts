import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  errorOf,
  refusalOf,
  serveSlack,
  type ServedSlack,
} from "../serve-slack-for-tests.ts";

let served: ServedSlack;
before(async () => {
  served = await serveSlack();
});
after(() => served.stop());

const ops = "COPS000001";
const section = (text: string) => ({
  type: "section",
  text: { type: "plain_text", text },
});

async function posted(text = "hello", more: object = {}): Promise<string> {
  const { ts } = await served.post({
    channel: "#ops",
    text,
    ...more,
  });
  return ts ?? "";
}

test("a message is recorded as it was accepted, and stands in the channel", async () => {
  const since = await served.client.last();
  const answer = await served.post({
    channel: "#ops",
    text: "Datastore is down",
    blocks: [section("Datastore is down")],
    metadata: { event_type: "delivery", event_payload: { id: 7 } },
  });
  assert.equal(answer.channel, ops);
  assert.match(answer.ts ?? "", /^\d{10}\.\d{6}$/);
  const [record] = await served.client.records({
    kind: "message",
    after: since,
  });
  assert.equal(record?.channel, ops);
  assert.equal(record?.["ts"], answer.ts);
  assert.equal(record?.user, "UALLSWELL1");
  assert.equal(record?.["text"], "Datastore is down");
  assert.deepEqual(record?.["metadata"], {
    event_type: "delivery",
    event_payload: { id: 7 },
  });
  const message = (await served.client.messages("#ops")).at(-1);
  assert.equal(message?.["ts"], answer.ts);
  assert.equal(message?.["bot_id"], "BALLSWELL1");
});

test("blocks and elements without an id get one", async () => {
  const { message } = await served.post({
    channel: ops,
    text: "t",
    blocks: [
      {
        type: "actions",
        elements: [
          { type: "button", text: { type: "plain_text", text: "b" } },
          {
            type: "button",
            action_id: "mine",
            text: { type: "plain_text", text: "b" },
          },
        ],
      },
    ],
  });
  const block = message?.blocks?.[0] as {
    block_id?: string;
    elements: { action_id?: string }[];
  };
  assert.ok(block.block_id);
  assert.ok(block.elements[0]?.action_id);
  assert.equal(block.elements[1]?.action_id, "mine");
});

test("every ts is its own and later than the one before", async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => posted()));
  assert.equal(new Set(all).size, 20);
  const stored = (await served.client.messages("#ops")).map(({ ts }) =>
    Number(ts),
  );
  assert.deepEqual(
    stored,
    stored.toSorted((a, b) => a - b),
  );
});

test("who is told: by name, by id, a person in a direct message", async () => {
  const direct = await served.post({
    channel: "UBEN000001",
    text: "psst",
  });
  assert.match(direct.channel ?? "", /^D/);
  assert.equal(
    await errorOf(served.post({ channel: "#nowhere", text: "t" })),
    "channel_not_found",
  );
});

test("where the app may post", async () => {
  const { scopes } = await served.client.settings();
  const post = (channel: string) => served.post({ channel, text: "t" });
  // Public without an invitation, private only with one.
  await post("#general");
  assert.equal(await errorOf(post("#leads")), "channel_not_found");
  assert.equal(await errorOf(post("#old-status")), "is_archived");
  await served.client.set({
    scopes: scopes.filter((scope) => scope !== "chat:write.public"),
  });
  assert.equal(await errorOf(post("#general")), "not_in_channel");
  await post("#ops");
  await served.client.set({ scopes });
});

test("a message must say something", async () => {
  const post = (more: object) =>
    served.post({ channel: ops, text: "", ...more });
  assert.equal(await errorOf(post({})), "no_text");
  assert.equal(await errorOf(post({ text: "  ", blocks: [] })), "no_text");
  await post({ blocks: [section("only blocks")] });
});

test("longer texts are cut at 40,000, and refused in an update above 4,000", async () => {
  const ts = await posted("x".repeat(40_001));
  const message = (await served.client.messages("#ops")).at(-1);
  assert.equal(String(message?.["text"]).length, 40_000);
  const update = (length: number) =>
    served.web.chat.update({ channel: ops, ts, text: "x".repeat(length) });
  assert.equal(await errorOf(update(4001)), "msg_too_long");
  await update(4000);
});

test("bad blocks are pointed at", async () => {
  const refusal = await refusalOf(
    served.post({
      channel: ops,
      text: "t",
      blocks: [section("fine"), section("x".repeat(3001))],
    }),
  );
  assert.equal(refusal["error"], "invalid_blocks");
  const problem =
    "3001 characters, 3000 allowed [json-pointer:/blocks/1/text/text]";
  assert.deepEqual(refusal["errors"], [problem]);
  const { messages } = refusal["response_metadata"] as { messages: string[] };
  assert.deepEqual(messages, [`[ERROR] ${problem}`]);
});

test("blocks that are no list, blocks that are too long together", async () => {
  const post = (blocks: unknown) =>
    served.post({ channel: ops, text: "t", blocks });
  assert.equal(await errorOf(post("[{")), "invalid_blocks_format");
  assert.equal(
    await errorOf(post({ type: "divider" })),
    "invalid_blocks_format",
  );
  const long = Array.from({ length: 4 }, () => section("x".repeat(2800)));
  assert.equal(await errorOf(post(long)), "msg_blocks_too_long");
  // Only chat.postMessage minds.
  await served.web.apiCall("chat.update", {
    channel: ops,
    ts: await posted(),
    text: "t",
    blocks: long,
  });
});

test("metadata has its shape", async () => {
  const post = (metadata: unknown) =>
    served.post({
      channel: ops,
      text: "t",
      metadata,
    });
  for (const [metadata, error] of [
    ["[1]", "invalid_metadata_format"],
    [{ event_type: "e" }, "invalid_metadata_schema"],
    [{ event_type: "no spaces", event_payload: {} }, "invalid_metadata_schema"],
    [
      { event_type: "e", event_payload: { a: ["b"] } },
      "invalid_metadata_schema",
    ],
    [
      { event_type: "e", event_payload: { a: { b: { c: 1 } } } },
      "invalid_metadata_schema",
    ],
  ])
    assert.equal(await errorOf(post(metadata)), error);
  await post({
    event_type: "e",
    event_payload: { a: 1, b: { c: true }, d: [{ e: "f" }] },
  });
});

test("a name of its own needs a scope", async () => {
  const post = () => served.post({ channel: ops, text: "t", username: "Zed" });
  assert.equal(await errorOf(post()), "missing_scope");
  const { scopes } = await served.client.settings();
  await served.client.set({ scopes: [...scopes, "chat:write.customize"] });
  const answer = await post();
  assert.equal((answer.message as { username?: string }).username, "Zed");
  await served.client.set({ scopes });
});

test("threads hang on messages that exist, not on replies", async () => {
  const parent = await posted("parent");
  const reply = await posted("reply", { thread_ts: parent });
  assert.equal(
    await errorOf(posted("t", { thread_ts: "1700000000.000001" })),
    "thread_not_found",
  );
  assert.equal(
    await errorOf(posted("t", { thread_ts: reply })),
    "cannot_reply_to_message",
  );
});

test("an edit changes what it names and keeps the rest", async () => {
  const ts = await posted("first", {
    blocks: [section("first")],
    metadata: { event_type: "e", event_payload: { n: 1 } },
  });
  const since = await served.client.last();
  const answer = await served.web.chat.update({
    channel: ops,
    ts,
    text: "second",
  });
  assert.equal(answer.text, "second");
  const [record] = await served.client.records({ kind: "edit", after: since });
  assert.equal(record?.["ts"], ts);
  assert.equal((record?.["blocks"] as unknown[] | undefined)?.length, 1);
  assert.deepEqual(record?.["metadata"], {
    event_type: "e",
    event_payload: { n: 1 },
  });
  const message = (await served.client.messages("#ops")).at(-1);
  const { user } = (message?.["edited"] ?? {}) as { user?: string };
  assert.equal(user, "UALLSWELL1");
  await served.web.apiCall("chat.update", {
    channel: ops,
    ts,
    text: "third",
    blocks: [],
    metadata: {},
  });
  const bare = (await served.client.messages("#ops")).at(-1);
  assert.equal(bare?.["blocks"], undefined);
  assert.equal(bare?.["metadata"], undefined);
});

test("only its own messages can the app change or delete, and no ephemeral ones", async () => {
  await served.client.type({
    user: "ada",
    channel: "#ops",
    text: "mine",
    wait: 0,
  });
  const hers = String((await served.client.messages("#ops")).at(-1)?.["ts"]);
  const { message_ts: ephemeral = "" } = await served.web.chat.postEphemeral({
    channel: ops,
    user: "UADA000001",
    text: "e",
  });
  for (const ts of [hers, ephemeral]) {
    assert.equal(
      await errorOf(served.web.chat.update({ channel: ops, ts, text: "t" })),
      "cant_update_message",
    );
    assert.equal(
      await errorOf(served.web.chat.delete({ channel: ops, ts })),
      "cant_delete_message",
    );
  }
  assert.equal(
    await errorOf(
      served.web.chat.update({
        channel: ops,
        ts: "1700000000.000001",
        text: "t",
      }),
    ),
    "message_not_found",
  );
});

test("a deleted message is gone; with replies its place remains", async () => {
  const alone = await posted("alone");
  await served.web.chat.delete({ channel: ops, ts: alone });
  const parent = await posted("parent");
  await posted("reply", { thread_ts: parent });
  await served.web.chat.delete({ channel: ops, ts: parent });
  const messages = await served.client.messages("#ops");
  assert.ok(!messages.some(({ ts }) => ts === alone));
  const left = messages.find(({ ts }) => ts === parent);
  assert.equal(left?.["subtype"], "tombstone");
  assert.equal(
    await errorOf(
      served.web.chat.update({ channel: ops, ts: parent, text: "t" }),
    ),
    "cant_update_message",
  );
  const deletions = await served.client.records({ kind: "delete" });
  assert.deepEqual(
    deletions.slice(-2).map(({ ts }) => ts),
    [alone, parent],
  );
});

test("an ephemeral message needs both in the channel", async () => {
  const show = (channel: string, user: string) =>
    served.web.chat.postEphemeral({ channel, user, text: "psst" });
  const since = await served.client.last();
  await show("#ops", "UBEN000001");
  const [record] = await served.client.records({
    kind: "ephemeral",
    after: since,
  });
  assert.equal(record?.user, "UBEN000001");
  assert.equal(record?.["text"], "psst");
  assert.equal(
    await errorOf(show("#ops", "UCLEO00001")),
    "user_not_in_channel",
  );
  assert.equal(await errorOf(show("#general", "UADA000001")), "not_in_channel");
});

test("a permalink", async () => {
  const parent = await posted("parent");
  const reply = await posted("reply", { thread_ts: parent });
  const link = await served.web.chat.getPermalink({
    channel: ops,
    message_ts: reply,
  });
  assert.equal(
    link.permalink,
    `https://allswell-sandbox.slack.com/archives/${ops}/p${reply.replace(".", "")}?thread_ts=${parent}&cid=${ops}`,
  );
  assert.equal(
    await errorOf(
      served.web.chat.getPermalink({ channel: ops, message_ts: "1.000001" }),
    ),
    "message_not_found",
  );
});
