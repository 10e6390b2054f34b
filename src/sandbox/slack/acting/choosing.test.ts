import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import type { Json } from "../json.ts";
import { serveBoth, type ServedBoth } from "../serve-both-for-tests.ts";

describe("choosing", () => {
  let served: ServedBoth;
  let ts = "";
  beforeEach(async () => {
    served = await serveBoth();
    const message = await served.post({
      channel: "#ops",
      text: "which?",
      blocks: [
        {
          type: "actions",
          block_id: "row",
          elements: [
            {
              type: "external_select",
              action_id: "monitor",
              min_query_length: 2,
            },
            { type: "users_select", action_id: "who" },
          ],
        },
      ],
    });
    ts = message.ts ?? "";
  });
  afterEach(() => served.stop());

  const option = (value: string) => ({
    text: { type: "plain_text", text: value },
    value,
  });
  const place = () => ({ user: "ada", channel: "#ops", ts });
  const ask = (value: string, action_id = "monitor") =>
    served.client.options({ ...place(), action_id, value });
  const choose = (value: string) =>
    served.client.press({ ...place(), action_id: "monitor", value, wait: 0 });

  test("the app is asked, and what it offers can be chosen", async () => {
    served.app.answer = () => ({
      options: [option("datastore"), option("data")],
    });
    const offer = await ask("da");
    assert.deepEqual(
      offer.options.map(({ value }) => value),
      ["datastore", "data"],
    );
    const payload = served.app.last();
    assert.equal(payload["type"], "block_suggestion");
    assert.equal(payload["action_id"], "monitor");
    assert.equal(payload["block_id"], "row");
    assert.equal(payload["value"], "da");
    await choose("data");
    const [action] = served.app.last()["actions"] as Json[];
    assert.deepEqual(action?.["selected_option"], option("data"));
  });

  test("only what was offered can be chosen", async () => {
    await assert.rejects(choose("data"), /does not offer/);
    served.app.answer = () => ({ options: [option("other")] });
    await ask("da");
    await assert.rejects(choose("data"), /does not offer/);
  });

  test("groups are offered too", async () => {
    served.app.answer = () => ({
      option_groups: [
        { label: { type: "plain_text", text: "IATI" }, options: [option("a")] },
        { label: { type: "plain_text", text: "DI" }, options: [option("b")] },
      ],
    });
    const { options } = await ask("da");
    assert.deepEqual(options, [option("a"), option("b")]);
  });

  test("the client waits for enough characters", async () => {
    const offer = await ask("d");
    assert.equal(offer.outcome, "not_sent");
    assert.equal(served.app.requests.length, 0);
  });

  test("a bad answer and none in time are 'No result'", async () => {
    served.app.answer = () => ({ options: [{ text: "plain" }] });
    const bad = await ask("da");
    assert.equal(bad.outcome, "invalid_response");
    assert.equal(bad.notice, "No result");
    assert.ok((bad.problems ?? []).length > 0);
    await served.client.set({ ackMs: 150 });
    served.app.answer = () => () => {};
    const late = await ask("da");
    assert.equal(late.outcome, "operation_timeout");
    assert.deepEqual(late.options, []);
  });

  test("other menus ask nobody", async () => {
    await assert.rejects(ask("ada", "who"), /asks nobody/);
  });
});
