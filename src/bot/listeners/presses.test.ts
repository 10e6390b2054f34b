import assert from "node:assert/strict";
import { test } from "node:test";
import { composeSlack } from "../../announcer/slack/incident-message.ts";
import { actions, lines, text } from "../../base/slack-blocks.ts";
import { storyOf } from "../../testing/story.ts";
import { believe, makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";

/** The message that tells of a Datastore that is down, in #ops. */
async function tellOfOutage(office: Office) {
  const { store, slack } = office;
  const namespace = await makeNamespace(store);
  const datastore = await makeMonitor(store);
  const at = Date.now();
  await believe(store, datastore, "down", { at });
  const message = composeSlack({
    kind: "stories",
    topic: "trouble",
    isReply: false,
    postId: 1,
    broadcast: false,
    stories: [
      storyOf({ incidentId: 1, namespace, beganAt: at, cause: "HTTP 503", at }),
    ],
  });
  const posted = await slack.post({ channel: "#ops", ...message });
  return { ts: posted.ts ?? "", datastore };
}

test("the buttons below an outage answer the presser alone", async (t) => {
  const office = await openOffice(t);
  const { ts } = await tellOfOutage(office);
  const press = (action_id: string, user = "ada", value?: string) =>
    office.slack.client.press({ user, channel: "#ops", ts, action_id, value });
  const details = await press("incident_more", "ada", "1 details");
  assert.match(words(details), /^Datastore\n:red_circle: down since/);
  assert.equal(details.messages.length, 0, "the message stays for the others");
  assert.match(
    words(await press("incident_recheck")),
    /^:large_green_circle: \*front page\* up/,
  );
  assert.match(
    words(await press("incident_ack", "ben")),
    /^Incident 1 \(Datastore\) is yours/,
  );
  assert.match(
    words(await press("incident_ack")),
    /^ben has incident 1 \(Datastore\) already/,
  );
});

test("what was pressed in a thread is answered there", async (t) => {
  const office = await openOffice(t);
  const { ts } = await tellOfOutage(office);
  const told = await office.type("@allswell datastore", { thread_ts: ts });
  assert.equal(told.messages.at(-1)?.["threadTs"], ts);
  const pressed = await office.press(told, "service_check");
  assert.equal(pressed.ephemerals[0]?.["threadTs"], ts);
});

test("buttons of other versions and tampered values are answered kindly", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  const values: [string, string][] = [
    ["gone_with_a_version", "1"],
    ["constructor", "1"],
    ["service_details", "x"],
    ["service_details", "99999999999999"],
    ["pause_for", "{"],
    ["pause_for", '{"target":{"serviceId":"1"},"ms":1}'],
    ["board_on", '{"page":-1,"namespaceSlug":null}'],
    ["choose", "[]"],
    ["choose", '[{"kind":"word"}]'],
    ["pick:constructor", "1"],
    ["incident_ack", "-1"],
  ];
  const { ts } = await office.slack.post({
    channel: "#ops",
    text: "buttons",
    blocks: values.map(([action, value], index) =>
      actions(`row_${index}`, [{ action, label: "Press", value }]),
    ),
  });
  for (const [index, [action_id]] of values.entries()) {
    const seen = await office.slack.client.press({
      user: "ada",
      channel: "#ops",
      ts: ts ?? "",
      action_id,
      block_id: `row_${index}`,
    });
    assert.match(
      words(seen),
      /^This button is of another version of allswell/,
      action_id,
    );
  }
});

test("numbers of what is not there, or not any more", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  const buttons = [
    "incident_ack",
    "incident_details",
    "incident_recheck",
    "service_details",
    "monitor_check",
    "monitor_pause",
    "board_on",
  ];
  const value = (action: string): string =>
    action === "board_on" ? '{"page":999,"namespaceSlug":"gone"}' : "77";
  const { ts } = await office.slack.post({
    channel: "#ops",
    text: "buttons",
    blocks: [
      lines([text("old")]),
      actions(
        "row",
        buttons.map((action) => ({
          action,
          label: action,
          value: value(action),
        })),
      ),
    ],
  });
  for (const action_id of buttons)
    assert.match(
      words(
        await office.slack.client.press({
          user: "ada",
          channel: "#ops",
          ts: ts ?? "",
          action_id,
        }),
      ),
      /^(There is no (such )?incident|This was removed from allswell|Nothing is watched in gone)/,
      action_id,
    );
});

test("where Slack gives no way back, the answer is a direct message", async (t) => {
  const office = await openOffice(t);
  office.breakSlack("response_url", { kind: "500", times: 1 });
  const seen = await office.type("/allswell incidents");
  assert.equal(words(seen), "No incidents. All's well.");
  assert.equal(seen.messages.length, 1);
});

test("a trigger that is too old: a button with a new one", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  office.breakSlack("views.open", {
    kind: "error",
    error: "expired_trigger_id",
    times: 1,
  });
  const late = await office.type("/allswell add");
  assert.match(words(late), /press the button\.\n\[Add a monitor\]$/);
  assert.match(
    words(await office.press(late, "add_form")),
    /^<What is looked at>\nURL: ____/,
  );
});

test("a bug of ours is said to be ours", async (t) => {
  const office = await openOffice(t, {
    tools: {
      context: () => {
        throw new Error("a bug");
      },
    },
  });
  const fault = /^That did not work, and it is allswell's fault/;
  assert.match(await office.ask("/allswell"), fault);
  assert.match(await office.ask("@allswell"), fault);
  const { ts } = await office.slack.post({
    channel: "#ops",
    text: "x",
    blocks: [
      actions("row", [{ action: "service_details", label: "x", value: "1" }]),
    ],
  });
  assert.match(
    words(
      await office.slack.client.press({
        user: "ada",
        channel: "#ops",
        ts: ts ?? "",
        action_id: "service_details",
      }),
    ),
    fault,
  );
});
