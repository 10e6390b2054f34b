import assert from "node:assert/strict";
import { test } from "node:test";
import { corpusTexts, hostileTexts } from "../../testing/hostile.ts";
import type { MonitorDraft } from "../monitor-request.ts";
import { wordsOf } from "../words.ts";
import { readAddWords } from "./add-words.ts";

const url = "https://datastore.example.org/";

/** What somebody types behind "add", as Slack hands it over. */
function read(typed: string) {
  return readAddWords(wordsOf(typed.replace(/https?:\/\/\S+/g, "<$&>")));
}

function draftOf(typed: string): Partial<MonitorDraft> {
  const answer = read(typed);
  assert.ok(answer.ok, answer.ok ? "" : `${typed}: ${answer.text}`);
  const { type: _type, ...rest } = answer.draft;
  return rest;
}

test("a monitor is read in whatever order, with and without quotes", () => {
  const usual = {
    namespaceSlug: "iati",
    serviceName: "Datastore",
    every: "30s",
    settings: { url },
  };
  for (const typed of [
    `${url} every 30s in iati name "Datastore"`,
    `${url} name Datastore every 30s in iati`,
    `${url} in iati, every 30s, name Datastore`,
    `http ${url} in iati every 30s as Datastore`,
    `${url} Datastore in iati every 30s`,
    `Datastore ${url} in iati every 30s`,
    `http Datastore ${url} every 30s in iati`,
    `${url} IN iati EVERY 30s NAME Datastore`,
  ])
    assert.deepEqual(draftOf(typed), usual, typed);
});

test("every option has its place", () => {
  const table: [string, Partial<MonitorDraft>][] = [
    [
      `${url} every 30 seconds in iati`,
      { namespaceSlug: "iati", every: "30 seconds" },
    ],
    [`${url} every minute`, { every: "1 minute" }],
    [
      `${url} every 1 h 30 min in iati`,
      { namespaceSlug: "iati", every: "1 h 30 min" },
    ],
    [
      `${url} name Front page of it monitor the search box in iati`,
      {
        namespaceSlug: "iati",
        serviceName: "Front page of it",
        monitorName: "the search box",
      },
    ],
    [`${url} name "in every name"`, { serviceName: "in every name" }],
    [
      `${url} timeout 5s retry 20s failures 2 successes 3`,
      { timeout: "5s", retry: "20s", failures: "2", successes: "3" },
    ],
    [
      `${url} confirm 5 essential private`,
      { failures: "5", essential: true, private: true },
    ],
    [
      `${url} schedule "* 9-16 * * 1-5" "*/5 * * * *" in di`,
      { namespaceSlug: "di", schedule: ["* 9-16 * * 1-5", "*/5 * * * *"] },
    ],
    [
      `${url} contains All is well in iati`,
      { namespaceSlug: "iati", settings: { url, contains: "All is well" } },
    ],
    [
      `${url} contains "in every" slow 2s`,
      { settings: { url, contains: "in every", slow: "2s" } },
    ],
  ];
  for (const [typed, expected] of table)
    assert.deepEqual(
      draftOf(typed),
      { namespaceSlug: "", settings: { url }, ...expected },
      typed,
    );
});

test("what hears has a name and a rhythm in place of an address", () => {
  const backup = {
    namespaceSlug: "iati",
    serviceName: "nightly backup",
    settings: { runs: "1d", grace: "1h" },
  };
  for (const typed of [
    'heartbeat "nightly backup" every 1d grace 1h in iati',
    "heartbeat nightly backup every 1d grace 1h in iati",
    "heartbeat every 1d grace 1h in iati name nightly backup",
    'heartbeat 1d "nightly backup" grace 1h in iati',
    "heartbeat 1d nightly backup in iati grace 1h",
    "heartbeat nightly backup runs 1d grace 1h in iati",
  ])
    assert.deepEqual(draftOf(typed), backup, typed);
  for (const typed of [
    'heartbeat backup every "0 3 * * *" in iati',
    'heartbeat backup schedule "0 3 * * *" in iati',
    'heartbeat "0 3 * * *" backup in iati',
  ])
    assert.deepEqual(
      draftOf(typed),
      {
        namespaceSlug: "iati",
        serviceName: "backup",
        settings: { runs: "0 3 * * *" },
      },
      typed,
    );
  assert.deepEqual(draftOf("push Nagios every 10 minutes in iati"), {
    namespaceSlug: "iati",
    serviceName: "Nagios",
    settings: { fresh: "10 minutes" },
  });
});

test("what is missing or mistyped is named", () => {
  const table: [string, RegExp][] = [
    ["", /^Say what to look at/],
    ["http", /^Say what to look at/],
    ["heartbeat", /^Say how often it is to be heard: `every 1d`\.$/],
    ["heartbeat backup in iati", /^Say how often it is to be heard/],
    ["push Nagios", /^Say how often it is to be heard/],
    ["heartbeat backup every", /^`every` needs a value/],
    ["heartbeat backup evry 1d", /Did you mean `every`/],
    [`${url} evry 30s`, /^"evry" is no option\. Did you mean `every`\?/],
    [`${url} name Front page evry 30s`, /Did you mean `every`/],
    [`${url} every`, /^`every` needs a value/],
    [`${url} every in iati`, /^`every` needs a value/],
    [`${url} in`, /^`in` needs a value/],
    [`${url} name in iati`, /^`name` needs a value/],
    [`${url} contains`, /^`contains` needs a value/],
    [`${url} schedule every 5m`, /^A schedule needs cron lines in quotes/],
    [`${url} in iati colour blue`, /^"colour" is no option/],
    [`Datastore ${url} Registry`, /^"Registry" is no option/],
  ];
  for (const [typed, expected] of table) {
    const answer = read(typed);
    assert.ok(!answer.ok, typed);
    assert.match(answer.text, expected, typed);
  }
});

test("whatever is typed is a monitor or a sentence", () => {
  for (const text of [...hostileTexts, ...(corpusTexts() ?? [])])
    for (const typed of [
      text,
      `${url} ${text}`,
      `${url} name ${text} every ${text}`,
    ]) {
      const answer = read(typed);
      assert.ok(answer.ok || (answer.text !== "" && answer.text.length < 500));
    }
});
