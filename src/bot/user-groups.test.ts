import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { createLog } from "../base/log.ts";
import { Redactor } from "../base/redact.ts";
import { MINUTE, SECOND } from "../domain/time.ts";
import { serveSlack } from "../sandbox/slack/serve-slack-for-tests.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { UserGroups } from "./user-groups.ts";

const log = createLog("silent", new Redactor());
const BEN = "UBEN000001";
const OPS = "SOPS000001";

async function open(t: TestContext) {
  const slack = await serveSlack();
  t.after(() => slack.stop());
  const clock = new ManualClock();
  const calls = async () =>
    (await slack.client.records({ kind: "call" })).length;
  return {
    slack,
    clock,
    calls,
    groups: new UserGroups(slack.web, { clock, log }),
  };
}

test("who is in which group is remembered for minutes, and asked again then", async (t) => {
  const { groups, clock, calls } = await open(t);
  assert.deepEqual(await groups.of(BEN, [OPS, "SOLD000001"]), [OPS]);
  assert.deepEqual(await groups.of("UADA000001", [OPS]), []);
  assert.deepEqual(await groups.of(BEN, []), []);
  assert.equal(await calls(), 2);
  clock.move(6 * MINUTE);
  await groups.of(BEN, [OPS]);
  assert.equal(await calls(), 3);
});

test("a group of which Slack does not tell is empty, and asked for again soon", async (t) => {
  const { groups, clock, slack, calls } = await open(t);
  slack.faults.add({
    on: "slack usergroups.users.list",
    kind: "500",
    times: 1,
  });
  assert.deepEqual(await groups.of(BEN, [OPS, "SGONE"]), []);
  const before = await calls();
  assert.deepEqual(await groups.of(BEN, [OPS, "SGONE"]), []);
  assert.equal(await calls(), before, "not at every command");
  clock.move(30 * SECOND);
  assert.deepEqual(await groups.of(BEN, [OPS, "SGONE"]), [OPS]);
});

test("where Slack lists no groups, the sentence says what to do", async (t) => {
  const { groups, slack } = await open(t);
  assert.deepEqual(await groups.all(), {
    ok: true,
    groups: [{ id: OPS, handle: "ops-team" }],
  });
  const { scopes } = await slack.client.settings();
  await slack.client.set({
    scopes: scopes.filter((scope) => scope !== "usergroups:read"),
  });
  const textOf = async () => {
    const found = await groups.all();
    return found.ok ? "" : found.text;
  };
  assert.match(await textOf(), /usergroups:read/);
  await slack.client.set({ scopes });
  slack.faults.add({
    on: "slack usergroups.list",
    kind: "error",
    error: "plan_upgrade_required",
    times: 1,
  });
  assert.match(await textOf(), /paid plans/);
  slack.faults.add({ on: "slack usergroups.list", kind: "500", times: 1 });
  assert.match(await textOf(), /try again in a minute/);
});
