import assert from "node:assert/strict";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { after, before, describe, test } from "node:test";
import express from "express";
import { startSandbox, type Sandbox } from "./index.ts";
import { ask, serve } from "./serve-for-tests.ts";

describe("the sandbox as a whole", () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.stop());

  const control = (method: string, path: string, body?: unknown) =>
    ask(method, `${sandbox.url}/control${path}`, body);

  test("each part is at its address", async () => {
    const slack = await ask("POST", `${sandbox.slackApiUrl}auth.test`);
    assert.deepEqual(slack.body, { ok: false, error: "not_authed" });
    const x = await fetch(`${sandbox.twitterApiUrl}/2/users/me`);
    assert.equal(x.status, 401);
    const { accountSid } = sandbox.credentials.twilio;
    const twilio = await fetch(
      `${sandbox.twilioApiUrl}/2010-04-01/Accounts/${accountSid}/Messages.json`,
    );
    assert.equal(twilio.status, 401);
    assert.match(sandbox.smtpUrl, /^smtp:\/\/127\.0\.0\.1:\d+$/);
    const target = await fetch(sandbox.targetUrl("witness") ?? "");
    assert.equal(target.status, 200);
  });

  test("each part has its control routes", async () => {
    for (const path of [
      "/faults",
      "/slack/settings",
      "/x/",
      "/twilio/",
      "/mail/messages",
      "/targets/",
    ])
      assert.equal((await control("GET", path)).status, 200, path);
  });

  test("what is meant for X's own host comes to X, whatever the path", async () => {
    const { port } = new URL(sandbox.url);
    const request = httpRequest({
      port,
      host: "127.0.0.1",
      path: "/2/users/me",
      headers: { host: "api.x.com" },
    });
    request.end();
    const [response] = (await once(request, "response")) as [
      { statusCode: number; resume: () => void },
    ];
    response.resume();
    assert.equal(response.statusCode, 401);
  });

  test("faults are added, listed, used up and cleared", async () => {
    const fault = {
      on: "slack auth.test",
      kind: "error",
      error: "fatal_error",
    };
    const added = await control("POST", "/faults", fault);
    assert.equal(added.status, 201);
    assert.deepEqual(added.body, { faults: [{ ...fault, times: 1 }] });
    const hit = await ask("POST", `${sandbox.slackApiUrl}auth.test`);
    assert.deepEqual(hit.body, { ok: false, error: "fatal_error" });
    assert.deepEqual((await control("GET", "/faults")).body, { faults: [] });
    await control("POST", "/faults", { on: "x *", kind: "reset", times: 3 });
    assert.deepEqual((await control("DELETE", "/faults")).body, { faults: [] });
    for (const wrong of [
      { on: "slack", kind: "reset" },
      { on: "slack *", kind: "explode" },
      { on: "slack *", kind: "reset", times: 0 },
    ])
      assert.equal((await control("POST", "/faults", wrong)).status, 400);
  });

  test("a page of another site cannot drive it", async () => {
    const response = await fetch(`${sandbox.url}/control/faults`, {
      method: "DELETE",
      headers: { "sec-fetch-site": "cross-site" },
    });
    assert.equal(response.status, 403);
  });

  test("open pages hear of changes", async () => {
    const response = await fetch(`${sandbox.url}/events`);
    assert.match(
      response.headers.get("content-type") ?? "",
      /^text\/event-stream/,
    );
    const reader = response.body
      ?.pipeThrough(new TextDecoderStream())
      .getReader();
    const first = await reader?.read();
    assert.match(first?.value ?? "", /event: changed\ndata: 0/);
    await control("POST", "/slack/channels", { name: "new-one" });
    const second = await reader?.read();
    assert.match(second?.value ?? "", /event: changed\ndata: 1/);
    await reader?.cancel();
  });

  test("the page loads nothing from elsewhere, and its addresses are relative", async () => {
    const response = await fetch(`${sandbox.url}/`);
    assert.equal(response.status, 200);
    const policy = response.headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    const html = await response.text();
    const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)];
    assert.ok(addresses.length > 0);
    for (const [, address = ""] of addresses) {
      assert.doesNotMatch(address, /^(?:\/|[a-z]+:)/);
      const file = await fetch(`${sandbox.url}/${address}`);
      assert.equal(file.status, 200, address);
    }
    assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)|<style|\son\w+=/);
  });

  test("mounted under a path of another server it is the same", async (t) => {
    const other = express();
    other.use("/sandbox", sandbox.handler);
    const served = await serve(other);
    t.after(() => served.stop());
    const page = await fetch(`${served.url}/sandbox?a=1`, {
      redirect: "manual",
    });
    assert.equal(page.status, 302);
    assert.equal(page.headers.get("location"), "/sandbox/?a=1");
    assert.equal((await fetch(`${served.url}/sandbox/`)).status, 200);
    const faults = await ask("GET", `${served.url}/sandbox/control/faults`);
    assert.deepEqual(faults.body, { faults: [] });
  });
});

test("a port that is taken is said, and nothing is left running", async (t) => {
  const first = await startSandbox();
  // Stopping twice is stopping once.
  t.after(() => first.stop());
  t.after(() => first.stop());
  const port = Number(new URL(first.url).port);
  await assert.rejects(startSandbox({ port }), { code: "EADDRINUSE" });
  const smtpPort = Number(new URL(first.smtpUrl).port);
  await assert.rejects(startSandbox({ smtpPort }), { code: "EADDRINUSE" });
});

test("after stop nobody listens, and the port can be taken again", async (t) => {
  const first = await startSandbox();
  t.after(() => first.stop());
  const waiting = fetch(
    `${first.url}/control/slack/records?after=1000&wait=60000`,
  );
  waiting.catch(() => {});
  await first.stop();
  await assert.rejects(waiting);
  const port = Number(new URL(first.url).port);
  const second = await startSandbox({ port });
  t.after(() => second.stop());
  assert.equal(second.url, first.url);
});
