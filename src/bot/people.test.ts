import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { createLog } from "../base/log.ts";
import { Redactor } from "../base/redact.ts";
import { MINUTE } from "../domain/time.ts";
import { defaultSeed } from "../sandbox/slack/index.ts";
import { serveSlack } from "../sandbox/slack/serve-slack-for-tests.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { People } from "./people.ts";

const log = createLog("silent", new Redactor());
const TEAM = "TSANDBOX1";

async function open(t: TestContext, admins: string[] = []) {
  const seed = defaultSeed();
  const [ada] = seed.users;
  assert.ok(ada);
  seed.users.push(
    { ...ada, id: "UOWNER", name: "olga", isAdmin: false },
    {
      ...ada,
      id: "UODD",
      name: "odd",
      realName: "\u202E\u200B",
      isAdmin: true,
    },
    { ...ada, id: "UAWAY", teamId: "TOTHER" },
  );
  const slack = await serveSlack({ seed });
  t.after(() => slack.stop());
  const clock = new ManualClock();
  const people = new People(slack.web, { clock, log, admins });
  return { slack, clock, people };
}

test("the workspace's admins and owners are ours, where none are named", async (t) => {
  const { people } = await open(t);
  const table: [string, string][] = [
    ["UADA000001", "admin"],
    ["UOWNER", "admin"],
    ["UBEN000001", "member"],
    ["UGUS000001", "guest"],
    ["WSAM000001", "guest"],
    ["UAWAY", "guest"],
    ["UALLSWELL1", "guest"],
    ["UNOBODY", "unknown"],
  ];
  for (const [id, role] of table)
    assert.equal((await people.actor(id, TEAM)).role, role, id);
  const ben = await people.actor("UBEN000001", TEAM);
  assert.deepEqual([ben.name, ben.zone], ["ben", "America/New_York"]);
  assert.equal(
    (await people.actor("UODD", TEAM)).name,
    "odd",
    "a name of invisible letters is none",
  );
});

test("where admins are named, they alone are admins; a guest never is", async (t) => {
  const { people } = await open(t, ["UBEN000001", "UGUS000001"]);
  const role = async (id: string) => (await people.actor(id, TEAM)).role;
  assert.equal(await role("UBEN000001"), "admin");
  assert.equal(await role("UADA000001"), "member");
  assert.equal(await role("UGUS000001"), "guest");
});

test("Slack is asked again after five minutes, and at once after it did not answer", async (t) => {
  const { people, slack, clock } = await open(t);
  const asked = async () =>
    (await slack.client.records({ kind: "call" })).length;
  slack.faults.add({ on: "slack users.info", kind: "500", times: 1 });
  assert.equal((await people.actor("UADA000001", TEAM)).role, "unknown");
  assert.equal((await people.actor("UADA000001", TEAM)).role, "admin");
  const before = await asked();
  await people.actor("UADA000001", TEAM);
  assert.equal(await asked(), before);
  clock.move(6 * MINUTE);
  await people.actor("UADA000001", TEAM);
  assert.equal(await asked(), before + 1);
});
