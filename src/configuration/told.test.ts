import assert from "node:assert/strict";
import { test } from "node:test";
import { showWebhooks } from "../actions/audience/webhooks.ts";
import { rows, type Store } from "../store/db.ts";
import { testStore } from "../testing/database.ts";
import { contextOf, granted } from "../testing/factory.ts";
import { applyConfiguration } from "./apply.ts";
import { exportConfiguration } from "./export.ts";
import { faultText } from "./fault.ts";
import { planConfiguration, type PlanOptions } from "./plan.ts";

const environment: Record<string, string> = {
  MONITOR_SECRET_HOOK: "https://hooks.example.org/t0psecret",
  MONITOR_SECRET_TEAM: "https://chat.example.org/hooks/t0psecret",
  MONITOR_SECRET_PAGER: "0123456789abcdef".repeat(2),
  MONITOR_SECRET_WRONG: "ftp://example.org/t0psecret",
};
const options: PlanOptions = {
  prune: false,
  openSecret: (name) => environment[name],
  findChannel: async () => undefined,
};

const example = `namespaces:
  - slug: iati
    name: IATI
    posts:
      language: fr
      links: true
      replies: false
      pictures: true
      approval: 10m
      budget: 2.5
      texts:
        down: "{service} est en panne depuis {from}"
    webhooks:
      - {as: slack, address: $MONITOR_SECRET_TEAM}
      - {as: pagerduty, key: $MONITOR_SECRET_PAGER}
    services:
      - name: Datastore
        webhooks:
          - address: $MONITOR_SECRET_HOOK
        monitors:
          - {name: front page, type: http, url: "https://datastore.example.org/"}
`;

async function linesOf(store: Store, text: string): Promise<string[]> {
  const planned = await planConfiguration(contextOf(store), text, options);
  return planned.ok
    ? planned.plan.lines.map(
        ({ sign, name, what }) => `${sign} ${name}: ${what}`,
      )
    : planned.faults.map(faultText);
}

async function apply(store: Store, text: string): Promise<void> {
  const applied = await applyConfiguration(
    contextOf(store),
    text,
    options,
    null,
  );
  assert.ok(applied.ok, applied.ok ? "" : applied.text);
}

async function exported(store: Store): Promise<string> {
  return (await exportConfiguration(contextOf(store))).text;
}

test("how a namespace speaks and which webhooks hear: read, shown, applied, written, and the same in an empty store", async (t) => {
  const store = await testStore(t);
  const added = await linesOf(store, example);
  assert.deepEqual(added, [
    "+ iati: namespace IATI",
    "+ iati/Datastore/front page: http https://datastore.example.org/, every 1m",
    '~ iati posts: language "en" → "fr", links no → yes, replies yes → no, pictures no → yes, approval none → 10m, budget none → "$2.50" and text down "as usual" → "{service} est en panne depuis {from}"',
    "+ iati: webhook chat.example.org (Slack-compatible)",
    "+ iati: webhook events.pagerduty.com …cdef (PagerDuty)",
    "+ iati/Datastore: webhook hooks.example.org (JSON)",
  ]);
  await apply(store, example);
  assert.deepEqual(await linesOf(store, example), []);
  const { lines } = granted(await showWebhooks(contextOf(store)));
  assert.deepEqual(
    lines.map(({ outletLabel, serviceName }) => [outletLabel, serviceName]),
    [
      ["chat.example.org (Slack-compatible)", null],
      ["events.pagerduty.com …cdef (PagerDuty)", null],
      ["hooks.example.org (JSON)", "Datastore"],
    ],
  );

  const text = await exported(store);
  for (const secret of ["t0psecret", environment["MONITOR_SECRET_PAGER"] ?? ""])
    assert.ok(!text.includes(secret), "secrets are not in the file");
  assert.match(text, /as: pagerduty/);
  assert.deepEqual(await linesOf(store, text), [], "nothing would change");
  assert.deepEqual(await linesOf(store, text.replace("2.5", "none")), [
    '~ iati posts: budget "$2.50" → none',
  ]);

  const other = await testStore(t);
  const faults = await linesOf(other, text);
  assert.equal(faults.length, 3, faults.join("\n"));
  for (const fault of faults)
    assert.match(fault, /This webhook is not stored here: write \$MONITOR_/);
  let named = text;
  for (const [reference, own] of [
    [/address: \{secret: chat[^}]+\}/, "address: $MONITOR_SECRET_TEAM"],
    [/address: \{secret: events[^}]+\}/, "key: $MONITOR_SECRET_PAGER"],
    [/address: \{secret: hooks[^}]+\}/, "address: $MONITOR_SECRET_HOOK"],
  ] as const)
    named = named.replace(reference, own);
  await apply(other, named);
  assert.equal(await exported(other), text);
});

test("what is wrong with them is said at its place, and no secret with it", async (t) => {
  const store = await testStore(t);
  const wrong = example
    .replace("language: fr", "language: Klingon")
    .replace("approval: 10m", "approval: 3d")
    .replace("budget: 2.5", "budget: a lot")
    .replace("{service} est", "{nobody} est")
    .replace("as: slack", "as: telex")
    .replace("$MONITOR_SECRET_PAGER", "0123456789abcdef0123456789abcdef")
    .replace("$MONITOR_SECRET_HOOK", "$MONITOR_SECRET_WRONG");
  const faults = await linesOf(store, wrong);
  const expected = [
    /^line 5, column 17: There are texts in English/,
    /^line 9, column 17: A post waits between a minute and a day/,
    /^line 10, column 15: budget must be a number/,
    /^line 12, column 15: .*nobody/,
    /^line 14, column 9: A webhook is told `as` json, slack, teams, pagerduty/,
    /^line 15, column \d+: A webhook's key is a secret/,
    /^line 19, column 13: Write an https address/,
  ];
  for (const pattern of expected)
    assert.ok(
      faults.some((fault) => pattern.test(fault)),
      `${pattern}\n${faults.join("\n")}`,
    );
  assert.doesNotMatch(faults.join("\n"), /t0psecret|0123456789/);
  assert.deepEqual(await rows(store.db, "SELECT 1 FROM namespaces"), []);
});
