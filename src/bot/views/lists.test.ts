import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  IncidentLine,
  LedgerLine,
  NamespaceLine,
} from "../../actions/show.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import {
  problemsWithMessage,
  wordsOfBlocks,
} from "../../testing/slack-words.ts";
import { deliveriesView } from "./deliveries.ts";
import { incidentsView } from "./incidents.ts";
import { namespacesView } from "./namespaces.ts";

const at = Date.UTC(2026, 10, 21, 10, 2);

function incident(fields: Partial<IncidentLine> = {}): IncidentLine {
  return {
    id: 12,
    serviceName: "Datastore",
    namespaceSlug: "iati",
    severity: "down",
    cause: "HTTP 503",
    beganAt: at,
    resolvedAt: null,
    resolution: null,
    acknowledgedBy: null,
    ...fields,
  };
}

test("incidents: open ones can be taken on", () => {
  const view = incidentsView([
    incident(),
    incident({
      id: 11,
      severity: "difficulties",
      acknowledgedBy: "Ada",
      cause: "",
    }),
    incident({ id: 10, resolvedAt: at + 60_000, resolution: "recovered" }),
    incident({
      id: 9,
      resolvedAt: at + 60_000,
      resolution: "paused",
      acknowledgedBy: "Ada",
    }),
  ]);
  assert.deepEqual(wordsOfBlocks(view.blocks).split("\n"), [
    "2 open incidents",
    "• :red_circle: 12 *Datastore* down, began 2026-11-21 10:02 UTC · HTTP 503",
    "• :large_yellow_circle: 11 *Datastore* in difficulties, began 2026-11-21 10:02 UTC, Ada is on it",
    "• :white_check_mark: 10 *Datastore* over after 1 min, began 2026-11-21 10:02 UTC · HTTP 503",
    "• :white_circle: 9 *Datastore* closed after 1 min, began 2026-11-21 10:02 UTC, Ada was on it · HTTP 503",
    "[Acknowledge 12: Datastore]",
  ]);
  assert.equal(incidentsView([]).text, "No incidents. All's well.");
  assert.equal(
    incidentsView([incident({ resolvedAt: at })]).text,
    "No open incidents",
  );
});

function delivery(fields: Partial<LedgerLine> = {}): LedgerLine {
  return {
    id: 5,
    outlet: "#iati-status",
    text: "Datastore is down",
    state: "sent",
    attempts: 1,
    failure: null,
    createdAt: at,
    sentAt: at,
    nextAttemptAt: at + 60_000,
    incidentId: 12,
    ...fields,
  };
}

test("deliveries: what became of each, and when it is tried again", () => {
  const view = deliveriesView("all", { sent: 3, retry: 1 }, [
    delivery(),
    delivery({
      id: 4,
      state: "retry",
      attempts: 2,
      failure: "ratelimited",
      sentAt: null,
    }),
    delivery({
      id: 3,
      state: "dead",
      failure: "is_archived",
      sentAt: null,
      outlet: "<@UADA000001>",
    }),
    delivery({ id: 2, state: "something new" }),
  ]);
  assert.deepEqual(wordsOfBlocks(view.blocks).split("\n"), [
    "Deliveries",
    "3 sent · 1 refused for now",
    "• :white_check_mark: 5 to #iati-status: Datastore is down · sent 2026-11-21 10:02 UTC",
    "• :repeat: 4 to #iati-status: Datastore is down · refused for now, planned 2026-11-21 10:02 UTC, next try 2026-11-21 10:03 UTC, 2 attempts: ratelimited",
    "• :x: 3 to an admin (direct message): Datastore is down · not deliverable, planned 2026-11-21 10:02 UTC: is_archived",
    "• :grey_question: 2 to #iati-status: Datastore is down · something new 2026-11-21 10:02 UTC",
  ]);
  assert.match(
    wordsOfBlocks(deliveriesView("failed", {}, []).blocks),
    /Deliveries that failed\nNothing was told yet\.\nThere are none\./,
  );
});

function namespace(
  slug: string,
  fields: Partial<NamespaceLine["namespace"]> = {},
  outlets: NamespaceLine["outlets"] = [],
): NamespaceLine {
  return {
    namespace: {
      id: 1,
      slug,
      name: slug.toUpperCase(),
      timezone: "Europe/London",
      remindEveryMs: 14_400_000,
      foldMs: 20_000,
      announceDifficulties: false,
      owners: [],
      createdAt: at,
      ...fields,
    },
    outlets,
  };
}

test("namespaces: who hears of each", () => {
  const view = namespacesView([
    namespace("di"),
    namespace("iati", { owners: ["U1", "U2"] }, [
      { label: "#iati-status", channel: "slack", offReason: null },
      {
        label: "@iati_status",
        channel: "x",
        offReason: "the account is suspended",
      },
    ]),
  ]);
  assert.deepEqual(wordsOfBlocks(view.blocks).split("\n"), [
    "Namespaces",
    "• *di* DI · Europe/London · reminders every 4h · tells nobody yet",
    "• *iati* IATI · Europe/London · reminders every 4h · tells #iati-status and @iati_status (off: the account is suspended) · 2 owners",
    "[Add a namespace]",
  ]);
  const many = Array.from({ length: 100 }, (_, index) =>
    namespace(
      `namespace-${index}`,
      { name: "n".repeat(80) },
      Array.from({ length: 30 }, () => ({
        label: "l".repeat(500),
        channel: "slack",
        offReason: "o".repeat(500),
      })),
    ),
  );
  assert.deepEqual(problemsWithMessage(namespacesView(many)), []);
  assert.match(wordsOfBlocks(namespacesView(many).blocks), /and \d\d more/);
  assert.deepEqual(problemsWithMessage(namespacesView([])), []);
});

test("lists of whatever texts are messages that Slack takes, and nothing but text", () => {
  for (const hostile of hostileTexts) {
    const name = hostile.slice(0, 80);
    const outlets = [{ label: hostile, channel: "slack", offReason: hostile }];
    const views = [
      incidentsView(
        Array.from({ length: 10 }, (_, id) =>
          incident({ id, serviceName: name, cause: hostile }),
        ),
      ),
      deliveriesView(
        "all",
        { sent: 1 },
        Array.from({ length: 15 }, () =>
          delivery({
            outlet: hostile,
            text: hostile,
            failure: hostile,
            state: "retry",
          }),
        ),
      ),
      namespacesView([namespace(name, { name, timezone: name }, outlets)]),
    ];
    for (const view of views)
      assert.deepEqual(problemsWithMessage(view), [], hostile.slice(0, 40));
  }
});
