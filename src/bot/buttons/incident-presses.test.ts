import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { incidentActions } from "../../announcer/slack/incident-actions.ts";
import { rows } from "../../store/db.ts";
import { believe, makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { Messenger } from "../../testing/messenger.ts";
import {
  type Office,
  type OfficeOptions,
  openOffice,
  words,
} from "../../testing/office.ts";
import { until } from "../../testing/until.ts";
import { buttonIds } from "./ids.ts";

/** A Datastore that is down, told in #ops. */
async function outage(t: TestContext, options: OfficeOptions = {}) {
  const office = await openOffice(t, options);
  await makeNamespace(office.store, {
    channels: [{ id: "COPS000001", label: "#ops" }],
    timezone: "Europe/London",
  });
  const datastore = await makeMonitor(office.store);
  await believe(office.store, datastore, "down");
  const messenger = new Messenger(office);
  const [message] = await messenger.shown("#ops");
  assert.ok(message !== undefined);
  const pressIt = (action_id: string, more: object = {}) =>
    office.slack.client.press({
      user: "ada",
      channel: "#ops",
      ts: message.ts,
      action_id,
      ...more,
    });
  /** The words of the message itself, and the lines below it. */
  const now = async () => {
    const [first, ...thread] = await messenger.shown("#ops");
    return {
      message: first?.words ?? "",
      thread: thread.map((one) => one.words),
    };
  };
  return { office, datastore, messenger, ts: message.ts, press: pressIt, now };
}

async function snoozedUntil({ store }: Office): Promise<number | null> {
  const [row] = await rows<{ until: number | null }>(
    store.db,
    "SELECT snoozed_until AS until FROM incidents",
  );
  return row?.until ?? null;
}

test("every action id that was ever sent is answered", () => {
  /** Ids are added here and never taken away: messages with them stand in people's channels. */
  const everSent = [
    "incident_ack",
    "incident_recheck",
    "incident_details",
    "incident_snooze",
    "incident_wake",
    "incident_update",
    "incident_more",
    "incidents_ack",
    "incidents_list",
    "channel_form",
    "service_details",
    "service_check",
    "service_pause",
    "service_resume",
    "service_remove",
    "monitor_details",
    "monitor_check",
    "monitor_pause",
    "monitor_resume",
    "monitor_remove",
    "pause_for",
    "board_back",
    "board_on",
    "board_refresh",
    "add_form",
    "add_more",
    "namespace_form",
    "pin_form",
    "choose",
    "pick",
  ];
  const known: string[] = Object.values(buttonIds);
  for (const id of everSent) assert.ok(known.includes(id), id);
  for (const id of Object.values(incidentActions))
    assert.ok(everSent.includes(id), id);
});

test("acknowledge, hand back: who is on it, since when, and what can be done then", async (t) => {
  const { office, press: pressIt, now } = await outage(t);
  const untaken = await now();
  assert.match(
    untaken.message,
    /\[Acknowledge\] \[Recheck now\] \[Post update\] <Snooze> <>$/,
  );
  await pressIt("incident_ack", { user: "ben" });
  const taken = await now();
  assert.match(taken.message, /:eyes: ben is on it since /);
  assert.doesNotMatch(taken.message, /\[Acknowledge\]/);
  assert.deepEqual(taken.thread, [":eyes: *Datastore*: ben is on it"]);
  const back = await pressIt("incident_more", { value: "1 handback" });
  assert.match(words(back), /^Nobody is on incident 1 \(Datastore\) any more/);
  const given = await now();
  assert.match(given.message, /\[Acknowledge\]/);
  assert.deepEqual(given.thread.slice(1), [
    ":wave: *Datastore* has nobody on it any more (ada)",
  ]);
  assert.match(
    words(await pressIt("incident_more", { value: "1 details" })),
    /^Datastore\n/,
  );
  const maintenance = await pressIt("incident_more", {
    value: "1 maintenance",
  });
  assert.equal(maintenance.modal?.["type"], "modal", "opens the form");
  const asked = Date.now();
  const planned = await office.submit({ title: "Repair" });
  assert.deepEqual(planned.errors ?? {}, {});
  const [window] = await rows<{ state: string; from: number; until: number }>(
    office.store.db,
    `SELECT state, (extract(epoch FROM starts_at) * 1000)::float8 AS from, (extract(epoch FROM ends_at) * 1000)::float8 AS until FROM maintenance_occurrences`,
  );
  assert.equal(window?.state, "running", "it begins now");
  assert.ok((window?.from ?? 0) >= asked - 5_000);
  assert.equal((window?.until ?? 0) - (window?.from ?? 0), 3_600_000);
  await office.slack.client.close({ user: "ada" });
  assert.match(
    words(await pressIt("incident_more", { value: "1 details" })),
    /^Incident 1: Datastore\n/,
    "what is over has its own story",
  );
});

test("snooze, and wake again: by whom, until when, in the message and its thread", async (t) => {
  const { office, press: pressIt, now } = await outage(t);
  const before = Date.now();
  const pressed = await pressIt("incident_snooze", { value: "1 1h" });
  assert.match(
    words(pressed),
    /^Incident 1 \(Datastore\) rests until .*\n\[Wake\]$/,
  );
  const until = (await snoozedUntil(office)) ?? 0;
  assert.ok(Math.abs(until - before - 3_600_000) < 10_000);
  const resting = await now();
  assert.match(resting.message, /:zzz: Snoozed by ada until 20/);
  assert.match(resting.message, /\[Snoozed until \w{3} \d\d:\d\d · Wake\]/);
  assert.doesNotMatch(resting.message, /<Snooze>/);
  assert.match(
    resting.thread[0] ?? "",
    /^:zzz: \*Datastore\* is snoozed until .* \(ada\)$/,
  );
  assert.match(
    words(await pressIt("incident_wake")),
    /is awake: the team is pinged again/,
  );
  const awake = await now();
  assert.match(awake.message, /<Snooze>/);
  assert.match(
    awake.thread[1] ?? "",
    /^:alarm_clock: \*Datastore\* is awake again: still down after .* \(ada\)$/,
  );
  assert.match(
    words(await office.type("/allswell wake 1")),
    /^Incident 1 \(Datastore\) is not snoozed\.$/,
  );
  const audits = await office.audits();
  assert.deepEqual(
    audits.map(({ verb, target }) => `${verb} ${target}`),
    ["snooze incident 1", "wake incident 1"],
  );
});

test("the words for it", async (t) => {
  const { office } = await outage(t);
  const rests: [string, RegExp][] = [
    ["snooze 1 1h", /rests until 20/],
    ["snooze datastore for 4 hours", /rests until 20/],
    ["snooze datastore until tomorrow", /rests until .* (09|08):00/],
    ["snooze #1 tomorrow 9:00", /rests until .* (09|08):00/],
    ["snooze iati/datastore for good", /rests until it is over/],
    ["snooze 1 forever", /rests until it is over/],
    ["snooze 1 10s", /^A snooze lasts from 1 min to 30 days/],
    ["snooze 77 1h", /^There is no incident 77\./],
    ["snooze 1", /for how long\?.*\n\[For 30 minutes\] \[For 1 hour\]/],
    ["snooze", /^Which incident\?\n\[1: Datastore\]$/],
    ["wake datastore", /is awake/],
    ["ack datastore", /is yours/],
    ["hand back 1", /^Nobody is on incident 1/],
    ["handback 1", /^Nobody is on incident 1 \(Datastore\)\.$/],
  ];
  for (const [typed, expected] of rests)
    assert.match(await office.ask(`/allswell ${typed}`), expected, typed);
  const asked = await office.type("/allswell snooze 1");
  const chosen = await office.press(asked, "incident_snooze:30m");
  assert.match(words(chosen), /rests until 20/);
});

test("another look is answered in the message, for everybody", async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { press: pressIt, messenger } = await outage(t, {
    tools: {
      probe: async () => {
        await promise;
        return {
          outcome: "down",
          latencyMs: 40,
          reason: { kind: "status", text: "HTTP 503" },
          facts: { status: 503 },
        };
      },
    },
  });
  const pressing = pressIt("incident_recheck", { user: "ben" });
  await says(messenger, /:mag: ben is looking again …/);
  resolve();
  assert.equal((await pressing).ephemerals.length, 0, "the message answers");
  await says(
    messenger,
    /:mag: Looked again at .* by ben:\n:red_circle: \*front page\* down in 40 ms\nHTTP 503\nstatus {2}503\nBefore:\n• :red_circle: /,
  );
});

/** Waits for what the message is to say. */
async function says(messenger: Messenger, expected: RegExp): Promise<void> {
  await until(`the message says ${expected}`, async () => {
    const [shown] = await messenger.shown("#ops");
    return expected.test(shown?.words ?? "");
  });
}

test("a folded message: acknowledge all of it, or list it", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store, {
    channels: [{ id: "COPS000001", label: "#ops" }],
  });
  for (const serviceName of ["Datastore", "Registry", "Search"])
    await believe(
      office.store,
      await makeMonitor(office.store, { serviceName }),
      "down",
    );
  const messenger = new Messenger(office);
  const [message] = await messenger.shown("#ops");
  assert.match(
    message?.words ?? "",
    /^3 services are down:\n[^]*\n\[Acknowledge all 3\] \[List\]$/,
  );
  const pressIt = (action_id: string) =>
    office.slack.client.press({
      user: "ada",
      channel: "#ops",
      ts: message?.ts ?? "",
      action_id,
    });
  const list = await pressIt("incidents_list");
  assert.match(
    words(list),
    /^3 incidents\n• :red_circle: 1 \*Datastore\* down, began[^]*<One of them …>$/,
  );
  assert.match(
    words(await office.press(list, "incident_history", { value: "2" })),
    /^Incident 2: Registry\n[^]*\[Acknowledge\] \[Post update\].*<Snooze …>$/,
  );
  assert.match(
    words(await pressIt("incidents_ack")),
    /^3 incidents are yours\./,
  );
  const [after, ...thread] = await messenger.shown("#ops");
  assert.match(
    after?.words ?? "",
    /\*Datastore\* is down: .* \(ada is on it\)[^]*\[List\]$/,
  );
  assert.equal(thread.length, 1, "one line tells all three");
  assert.match(thread[0]?.words ?? "", /^(:eyes: .*: ada is on it\n?){3}$/);
});

test("the message's shortcut acknowledges what the message tells, also from its thread", async (t) => {
  const { office, ts, messenger, datastore } = await outage(t);
  const use = (user: string, at: string) =>
    office.slack.client.shortcut({
      user,
      callback_id: "alert_ack",
      channel: "#ops",
      ts: at,
    });
  assert.match(words(await use("ben", ts)), /^1 incident is yours\./);
  assert.match(words(await use("ada", ts)), /^There is nothing left/);
  const [, line] = await messenger.shown("#ops");
  assert.match(
    words(await use("ada", line?.ts ?? "")),
    /^There is nothing left/,
  );
  const { ts: chat = "" } = await office.slack.post({
    channel: "#ops",
    text: "hello",
  });
  assert.match(
    words(await use("ada", chat)),
    /^This message tells of no incident/,
  );
  await believe(office.store, datastore, "up");
  const [over] = await messenger.shown("#ops");
  assert.match(over?.words ?? "", /is up again[^]*\[Details\]$/);
});

test("pressing what is over, or was tampered with", async (t) => {
  const { office, datastore, messenger, ts, press: pressIt } = await outage(t);
  const menus = ["incident_snooze", "incident_more"];
  const values = ["x 1h", "1", "77 details", "1 constructor"];
  const { ts: tampered } = await office.slack.post({
    channel: "#ops",
    text: "old",
    blocks: menus.map((action_id) => ({
      type: "actions",
      block_id: action_id,
      elements: [
        {
          type: "static_select",
          action_id,
          placeholder: { type: "plain_text", text: "x" },
          options: values.map((value) => ({
            text: { type: "plain_text", text: value },
            value,
          })),
        },
      ],
    })),
  });
  for (const action_id of menus)
    for (const value of values)
      assert.match(
        words(
          await pressIt(action_id, {
            ts: tampered,
            block_id: action_id,
            value,
          }),
        ),
        /^(This button is of another version|There is no (such )?incident)/,
        `${action_id} ${value}`,
      );
  // A message that somebody's client still shows as it was.
  await believe(office.store, datastore, "up");
  await messenger.quiet();
  const { ts: stale } = await office.slack.post({
    channel: "#ops",
    text: "stale",
    blocks: [
      {
        type: "actions",
        block_id: "row",
        elements: ["incident_ack", "incident_wake", "incident_update"].map(
          (action_id) => ({
            type: "button",
            action_id,
            text: { type: "plain_text", text: action_id },
            value: "1",
          }),
        ),
      },
    ],
  });
  assert.ok(ts !== stale);
  for (const action of ["incident_ack", "incident_wake"])
    assert.match(
      words(await pressIt(action, { ts: stale })),
      /^Incident 1 \(Datastore\) is over already/,
    );
});
