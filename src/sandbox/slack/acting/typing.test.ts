import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { PATIENCE_MS } from "../../../testing/until.ts";
import type { Json } from "../json.ts";
import { serveBoth, type ServedBoth } from "../serve-both-for-tests.ts";

describe("typing", () => {
  let served: ServedBoth;
  beforeEach(async () => {
    served = await serveBoth();
  });
  afterEach(() => served.stop());

  const type = (text: string, more: object = {}) =>
    served.client.type({
      user: "ada",
      channel: "#ops",
      text,
      wait: 0,
      ...more,
    });

  test("a command's payload", async () => {
    await type("/aw  pause @ben");
    const payload = served.app.last();
    const { response_url, trigger_id, token, ...rest } = payload;
    assert.match(String(response_url), /^http:.*\/slack\/hooks\/commands\//);
    assert.match(String(trigger_id), /^\d+\.\d+\.[0-9a-f]+$/);
    assert.ok(token);
    assert.deepEqual(rest, {
      team_id: "TSANDBOX1",
      team_domain: "allswell-sandbox",
      channel_id: "COPS000001",
      channel_name: "ops",
      user_id: "UADA000001",
      user_name: "ada",
      command: "/aw",
      text: "pause <@UBEN000001|ben>",
      api_app_id: "AALLSWELL1",
      is_enterprise_install: "false",
    });
  });

  test("without should_escape the text is as typed", async () => {
    await served.client.set({ shouldEscape: false });
    await type("/aw pause @ben");
    assert.equal(served.app.last()["text"], "pause @ben");
  });

  test("where a command was typed has Slack's names", async () => {
    await type("/aw", { channel: "#leads" });
    assert.equal(served.app.last()["channel_name"], "privategroup");
    await type("/aw", { channel: "@allswell" });
    assert.equal(served.app.last()["channel_name"], "directmessage");
  });

  test("commands that the app does not get", async () => {
    const notice = async (text: string, more: object = {}) => {
      const seen = await type(text, more);
      assert.equal(seen.outcome, "not_sent");
      return seen.notice;
    };
    assert.equal(await notice("/status"), "/status is Slack's own command");
    assert.equal(await notice("/nope"), "/nope is not a valid command.");
    const { ts } = await served.post({ channel: "#ops", text: "alert" });
    assert.equal(
      await notice("/aw ack", { thread_ts: ts }),
      "/aw is not supported in threads. Sorry!",
    );
    const { scopes } = await served.client.settings();
    await served.client.set({
      scopes: scopes.filter((scope) => scope !== "commands"),
    });
    assert.equal(await notice("/aw"), "/aw is not a valid command.");
    assert.equal(served.app.requests.length, 0);
  });

  test("a mention in a channel of the app's", async () => {
    const { ts } = await served.post({ channel: "#ops", text: "alert" });
    await type("@allswell ack this", { thread_ts: ts });
    const payload = served.app.last();
    assert.equal(payload["type"], "event_callback");
    assert.equal(payload["team_id"], "TSANDBOX1");
    assert.equal(payload["api_app_id"], "AALLSWELL1");
    assert.ok(payload["event_id"]);
    const [authorization] = payload["authorizations"] as Json[];
    assert.equal(authorization?.["user_id"], "UALLSWELL1");
    const event = payload["event"] as Json;
    assert.equal(event["type"], "app_mention");
    assert.equal(event["user"], "UADA000001");
    assert.equal(event["text"], "<@UALLSWELL1> ack this");
    assert.equal(event["channel"], "COPS000001");
    assert.equal(event["thread_ts"], ts);
  });

  test("a mention where the app is not is not heard", async () => {
    const seen = await type("@allswell hello", { channel: "#general" });
    assert.equal(seen.outcome, "not_sent");
    assert.equal(seen.notice, "@allswell is not in #general");
    assert.equal(served.app.requests.length, 0);
  });

  test("other words in a channel are not for the app", async () => {
    assert.equal((await type("lunch?")).outcome, "not_sent");
    assert.equal(served.app.requests.length, 0);
    const message = (await served.client.messages("#ops")).at(-1);
    assert.equal(message?.["text"], "lunch?");
    assert.equal(message?.["user"], "UADA000001");
  });

  test("a direct message, and the app's own answer in it", async () => {
    await type("what is up?", { channel: "@allswell" });
    const event = served.app.last()["event"] as Json;
    assert.equal(event["type"], "message");
    assert.equal(event["channel_type"], "im");
    assert.equal(event["text"], "what is up?");
    assert.match(String(event["channel"]), /^D/);
    const since = await served.client.last();
    await served.post({ channel: "UADA000001", text: "all is" });
    await served.client.records({
      kind: "delivery",
      after: since,
      wait: PATIENCE_MS,
    });
    const own = served.app.last()["event"] as Json;
    assert.equal(own["bot_id"], "BALLSWELL1");
  });

  test("an event needs its subscription and its scope", async () => {
    const { scopes, events } = await served.client.settings();
    await served.client.set({
      scopes: scopes.filter((scope) => scope !== "im:history"),
    });
    await type("hello?", { channel: "@allswell" });
    await served.client.set({
      scopes,
      events: events.filter((event) => event !== "app_mention"),
    });
    await type("@allswell hello?");
    assert.equal(served.app.requests.length, 0);
  });

  test("what nobody could do is refused with its reason", async () => {
    await assert.rejects(type("hi", { user: "zoe" }), /there is no person zoe/);
    await assert.rejects(
      type("hi", { user: "allswell" }),
      /no person allswell/,
    );
    await assert.rejects(type("hi", { channel: "#zoo" }), /no channel #zoo/);
    await assert.rejects(
      type("hi", { user: "cleo", channel: "#leads" }),
      /cleo is not in #leads/,
    );
    await assert.rejects(
      type("hi", { channel: "#old-status" }),
      /#old-status is archived/,
    );
    await assert.rejects(
      type("hi", { thread_ts: "1700000000.000001" }),
      /there is no message/,
    );
    await assert.rejects(type(""), /text/);
  });
});
