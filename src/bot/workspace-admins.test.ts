import assert from "node:assert/strict";
import { test } from "node:test";
import { WebClient } from "@slack/web-api";
import { HOUR, MINUTE } from "../domain/time.ts";
import { testLog } from "../testing/database.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { outside } from "../testing/outside.ts";
import { WorkspaceAdmins } from "./workspace-admins.ts";

test("the workspace's admins and owners are asked for once an hour, and kept while Slack is away", async (t) => {
  const world = await outside(t);
  const { slackApiUrl, credentials } = world.sandbox;
  const client = new WebClient(credentials.slack.botToken, {
    slackApiUrl,
    retryConfig: { retries: 0 },
  });
  const clock = new ManualClock();
  const admins = new WorkspaceAdmins(client, { clock, log: testLog });
  await world.fault("slack users.list", "error", { error: "internal_error" });
  assert.deepEqual(await admins.ids(), [], "nobody has said so far");
  clock.move(MINUTE);
  const [one, other] = await Promise.all([admins.ids(), admins.ids()]);
  assert.deepEqual(one, other);
  assert.ok(one.length > 0, "somebody looks after every workspace");
  for (const user of one) {
    const { user: profile } = await client.users.info({ user });
    assert.ok(profile?.is_admin === true || profile?.is_owner === true);
  }
  clock.move(HOUR);
  await world.fault("slack users.list", "error", { error: "internal_error" });
  assert.deepEqual(await admins.ids(), one);
});
