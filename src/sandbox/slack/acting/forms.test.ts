import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import type { Json } from "../json.ts";
import { serveBoth, type ServedBoth } from "../serve-both-for-tests.ts";
import type { Form } from "./values.ts";

describe("forms", () => {
  let served: ServedBoth;
  beforeEach(async () => {
    served = await serveBoth();
  });
  afterEach(() => served.stop());

  const plain = (text: string) => ({ type: "plain_text", text });
  const option = (value: string) => ({ text: plain(value), value });
  const input = (block_id: string, element: object, more: object = {}) => ({
    type: "input",
    block_id,
    label: plain(block_id),
    element: { action_id: "v", ...element },
    ...more,
  });
  const form = (blocks: object[], more: object = {}) => ({
    type: "modal",
    title: plain("Add"),
    submit: plain("Save"),
    private_metadata: "kept",
    callback_id: "add",
    blocks,
    ...more,
  });
  const name = input("name", { type: "plain_text_input" });

  /** Opens a modal in front of ada. */
  async function open(view: object): Promise<string> {
    await served.client.type({
      user: "ada",
      channel: "#ops",
      text: "/allswell",
      wait: 0,
    });
    const answer = await served.web.apiCall("views.open", {
      trigger_id: served.app.last()["trigger_id"],
      view,
    });
    return (answer as unknown as { view: { id: string } }).view.id;
  }

  const submit = (values: Form = {}, more: object = {}) =>
    served.client.submit({ user: "ada", values, wait: 0, ...more });

  test("what is sent when a form is submitted", async () => {
    const id = await open(
      form([
        name,
        input("every", { type: "static_select", options: [option("30s")] }),
        input("tags", {
          type: "checkboxes",
          options: [option("a"), option("b")],
        }),
        input("at", { type: "datetimepicker" }, { optional: true }),
      ]),
    );
    const seen = await submit({
      name: "Datastore",
      every: "30s",
      tags: ["a", "b"],
    });
    assert.equal(seen.outcome, "ok");
    assert.equal(seen.modal, null);
    const payload = served.app.last();
    assert.equal(payload["type"], "view_submission");
    const view = payload["view"] as Json;
    assert.equal(view["id"], id);
    assert.equal(view["callback_id"], "add");
    assert.equal(view["private_metadata"], "kept");
    assert.deepEqual(view["state"], {
      values: {
        name: { v: { type: "plain_text_input", value: "Datastore" } },
        every: { v: { type: "static_select", selected_option: option("30s") } },
        tags: {
          v: {
            type: "checkboxes",
            selected_options: [option("a"), option("b")],
          },
        },
        at: { v: { type: "datetimepicker", selected_date_time: null } },
      },
    });
  });

  const refusals: [
    what: string,
    element: object,
    value: string | string[] | null,
    error: string,
  ][] = [
    [
      "nothing",
      { type: "plain_text_input" },
      null,
      "Please complete this required field.",
    ],
    [
      "no choice",
      { type: "multi_users_select" },
      [],
      "Please complete this required field.",
    ],
    [
      "too short a text",
      { type: "plain_text_input", min_length: 3 },
      "ab",
      "Please enter at least 3 characters.",
    ],
    [
      "too long a text",
      { type: "plain_text_input", max_length: 3 },
      "abcd",
      "Please enter no more than 3 characters.",
    ],
    [
      "no number",
      { type: "number_input", is_decimal_allowed: true },
      "ten",
      "Please enter a number.",
    ],
    [
      "half a number",
      { type: "number_input", is_decimal_allowed: false },
      "1.5",
      "Please enter a whole number.",
    ],
    [
      "a number out of range",
      {
        type: "number_input",
        is_decimal_allowed: false,
        min_value: "10",
        max_value: "60",
      },
      "61",
      "Please enter a number from 10 to 60.",
    ],
    [
      "no address",
      { type: "email_text_input" },
      "me",
      "Please enter a valid email address.",
    ],
    [
      "no URL",
      { type: "url_text_input" },
      "a.example",
      "Please enter a valid URL.",
    ],
    [
      "more than can be chosen",
      { type: "multi_users_select", max_selected_items: 1 },
      ["ada", "ben"],
      "You can only choose 1.",
    ],
  ];

  for (const [what, element, value, error] of refusals)
    test(`the client keeps a form back: ${what}`, async () => {
      await open(form([input("field", element)]));
      const before = served.app.requests.length;
      const seen = await submit({ field: value });
      assert.equal(seen.outcome, "not_sent");
      assert.deepEqual(seen.errors, { field: error });
      assert.notEqual(seen.modal, null);
      assert.equal(served.app.requests.length, before);
    });

  test("errors of the app stand beside their inputs; the form stays", async () => {
    await open(form([name]));
    served.app.answer = () => ({
      response_action: "errors",
      errors: { name: "taken" },
    });
    const seen = await submit({ name: "Datastore" });
    assert.deepEqual(seen.errors, { name: "taken" });
    const { state } = seen.modal as { state: { values: Json } };
    assert.deepEqual(state.values["name"], {
      v: { type: "plain_text_input", value: "Datastore" },
    });
  });

  const unusable: [what: string, answer: unknown, problem: RegExp][] = [
    [
      "an error for what is no input",
      { response_action: "errors", errors: { note: "no" } },
      /errors.note: not an input block/,
    ],
    [
      "no error among the errors",
      { response_action: "errors", errors: {} },
      /nothing in it/,
    ],
    [
      "an action that Slack does not know",
      { response_action: "shout" },
      /no response_action/,
    ],
    [
      "a bad view",
      { response_action: "update", view: form([], { title: plain("") }) },
      /invalid_arguments/,
    ],
  ];

  for (const [what, answer, problem] of unusable)
    test(`Slack cannot use ${what}`, async () => {
      await open(form([name, { type: "divider", block_id: "note" }]));
      served.app.answer = () => answer;
      const seen = await submit({ name: "n" });
      assert.equal(seen.outcome, "invalid_response");
      assert.match(seen.problems?.join() ?? "", problem);
      assert.notEqual(seen.modal, null);
    });

  const titleOf = (seen: { modal: Json | null }) =>
    (seen.modal?.["title"] as Json | undefined)?.["text"];

  test("the answer updates, pushes, clears", async () => {
    await open(form([name]));
    const next = (title: string) => form([name], { title: plain(title) });
    served.app.answer = () => ({
      response_action: "update",
      view: next("Two"),
    });
    assert.equal(titleOf(await submit({ name: "n" })), "Two");
    served.app.answer = () => ({
      response_action: "push",
      view: next("Three"),
    });
    const pushed = await submit({ name: "n" });
    assert.equal(titleOf(pushed), "Three");
    assert.notEqual(pushed.modal?.["previous_view_id"], null);
    served.app.answer = () => ({ response_action: "clear" });
    assert.equal((await submit({ name: "n" })).modal, null);
  });

  test("without an answer only the modal in front goes", async () => {
    await open(form([name]));
    served.app.answer = () => ({
      response_action: "push",
      view: form([name], { title: plain("Two") }),
    });
    await submit({ name: "n" });
    served.app.answer = () => undefined;
    const seen = await submit({ name: "n" });
    assert.equal(titleOf(seen), "Add");
  });

  test("no answer in time leaves the form", async () => {
    await open(form([name]));
    await served.client.set({ ackMs: 100 });
    served.app.answer = () => () => {};
    const seen = await submit({ name: "n" });
    assert.equal(seen.outcome, "operation_timeout");
    assert.notEqual(seen.modal, null);
  });

  test("the app is told of a closed modal if it wants to be", async () => {
    const close = (more: object = {}) =>
      served.client.close({ user: "ada", ...more });
    await open(form([name]));
    const before = served.app.requests.length;
    assert.equal((await close()).modal, null);
    assert.equal(served.app.requests.length, before);
    await open(form([name], { notify_on_close: true }));
    await close();
    assert.equal(served.app.last()["type"], "view_closed");
    assert.equal(served.app.last()["is_cleared"], false);
    await open(form([name], { notify_on_close: true }));
    await close({ all: true });
    assert.equal(served.app.last()["is_cleared"], true);
  });

  test("a chosen conversation comes with a way to answer there", async () => {
    await open(
      form([
        input("where", {
          type: "conversations_select",
          default_to_current_conversation: true,
          response_url_enabled: true,
        }),
      ]),
    );
    await submit();
    const [url] = served.app.last()["response_urls"] as Json[];
    assert.equal(url?.["channel_id"], "COPS000001");
    await fetch(String(url?.["response_url"]), {
      method: "POST",
      body: JSON.stringify({ text: "done", response_type: "in_channel" }),
    });
    assert.equal(
      (await served.client.messages("#ops")).at(-1)?.["text"],
      "done",
    );
  });

  test("what nobody could do is refused with its reason", async () => {
    await assert.rejects(submit(), /there is no modal in front of ada/);
    await open(form([name]));
    await assert.rejects(submit({ nope: "x" }), /there is no field nope/);
    await assert.rejects(
      submit({ name: { nope: "x" } }),
      /there is no field name nope/,
    );
    await assert.rejects(submit({ name: ["a", "b"] }), /v takes one value/);
    await assert.rejects(submit({}, { view_id: "V0" }), /V0 is not in front/);
    await assert.rejects(
      served.client.press({ user: "ada", action_id: "v", value: "x" }),
      /sent with the form/,
    );
    await open({
      type: "modal",
      title: plain("t"),
      blocks: [{ type: "divider" }],
    });
    await assert.rejects(submit(), /nothing to submit/);
  });
});
