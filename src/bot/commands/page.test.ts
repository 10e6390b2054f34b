import assert from "node:assert/strict";
import { test } from "node:test";
import { exportConfiguration } from "../../configuration/export.ts";
import { parseConfiguration } from "../../configuration/parse.ts";
import { rows } from "../../store/db.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import {
  contextOf,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { openOffice, words } from "../../testing/office.ts";
import { leaveNumber } from "../../testing/switchboard.ts";

test("how people are called is said and shown in Slack", async (t) => {
  const office = await openOffice(t);
  const { store } = office;
  await makeNamespace(store, {
    channels: [{ id: "COPS000001", label: "#ops" }],
  });
  await makeMonitor(store);

  const settings: [string, RegExp][] = [
    ["edit datastore pages severe", /pages "no" → "severe"/],
    ["edit datastore pages yes", /pages "severe" → "down"/],
    ["edit datastore pages loudly", /one of .*no.*down.*difficulties.*severe/],
    [
      "edit datastore/front page paging down",
      /Services call people, not monitors/,
    ],
    ["namespace edit iati escalate after 10m", /escalate 5m → 10m/],
    ["namespace edit iati escalate 1s", /after 5 seconds to 4 hours/],
    [
      "add https://two.example.org in iati name Two paging difficulties",
      /^Added: IATI \/ Two/,
    ],
    [
      "add https://x.example.org in iati name Three paging maybe",
      /one of .*severe/,
    ],
    ["show datastore", /Calls the person on call by SMS when it is down\./],
    [
      "page",
      /Nobody can call you by SMS.*You have no quiet hours\.\nNobody is called for anything at the moment\.\nNobody is on call for IATI: see oncall\.\n\[Test: call me\] \[My number …\] \[Who is on call\]/s,
    ],
    ["oncall set iati @ada @ben weekly", /^On call for IATI: ada and ben/],
    ["page", /On the rota, but without a number: ada and ben\./],
    ["oncall clear iati", /no rota/],
    [
      "page quiet 22:00-7:00 Europe/London",
      /Quiet hours: 22:00 to 07:00 \(Europe\/London\)/,
    ],
    ["page quiet from 23 to 6", /Quiet hours: 23:00 to 06:00/],
    ["page quiet 25:00-26:00", /Write quiet hours as in "22:00-07:00"/],
    ["page quiet 10:00-10:00", /would leave nobody to call/],
    ["page quiet 22:00-07:00 Mars/Base", /Write the zone/],
    ["page quiet sometimes", /Write quiet hours as in/],
    ["page quiet off", /You have no quiet hours/],
    ["page limit 12", /Nobody can call you by SMS/],
    ["page limit lots", /A day has 1 to 500 SMS/],
    ["page nonsense", /is not understood/],
  ];
  for (const [typed, answer] of settings)
    await t.test(typed, async () =>
      assert.match(await office.ask(`/allswell ${typed}`), answer),
    );

  await t.test("the forms hold the same", async () => {
    await office.type("/allswell edit datastore");
    const done = await office.submit({ pages: "difficulties" });
    assert.match(words(done), /pages "down" → "difficulties"/);
    await office.slack.client.close({ user: "ada" });
    await office.type("/allswell namespace edit iati");
    const wrong = await office.submit({ escalateMs: "soon" });
    assert.match(
      JSON.stringify(wrong.errors),
      /Write a duration with its unit, as in \\"5m\\"/,
    );
    assert.match(
      words(await office.submit({ escalateMs: "3m" })),
      /escalate 10m → 3m/,
    );
    await office.slack.client.close({ user: "ada" });
  });

  await t.test("the configuration holds the same, and reads back", async () => {
    const { text } = await exportConfiguration(contextOf(store));
    assert.match(text, /escalate: 3m/);
    assert.match(text, /pages: difficulties/);
    const { wish, faults } = parseConfiguration(text);
    assert.deepEqual(faults, []);
    assert.deepEqual(
      wish.namespaces[0]?.services.map(({ name, pages }) => [name, pages]),
      [
        ["Datastore", "difficulties"],
        ["Two", "difficulties"],
      ],
    );
    const wrong = parseConfiguration(
      "namespaces:\n  - slug: iati\n    services:\n      - name: A\n        pages: sometimes\n        monitors: [{name: a, type: http, url: 'https://a.example'}]\n",
    );
    assert.match(wrong.faults[0]?.text ?? "", /`pages` is one of/);
  });

  await t.test(
    "TEST goes to every channel of a person or a namespace, for those who may",
    async () => {
      assert.match(
        await office.ask("/allswell page test"),
        /^TEST goes to ada in a direct message, but to no phone/,
      );
      await leaveNumber(store, "ada");
      assert.match(
        await office.ask("/allswell page test"),
        /^TEST goes to ada in a direct message and by SMS\./,
      );
      assert.match(
        await office.ask("/allswell page test me"),
        /ada was tested a moment ago/,
      );
      assert.match(
        await office.ask("/allswell page test @ben"),
        /^TEST goes to ben in a direct message, but to no phone/,
      );
      assert.match(
        await office.ask("/allswell page test iati"),
        /^TEST goes to #ops, nobody's phone: nobody is on call\./,
      );
      assert.match(
        await office.ask("/allswell page test nowhere"),
        /There is no namespace "nowhere"/,
      );
      const stranger = { user: "ben" };
      assert.match(
        await office.ask("/allswell page test @ada", stranger),
        /Only admins may change this/,
      );
      assert.match(
        await office.ask("/allswell page test iati", stranger),
        /Only admins may change this/,
      );
      assert.match(
        await office.ask("/allswell page test", {
          user: "gus",
          channel: "#iati-status",
        }),
        /Guests can look/,
      );
      const told = await rows<{ to: string; text: string }>(
        store.db,
        "SELECT o.channel || ' ' || o.recipient AS to, a.text FROM deliveries d JOIN announcements a ON a.id = d.announcement_id JOIN outlets o ON o.id = d.outlet_id ORDER BY d.id",
      );
      assert.deepEqual(
        told.map(({ to }) => to),
        [
          "slack UADA000001",
          "slack UADA000001",
          "sms UADA000001",
          "slack UBEN000001",
          "slack COPS000001",
        ],
      );
      assert.ok(
        told.every(({ text }) =>
          /^TEST by ada: .* Nothing is wrong\.$/.test(text),
        ),
      );
      const audits = (await office.audits()).filter(
        ({ verb }) => verb === "page test",
      );
      assert.deepEqual(
        audits.map(({ actor, target }) => [actor, target]),
        [
          ["UADA000001", "ada"],
          ["UADA000001", "ada"],
          ["UADA000001", "ben"],
          ["UADA000001", "iati"],
        ],
      );
    },
  );

  await t.test("whatever is typed is answered", async () => {
    for (const text of hostileTexts
      .filter((one) => one.length < 200 && /\S/.test(one))
      .slice(0, 40))
      assert.ok((await office.ask(`/allswell page quiet ${text}`)).length > 0);
  });
});
