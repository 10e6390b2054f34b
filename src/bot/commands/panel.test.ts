import assert from "node:assert/strict";
import { test } from "node:test";
import { makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { openOffice, words } from "../../testing/office.ts";

const TOKEN = /panel_[A-Za-z0-9_-]{43}/;

test("a panel is made, listed, given a new token and removed in Slack; its token is shown to its maker alone", async (t) => {
  const office = await openOffice(t);
  await makeNamespace(office.store);
  await makeMonitor(office.store, {
    serviceName: "Office printer",
    type: "printer",
    settings: { host: "10.1.2.3" },
  });
  assert.match(await office.ask("/allswell panel"), /There are none yet/);
  const made = await office.ask(
    '/allswell panel new "Network weather" in iati every 1h',
  );
  assert.match(made, /^The panel "Network weather" waits for its first push/);
  assert.match(
    made,
    /curl .* --data-binary @map\.png https:\/\/allswell\.example\.org\/panels\/network-weather/,
  );
  const [token = ""] = TOKEN.exec(made) ?? [];
  const renewed = await office.ask("/allswell panel token network weather");
  assert.match(renewed, /^The panel "Network weather" has a new token/);
  assert.match(renewed, /--to https:\/\/allswell\.example\.org$/m);
  assert.match(renewed, TOKEN);
  assert.doesNotMatch(renewed, new RegExp(token));
  assert.match(
    await office.ask('/allswell panel new "Printer" from office printer'),
    /^"Printer" shows the levels of that printer on the page/,
  );
  const table: [string, RegExp][] = [
    ["panel new", /A panel has a name/],
    ['panel new "X" in nowhere', /There is no namespace "nowhere"/],
    ['panel new "X" in iati every 1s', /every minute to every 24 days/],
    ['panel new "X" in iati every now', /How often is it renewed/],
    ['panel new "Printer" in iati', /has such a panel already/],
    ["panel token printer", /shows what a printer says of itself/],
    ["panel token weather", /Did you mean Network weather/],
    ["panel burn", /What is to become of "burn"/],
  ];
  for (const [typed, answer] of table)
    assert.match(await office.ask(`/allswell ${typed}`), answer, typed);
  assert.match(
    await office.ask('@allswell panel new "Open" in iati'),
    /shown to you alone, which only a slash command can do/,
  );
  assert.match(
    await office.ask('/allswell panel new "Mine" in iati', {
      user: "cleo",
      channel: "#iati-status",
    }),
    /^Only admins may speak to customers/,
  );
  assert.doesNotMatch(
    JSON.stringify(await office.slack.client.messages()),
    TOKEN,
  );
  const list = await office.type("/allswell panel list");
  assert.match(
    words(list),
    /• \*Network weather\* \(iati, network-weather\), expected every 1 h: nothing was pushed yet\n• \*Printer\* \(iati, printer\), of a printer: nothing/,
  );
  assert.match(
    words(await office.press(list, "choose:0", { confirm: true })),
    /The panel "Network weather" is removed/,
  );
  assert.deepEqual(
    (await office.audits()).map(({ verb, target }) => `${verb} ${target}`),
    [
      "panel new iati/Network weather",
      "panel token iati/Network weather",
      "panel new iati/Printer",
      "panel remove iati/Network weather",
    ],
  );
});
