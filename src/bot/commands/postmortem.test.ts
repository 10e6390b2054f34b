import assert from "node:assert/strict";
import { test } from "node:test";
import { findPostmortem } from "../../store/incidents/postmortems.ts";
import { rows } from "../../store/db.ts";
import { believe, makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import { answerOf, openOffice, words } from "../../testing/office.ts";
import { wordsOfBlocks } from "../../testing/slack-words.ts";

test("a post-mortem is written in a form or in words, by those who may speak to customers", async (t) => {
  const office = await openOffice(t);
  const { store } = office;
  assert.match(
    await office.ask("/allswell postmortem"),
    /No incident is over yet/,
  );
  await makeNamespace(store);
  const added = await makeMonitor(store);
  await makeMonitor(store, { serviceName: "Registry" });
  const at = Date.now() - 600_000;
  await believe(store, added, "down", { at });
  assert.doesNotMatch(
    await office.ask("/allswell incidents 1"),
    /post-mortem\]/,
  );
  await believe(store, added, "up", { at: at + 300_000 });
  /** The answer, also while a form is in front. */
  const ask = async (typed: string, act = {}): Promise<string> =>
    wordsOfBlocks(answerOf(await office.type(typed, act))["blocks"]);
  const written = async (): Promise<string | undefined> =>
    (await findPostmortem(store.db, 1))?.text;

  const shown = await office.type("/allswell incidents 1");
  assert.match(words(shown), /\[Write a post-mortem\]/);
  const opened = await office.press(shown, "incident_postmortem");
  assert.match(words(opened), /^What happened to Datastore, why, .*: ____$/);
  const text = "A disk was full.\n\n- We watch it now.\n- It is larger.";
  assert.match(
    words(await office.submit({ text: ` ${text}\n` })),
    /on its public page: http.*\/incidents\/1$/,
  );
  assert.equal(await written(), text);
  assert.match(
    await ask("/allswell incidents 1"),
    /\[Change the post-mortem\]/,
  );
  const again = await office.type("/allswell postmortem datastore");
  assert.match(JSON.stringify(again.modal), /We watch it now/);
  assert.match(words(await office.submit({ text })), /^Nothing was changed\.$/);
  assert.match(
    await ask("/allswell postmortem"),
    /Of which incident\?.*\n\[1: Datastore\]/,
  );
  for (const [typed, answer] of [
    ["postmortem 1 A disk was full.", /on its public page/],
    ["postmortem 99", /no incident 99/],
    ["postmortem registry", /had no incident yet/],
    ["postmortem datastroe", /Datastore/],
  ] as const)
    assert.match(await ask(`/allswell ${typed}`), answer, typed);
  assert.equal(await written(), "A disk was full.");
  assert.match(
    await ask("/allswell postmortem 1", { user: "ben" }),
    /may speak to customers/,
  );
  await rows(
    store.db,
    "UPDATE services SET public = false WHERE id = 1 RETURNING 1",
  );
  assert.match(await ask("/allswell postmortem 1"), /not on the public page/);
  await rows(
    store.db,
    "UPDATE services SET public = true WHERE id = 1 RETURNING 1",
  );
  await office.type("/allswell postmortem 1");
  assert.match(
    words(await office.submit({ text: null })),
    /has no post-mortem any more/,
  );
  assert.equal(await written(), undefined);
  assert.deepEqual(
    (await office.audits()).map(({ verb, target }) => `${verb}: ${target}`),
    Array.from({ length: 3 }, () => "postmortem: incident 1"),
  );

  for (const hostile of hostileTexts.filter((_, index) => index % 4 === 0)) {
    await office.type("/allswell postmortem 1");
    await office.submit({ text: hostile });
  }
});

test("how a namespace's page looks is said in words and in its form", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store, {
    channels: [{ id: "COPS000001", label: "#ops" }],
  });
  for (const [typed, answer] of [
    [
      'title "IATI service status" accent #05A domain status.example.org',
      /title none → "IATI service status", accent none → "#0055aa" and domain none → "status\.example\.org"/,
    ],
    ["accent blue", /"blue" is not a colour/],
    ["domain https://status.example.org/x", /is not a domain/],
    [
      "title Our own status accent none",
      /title .* → "Our own status" and accent "#0055aa" → none/,
    ],
    ["domain", /needs a value/],
  ] as const)
    assert.match(
      await office.ask(`/allswell namespace edit iati ${typed}`),
      answer,
      typed,
    );
  const form = await office.type("/allswell namespace edit iati");
  assert.match(
    words(form),
    /Title of its public page.*\nIts colour.*\nIts own/,
  );
  const refused = await office.submit({ accent: "nothing like it" });
  assert.match(String(refused.errors?.["accent"]), /not a colour/);
  assert.match(
    words(await office.submit({ accent: "#fd0", title: null })),
    /title "Our own status" → none and accent none → "#ffdd00"/,
  );
});
