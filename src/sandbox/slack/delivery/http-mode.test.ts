import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import type { ServerResponse } from "node:http";
import { serveApp, type AppForTests } from "../app-for-tests.ts";
import { serveSlack, type ServedSlack } from "../serve-slack-for-tests.ts";
import { slackSignature } from "./http-mode.ts";
import type { Tampering } from "./payload.ts";

describe("over HTTP", () => {
  let served: ServedSlack;
  let app: AppForTests;
  const now = Date.UTC(2026, 10, 21);
  beforeEach(async () => {
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

  const type = (text: string, tampering?: Tampering) =>
    served.client.type({
      user: "ada",
      channel: "#ops",
      text,
      wait: 0,
      tampering,
    });

  /** Whether the request is signed as Slack would. */
  function isSigned(index = 0): boolean {
    const { headers, body = "" } = app.requests[index] ?? {};
    const timestamp = String(headers?.["x-slack-request-timestamp"]);
    const { signingSecret } = served.slack.settings;
    return (
      headers?.["x-slack-signature"] ===
      slackSignature(signingSecret, timestamp, body)
    );
  }

  /** Slack's published example. */
  test("the signature is the documented one", () => {
    assert.equal(
      slackSignature(
        "8f742231b10e8888abcd99yyyzzz85a5",
        "1531420618",
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
      ),
      "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    );
  });

  test("a command is a signed form, an event signed JSON", async () => {
    await type("/allswell list");
    assert.equal(
      app.requests[0]?.headers["content-type"],
      "application/x-www-form-urlencoded",
    );
    assert.equal(app.last()["text"], "list");
    assert.ok(isSigned());
    await type("@allswell hi");
    assert.equal(app.requests[1]?.headers["content-type"], "application/json");
    assert.equal(app.last()["type"], "event_callback");
    assert.ok(isSigned(1));
  });

  test("the answer is the acknowledgement, as text or as JSON", async () => {
    app.answer = () => "plainly";
    const plainly = await type("/allswell");
    assert.equal(plainly.ephemerals[0]?.["text"], "plainly");
    app.answer = () => ({ text: "to all", response_type: "in_channel" });
    const toAll = await type("/allswell");
    assert.equal(toAll.messages[0]?.["text"], "to all");
  });

  test("an answer that Slack cannot use", async () => {
    app.answer = () => ({ blocks: [{ type: "nope" }] });
    const seen = await type("/allswell");
    assert.equal(seen.outcome, "invalid_response");
    assert.equal(seen.problems?.[0], "invalid_blocks");
    assert.match(seen.problems?.[1] ?? "", /json-pointer:\/blocks\/0/);
  });

  for (const [status, outcome] of [
    [500, "http_service_error"],
    [404, "http_client_error"],
    [302, "http_client_error"],
  ] as const)
    test(`HTTP ${status}`, async () => {
      app.answer = () => (response: ServerResponse) => {
        response.writeHead(status).end();
      };
      assert.equal((await type("/allswell")).outcome, outcome);
    });

  test("no answer in time", async () => {
    await served.client.set({ ackMs: 150 });
    app.answer = () => () => {};
    assert.equal((await type("/allswell")).outcome, "operation_timeout");
  });

  test("nobody listens", async () => {
    await served.client.set({ requestUrl: "http://127.0.0.1:1/slack/events" });
    assert.equal((await type("/allswell")).outcome, "dispatch_failed");
  });

  test("a wrong signature, none, an old and a future timestamp", async () => {
    await type("/allswell", { signature: "wrong" });
    assert.ok(!isSigned());
    await type("/allswell", { signature: "missing" });
    assert.equal(app.requests[1]?.headers["x-slack-signature"], undefined);
    for (const skewS of [-301, 4000]) {
      await type("/allswell", { skewS });
      const { headers } = app.requests.at(-1) ?? {};
      assert.equal(
        Number(headers?.["x-slack-request-timestamp"]),
        now / 1000 + skewS,
      );
      assert.ok(isSigned(app.requests.length - 1));
    }
  });

  test("the very same request twice", async () => {
    await type("/allswell", { times: 2 });
    const [first, second] = app.requests;
    assert.equal(app.requests.length, 2);
    assert.equal(first?.body, second?.body);
    assert.equal(
      first?.headers["x-slack-signature"],
      second?.headers["x-slack-signature"],
    );
  });

  test("a repeated event says so in its headers", async () => {
    await type("@allswell hi");
    await served.client.repeatEvent(String(app.last()["event_id"]), 3);
    const { headers } = app.requests[1] ?? {};
    assert.equal(headers?.["x-slack-retry-num"], "3");
    assert.equal(headers?.["x-slack-retry-reason"], "http_timeout");
  });
});
