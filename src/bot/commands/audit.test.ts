import assert from "node:assert/strict";
import { test } from "node:test";
import { believe, makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import {
  problemsWithMessage,
  wordsOfBlocks,
} from "../../testing/slack-words.ts";
import { auditView } from "../views/audit.ts";

/** ada and ben (who owns IATI) did a few things. */
async function furnish(office: Office) {
  const { store } = office;
  await makeNamespace(store, { owners: ["UBEN000001"] });
  await makeNamespace(store, { slug: "di" });
  const datastore = await makeMonitor(store);
  await makeMonitor(store, { namespaceSlug: "di", serviceName: "Datastore 2" });
  await believe(store, datastore, "down");
  await office.ask("/allswell ack 1");
  await office.ask("/allswell pause iati/datastore 2h", { user: "ben" });
  await office.ask("/allswell pause datastore 2");
  await office.ask("/allswell people add @cleo editor in di");
}

const doers = (answer: string): string[] =>
  answer.split("\n").flatMap((line) => {
    const [, doer] = /^• .* UTC (\*.*)$/.exec(line) ?? [];
    return doer === undefined ? [] : [doer.replace(/ \(.*\)$/, "")];
  });

test("who did what: all of it, of a person, of a service, of a namespace", async (t) => {
  const office = await openOffice(t);
  await furnish(office);
  const all = await office.ask("/allswell audit");
  assert.match(all, /^Who did what\n/);
  assert.deepEqual(doers(all).slice(0, 4), [
    "*ada* people add cleo",
    "*ada* pause di/Datastore 2",
    "*ben* pause iati/Datastore",
    "*ada* ack incident 1",
  ]);
  assert.match(all, /people add cleo \(in: di, role: editor\)/);
  assert.deepEqual(doers(await office.ask("/allswell audit @ben")), [
    "*ben* pause iati/Datastore",
  ]);
  assert.deepEqual(doers(await office.ask("/allswell audit iati/datastore")), [
    "*ben* pause iati/Datastore",
    "*ada* ack incident 1",
    "*Ada* add iati/Datastore/front page",
  ]);
  assert.deepEqual(doers(await office.ask("/allswell audit di")), [
    "*ada* pause di/Datastore 2",
    "*Ada* add di/Datastore 2/front page",
    "*Ada* namespace add di",
  ]);
  assert.match(
    await office.ask("/allswell audit nothing"),
    /^Nothing is called "nothing"/,
  );
  assert.match(
    await office.ask("/allswell audit @cleo", {
      user: "cleo",
      channel: "#iati-status",
    }),
    /^What cleo did\nNothing was done yet\.$/,
  );
  assert.equal(
    await office.ask("@allswell audit", {
      user: "gus",
      channel: "#iati-status",
    }),
    "Guests do not see who did what.",
  );
});

test("page by page, to the beginning and back", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  for (let number = 0; number < 35; number++)
    await makeMonitor(office.store, { monitorName: `monitor ${number}` });
  const first = await office.type("/allswell audit datastore");
  assert.match(words(first), /monitor 34\b[^]*monitor 20\b[^]*\[Older\]$/);
  const second = await office.press(first, "choose:1");
  assert.match(
    words(second),
    /monitor 19\b[^]*monitor 5\b[^]*\[Newest\] \[Older\]$/,
  );
  const third = await office.press(second, "choose:1");
  assert.match(words(third), /monitor 4\b[^]*monitor 0\b[^]*\[Newest\]$/);
  assert.match(words(await office.press(third, "choose:0")), /monitor 34\b/);
});

test("what is hostile stays text, and what is called a secret is not shown", () => {
  for (const hostile of hostileTexts) {
    const line = {
      id: 1,
      at: 0,
      actor: "U1",
      actorName: hostile,
      verb: "edit",
      target: hostile,
      details: { [hostile]: hostile, list: [hostile], deep: { a: hostile } },
    };
    const view = auditView(
      "Who did what",
      Array.from({ length: 15 }, () => line),
      [],
    );
    assert.deepEqual(problemsWithMessage(view), [], hostile.slice(0, 60));
  }
  const secret = auditView(
    "Who did what",
    [
      {
        id: 1,
        at: 0,
        actor: "U1",
        actorName: null,
        verb: "edit",
        target: "x",
        details: { password: "hunter2", apiToken: "hunter3", every: "1m" },
      },
    ],
    [],
  );
  assert.doesNotMatch(JSON.stringify(secret), /hunter/);
  assert.match(wordsOfBlocks(secret.blocks), /U1\* edit x \(every: 1m\)$/);
});
