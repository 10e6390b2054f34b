import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ModalView } from "@slack/web-api";
import { serveApp, type AppForTests } from "../app-for-tests.ts";
import {
  errorOf,
  refusalOf,
  serveSlack,
  type ServedSlack,
} from "../serve-slack-for-tests.ts";

let served: ServedSlack;
let app: AppForTests;
let now = Date.UTC(2026, 10, 21);
before(async () => {
  app = await serveApp();
  served = await serveSlack({
    now: () => now,
    settings: { requestUrl: app.requestUrl, triggerMs: 3000 },
  });
});
after(async () => {
  await served.stop();
  await app.stop();
});

const plain = (text: string) => ({ type: "plain_text", text }) as const;
const modal = (title: string, more: Partial<ModalView> = {}): ModalView => ({
  type: "modal",
  title: plain(title),
  blocks: [
    {
      type: "actions",
      block_id: "more",
      elements: [{ type: "button", action_id: "next", text: plain("Next") }],
    },
  ],
  ...more,
});

/** A fresh trigger: ada types a command. */
async function trigger(): Promise<string> {
  await served.client.type({
    user: "ada",
    channel: "#ops",
    text: "/allswell",
    wait: 0,
  });
  return String(app.last()["trigger_id"]);
}

/** A trigger from inside the modal in front. */
async function innerTrigger(): Promise<string> {
  await served.client.press({ user: "ada", action_id: "next", wait: 0 });
  return String(app.last()["trigger_id"]);
}

const open = (trigger_id: string, view = modal("First")) =>
  served.web.views.open({ trigger_id, view });

test("a trigger opens one view within three seconds", async () => {
  const first = await trigger();
  const { view } = await open(first);
  assert.equal(view?.root_view_id, view?.id);
  assert.equal(view?.previous_view_id, null);
  assert.ok(view?.hash);
  assert.equal(await errorOf(open(first)), "exchanged_trigger_id");
  const late = await trigger();
  now += 3001;
  assert.equal(await errorOf(open(late)), "expired_trigger_id");
  assert.equal(await errorOf(open("1.2.nonsense")), "invalid_trigger_id");
  assert.equal(await errorOf(open("")), "invalid_arguments");
});

test("a bad view is pointed at, and leaves the trigger for a better one", async () => {
  const id = await trigger();
  const refusal = await refusalOf(open(id, modal("x".repeat(25))));
  assert.equal(refusal["error"], "invalid_arguments");
  assert.deepEqual(refusal["errors"], [
    "25 characters, 24 allowed [json-pointer:/view/title/text]",
  ]);
  await open(id);
});

test("a view too large, a home as a modal, an external_id twice", async () => {
  const large = modal("t", { private_metadata: "x".repeat(250_000) });
  assert.equal(await errorOf(open(await trigger(), large)), "view_too_large");
  const home = served.web.apiCall("views.open", {
    trigger_id: await trigger(),
    view: { type: "home", blocks: [] },
  });
  assert.equal(await errorOf(home), "invalid_arguments");
  await open(await trigger(), modal("t", { external_id: "mine" }));
  const push = served.web.views.push({
    trigger_id: await innerTrigger(),
    view: modal("t", { external_id: "mine" }),
  });
  assert.equal(await errorOf(push), "duplicate_external_id");
});

test("three views on top of each other, not four", async () => {
  const push = async (title: string) =>
    served.web.views.push({
      trigger_id: await innerTrigger(),
      view: modal(title),
    });
  const { view: first } = await open(await trigger());
  const { view: second } = await push("Second");
  assert.equal(second?.root_view_id, first?.id);
  assert.equal(second?.previous_view_id, first?.id);
  await push("Third");
  assert.equal(await errorOf(push("Fourth")), "push_limit_reached");
});

test("nothing can be pushed where nothing is open", async () => {
  const push = served.web.views.push({
    trigger_id: await trigger(),
    view: modal("t"),
  });
  assert.equal(await errorOf(push), "not_found");
});

test("an update needs the right view, and the right hash if it names one", async () => {
  const { view } = await open(
    await trigger(),
    modal("t", { external_id: "known" }),
  );
  const update = (more: object) =>
    served.web.apiCall("views.update", { view: modal("Updated"), ...more });
  assert.equal(await errorOf(update({ view_id: "V0" })), "not_found");
  assert.equal(await errorOf(update({})), "not_found");
  const hash = view?.hash;
  await update({ view_id: view?.id, hash });
  assert.equal(
    await errorOf(update({ view_id: view?.id, hash })),
    "hash_conflict",
  );
  await open(await trigger(), modal("t", { external_id: "again" }));
  await update({ external_id: "again" });
});

test("what was typed stays where the field stays", async () => {
  const input = (action_id: string) =>
    modal("t", {
      submit: plain("Go"),
      blocks: [
        {
          type: "input",
          block_id: "name",
          dispatch_action: true,
          label: plain("Name"),
          element: { type: "plain_text_input", action_id },
        },
      ],
    });
  const { view } = await open(await trigger(), input("a"));
  await served.client.press({
    user: "ada",
    action_id: "a",
    value: "typed",
    wait: 0,
  });
  const values = async (action_id: string) => {
    const answer = await served.web.views.update({
      view_id: view?.id ?? "",
      view: input(action_id),
    });
    const state: { values?: unknown } = answer.view?.state ?? {};
    return state.values;
  };
  const entered = { type: "plain_text_input", value: "typed" };
  const empty = { type: "plain_text_input", value: null };
  assert.deepEqual(await values("a"), { name: { a: entered } });
  assert.deepEqual(await values("b"), { name: { b: empty } });
});

test("App Home is published for a person", async () => {
  const publish = (more: object = {}) =>
    served.web.apiCall("views.publish", {
      user_id: "UBEN000001",
      view: { type: "home", blocks: [{ type: "divider" }] },
      ...more,
    });
  const first = (await publish()) as unknown as {
    view: { id: string; hash: string };
  };
  const { hash } = first.view;
  await publish({ hash });
  assert.equal(await errorOf(publish({ hash })), "hash_conflict");
  assert.equal(await errorOf(publish({ user_id: "UNO" })), "user_not_found");
  assert.equal(
    await errorOf(publish({ view: modal("t") })),
    "invalid_arguments",
  );
});
