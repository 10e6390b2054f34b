import assert from "node:assert/strict";
import { test } from "node:test";
import { type Office, openOffice, words } from "../../testing/office.ts";

const TOKEN = /allswell_[A-Za-z0-9_-]{43}/;
const cleo = { user: "cleo", channel: "#iati-status" };

/** Everything that Slack keeps, in one text. */
async function keptBySlack({ slack }: Office): Promise<string> {
  return JSON.stringify(await slack.client.messages());
}

test("a token is shown once, to its maker alone, and is taken back by its maker or an admin", async (t) => {
  const office = await openOffice(t);
  const made = await office.ask(
    '/allswell token new "grafana" read for 90d',
    cleo,
  );
  assert.match(
    made,
    /^Your token "grafana" is made\. It may read what you may/,
  );
  const [token = ""] = TOKEN.exec(made) ?? [];
  assert.ok(token);
  assert.match(made, /curl -H "Authorization: Bearer \$TOKEN" https:/);
  assert.match(
    await office.ask("/allswell token new grafana write", cleo),
    /^You have a token of this name already/,
  );
  assert.match(
    await office.ask("@allswell token new open read", cleo),
    /shown to you alone, which only a slash command can do/,
  );
  assert.doesNotMatch(await keptBySlack(office), TOKEN);
  const [row] = await office.store.db.query<Record<string, unknown>[]>(
    "SELECT * FROM api_tokens",
  );
  assert.doesNotMatch(JSON.stringify(row), new RegExp(token));
  assert.match(
    await office.ask("/allswell token", cleo),
    /• \*grafana\* \(1\): read, ends .*, never used/,
  );
  assert.match(
    await office.ask("/allswell token list", { user: "ben" }),
    /You have none yet/,
    "nobody sees those of others",
  );
  assert.match(
    await office.ask("/allswell token revoke grafana", { user: "ben" }),
    /no such token of yours/,
  );
  const list = await office.type("/allswell token");
  assert.match(words(list), /\*grafana\* of cleo \(1\)/, "but admins do");
  assert.match(
    words(await office.press(list, "choose:0", { confirm: true })),
    /The token "grafana" is taken back/,
  );
  assert.match(await office.ask("/allswell token revoke 1"), /no such token/);
  assert.deepEqual(
    (await office.audits()).map(({ actor, verb, target }) => [
      actor,
      verb,
      target,
    ]),
    [
      ["UCLEO00001", "token new", "grafana"],
      ["UADA000001", "token revoke", "grafana"],
    ],
  );
});

test("what is wrong with a wish is said, and guests get no token", async (t) => {
  const office = await openOffice(t);
  const table: [string, RegExp][] = [
    ["token new", /A token has a name and may read or write/],
    ["token new grafana", /A token has a name and may read or write/],
    ["token new read", /A token has a name and may read or write/],
    ["token new x read for 5y", /may live a year at most/],
    ["token new x read for 5m", /lives an hour at least/],
    ["token make tea", /A token has a name and may read or write/],
    ["token burn", /What is to become of "burn"\?/],
    ["token revoke nothing", /no such token of yours/],
  ];
  for (const [typed, answer] of table)
    assert.match(await office.ask(`/allswell ${typed}`), answer, typed);
  assert.match(
    await office.ask("/allswell token new x read", { ...cleo, user: "gus" }),
    /^Guests can look/,
  );
});
