import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { WebAPIRateLimitedError } from "@slack/web-api";
import { PATIENCE_MS } from "../../../testing/until.ts";
import {
  errorOf,
  serveSlack,
  type ServedSlack,
} from "../serve-slack-for-tests.ts";

describe("how often Slack may be asked", () => {
  let served: ServedSlack;
  let now = 0;
  beforeEach(async () => {
    now = Date.UTC(2026, 10, 21);
    served = await serveSlack({
      now: () => now,
      settings: { rateLimits: true },
    });
  });
  afterEach(() => served.stop());

  /** How many calls pass before a 429, and the seconds it names. */
  async function passes(
    call: () => Promise<unknown>,
  ): Promise<[number, number]> {
    for (let count = 0; ; count += 1)
      try {
        await call();
      } catch (error) {
        if (error instanceof WebAPIRateLimitedError)
          return [count, error.retryAfter];
        throw error;
      }
  }

  const post = (channel: string) => () => served.post({ channel, text: "t" });

  test("each method by its tier, until the oldest call is a minute old", async () => {
    const list = () => served.web.conversations.list();
    assert.deepEqual(await passes(list), [20, 60]);
    // Another method has its own count.
    await served.web.users.info({ user: "UADA000001" });
    now += 59_000;
    assert.deepEqual(await passes(list), [0, 1]);
    now += 1001;
    assert.deepEqual(await passes(list), [20, 60]);
  });

  test("about one message a second in a channel, others unhindered", async () => {
    assert.deepEqual(await passes(post("#ops")), [3, 3]);
    await post("#iati-status")();
    now += 3001;
    assert.deepEqual(await passes(post("#ops")), [3, 3]);
  });

  test("a refused call has no effect and does not count", async () => {
    await passes(post("#ops"));
    const before = await served.client.messages("#ops");
    await passes(post("#ops"));
    assert.equal((await served.client.messages("#ops")).length, before.length);
    await served.client.set({ rateLimits: false });
    await post("#ops")();
  });

  test("a fault asks for patience too, in Slack's way", async () => {
    served.faults.add({
      on: "slack chat.postMessage",
      kind: "429",
      times: 1,
      retryAfterS: 30,
    });
    assert.deepEqual(await passes(post("#di-status")), [0, 30]);
    await post("#di-status")();
  });

  test("an error on demand is Slack's", async () => {
    served.faults.add({
      on: "slack *",
      kind: "error",
      times: 1,
      error: "internal_error",
    });
    assert.equal(await errorOf(served.web.auth.test()), "internal_error");
  });

  test("a lost answer: the message was accepted all the same, a refused one was not", async () => {
    for (const [kind, accepted] of [
      ["accepted-reset", 1],
      ["accepted-500", 1],
      ["reset", 0],
      ["500", 0],
      ["html", 0],
    ] as const) {
      const since = await served.client.last();
      served.faults.add({ on: "slack chat.postMessage", kind, times: 1 });
      await assert.rejects(post("#iati-status")());
      const messages = await served.client.records({
        kind: "message",
        after: since,
      });
      assert.equal(messages.length, accepted, kind);
      now += 3001;
    }
  });

  test("no answer: what was accepted is there, what was not is not", async () => {
    for (const [kind, accepted] of [
      ["accepted-hang", 1],
      ["hang", 0],
    ] as const) {
      served.faults.add({ on: "slack chat.postMessage", kind, times: 1 });
      const since = await served.client.last();
      const enough = new AbortController();
      const call = fetch(`${served.slackApiUrl}chat.postMessage`, {
        method: "POST",
        headers: { authorization: `Bearer ${served.slack.settings.botToken}` },
        body: new URLSearchParams({ channel: "#di-status", text: "t" }),
        signal: enough.signal,
      });
      const messages = await served.client.records({
        kind: "message",
        after: since,
        wait: accepted === 1 ? PATIENCE_MS : 150,
      });
      assert.equal(messages.length, accepted, kind);
      enough.abort();
      await assert.rejects(call, { name: "AbortError" });
    }
  });

  test("an accepted call whose answer was lost is written down as such", async () => {
    const since = await served.client.last();
    served.faults.add({
      on: "slack chat.postMessage",
      kind: "accepted-reset",
      times: 1,
    });
    await assert.rejects(post("#ops")());
    const [call] = await served.client.records({
      kind: "call",
      after: since,
      wait: PATIENCE_MS,
    });
    assert.equal(call?.["outcome"], "ok");
    assert.equal(call?.["status"], "lost");
  });
});
