import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { slackSignature } from "../sandbox/slack/delivery/http-mode.ts";
import {
  believe,
  makeAccount,
  makeMonitor,
  makeNamespace,
} from "../testing/factory.ts";
import { type Office, openOffice } from "../testing/office.ts";
import { buttonIds, homeRefresh } from "./buttons/ids.ts";
import { commands } from "./commands/index.ts";
import { forms } from "./modals/index.ts";
import { SCOPE_MENU } from "./modals/maintenance.ts";
import { ACKNOWLEDGE_SHORTCUT, MAINTENANCE_SHORTCUT } from "./shortcut-ids.ts";

const SHUT_OUT =
  "allswell is for the members of this workspace; guests are not let in.";
/** What only those who are let in may read. */
const INTERNAL = /Quiet store|Inner page|refused by 10\.9/i;

/** Somebody of another workspace. */
const stranger = { id: "WSAM000001", team: "TPARTNER01" };

const where = { channel: "#iati-status" };

async function furnished(t: TestContext): Promise<Office> {
  const office = await openOffice(t, { mode: "http" });
  await makeNamespace(office.store);
  await makeAccount(office.store, "iati");
  const made = await makeMonitor(office.store, {
    serviceName: "Quiet store",
    monitorName: "Inner page",
  });
  await believe(office.store, made, "down", { reason: "refused by 10.9.8.7" });
  assert.match(await office.ask("/allswell people guests nothing"), /guests/i);
  return office;
}

/** Slack's requests, as somebody could make it send them; the words of the answer to each. */
class Knocker {
  readonly #office: Office;
  readonly #url: string;
  #count = 0;

  constructor(office: Office, url: string) {
    this.#office = office;
    this.#url = url;
  }

  async interact(body: Record<string, unknown>): Promise<string> {
    const { id, team } = stranger;
    const payload = JSON.stringify({
      user: { id, team_id: team, username: "x", name: "x" },
      team: { id: "TSANDBOX1", domain: "x" },
      api_app_id: "AALLSWELL1",
      trigger_id: `trigger-${(this.#count += 1)}`,
      enterprise: null,
      is_enterprise_install: false,
      ...body,
    });
    return this.#post(
      new URLSearchParams({ payload }).toString(),
      "application/x-www-form-urlencoded",
    );
  }

  async #post(body: string, type: string): Promise<string> {
    const { signingSecret } = this.#office.slack.slack.settings;
    const at = String(Math.floor(Date.now() / 1_000));
    const answer = await fetch(this.#url, {
      method: "POST",
      body,
      headers: {
        "content-type": type,
        "x-slack-request-timestamp": at,
        "x-slack-signature": slackSignature(signingSecret, at, body),
      },
    });
    assert.equal(answer.status, 200);
    return answer.text();
  }
}

const channel = { id: "CIATI00001", name: "iati-status" };

function view(callbackId: string): Record<string, unknown> {
  return {
    id: "V00000001",
    hash: "1.a",
    type: "modal",
    callback_id: callbackId,
    private_metadata: JSON.stringify({ type: "http", all: false }),
    title: { type: "plain_text", text: "A form" },
    submit: null,
    close: null,
    blocks: [],
    state: { values: {} },
  };
}

function pressed(actionId: string, value: string): object {
  return {
    type: "button",
    action_id: actionId,
    block_id: "b",
    action_ts: "1.1",
    value,
  };
}

/** One of everything that is listened to, beside words. */
function* interactions(): Generator<Record<string, unknown>> {
  for (const id of [...Object.values(buttonIds), homeRefresh])
    yield {
      type: "block_actions",
      container: { type: "message", channel_id: channel.id },
      channel,
      actions: [pressed(id, "1")],
    };
  for (const callbackId of forms.keys()) {
    yield {
      type: "view_submission",
      view: view(callbackId),
      response_urls: [],
    };
    yield {
      type: "block_actions",
      container: { type: "view", view_id: "V00000001" },
      view: view(callbackId),
      actions: [pressed(buttonIds.testNow, "x")],
    };
  }
  for (const menu of [
    SCOPE_MENU,
    ...["show", "remove", "graph"].map((verb) => `${buttonIds.pick}:${verb}`),
  ])
    yield {
      type: "block_suggestion",
      action_id: menu,
      block_id: "b",
      value: "quiet",
      container: { type: "message", channel_id: channel.id },
      channel,
    };
  for (const [type, callbackId] of [
    ["shortcut", MAINTENANCE_SHORTCUT],
    ["message_action", ACKNOWLEDGE_SHORTCUT],
  ])
    yield {
      type,
      callback_id: callbackId,
      message_ts: "1.1",
      message: { ts: "1.1" },
      channel,
    };
}

test("whoever is shut out learns nothing by any command, button, menu, form, shortcut, mention or home tab", async (t) => {
  const office = await furnished(t);
  office.expectRefusals("views.update"); // the form is nobody's
  const { requestUrl } = await office.slack.client.settings();
  const knocker = new Knocker(office, String(requestUrl));
  const after = await office.slack.client.last();
  for (const body of interactions())
    assert.doesNotMatch(await knocker.interact(body), INTERNAL);
  const typing = ["", ...commands.map(({ name }) => name), "quiet store"];
  for (const typed of typing)
    assert.equal(
      await office.ask(`/allswell ${typed}`, { user: "sam", ...where }),
      SHUT_OUT,
      typed,
    );
  for (const user of ["gus", "sam"]) {
    assert.equal(
      await office.ask("@allswell list", { user, ...where }),
      SHUT_OUT,
    );
    const { home } = await office.slack.client.home({ user });
    assert.match(JSON.stringify(home), /guests are not let in/);
  }
  const said = await office.slack.client.records({
    kind: ["message", "edit", "ephemeral", "ephemeral-edit", "view"],
    after,
  });
  assert.ok(said.length > typing.length);
  for (const record of said)
    assert.doesNotMatch(JSON.stringify(record), INTERNAL);
  assert.deepEqual(
    (await office.audits()).map(({ verb }) => verb),
    ["people guests"],
  );
});
