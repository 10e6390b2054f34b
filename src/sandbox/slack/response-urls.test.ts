import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { serveApp, type AppForTests } from "./app-for-tests.ts";
import { serveSlack, type ServedSlack } from "./serve-slack-for-tests.ts";

describe("response URLs", () => {
  let served: ServedSlack;
  let app: AppForTests;
  let now = 0;
  beforeEach(async () => {
    now = Date.UTC(2026, 10, 21);
    app = await serveApp();
    served = await serveSlack({
      now: () => now,
      settings: { requestUrl: app.requestUrl },
    });
  });
  afterEach(async () => {
    await served.stop();
    await app.stop();
  });

  /** The response URL of a fresh command of ada in #ops. */
  async function fromCommand(): Promise<string> {
    await served.client.type({
      user: "ada",
      channel: "#ops",
      text: "/allswell",
      wait: 0,
    });
    return String(app.last()["response_url"]);
  }

  async function answer(url: string, body: unknown): Promise<[number, string]> {
    const response = await fetch(url, {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return [response.status, await response.text()];
  }

  const button = {
    type: "actions",
    elements: [
      {
        type: "button",
        action_id: "b",
        text: { type: "plain_text", text: "Press" },
      },
    ],
  };

  /** The response URL of a press on a message that is seen by all, or by ada alone. */
  async function fromPress(isEphemeral: boolean): Promise<string> {
    if (isEphemeral)
      await answer(await fromCommand(), { text: "shown", blocks: [button] });
    else
      await served.post({ channel: "#ops", text: "shown", blocks: [button] });
    const kind = isEphemeral ? "ephemeral" : "message";
    const shown = (await served.client.records({ kind })).at(-1);
    await served.client.press({
      user: "ada",
      channel: "#ops",
      ts: String(shown?.["ts"]),
      action_id: "b",
      wait: 0,
    });
    return String(app.last()["response_url"]);
  }

  async function kindsSince(since: number): Promise<string[]> {
    const records = await served.client.records({ after: since });
    return records.map(({ kind }) => kind);
  }

  test("an answer is for the person alone, unless it says otherwise", async () => {
    const url = await fromCommand();
    assert.deepEqual(await answer(url, { text: "only you" }), [200, "ok"]);
    const [own] = await served.client.records({ kind: "ephemeral" });
    assert.equal(own?.user, "UADA000001");
    assert.equal(own?.["text"], "only you");
    await answer(url, { text: "all", response_type: "in_channel" });
    const message = (await served.client.messages("#ops")).at(-1);
    assert.equal(message?.["text"], "all");
  });

  test("five times, then it is used up", async () => {
    const url = await fromCommand();
    for (let use = 0; use < 5; use += 1)
      assert.equal((await answer(url, { text: "t" }))[0], 200);
    assert.deepEqual(await answer(url, { text: "t" }), [
      404,
      '{"ok":false,"error":"used_url"}',
    ]);
  });

  test("half an hour, then it has expired", async () => {
    const url = await fromCommand();
    now += 30 * 60_000;
    assert.equal((await answer(url, { text: "t" }))[0], 200);
    now += 1;
    assert.deepEqual(await answer(url, { text: "t" }), [
      404,
      '{"ok":false,"error":"expired_url"}',
    ]);
  });

  test("what Slack would not show is refused", async () => {
    const url = await fromCommand();
    assert.deepEqual(await answer(url, {}), [
      400,
      '{"ok":false,"error":"no_text"}',
    ]);
    assert.deepEqual(await answer(url, "{"), [
      400,
      '{"ok":false,"error":"invalid_json"}',
    ]);
    const [status, body] = await answer(url, { blocks: [{ type: "nope" }] });
    assert.equal(status, 400);
    assert.match(body, /invalid_blocks/);
  });

  test("a pressed message is replaced or deleted when the answer says so", async () => {
    const url = await fromPress(false);
    const since = await served.client.last();
    await answer(url, { text: "new", replace_original: true });
    await answer(url, { delete_original: true });
    assert.deepEqual(await kindsSince(since), ["edit", "delete"]);
  });

  test("left open, a message of one person is replaced and one of all is kept", async () => {
    const own = await fromPress(true);
    let since = await served.client.last();
    await answer(own, { text: "new" });
    assert.deepEqual(await kindsSince(since), ["ephemeral-edit"]);
    const shared = await fromPress(false);
    since = await served.client.last();
    await answer(shared, { text: "new" });
    assert.deepEqual(await kindsSince(since), ["ephemeral"]);
  });

  test("a message of one person can go, or stay beside a new one", async () => {
    const url = await fromPress(true);
    const since = await served.client.last();
    await answer(url, { text: "another", replace_original: false });
    await answer(url, { delete_original: true });
    assert.deepEqual(await kindsSince(since), [
      "ephemeral",
      "ephemeral-delete",
    ]);
  });

  test("its faults have a name of their own", async () => {
    const url = await fromCommand();
    served.faults.add({ on: "slack response_url", kind: "500", times: 1 });
    assert.equal((await answer(url, { text: "t" }))[0], 500);
    assert.equal((await answer(url, { text: "t" }))[0], 200);
  });
});
