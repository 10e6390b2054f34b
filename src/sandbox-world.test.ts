import assert from "node:assert/strict";
import { test } from "node:test";
import { SlackClient } from "./sandbox/slack/client.ts";
import { startProgram } from "./testing/program.ts";
import { PATIENCE_MS } from "./testing/until.ts";

test("started with nothing set: a page to type on, a service to break, and the news of it", async (t) => {
  const program = await (await startProgram(t, {})).ready();
  const front = await fetch(program.url);
  assert.match(await front.text(), /href="\/sandbox\/#ops"[^]*Website/);
  const sandbox = `${program.url}/sandbox`;
  const page = await fetch(`${sandbox}/`);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /<h1>The sandbox<\/h1>/);

  const slack = new SlackClient(sandbox);
  const type = async (text: string): Promise<string> => {
    const seen = await slack.type({ user: "ada", channel: "ops", text });
    return [...seen.ephemerals, ...seen.messages]
      .map(({ text: said }) => String(said))
      .join("\n");
  };
  assert.match(await type("/allswell website"), /^Website/);
  const { targets } = (await (
    await fetch(`${sandbox}/control/targets`)
  ).json()) as { targets: { name: string; url: string }[] };
  const shop = targets.find(({ name }) => name === "datastore")?.url;
  assert.match(
    await type(
      `/allswell add ${shop} every 4s name Shop timeout 3900ms confirm 1 retry 200ms`,
    ),
    /^Added: Demo \/ Shop/,
  );
  await fetch(`${sandbox}/control/targets/datastore/way`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ way: "error", status: 503 }),
  });
  const [told] = await slack.records({
    kind: "message",
    atLeast: 1,
    wait: PATIENCE_MS,
  });
  assert.match(String(told?.["text"]), /^Shop is down: .*HTTP 503/);
  assert.equal(await program.stop(), 0);
});
