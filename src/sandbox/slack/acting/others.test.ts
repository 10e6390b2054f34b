import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import type { Json } from "../json.ts";
import { serveBoth, type ServedBoth } from "../serve-both-for-tests.ts";

describe("what others do", () => {
  let served: ServedBoth;
  beforeEach(async () => {
    served = await serveBoth({
      shortcuts: [
        { type: "global", callbackId: "new", name: "New" },
        { type: "message", callbackId: "ack", name: "Acknowledge" },
      ],
    });
  });
  afterEach(() => served.stop());

  const event = (): Json => (served.app.last()["event"] ?? {}) as Json;

  test("App Home is opened, and filled by the app", async () => {
    served.app.answer = async (payload) => {
      const { user } = payload["event"] as { user: string };
      await served.web.views.publish({
        user_id: user,
        view: { type: "home", blocks: [{ type: "divider" }] },
      });
    };
    const seen = await served.client.home({ user: "ben" });
    assert.equal(event()["type"], "app_home_opened");
    assert.equal(event()["user"], "UBEN000001");
    assert.equal(event()["tab"], "home");
    assert.equal(event()["view"], undefined);
    assert.equal(seen.home?.["type"], "home");
    await served.client.home({ user: "ben", wait: 0 });
    assert.equal((event()["view"] as Json)["type"], "home");
  });

  test("who is somewhere else does not see App Home change", async () => {
    served.app.answer = async () => {
      await served.web.views.publish({
        user_id: "UADA000001",
        view: { type: "home", blocks: [] },
      });
      setTimeout(() => {
        void served.post({ channel: "#ops", text: "the answer" });
      }, 50);
    };
    const seen = await served.client.type({
      user: "ada",
      channel: "#ops",
      text: "/allswell",
    });
    assert.equal(seen.messages[0]?.["text"], "the answer");
  });

  test("the app hears of its own invitation and of others where it is", async () => {
    await served.client.member({
      channel: "#leads",
      who: "allswell",
      by: "ada",
    });
    assert.equal(event()["type"], "member_joined_channel");
    assert.equal(event()["user"], "UALLSWELL1");
    assert.equal(event()["channel"], "CLEADS0001");
    assert.equal(event()["channel_type"], "G");
    assert.equal(event()["inviter"], "UADA000001");
    await served.client.member({ channel: "#ops", who: "cleo" });
    assert.equal(event()["user"], "UCLEO00001");
    assert.equal(event()["channel_type"], "C");
    const before = served.app.requests.length;
    await served.client.member({ channel: "#general", who: "sam" });
    assert.equal(served.app.requests.length, before);
    await assert.rejects(
      served.client.member({ channel: "#ops", who: "cleo" }),
      /is in #ops already/,
    );
  });

  test("who has left is no member", async () => {
    await served.client.member({
      channel: "#ops",
      who: "allswell",
      leave: true,
    });
    const { members } = await served.web.conversations.members({
      channel: "COPS000001",
    });
    assert.deepEqual(members, ["UADA000001", "UBEN000001"]);
  });

  test("a global shortcut", async () => {
    await served.client.shortcut({ user: "ada", callback_id: "new", wait: 0 });
    const payload = served.app.last();
    assert.equal(payload["type"], "shortcut");
    assert.equal(payload["callback_id"], "new");
    await served.web.views.open({
      trigger_id: String(payload["trigger_id"]),
      view: {
        type: "modal",
        title: { type: "plain_text", text: "t" },
        blocks: [],
      },
    });
  });

  test("a shortcut on a message", async () => {
    const { ts = "" } = await served.post({ channel: "#ops", text: "alert" });
    const use = { user: "ada", channel: "#ops", ts, wait: 0 };
    await served.client.shortcut({ ...use, callback_id: "ack" });
    const payload = served.app.last();
    assert.equal(payload["type"], "message_action");
    assert.equal(payload["message_ts"], ts);
    assert.equal((payload["message"] as Json)["text"], "alert");
    assert.ok(payload["response_url"]);
    await assert.rejects(
      served.client.shortcut({ ...use, callback_id: "new" }),
      /no message shortcut new/,
    );
  });
});
