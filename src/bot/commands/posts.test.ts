import assert from "node:assert/strict";
import { test } from "node:test";
import { hostileTexts } from "../../testing/hostile.ts";
import { makeNamespace } from "../../testing/factory.ts";
import { openOffice, words } from "../../testing/office.ts";

test("what a namespace posts: read, changed in words and by its form, with errors at the fields", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  const shown = await office.type("/allswell posts iati");
  assert.match(
    words(shown),
    /language: English · links: off · replies: on · pictures: off/,
  );
  assert.match(words(shown), /Datastore is down since 14:01 UTC\./);
  assert.match(
    await office.ask("/allswell posts iati language german replies off"),
    /language en → de, .*replies yes → no|language .*de/,
  );
  for (const [typed, answer] of [
    ["posts iati language klingon", /There are texts in English, French/],
    ["posts iati links maybe", /`?links`? is `?on`? or `?off/],
    ["posts iati colour red", /is not understood/],
    ["posts iati language", /needs a value/],
    ["posts nowhere", /There is no namespace/],
  ] as const)
    assert.match(await office.ask(`/allswell ${typed}`), answer);
  assert.match(
    await office.ask("/allswell posts edit iati", { user: "ben" }),
    /Only admins may/,
  );
  await office.press(shown, "posts_form");
  const refused = await office.submit({
    language: "fr",
    down: "{service} KO depuis {from}, voir https://etat.example.org",
    still: "toujours KO",
    recovered: "@tous {service} {time}",
  });
  assert.deepEqual(Object.keys(refused.errors ?? {}), [
    "down",
    "recovered",
    "still",
  ]);
  const saved = await office.submit({
    down: "{service} KO depuis {from}",
    still: null,
    recovered: null,
  });
  assert.match(words(saved), /Datastore KO depuis 14:01 UTC \(own text\)/);
  assert.match(words(saved), /Datastore fonctionne à nouveau/);
  for (const [index, text] of hostileTexts.entries()) {
    if (index % 20 !== 0 || text.trim() === "") continue;
    await office.type("/allswell posts edit iati");
    const { errors } = await office.submit({ down: text.slice(0, 240) });
    assert.deepEqual(Object.keys(errors ?? {}), ["down"], text);
  }
});
