import assert from "node:assert/strict";
import { test } from "node:test";
import { makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { type Office, openOffice, words } from "../../testing/office.ts";
import { until } from "../../testing/until.ts";

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
    /^\*The text has 1 mistake; nothing was changed\.\*\nline 6, column \d+: A monitor of type http has no key "evry": did you mean "every"\?\nA YAML file/,
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
    "Everything is as it says already.",
  );
  assert.match(
    await office.ask("/allswell import", { user: "ben" }),
    /^There is nothing here that you may change/,
  );
});

/** Somebody chooses a file; what is then entered into the form's field. */
async function given(
  { slack }: Office,
  content: string,
  user = "ada",
): Promise<string[]> {
  const file = { user, name: "watched.yml", content };
  return [(await slack.client.file(file)).id];
}

test("a file of any length is imported the same way, read with our token, and read again before it is applied", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  await makeMonitor(office.store, { serviceName: "Old" });
  const long = `${yaml}${"# what is watched, in words\n".repeat(200)}`;
  assert.ok(long.length > 3_000);
  await office.type("/allswell import");
  const neither = await office.submit({});
  assert.match(String(neither.errors?.["yaml"]), /^Choose a file, or write/);
  const both = await office.submit({ file_0: await given(office, long), yaml });
  assert.match(String(both.errors?.["yaml"]), /not both/);
  const foreign = await given(office, long, "ben");
  const notOurs = await office.submit({ file_0: foreign, yaml: null });
  assert.match(String(notOurs.errors?.["file_0"]), /not in Slack any more/);
  const wrong = await given(office, long.replaceAll("every", "evry"));
  assert.match(
    words(await office.submit({ file_0: wrong })),
    /^\*watched\.yml has 1 mistake; nothing was changed\.\*\nline 6/,
  );
  const shown = await office.submit({
    file_1: await given(office, long),
    prune: ["prune"],
  });
  assert.match(
    words(shown),
    /^\*To be done \(watched\.yml\): 2 added, nothing changed, 1 removed\.\*\n/,
  );
  assert.doesNotMatch(words(shown), /____/, "nothing is left to fill in");
  assert.equal(
    words(await office.submit({})),
    "Done: 2 added, nothing changed, 1 removed.",
  );
  const asked = await office.slack.client.records({ kind: "file" });
  assert.deepEqual(
    asked.map(({ how, mayRead }) => `${String(how)} ${String(mayRead)}`),
    ["asked true", "asked true", "asked true"],
  );
});

test("what is no text or too large is said; without the scope the form takes a text alone", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  await office.type("/allswell import");
  for (const [file, expected] of [
    [
      { content: Buffer.from([0xff, 0xfe]).toString("base64") },
      /^This is no text: it must be YAML in UTF-8\.$/,
    ],
    [{ content: "", size: 8_000_001 }, /^The file is larger than 8 MB\.$/],
    [
      { content: Buffer.alloc(8_000_001).toString("base64"), size: 10 },
      /^The file is larger than 8 MB\.$/,
    ],
  ] as const) {
    const { id } = await office.slack.client.file({
      user: "ada",
      name: "watched.yml",
      encoding: "base64",
      ...file,
    });
    const said = await office.submit({ file_0: [id] });
    assert.match(String(said.errors?.["file_0"]), expected);
  }
  await office.slack.client.close({ user: "ada" });
  const { scopes } = await office.slack.client.settings();
  await office.slack.client.set({
    scopes: scopes.filter((scope) => scope !== "files:read"),
  });
  office.expectRefusals("views.open");
  assert.match(
    words(await office.type("/allswell import")),
    /^What is to be watched, as YAML: ____\n/,
  );
  assert.match(words(await office.submit({ yaml })), /^\*To be done: 2 added/);
});

/** Waits until somebody was answered with a text. */
async function seenBy(office: Office, text: string): Promise<void> {
  await until(`somebody reads ${text}`, async () =>
    (await office.received()).some(({ content }) => content["text"] === text),
  );
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
