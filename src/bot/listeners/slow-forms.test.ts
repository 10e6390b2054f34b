import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import { openOffice, words } from "../../testing/office.ts";
import { wordsOfBlocks } from "../../testing/slack-words.ts";
import { PATIENCE_MS } from "../../testing/until.ts";

const url = "https://datastore.example.org/";
const added =
  "Added: IATI / Datastore / datastore.example.org, looked at every 1 min, down after 3 failures 10 s apart. The first look is on its way.";

/** A form that waits for the database, which somebody else holds. */
async function submitSlowly(t: TestContext, values: Record<string, string>) {
  const clock = new ManualClock(Date.now());
  const office = await openOffice(t, { clock });
  await makeNamespace(office.store);
  await makeMonitor(office.store, { serviceName: "Registry" });
  await office.type("/allswell add");
  const free = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const holding = office.store.transaction(async (tx) => {
    await tx.query("LOCK TABLE services IN ACCESS EXCLUSIVE MODE");
    locked.resolve();
    await free.promise;
  });
  await locked.promise;
  const answer = office.submit(values);
  const shown = await clock.passUntil(answer);
  return {
    office,
    shown,
    goOn: async () => {
      free.resolve();
      await holding;
    },
  };
}

test("while the database is slow the form says so in time, and the answer comes later", async (t) => {
  const { office, shown, goOn } = await submitSlowly(t, {
    setting_url: url,
    serviceName: "Datastore",
  });
  assert.equal(shown.outcome, "ok");
  assert.match(
    words(shown),
    /^:hourglass_flowing_sand: This takes longer than usual\./,
  );
  await goOn();
  const [later] = await office.slack.client.records({
    kind: "view",
    after: shown.last,
    atLeast: 1,
    wait: PATIENCE_MS,
  });
  assert.equal(
    wordsOfBlocks(Reflect.get(later?.["view"] as object, "blocks")),
    added,
  );
});

test("errors that come late bring the form back as it was filled in, and it can be sent again", async (t) => {
  const { office, shown, goOn } = await submitSlowly(t, {
    setting_url: url,
    serviceName: "Registry",
    monitorName: "front page",
  });
  assert.match(words(shown), /^:hourglass/);
  await goOn();
  const [later] = await office.slack.client.records({
    kind: "view",
    after: shown.last,
    atLeast: 1,
    wait: PATIENCE_MS,
  });
  assert.match(
    wordsOfBlocks(Reflect.get(later?.["view"] as object, "blocks")),
    /^:warning: IATI \/ Registry has a monitor called "front page" already\. .*\n<What is looked at>\nURL: ____/,
  );
  assert.match(
    words(await office.submit({ monitorName: "second" })),
    /^Added: IATI \/ Registry \/ second/,
  );
});

test("whoever closes a slow form gets the answer as a direct message", async (t) => {
  const { office, shown, goOn } = await submitSlowly(t, {
    setting_url: url,
    serviceName: "Datastore",
  });
  await office.slack.client.close({ user: "ada" });
  office.breakSlack("views.update", {
    kind: "error",
    error: "not_found",
    times: 1,
  });
  await goOn();
  const [message] = await office.slack.client.records({
    kind: "message",
    after: shown.last,
    atLeast: 1,
    wait: PATIENCE_MS,
  });
  assert.equal(wordsOfBlocks(message?.["blocks"]), added);
});
