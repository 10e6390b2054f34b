import assert from "node:assert/strict";
import { test } from "node:test";
import { testDatabase } from "./testing/database.ts";
import { outside } from "./testing/outside.ts";
import { settingsFor, startProgram } from "./testing/program.ts";

test("a job and another system speak to their monitors, and Slack hears of it", async (t) => {
  const world = await outside(t);
  const { url } = await testDatabase(t);
  const program = await (
    await startProgram(t, settingsFor(world, url))
  ).ready();
  const type = (text: string) => world.ask("ada", "ops", text);
  const news = async (count: number): Promise<string> => {
    const messages = await world.messages({ atLeast: count });
    return messages[count - 1]?.text ?? "";
  };
  await type("/allswell namespace add iati IATI UTC #iati-status");

  const added = await type(
    "/allswell add heartbeat 1d every 1s name Backup in iati",
  );
  assert.match(added, /^Added: IATI \/ Backup .* Let the job call this/);
  const [address = ""] =
    /http:\/\/localhost:\d+\/heartbeat\/\S+/.exec(added) ?? [];
  const job = await fetch(address.replace("localhost", "127.0.0.1"));
  assert.equal(job.status, 200);
  const failed = await fetch(`${address.replace("localhost", "127.0.0.1")}/3`, {
    method: "POST",
    body: "disk full",
  });
  assert.equal(failed.status, 200);
  assert.match(
    await news(1),
    /^Backup is down: .*failed with exit code 3: disk full/,
  );
  await fetch(`${address.replace("localhost", "127.0.0.1")}/0`);
  assert.match(await news(2), /^Backup is up again after/);

  // Another audience: what one hears within its window would join the message that is out.
  await type("/allswell namespace add di DI UTC #di-status");
  const pushed = await type("/allswell add push 10m name Cluster in di");
  assert.match(pushed, /^Added: DI/);
  const [other = ""] =
    /http:\/\/localhost:\d+\/push\/[\w-]+/.exec(pushed) ?? [];
  const say = async (words: string): Promise<Response> =>
    fetch(`${other.replace("localhost", "127.0.0.1")}/${words}`);
  assert.equal((await say("up")).status, 200);
  assert.equal((await say("2?text=two+nodes+lost")).status, 200);
  assert.match(await news(3), /^Cluster is down: .*two nodes lost/);
  assert.equal(await program.stop(), 0);
});
