import assert from "node:assert/strict";
import { test } from "node:test";
import type bolt from "@slack/bolt";
import { PATIENCE_MS } from "../../testing/until.ts";
import { boltApp } from "./bolt-for-tests.ts";
import { serveSlack } from "./serve-slack-for-tests.ts";

const plain = (text: string) => ({ type: "plain_text", text }) as const;

/** A small bot: a form adds a monitor, its message has a button, a mention is answered, a menu asks, App Home shows. */
function teach(app: bolt.App): void {
  app.command("/allswell", async ({ ack, command, client, respond }) => {
    await ack();
    if (command.text === "help") {
      await respond("ask away");
      return;
    }
    await client.views.open({
      trigger_id: command.trigger_id,
      view: {
        type: "modal",
        callback_id: "add",
        title: plain("Add a monitor"),
        submit: plain("Add"),
        blocks: [
          {
            type: "input",
            block_id: "url",
            label: plain("URL"),
            element: { type: "url_text_input", action_id: "value" },
          },
          {
            type: "input",
            block_id: "service",
            label: plain("Service"),
            element: {
              type: "external_select",
              action_id: "service",
              min_query_length: 1,
            },
          },
        ],
      },
    });
  });
  app.options("service", async ({ ack, payload }) => {
    const service = { text: plain(payload.value), value: payload.value };
    await ack({ options: [service] });
  });
  app.view("add", async ({ ack, view, client }) => {
    const url = view.state.values["url"]?.["value"]?.value ?? "";
    if (url.includes("taken")) {
      await ack({
        response_action: "errors",
        errors: { url: "there already" },
      });
      return;
    }
    await ack();
    await client.apiCall("chat.postMessage", {
      channel: "#ops",
      text: `watching ${url}`,
      blocks: [
        {
          type: "section",
          text: plain(`watching ${url}`),
          accessory: { type: "button", action_id: "stop", text: plain("Stop") },
        },
      ],
    });
  });
  app.action("stop", async ({ ack, body, client, respond }) => {
    await ack();
    await client.chat.update({
      channel: body.channel?.id ?? "",
      ts: "message" in body ? (body.message?.ts ?? "") : "",
      text: "stopped",
      blocks: [],
    });
    await respond({ text: "you stopped it", replace_original: false });
  });
  app.event("app_mention", async ({ event, say }) => {
    await say({ text: `hello <@${event.user}>`, thread_ts: event.ts });
  });
  app.event("app_home_opened", async ({ event, client }) => {
    await client.views.publish({
      user_id: event.user,
      view: { type: "home", blocks: [{ type: "divider" }] },
    });
  });
}

for (const mode of ["socket", "http"] as const)
  test(`a real Bolt app in ${mode} mode, from a command to a button`, async (t) => {
    const served = await serveSlack();
    const { app, start, stop } = boltApp(served, mode);
    t.after(async () => {
      await stop();
      await served.stop();
    });
    teach(app);
    await start();
    const { client } = served;
    const ada = { user: "ada", channel: "#ops" };

    const helped = await client.type({ ...ada, text: "/allswell help" });
    assert.equal(helped.ephemerals[0]?.["text"], "ask away");

    const asked = await client.type({ ...ada, text: "/allswell add" });
    assert.equal(asked.modal?.["callback_id"], "add");

    const empty = await client.submit({ user: "ada" });
    assert.deepEqual(Object.keys(empty.errors ?? {}), ["url", "service"]);

    const offer = await client.options({
      user: "ada",
      action_id: "service",
      value: "data",
    });
    assert.equal(offer.options[0]?.["value"], "data");

    const values = { url: "https://taken.example/", service: "data" };
    const taken = await client.submit({ user: "ada", values });
    assert.deepEqual(taken.errors, { url: "there already" });

    values.url = "https://a.example/";
    const added = await client.submit({ user: "ada", values });
    assert.equal(added.modal, null);
    const [message] = added.messages;
    assert.equal(message?.["text"], "watching https://a.example/");

    const since = await client.last();
    await client.press({
      ...ada,
      ts: String(message?.["ts"]),
      action_id: "stop",
    });
    const [told] = await client.records({
      kind: "ephemeral",
      after: since,
      wait: PATIENCE_MS,
    });
    assert.equal(told?.["text"], "you stopped it");
    const [edit] = await client.records({ kind: "edit", after: since });
    assert.equal(edit?.["text"], "stopped");

    const greeted = await client.type({ ...ada, text: "@allswell hi" });
    assert.equal(greeted.messages[0]?.["text"], "hello <@UADA000001>");
    assert.ok(greeted.messages[0]?.["threadTs"]);

    const { home } = await client.home({ user: "ada" });
    assert.equal(home?.["type"], "home");

    const failures = (
      await client.records({ kind: ["call", "delivery"] })
    ).filter(({ outcome }) => outcome !== "ok");
    assert.deepEqual(failures, []);
  });

test("a Bolt app refuses requests that Slack did not sign", async (t) => {
  const served = await serveSlack();
  const { app, start, stop } = boltApp(served, "http");
  t.after(async () => {
    await stop();
    await served.stop();
  });
  teach(app);
  await start();
  const type = (tampering: object) =>
    served.client.type({
      user: "ada",
      channel: "#ops",
      text: "/allswell help",
      tampering,
      wait: 0,
    });
  assert.equal(
    (await type({ signature: "wrong" })).outcome,
    "http_client_error",
  );
  assert.equal(
    (await type({ signature: "missing" })).outcome,
    "http_client_error",
  );
  assert.equal((await type({ skewS: -600 })).outcome, "http_client_error");
  assert.equal((await type({})).outcome, "ok");
});
