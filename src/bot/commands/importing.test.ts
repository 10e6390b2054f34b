import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../base/clock.ts";
import { makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";

const yaml = `namespaces:
  - slug: iati
    services:
      - name: Datastore
        monitors:
          - {name: front page, type: http, url: "https://a.example/", every: 30s}
          - {name: ping, type: ping, host: a.example}
`;

test("a text is imported after it was shown what it changes", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  await makeMonitor(office.store, { settings: { url: "https://a.example/" } });
  await makeMonitor(office.store, { serviceName: "Old" });
  await office.type("/allswell import");
  const wrong = await office.submit({ yaml: yaml.replace("every", "evry") });
  assert.match(
    words(wrong),
    /^\*The text has 1 mistake; nothing was changed\.\*\nline 6, column \d+: A monitor of type http has no key "evry": did you mean "every"\?\nWhat is to be watched/,
  );
  const shown = await office.submit({ yaml });
  assert.match(
    words(shown),
    /^\*To be done: 1 added, 1 changed, nothing removed\.\*\n~ iati\/Datastore\/front page: every 1m → 30s and timeout 5s → 10s\n\+ iati\/Datastore\/ping: ping a\.example, every 1m\nNot in the file, and left as it is: iati\/Old \(1 thing\)\.\n/,
  );
  await office.type("/allswell edit datastore every 10s");
  const other = await office.submit({});
  assert.match(
    words(other),
    /^\*Something was changed since this was shown: look at it once more\.\*\n.*\n~ iati\/Datastore\/front page: every 10s → 30s/,
  );
  const pruned = await office.submit({ prune: ["prune"] });
  assert.match(words(pruned), /\n- iati\/Old: 1 monitor\n/);
  assert.equal(
    words(await office.submit({})),
    "Done: 1 added, 1 changed, 1 removed.",
  );
  await office.slack.client.close({ user: "ada" });
  await office.type("/allswell import");
  assert.equal(
    words(await office.submit({ yaml })),
    "Everything is as the text says already.",
  );
  assert.match(
    await office.ask("/allswell import", { user: "ben" }),
    /^There is nothing here that you may change/,
  );
});

/** Waits until somebody was answered with a text. */
async function seenBy(office: Office, text: string): Promise<void> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const received = await office.received();
    if (received.some(({ content }) => content["text"] === text)) return;
    assert.ok(Date.now() < deadline, `nobody read: ${text}`);
    await systemClock.sleep(20);
  }
}

test("an export comes as a file in a direct message; where Slack takes none, as text", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  await makeMonitor(office.store, {
    secrets: { secretValue: "hunter2hunter2" },
  });
  await office.type("/allswell export");
  await seenBy(
    office,
    "The file is in our direct messages: 1 namespace with 1 monitor.",
  );
  office.breakSlack("files.getUploadURLExternal", {
    kind: "error",
    error: "missing_scope",
    times: 1,
  });
  const text = await office.ask("/allswell export iati");
  assert.match(text, /^1 namespace with 1 monitor:\n# What allswell watches/);
  assert.match(text, /secretValue: \{secret: secretValue\}/);
  assert.doesNotMatch(text, /hunter2/);
  assert.match(
    await office.ask("/allswell export nowhere"),
    /^There is no namespace of this name/,
  );
  assert.match(
    await office.ask("/allswell export", { user: "ben" }),
    /^There is no namespace that you may change/,
  );
});
