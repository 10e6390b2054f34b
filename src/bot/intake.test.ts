import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { test } from "node:test";
import express from "express";
import { systemClock } from "../base/clock.ts";
import { SECOND } from "../domain/time.ts";
import { rows } from "../store/db.ts";
import { makeMonitor, makeNamespace } from "../testing/factory.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { type Office, openOffice, words } from "../testing/office.ts";
import { serve } from "../sandbox/serve-for-tests.ts";
import { slackSignature } from "../sandbox/slack/delivery/http-mode.ts";
import { createIntake } from "./intake.ts";

test("over HTTP everything works as over a socket", async (t) => {
  const office = await openOffice(t, { mode: "http" });
  await makeNamespace(office.store);
  const added = await office.type(
    "/allswell add https://a.example name Datastore",
  );
  assert.match(words(added), /^Added: IATI \/ Datastore/);
  assert.match(
    words(await office.press(added, "monitor_check")),
    /up in 12 ms/,
  );
  assert.match(await office.ask("@allswell datastore"), /^Datastore\n/);
  assert.match(
    await office.ask("datastore", { channel: "@allswell" }),
    /^Datastore\n/,
  );
  const which = await office.type("/allswell pause");
  const { channel = "", ts = "" } = which.ephemerals[0] as {
    channel?: string;
    ts?: string;
  };
  assert.equal(which.ephemerals.length, 1);
  assert.match(words(which), /^Pause which one\?/);
  await office.slack.client
    .options({ user: "ada", channel, ts, action_id: "pick:pause", value: "" })
    .catch((error: unknown) => assert.match(String(error), /no element/));
  await office.type("/allswell add");
  assert.match(
    words(
      await office.submit(
        { setting_url: "https://b.example" },
        { tampering: { times: 2 } },
      ),
    ),
    /^Added/,
  );
  assert.equal(
    (await rows(office.store.db, "SELECT 1 FROM monitors")).length,
    2,
    "submitted twice, added once",
  );
});

test("requests that are not signed, or not fresh, change nothing", async (t) => {
  const office = await openOffice(t, { mode: "http" });
  await makeNamespace(office.store);
  await makeMonitor(office.store);
  for (const tampering of [
    { signature: "wrong" },
    { signature: "missing" },
    { skewS: -400 },
    { skewS: 400 },
    { skewS: 100_000_000 },
  ] as const) {
    const seen = await office.type("/allswell pause datastore", {
      tampering,
      wait: 0,
    });
    assert.equal(seen.outcome, "http_client_error", JSON.stringify(tampering));
  }
  assert.deepEqual(await office.audits(), []);
  assert.equal(
    (
      await office.type("/allswell pause datastore", {
        tampering: { skewS: -200 },
      })
    ).outcome,
    "ok",
    "a slow way is no crime",
  );
});

test("what is delivered twice is done once", async (t) => {
  const office = await openOffice(t, { mode: "http" });
  await makeNamespace(office.store);
  await makeMonitor(office.store);
  const twice = await office.type("/allswell pause datastore 1h", {
    tampering: { times: 2 },
  });
  assert.match(words(twice), /is paused \(1 monitor\)/);
  await office.press(twice, "service_resume", { tampering: { times: 3 } });
  await delay(50);
  assert.deepEqual(
    (await office.audits()).map(({ verb }) => verb),
    ["pause", "resume"],
  );
  const spoken = await office.slack.client.records({ kind: "ephemeral" });
  assert.equal(spoken.length, 2, "each was answered once");
});

test("Slack's question whether we are there is answered, signed", async (t) => {
  const office = await openOffice(t, { mode: "http" });
  const { requestUrl } = await office.slack.client.settings();
  const body = JSON.stringify({
    type: "url_verification",
    challenge: "3eZbrw1a",
    token: "x",
  });
  const answer = await send(office, body);
  assert.match(await answer.text(), /3eZbrw1a/);
  assert.equal((await send(office, body, "v0=00")).status, 401);
  assert.equal(
    (await fetch(requestUrl ?? "")).status,
    404,
    "only POST is Slack's",
  );
});

test("robots are not answered: two that greet each other never stop", async (t) => {
  const office = await openOffice(t, { mode: "http" });
  const event = {
    type: "app_mention",
    bot_id: "B1",
    user: "UADA000001",
    text: "<@UALLSWELL1> incidents",
    channel: "COPS000001",
    ts: "1.000001",
    event_ts: "1.000001",
  };
  const body = {
    type: "event_callback",
    team_id: "TSANDBOX1",
    api_app_id: "AALLSWELL1",
    event_id: "Ev1",
    event_time: 1,
    event,
  };
  assert.equal((await send(office, JSON.stringify(body))).status, 200);
  await office.type("@allswell incidents");
  const messages = await office.slack.client.records({ kind: "message" });
  assert.equal(messages.filter(({ user }) => user === "UALLSWELL1").length, 1);
});

/** POSTs a body as Slack does. */
async function send(
  office: Office,
  body: string,
  forged?: string,
): Promise<Response> {
  const { requestUrl, signingSecret } = await office.slack.client.settings();
  const timestamp = String(Math.floor(Date.now() / 1_000));
  return fetch(requestUrl ?? "", {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature":
        forged ?? slackSignature(signingSecret, timestamp, body),
    },
  });
}

test("what comes before the bot is open, or after it was closed, may come again", async (t) => {
  const intake = createIntake(
    { mode: "http", signingSecret: "secret" },
    {},
    systemClock,
  );
  assert.ok(intake.router);
  const served = await serve(express().use(intake.router));
  t.after(() => served.stop());
  const status = async () =>
    (await fetch(`${served.url}/slack/events`, { method: "POST" })).status;
  assert.equal(await status(), 503);
  await intake.open();
  assert.equal(await status(), 401);
  intake.close();
  assert.equal(await status(), 503);
});

test("a socket that Slack takes away is opened again", async (t) => {
  const clock = new ManualClock(Date.now());
  const office = await openOffice(t, { clock });
  for (const reason of ["refresh_requested", "link_disabled"]) {
    const before = await connections(office);
    await office.slack.client.disconnect(reason);
    while ((await connections(office)) === before) {
      clock.move(SECOND);
      await delay(10);
    }
    const again = { user: "ada", channel: "#ops", text: "/allswell" };
    let seen = await office.slack.client.type(again);
    // The ticket is taken, but the hands are still being shaken.
    while (seen.outcome === "dispatch_failed") {
      await delay(10);
      seen = await office.slack.client.type(again);
    }
    assert.match(words(seen), /^Nothing is watched yet/, reason);
  }
});

/** How often the bot has asked Slack for a socket. */
async function connections({ slack }: Office): Promise<number> {
  const calls = await slack.client.records({ kind: "call" });
  return calls.filter(({ method }) => method === "apps.connections.open")
    .length;
}
