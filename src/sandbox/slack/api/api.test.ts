import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PATIENCE_MS } from "../../../testing/until.ts";
import { serveSlack, type ServedSlack } from "../serve-slack-for-tests.ts";

let served: ServedSlack;
before(async () => {
  served = await serveSlack();
});
after(() => served.stop());

interface Sent {
  method?: string;
  token?: string | null;
  type?: string;
  body?: string;
}

/** A bare request, as no client library would send it. */
async function call(name: string, sent: Sent = {}): Promise<unknown> {
  const { token = served.slack.settings.botToken } = sent;
  const response = await fetch(served.slackApiUrl + name, {
    method: sent.method ?? "POST",
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      "content-type": sent.type ?? "application/x-www-form-urlencoded",
    },
    ...(sent.body === undefined ? {} : { body: sent.body }),
  });
  return response.json();
}

const json = (body: unknown): Sent => ({
  type: "application/json; charset=utf-8",
  body: typeof body === "string" ? body : JSON.stringify(body),
});

test("auth.test tells who the app is, and its scopes in a header", async () => {
  const answer = await served.web.auth.test();
  assert.equal(answer.user_id, "UALLSWELL1");
  assert.equal(answer.bot_id, "BALLSWELL1");
  assert.equal(answer.team_id, "TSANDBOX1");
  assert.ok(answer.response_metadata?.scopes?.includes("chat:write"));
});

test("a method that Slack does not have", async () => {
  assert.deepEqual(await call("chat.shout"), {
    ok: false,
    error: "unknown_method",
  });
  assert.deepEqual(await call("constructor"), {
    ok: false,
    error: "unknown_method",
  });
});

test("no token, a wrong one, one of the other kind", async () => {
  const { appToken } = served.slack.settings;
  assert.deepEqual(await call("auth.test", { token: null }), {
    ok: false,
    error: "not_authed",
  });
  assert.deepEqual(await call("auth.test", { token: "xoxb-other" }), {
    ok: false,
    error: "invalid_auth",
  });
  assert.deepEqual(await call("auth.test", { token: appToken }), {
    ok: false,
    error: "not_allowed_token_type",
  });
  assert.deepEqual(await call("apps.connections.open"), {
    ok: false,
    error: "not_allowed_token_type",
  });
});

test("the token may come in a form, not in JSON", async () => {
  const token = served.slack.settings.botToken;
  const form = await call("auth.test", {
    token: null,
    body: `token=${token}`,
  });
  assert.equal((form as { ok: boolean }).ok, true);
  assert.deepEqual(
    await call("auth.test", { ...json({ token }), token: null }),
    { ok: false, error: "not_authed" },
  );
});

test("an account that was switched off, a token that was revoked", async () => {
  await served.client.set({ tokenState: "inactive" });
  assert.deepEqual(await call("auth.test"), {
    ok: false,
    error: "account_inactive",
  });
  await served.client.set({ tokenState: "revoked" });
  assert.deepEqual(await call("auth.test"), {
    ok: false,
    error: "token_revoked",
  });
  await served.client.set({ tokenState: "active" });
});

test("a missing scope is named beside those that are there", async () => {
  const { scopes } = await served.client.settings();
  await served.client.set({ scopes: ["commands", "users:read"] });
  assert.deepEqual(await call("chat.postMessage", { body: "channel=C1" }), {
    ok: false,
    error: "missing_scope",
    needed: "chat:write",
    provided: "commands,users:read",
  });
  await served.client.set({ scopes });
});

test("every required argument that is missing is named", async () => {
  assert.deepEqual(await call("chat.update"), {
    ok: false,
    error: "invalid_arguments",
    response_metadata: {
      messages: [
        "[ERROR] missing required field: ts",
        "[ERROR] missing required field: channel",
      ],
    },
  });
});

test("JSON that is none, that is no object, that the method does not read", async () => {
  assert.deepEqual(await call("chat.postMessage", json("{")), {
    ok: false,
    error: "invalid_json",
  });
  assert.deepEqual(await call("chat.postMessage", json("[1]")), {
    ok: false,
    error: "json_not_object",
  });
  const answer = await call("users.info", json({ user: "UADA000001" }));
  assert.equal((answer as { error: string }).error, "invalid_arguments");
});

test("a query of a GET is read as well", async () => {
  const answer = await call("users.info?user=UADA000001", { method: "GET" });
  assert.equal((answer as { user: { name: string } }).user.name, "ada");
});

test("every call is written down with its arguments and outcome, never with the token", async () => {
  const since = await served.client.last();
  await call("users.info", { body: "user=UNOBODY" });
  const [record] = await served.client.records({
    kind: "call",
    after: since,
    wait: PATIENCE_MS,
  });
  assert.equal(record?.["method"], "users.info");
  assert.equal(record?.["outcome"], "user_not_found");
  assert.equal(record?.["status"], 200);
  assert.deepEqual(record?.["args"], { user: "UNOBODY" });
  assert.ok(!JSON.stringify(record).includes(served.slack.settings.botToken));
});
