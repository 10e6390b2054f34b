import assert from "node:assert/strict";
import { test } from "node:test";
import { serveSlack, errorOf } from "./serve-slack-for-tests.ts";

test("what was said survives a restart, and goes on", async (t) => {
  const before = await serveSlack();
  t.after(() => before.stop());
  const { ts = "" } = await before.post({
    channel: "#ops",
    text: "remember me",
    metadata: { event_type: "delivery", event_payload: { id: 1 } },
  });
  await before.client.member({ channel: "#leads", who: "allswell" });
  const last = await before.client.last();
  const snapshot = JSON.parse(
    JSON.stringify(before.slack.snapshot()),
  ) as unknown;

  const later = await serveSlack();
  t.after(() => later.stop());
  later.slack.load(snapshot);
  const { messages } = await later.web.conversations.history({
    channel: "COPS000001",
    include_all_metadata: true,
  });
  assert.equal(messages?.[0]?.text, "remember me");
  assert.equal(messages?.[0]?.metadata?.event_type, "delivery");
  await later.post({ channel: "#leads", text: "still in" });
  const again = await later.post({ channel: "#ops", text: "next" });
  assert.ok(Number(again.ts) > Number(ts));
  const [next] = await later.client.records({ kind: "message", after: last });
  assert.equal(next?.["text"], "still in");
});

test("something else is refused and changes nothing", async (t) => {
  const served = await serveSlack();
  t.after(() => served.stop());
  for (const wrong of [undefined, {}, { state: { version: 2 }, records: [] }])
    assert.throws(() => served.slack.load(wrong));
  assert.equal(
    await errorOf(served.web.users.info({ user: "UNOBODY" })),
    "user_not_found",
  );
  assert.equal((await served.web.users.list({})).members?.length, 6);
});
