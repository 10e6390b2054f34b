import { NEVER } from "../../domain/time.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import type { IncidentLine, NamespaceLine } from "../../actions/inside/show.ts";
import {
  type History,
  type IncidentDetail,
  wholeHistory,
} from "../../actions/incidents/show-incidents.ts";
import { readHistoryPlace } from "../buttons/values.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import {
  problemsWithMessage,
  wordsOfBlocks,
} from "../../testing/slack-words.ts";
import type { LedgerLine, LedgerPage } from "../../actions/ledger.ts";
import { deliveriesView } from "./deliveries.ts";
import { incidentView } from "./incident.ts";
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

function history(
  incidents: readonly IncidentLine[],
  fields: Partial<History> = {},
): History {
  return {
    ...wholeHistory,
    open: incidents.filter(({ resolvedAt }) => resolvedAt === null),
    past: incidents.filter(({ resolvedAt }) => resolvedAt !== null),
    hasMoreOpen: false,
    hasNext: false,
    now: at + 3 * 60_000,
    ...fields,
  };
}

const over = incident({
  id: 10,
  resolvedAt: at + 60_000,
  resolution: "recovered",
});

test("incidents: open ones can be taken on", () => {
  const view = incidentsView(
    history([
      incident(),
      incident({
        id: 11,
        severity: "difficulties",
        acknowledgedBy: "Ada",
        cause: "",
      }),
      over,
      incident({
        id: 9,
        resolvedAt: at + 60_000,
        resolution: "paused",
        acknowledgedBy: "Ada",
      }),
    ]),
  );
  assert.deepEqual(wordsOfBlocks(view.blocks).split("\n"), [
    "2 open incidents",
    "• :red_circle: 12 *Datastore* down for 3 min, began 2026-11-21 10:02 UTC · HTTP 503",
    "• :large_yellow_circle: 11 *Datastore* in difficulties for 3 min, began 2026-11-21 10:02 UTC, Ada is on it",
    "• :white_check_mark: 10 *Datastore* over after 1 min, began 2026-11-21 10:02 UTC · HTTP 503",
    "• :white_circle: 9 *Datastore* closed after 1 min, began 2026-11-21 10:02 UTC, Ada was on it · HTTP 503",
    "[Acknowledge 12: Datastore] <What happened in …>",
  ]);
  assert.equal(incidentsView(history([])).text, "No incidents. All's well.");
  assert.equal(incidentsView(history([over])).text, "No open incidents");
});

test("incidents: pages turn both ways, and keep what they are of", () => {
  const place = { page: 2, serviceId: 7, onlyOpen: false };
  const view = incidentsView(history([over], { ...place, hasNext: true }));
  assert.match(
    wordsOfBlocks(view.blocks),
    /^Earlier incidents \(page 3\)\n.*\n\[Newer\] \[Earlier\] </,
  );
  assert.deepEqual(
    [...JSON.stringify(view.blocks).matchAll(/"value":"(\{.*?\})"/g)].map(
      ([, value = ""]) => readHistoryPlace(value.replaceAll("\\", "")),
    ),
    [1, 3].map((page) => ({ ...place, namespaceSlug: null, page })),
  );
  const beyond = incidentsView(history([], { page: 4 }));
  assert.match(wordsOfBlocks(beyond.blocks), /no more incidents\.\n\[Newer\]$/);
  const many = incidentsView(
    history([incident()], { hasMoreOpen: true, onlyOpen: false }),
  );
  assert.match(wordsOfBlocks(many.blocks), /^Open incidents\n/);
  assert.match(wordsOfBlocks(many.blocks), /\[Open ones alone\]/);
  assert.match(
    wordsOfBlocks(incidentsView(history([], { onlyOpen: true })).blocks),
    /^No incidents are open\. All's well\.\n\[All incidents\]$/,
  );
});

function detail(fields: Partial<IncidentDetail> = {}): IncidentDetail {
  return {
    ...incident(),
    serviceId: 7,
    downMs: 90_000,
    timeline: [
      { at, text: "HTTP 503", actor: null },
      { at: at + 60_000, text: "is on it", actor: "Ada" },
    ],
    postmortem: "to-write",
    now: at + 120_000,
    ...fields,
  };
}

test("one incident, with all that happened in it", () => {
  assert.deepEqual(wordsOfBlocks(incidentView(detail()).blocks).split("\n"), [
    "Incident 12: Datastore",
    ":red_circle: down for 2 min, began 2026-11-21 10:02 UTC · iati",
    "Down for 1 min 30 s",
    "HTTP 503",
    "*What happened*",
    "• 2026-11-21 10:02 UTC  HTTP 503",
    "• 2026-11-21 10:03 UTC (after 1 min) is on it (Ada)",
    "[Acknowledge] [Post update] [Check now] [All of the service] <Snooze …>",
  ]);
  const mild = incidentView(
    detail({
      severity: "difficulties",
      downMs: 0,
      resolvedAt: at + 60_000,
      resolution: "recovered",
      timeline: [],
    }),
  );
  assert.match(
    wordsOfBlocks(mild.blocks),
    /over after 1 min.*\nNever down, only in difficulties\n.*\n\[Check now\]/,
  );
});

test("a long timeline leaves out its middle", () => {
  const timeline = Array.from({ length: 400 }, (_, index) => ({
    at: at + index * 60_000,
    text: `line ${index} ${"x".repeat(500)}`,
    actor: null,
  }));
  const view = incidentView(detail({ timeline, cause: "c".repeat(5_000) }));
  assert.deepEqual(problemsWithMessage(view), []);
  assert.match(
    wordsOfBlocks(view.blocks),
    /line 0 .*\n• 3\d\d more lines …\n.*line 399 /s,
  );
});

function delivery(fields: Partial<LedgerLine> = {}): LedgerLine {
  return {
    id: 5,
    outletId: 1,
    outlet: "#iati-status",
    channel: "slack",
    text: "Datastore is down",
    state: "sent",
    smsStatus: null,
    smsError: null,
    attempts: 1,
    failure: null,
    createdAt: at,
    sentAt: at,
    nextAttemptAt: at + 60_000,
    incidentId: 12,
    postId: 5,
    others: 0,
    offReason: null,
    restsUntil: null,
    behind: null,
    ...fields,
  };
}

function ledger(
  lines: LedgerLine[],
  page: Partial<LedgerPage> = {},
): LedgerPage {
  return {
    place: { part: "all", incidentId: null, beforeId: null },
    counts: { waiting: 1, doubtful: 0, dead: 1, lost: 0, sent: 3 },
    lines,
    hasEarlier: false,
    untold: [],
    now: at,
    ...page,
  };
}

test("deliveries: what became of each and why, what happens next, and what can be done", () => {
  const unsent = { sentAt: null };
  const view = deliveriesView(
    ledger([
      delivery(),
      delivery({ id: 9, state: "sending", ...unsent, postId: 5 }),
      delivery({
        id: 8,
        state: "planned",
        ...unsent,
        nextAttemptAt: at,
        behind: 4,
      }),
      delivery({ id: 7, state: "planned", ...unsent }),
      delivery({
        id: 6,
        state: "planned",
        ...unsent,
        nextAttemptAt: NEVER,
        failure: "held by Ada",
      }),
      delivery({
        id: 4,
        state: "retry",
        attempts: 2,
        failure: "ratelimited",
        ...unsent,
        others: 2,
      }),
      delivery({
        id: 3,
        state: "dead",
        failure: "is_archived",
        ...unsent,
        outlet: "<@UADA000001>",
      }),
      delivery({
        id: 2,
        state: "ambiguous",
        failure: "no answer",
        ...unsent,
        nextAttemptAt: NEVER,
      }),
      delivery({
        id: 1,
        state: "planned",
        ...unsent,
        offReason: "is_archived",
      }),
    ]),
  );
  assert.deepEqual(wordsOfBlocks(view.blocks).split("\n"), [
    "Deliveries",
    "3 messages in the last 24 hours · 1 waiting · 1 not deliverable",
    "• :white_check_mark: 5 to #iati-status: Datastore is down · sent 2026-11-21 10:02 UTC",
    "• :hourglass_flowing_sand: 9 to #iati-status: Datastore is down · being sent, planned 2026-11-21 10:02 UTC, shown when message 5 is brought up to date",
    "• :hourglass_flowing_sand: 8 to #iati-status: Datastore is down · waiting, planned 2026-11-21 10:02 UTC, behind 4, which comes first",
    "[Drop]",
    "• :hourglass_flowing_sand: 7 to #iati-status: Datastore is down · waiting, planned 2026-11-21 10:02 UTC, gathers what happens until 2026-11-21 10:03 UTC",
    "[Drop]",
    "• :hourglass_flowing_sand: 6 to #iati-status: Datastore is down · waiting, planned 2026-11-21 10:02 UTC, held by Ada",
    "[Drop]",
    "• :repeat: 4 to #iati-status: Datastore is down · refused for now, planned 2026-11-21 10:02 UTC, with 2 others, 2 attempts, next try 2026-11-21 10:03 UTC: ratelimited",
    "[Drop]",
    "• :x: 3 to an admin (direct message): Datastore is down · not deliverable, planned 2026-11-21 10:02 UTC: is_archived",
    "[Try again] [Drop]",
    "• :grey_question: 2 to #iati-status: Datastore is down · perhaps arrived, perhaps not, planned 2026-11-21 10:02 UTC: no answer. Look there: try again (it is looked for first), send it again, or drop it",
    "[Try again] [Send again] [Drop]",
    "• :hourglass_flowing_sand: 1 to #iati-status: Datastore is down · waiting, planned 2026-11-21 10:02 UTC. Nothing is told there any more: is_archived",
    "[Use again] [Drop]",
    "[Refresh] [Waiting] [Failed]",
  ]);
  const sms = { channel: "sms", outlet: "Ada (SMS)", id: 3, postId: 3 };
  const calls = deliveriesView(
    ledger(
      [
        delivery(sms),
        delivery({ ...sms, smsStatus: "sent" }),
        delivery({ ...sms, smsStatus: "delivered" }),
        delivery({ ...sms, smsStatus: "undelivered", smsError: 30005 }),
        delivery({
          ...sms,
          state: "dead",
          sentAt: null,
          failure: "the number has written STOP",
        }),
      ],
      { counts: { waiting: 0, doubtful: 0, dead: 0, lost: 1, sent: 4 } },
    ),
  );
  assert.deepEqual(wordsOfBlocks(calls.blocks).split("\n").slice(1, 8), [
    "4 messages in the last 24 hours · 0 waiting · 0 not deliverable · 1 SMS did not arrive",
    "• :outbox_tray: 3 to Ada (SMS): Datastore is down · sent, not confirmed yet 2026-11-21 10:02 UTC",
    "• :outbox_tray: 3 to Ada (SMS): Datastore is down · sent, not confirmed yet 2026-11-21 10:02 UTC",
    "• :white_check_mark: 3 to Ada (SMS): Datastore is down · delivered 2026-11-21 10:02 UTC",
    "• :x: 3 to Ada (SMS): Datastore is down · did not arrive 2026-11-21 10:02 UTC: the number is unknown, or not in use any more (Twilio 30005)",
    "• :x: 3 to Ada (SMS): Datastore is down · not deliverable, planned 2026-11-21 10:02 UTC: the number has written STOP. SMS are not sent late: the next reminder calls whoever is on call anew",
    "[Drop]",
  ]);
  const wordsOf = (page: Partial<LedgerPage>): string =>
    wordsOfBlocks(deliveriesView(ledger([], page)).blocks)
      .split("\n")
      .slice(2)
      .join("\n");
  const place = { part: "failed", incidentId: null, beforeId: null } as const;
  assert.equal(wordsOf({ place }), "None failed.\n[Refresh] [Waiting] [All]");
  assert.equal(
    wordsOf({
      place: { ...place, incidentId: 12 },
      untold: [{ label: "@iati", why: "switched off: revoked" }],
    }),
    "Nothing of it was told.\n*Not told*\n• @iati: switched off: revoked\n[Refresh]",
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
      escalateMs: 300_000,
      owners: [],
      createdAt: at,
      removedAt: null,
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
        history(
          Array.from({ length: 10 }, (_, id) =>
            incident({ id, serviceName: name, cause: hostile }),
          ),
        ),
      ),
      incidentView(
        detail({
          serviceName: name,
          cause: hostile,
          timeline: [{ at, text: hostile, actor: hostile }],
        }),
      ),
      deliveriesView(
        ledger(
          Array.from({ length: 10 }, (_, id) =>
            delivery({
              id,
              outlet: hostile,
              text: hostile,
              failure: hostile,
              offReason: id % 2 === 0 ? hostile : null,
              state: "retry",
            }),
          ),
          {
            hasEarlier: true,
            untold: [{ label: hostile, why: hostile }],
          },
        ),
      ),
      namespacesView([namespace(name, { name, timezone: name }, outlets)]),
    ];
    for (const view of views)
      assert.deepEqual(problemsWithMessage(view), [], hostile.slice(0, 40));
  }
});
