import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import type { Json } from "../json.ts";
import { serveBoth, type ServedBoth } from "../serve-both-for-tests.ts";

describe("pressing", () => {
  let served: ServedBoth;
  beforeEach(async () => {
    served = await serveBoth();
  });
  afterEach(() => served.stop());

  const plain = (text: string) => ({ type: "plain_text", text });
  const option = (value: string) => ({ text: plain(value), value });
  const confirm = { title: plain("Sure?"), text: plain("Really?") };

  const elements = [
    { type: "button", action_id: "go", text: plain("Go"), value: "42" },
    { type: "button", action_id: "rm", text: plain("Remove"), confirm },
    {
      type: "overflow",
      action_id: "more",
      options: [option("a"), option("b")],
    },
    {
      type: "static_select",
      action_id: "pick",
      options: [option("x"), option("y")],
    },
    { type: "multi_users_select", action_id: "who" },
    { type: "datepicker", action_id: "day", initial_date: "2026-11-21" },
  ];

  /** A message in #ops with these elements. */
  async function message(more: object = {}): Promise<string> {
    const { ts } = await served.post({
      channel: "#ops",
      text: "alert",
      blocks: [{ type: "actions", block_id: "row", elements }],
      ...more,
    });
    return ts ?? "";
  }

  const press = (ts: string, action_id: string, more: object = {}) =>
    served.client.press({
      user: "ada",
      channel: "#ops",
      ts,
      action_id,
      wait: 0,
      ...more,
    });

  const action = (): Json => (served.app.last()["actions"] as Json[])[0] ?? {};

  test("a button's payload", async () => {
    const parent = await message();
    const ts = await message({ thread_ts: parent });
    await press(ts, "go");
    const payload = served.app.last();
    assert.equal(payload["type"], "block_actions");
    assert.deepEqual(payload["user"], {
      id: "UADA000001",
      username: "ada",
      name: "ada",
      team_id: "TSANDBOX1",
    });
    assert.deepEqual(payload["container"], {
      type: "message",
      message_ts: ts,
      channel_id: "COPS000001",
      thread_ts: parent,
      is_ephemeral: false,
    });
    assert.deepEqual(payload["channel"], { id: "COPS000001", name: "ops" });
    assert.equal((payload["message"] as Json)["ts"], ts);
    assert.match(String(payload["response_url"]), /\/hooks\/actions\//);
    assert.ok(payload["trigger_id"]);
    const { action_ts, ...rest } = action();
    assert.match(String(action_ts), /^\d+\.\d{6}$/);
    assert.deepEqual(rest, {
      type: "button",
      action_id: "go",
      block_id: "row",
      text: plain("Go"),
      value: "42",
    });
  });

  test("a menu, an overflow and a picker tell what was chosen, and the state remembers", async () => {
    const ts = await message();
    await press(ts, "more", { value: "b" });
    assert.deepEqual(action()["selected_option"], option("b"));
    await press(ts, "pick", { value: "y" });
    assert.deepEqual(action()["selected_option"], option("y"));
    await press(ts, "who", { value: ["ben", "cleo"] });
    assert.deepEqual(action()["selected_users"], ["UBEN000001", "UCLEO00001"]);
    const { values } = served.app.last()["state"] as { values: Json };
    assert.deepEqual(values["row"], {
      pick: { type: "static_select", selected_option: option("y") },
      who: {
        type: "multi_users_select",
        selected_users: ["UBEN000001", "UCLEO00001"],
      },
      day: { type: "datepicker", selected_date: "2026-11-21" },
    });
  });

  test("an element that asks 'are you sure' sends nothing until somebody is", async () => {
    const ts = await message();
    await assert.rejects(press(ts, "rm"), /asks for confirmation/);
    const declined = await press(ts, "rm", { confirm: false });
    assert.equal(declined.outcome, "not_sent");
    assert.equal(served.app.requests.length, 0);
    assert.equal((await press(ts, "rm", { confirm: true })).outcome, "ok");
    await assert.rejects(
      press(ts, "go", { confirm: true }),
      /asks for no confirmation/,
    );
  });

  test("what is not there cannot be pressed", async () => {
    const ts = await message();
    await assert.rejects(press(ts, "nope"), /there is no element nope/);
    await assert.rejects(press("1.000001", "go"), /there is no message/);
    await assert.rejects(
      press(ts, "more", { value: "zz" }),
      /does not offer "zz"/,
    );
    await assert.rejects(
      press(ts, "pick", { value: "zz" }),
      /does not offer "zz"/,
    );
    await assert.rejects(press(ts, "pick"), /needs a value/);
    await assert.rejects(press(ts, "who", { value: ["zoe"] }), /no person zoe/);
    await assert.rejects(press(ts, "day", { value: "soon" }), /not a date/);
    await assert.rejects(
      press(ts, "go", { user: "cleo" }),
      /cleo is not in #ops/,
    );
    assert.equal(served.app.requests.length, 0);
  });

  test("after an edit only what is there now can be pressed", async () => {
    const ts = await message();
    await served.web.apiCall("chat.update", {
      channel: "COPS000001",
      ts,
      text: "resolved",
      blocks: [],
    });
    await assert.rejects(press(ts, "go"), /there is no element go/);
  });

  test("the same name in two blocks needs the block's", async () => {
    const button = { type: "button", action_id: "ack", text: plain("Ack") };
    const ts = await message({
      blocks: ["one", "two"].map((block_id) => ({
        type: "section",
        block_id,
        text: plain("s"),
        accessory: button,
      })),
    });
    await assert.rejects(press(ts, "ack"), /several blocks/);
    await press(ts, "ack", { block_id: "two" });
    assert.equal(action()["block_id"], "two");
  });

  test("a message of one person is pressed by that person, and carries no message", async () => {
    served.app.answer = () => ({
      text: "only you",
      blocks: [{ type: "actions", elements: [elements[0]] }],
    });
    const shown = await served.client.type({
      user: "ada",
      channel: "#ops",
      text: "/allswell",
    });
    const ts = String(shown.ephemerals[0]?.["ts"]);
    served.app.answer = () => undefined;
    await press(ts, "go");
    const payload = served.app.last();
    assert.equal((payload["container"] as Json)["is_ephemeral"], true);
    assert.equal(payload["message"], undefined);
    await assert.rejects(press(ts, "go", { user: "ben" }), /no message/);
  });

  test("App Home is pressed too", async () => {
    await served.web.apiCall("views.publish", {
      user_id: "UADA000001",
      view: { type: "home", blocks: [{ type: "actions", elements }] },
    });
    await served.client.press({
      user: "ada",
      view_id: "home",
      action_id: "go",
      wait: 0,
    });
    const payload = served.app.last();
    assert.equal((payload["container"] as Json)["type"], "view");
    assert.equal((payload["view"] as Json)["type"], "home");
    assert.equal(payload["response_url"], undefined);
    await assert.rejects(
      served.client.press({ user: "ben", view_id: "home", action_id: "go" }),
      /ben has no App Home/,
    );
  });
});
