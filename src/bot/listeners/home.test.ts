import assert from "node:assert/strict";
import { test } from "node:test";
import { believe, makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";
import { wordsOfBlocks } from "../../testing/slack-words.ts";
import { PATIENCE_MS } from "../../testing/until.ts";

async function furnish({ store }: Office) {
  await makeNamespace(store);
  return makeMonitor(store);
}

async function homeOf(office: Office, user: string): Promise<string> {
  const { home } = await office.slack.client.home({ user });
  return wordsOfBlocks(home?.["blocks"]);
}

/** Ada presses something on her home tab. */
function press(office: Office, action: string, more: object = {}) {
  return office.slack.client.press({
    user: "ada",
    view_id: "home",
    action_id: action,
    ...more,
  });
}

for (const mode of ["socket", "http"] as const)
  test(`the home tab is shown when it is opened, and its buttons answer in a window: ${mode}`, async (t) => {
    const office = await openOffice(t, { mode });
    const datastore = await furnish(office);
    await believe(office.store, datastore, "down", { reason: "HTTP 503" });
    assert.match(
      await homeOf(office, "ada"),
      /^1 service down; 0 of 1 up\n\[Refresh\] .*\n.*Datastore.*\n.*HTTP 503\n\[Acknowledge\]/,
    );
    const details = await press(office, "service_details");
    assert.match(words(details), /^Datastore\n:red_circle: down since/);
    const inWindow = await office.slack.client.press({
      user: "ada",
      action_id: "service_check",
    });
    assert.match(words(inWindow), /front page.*up/);
    const board = await press(office, "board_refresh");
    assert.match(words(board), /^1 service down/);
    const form = await press(office, "add_form");
    assert.match(words(form), /____/);
  });

test("what is done on the home tab is seen there at once", async (t) => {
  const office = await openOffice(t);
  const datastore = await furnish(office);
  await believe(office.store, datastore, "down", { reason: "HTTP 503" });
  await homeOf(office, "ada");
  const after = await office.slack.client.last();
  const taken = await press(office, "incident_ack");
  assert.match(words(taken), /^Incident 1 \(Datastore\) is yours\./);
  assert.match(await nextHome(office, after, 2), /is on it/);
  const before = await office.slack.client.last();
  await press(office, "home_refresh");
  assert.match(await nextHome(office, before, 1), /is on it/);
});

/** What the home tab says that comes after so many views since. */
async function nextHome(
  office: Office,
  after: number,
  views: number,
): Promise<string> {
  const found = await office.slack.client.records({
    kind: "view",
    after,
    atLeast: views,
    wait: PATIENCE_MS,
  });
  const homes = found
    .map(({ view }) => view as { type?: string; blocks?: unknown })
    .filter(({ type }) => type === "home");
  return wordsOfBlocks(homes.at(-1)?.blocks);
}
