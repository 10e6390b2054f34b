import assert from "node:assert/strict";
import { test } from "node:test";
import { rows, type Store } from "../store/db.ts";
import { testStore } from "../testing/database.ts";
import {
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../testing/factory.ts";
import { hostileTexts } from "../testing/hostile.ts";
import type { Actor } from "../actions/context.ts";
import { editMonitor } from "../actions/targets/edit-monitor.ts";
import { storable } from "../base/text.ts";
import { cleanName } from "../domain/names.ts";
import { applyConfiguration } from "./apply.ts";
import { exportConfiguration } from "./export.ts";
import { faultText } from "./fault.ts";
import { planConfiguration, type PlanOptions } from "./plan.ts";

const options: PlanOptions = {
  prune: false,
  openSecret: (name) =>
    name === "MONITOR_SECRET_DB" ? "hunter2hunter2" : undefined,
  findChannel: async (named) =>
    named === "#iati-status" ? { id: "CIATI", label: named } : undefined,
};

const example = `namespaces:
  - slug: iati
    name: IATI
    timezone: Europe/London
    slack: ["#iati-status"]
    services:
      - name: Datastore
        public: true
        runbook: https://wiki.example.org/datastore
        monitors:
          - name: front page
            type: http
            url: https://datastore.example.org/
            every: 30s
            timeout: 5s
            confirm: {failures: 3, retry: 10s, successes: 1}
            contains: Search
            essential: true
          - name: zone
            type: dns
            settings: {name: example.org, type: MX}
            schedule: ["* 9-16 * * 1-5", "*/5 * * * *"]
          - name: database
            type: mysql
            host: db.example.org
            username: watch
            password: $MONITOR_SECRET_DB
`;

async function plan(
  store: Store,
  text: string,
  more: Partial<PlanOptions> = {},
) {
  return planConfiguration(contextOf(store), text, { ...options, ...more });
}

async function lines(
  store: Store,
  text: string,
  more: Partial<PlanOptions> = {},
): Promise<string[]> {
  const planned = await plan(store, text, more);
  if (!planned.ok) return planned.faults.map(faultText);
  return planned.plan.lines.map(
    ({ sign, name, what }) => `${sign} ${name}: ${what}`,
  );
}

async function apply(
  store: Store,
  text: string,
  more: Partial<PlanOptions> = {},
) {
  const applied = await applyConfiguration(
    contextOf(store),
    text,
    { ...options, ...more },
    null,
  );
  assert.ok(
    applied.ok,
    applied.ok
      ? ""
      : `${applied.text} ${(applied.faults ?? []).map(faultText).join("\n")}`,
  );
  return applied.plan;
}

test("a file is read, shown, applied, and is then what is there", async (t) => {
  const store = await testStore(t);
  assert.deepEqual(await lines(store, example), [
    "+ iati: namespace IATI",
    "+ iati/Datastore/front page: http https://datastore.example.org/, every 30s",
    "+ iati/Datastore/zone: dns MX example.org, at * 9-16 * * 1-5, */5 * * * *",
    "+ iati/Datastore/database: mysql db.example.org:3306, every 1m",
  ]);
  assert.deepEqual(await rows(store.db, "SELECT 1 FROM namespaces"), []);
  await apply(store, example);
  assert.deepEqual(await lines(store, example), []);
  const audits = await rows<{ verb: string }>(
    store.db,
    "SELECT verb FROM audits ORDER BY id",
  );
  assert.deepEqual(
    audits.map(({ verb }) => verb),
    ["namespace add", "add", "add", "add"],
  );
  const changed = example
    .replace("every: 30s", "every: 1m")
    .replace("contains: Search\n", "lacks: Error\n")
    .replace("name: IATI", "name: The IATI")
    .replace("datastore\n        monitors", "store\n        monitors")
    .replace("MX", "A");
  assert.deepEqual(await lines(store, changed), [
    '~ iati: name "IATI" → "The IATI"',
    '~ iati/Datastore/front page: every 30s → 1m, contains "Search" → none and lacks none → "Error"',
    '~ iati/Datastore/zone: setting type "MX" → "A"',
    '~ iati/Datastore: runbook "https://wiki.example.org/datastore" → "https://wiki.example.org/store"',
  ]);
  await apply(store, changed);
  assert.deepEqual(await lines(store, changed), []);
});

test("what is not in the file stays, unless it is asked for that it goes", async (t) => {
  const store = await testStore(t);
  await apply(store, example);
  await makeMonitor(store, { serviceName: "Old" });
  await makeMonitor(store, { monitorName: "search" });
  const kept = await apply(store, example);
  assert.deepEqual(kept.left, ["iati/Datastore/search", "iati/Old"]);
  assert.deepEqual(await lines(store, example, { prune: true }), [
    "- iati/Datastore/search: http",
    "- iati/Old: 1 monitor",
  ]);
  await apply(store, example, { prune: true });
  assert.deepEqual((await apply(store, example)).left, []);
});

test("all mistakes are told at once, each with its line, its column and what to do", async (t) => {
  const store = await testStore(t);
  await makeNamespace(store, { slug: "di" });
  const wrong = `namespaces:
  - slug: iati
    timezon: UTC
    slack: ["#nowhere"]
    remind: 5
    services:
      - name: Datastore
        monitors:
          - name: front page
            type: http
            url: datastore.example.org
            contians: Search
            every: 30
            timeout: 5s
            confirm: {failures: 99, sucesses: 3}
          - name: Front  Page
            type: htpp
          - name: database
            type: mysql
            host: db.example.org
            password: hunter2hunter2
          - name: shell
            type: ssh
            host: a.example.org
            username: watch
            password: $MONITOR_SECRET_NONE
          - name: other
            type: ssh
            host: a.example.org
            username: watch
            password: {secret: password}
            schedule: sometimes
      - name: Empty
        monitors: []
      - monitors: nothing
  - slug: di
    timezone: Mars
`;
  assert.deepEqual(await lines(store, wrong), [
    'line 3, column 5: A namespace has no key "timezon": did you mean "timezone"?',
    'line 4, column 12: Slack shows allswell no channel "#nowhere": invite it there, or write the channel\'s id.',
    'line 5, column 13: remind must be a duration with its unit, as in "30s"; "5" is none.',
    "line 11, column 18: URL must begin with http:// or https://, for example https://datastore.example.org/.",
    'line 12, column 13: A monitor of type http has no key "contians": did you mean "contains"?',
    'line 13, column 20: every must be a duration with its unit, as in "30s"; "30" is none.',
    "line 15, column 33: The number of failures that confirm an outage must be a whole number between 1 and 20.",
    'line 15, column 37: confirm has no key "sucesses": did you mean "successes"?',
    'line 17, column 13: There is no check type "htpp": did you mean "http"?',
    "line 21, column 23: Password is a secret: write $MONITOR_SECRET_… (of allswell's environment), or {secret: password} for what is stored with this monitor already.",
    "line 26, column 23: Password: allswell's environment has no MONITOR_SECRET_NONE.",
    "line 31, column 23: Password: nothing is stored for it here: write $MONITOR_SECRET_… and set that in allswell's environment.",
    'line 32, column 23: "sometimes" is not a cron line: it needs five fields, as in "*/5 9-17 * * 1-5".',
    "line 33, column 9: A service needs at least one monitor: somebody must look at it.",
    "line 35, column 9: A service needs a `name`.",
    'line 35, column 19: monitors must be a list: each item on a line of its own, behind "- ".',
    'line 37, column 15: "Mars" is not a time zone; it looks like "Europe/London" or "UTC".',
  ]);
  assert.deepEqual(await rows(store.db, "SELECT 1 FROM services"), []);
});

test("twins, broken YAML, and things that are no configuration", async (t) => {
  const store = await testStore(t);
  const table: [string, RegExp][] = [
    ["", /^line 1, column 1: The list `namespaces` is missing\.$/],
    ["[]", /A configuration must be a map/],
    ["namespaces: [", /^line 1, column 1\d: This is not YAML: /],
    [
      "namespaces:\n  - slug: a\n  - slug: a",
      /^line 3, column 5: There is a namespace of this name already, in line 2\.$/,
    ],
    ["a: &a [*a]", /has no key "a"/],
    [
      "namespaces:\n  - slug: a\n    slug: b",
      /^line 3, column 5: This is not YAML: Map keys must be unique/,
    ],
    [
      "namespaces:\n  - slug: Not one",
      /^line 2, column 11: The short name must be/,
    ],
    [
      `namespaces: &n\n  - slug: a\n    services: &s\n      - name: x\n        monitors: &m\n          - {name: y, type: http, url: "https://a.example/"}\n          - {name: Y, type: http, url: "https://a.example/"}`,
      /^line 7, column 13: There is a monitor of this name already, in line 6\.$/,
    ],
  ];
  for (const [text, expected] of table)
    assert.match((await lines(store, text)).join("\n"), expected, text);
});

test("anchors and merges spare repetition", async (t) => {
  const store = await testStore(t);
  await apply(
    store,
    `namespaces:
  - slug: iati
    services:
      - name: Datastore
        monitors:
          - &web {name: front page, type: http, url: "https://a.example/", every: 10s}
          - <<: *web
            name: search
            url: https://a.example/search
`,
  );
  assert.deepEqual(
    await rows(store.db, "SELECT name, every_ms FROM monitors ORDER BY id"),
    [
      { name: "front page", every_ms: 10_000 },
      { name: "search", every_ms: 10_000 },
    ],
  );
});

test("an export shows no secret, and importing it changes nothing, whatever things are called", async (t) => {
  const store = await testStore(t);
  await apply(store, example);
  const names = [
    ...new Set(
      hostileTexts.flatMap((text) => {
        const cleaned = cleanName(storable(text));
        return cleaned.ok ? [cleaned.name] : [];
      }),
    ),
  ].slice(0, 80);
  for (const [index, name] of names.entries()) {
    await makeNamespace(store, {
      slug: `n${index}`,
      name,
      channels: [{ id: `C${index}`, label: `#${name}` }],
    });
    await makeMonitor(store, {
      namespaceSlug: `n${index}`,
      serviceName: name,
      monitorName: name,
      settings: { url: "https://a.example/", contains: name },
      secrets: { secretValue: `secret ${index}` },
    });
  }
  const { text } = await exportConfiguration(contextOf(store));
  assert.doesNotMatch(text, /hunter2|secret \d/);
  assert.match(text, /password: \{secret: password\}/);
  assert.deepEqual(
    await lines(store, text, {
      prune: true,
      findChannel: async () => undefined,
    }),
    [],
  );
  const again = await exportConfiguration(contextOf(store));
  assert.equal(again.text, text);
  const other = await testStore(t);
  const there = await lines(other, text, {
    findChannel: async (named) => ({ id: named, label: named }),
  });
  assert.ok(
    there.every((line) => line.includes("nothing is stored for it here")),
    there[0] ?? "nothing",
  );
});

test("what is applied is what was shown, all of it or nothing", async (t) => {
  const store = await testStore(t);
  await apply(store, example);
  const changed = example.replace("every: 30s", "every: 1m");
  const shown = await plan(store, changed);
  assert.ok(shown.ok);
  const [monitor] = await rows<{ id: number }>(
    store.db,
    "SELECT id FROM monitors WHERE name = 'front page'",
  );
  granted(
    await editMonitor(contextOf(store), monitor?.id ?? 0, () => ({
      ok: true,
      edit: { everyMs: 10_000 },
    })),
  );
  const late = await applyConfiguration(
    contextOf(store),
    changed,
    options,
    shown.plan.digest,
  );
  assert.ok(!late.ok && late.kind === "changed-meanwhile");
  assert.match(late.plan?.lines[0]?.what ?? "", /^every 10s → 1m/);
  const now = await applyConfiguration(
    contextOf(store),
    changed,
    options,
    late.plan?.digest ?? "",
  );
  assert.ok(now.ok);
  const member: Actor = { id: "UBEN", name: "Ben", role: "member" };
  const refused = await applyConfiguration(
    contextOf(store, { actor: member }),
    "namespaces:\n  - {slug: iati, name: Mine}\n  - {slug: mine, name: Mine}",
    options,
    null,
  );
  assert.ok(!refused.ok);
  assert.match(
    (refused.faults ?? []).map(faultText).join("\n"),
    /^line 2, column 12: The namespace iati is not yours to change\.$/,
  );
  const halfway = await applyConfiguration(
    contextOf(store, { actor: member }),
    "namespaces:\n  - {slug: mine, name: Mine}",
    options,
    null,
  );
  assert.ok(!halfway.ok && halfway.kind === "not-allowed");
  const slugs = await rows<{ slug: string }>(
    store.db,
    "SELECT slug FROM namespaces",
  );
  assert.deepEqual(slugs, [{ slug: "iati" }]);
});

test("addresses in a file hear of namespaces and services; the file adds, and shows none", async (t) => {
  const store = await testStore(t);
  const text = example
    .replace(
      "    name: IATI\n",
      "    name: IATI\n    mail: ops@example.org|ada@example.org\n",
    )
    .replace(
      "      - name: Datastore\n",
      '      - name: Datastore\n        mail: ["Ben@example.org", "ops@example.org|ben@example.org"]\n',
    );
  const planned = await lines(store, text);
  assert.deepEqual(planned.slice(-2), [
    "+ iati: mail to o•••••@example.org and a•••••@example.org",
    "+ iati/Datastore: mail to b•••••@example.org and o•••••@example.org",
  ]);
  await apply(store, text);
  assert.deepEqual(await lines(store, text), []);
  const heard = await rows<{ line: string }>(
    store.db,
    "SELECT o.label || ' ' || o.audience AS line FROM subscriptions s JOIN outlets o ON o.id = s.outlet_id WHERE o.channel = 'mail' ORDER BY 1",
  );
  assert.equal(heard.length, 4);
  const exported = await exportConfiguration(contextOf(store));
  assert.doesNotMatch(exported.text, /@example\.org/);
  const wrong = await lines(
    store,
    text.replace("ops@example.org|ada@example.org", "nobody|@x"),
  );
  assert.match(wrong.join("\n"), /mail: "nobody" is no address/);
});
