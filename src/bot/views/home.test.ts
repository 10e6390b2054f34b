import assert from "node:assert/strict";
import { test } from "node:test";
import type { SubscriptionLine } from "../../actions/audience/subscriptions.ts";
import type { MaintenanceLine } from "../../actions/maintenance/show-maintenance.ts";
import type { BoardRow } from "../../actions/inside/show.ts";
import { DAY } from "../../domain/time.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import { problemsWithModal, wordsOfBlocks } from "../../testing/slack-words.ts";
import { closedHome, type Dashboard, homeView } from "./home.ts";

const at = Date.UTC(2026, 10, 21, 10, 2, 5);

const trouble: BoardRow = {
  serviceId: 7,
  name: "Datastore",
  namespaceSlug: "iati",
  status: "down",
  since: at,
  monitors: 1,
  paused: 0,
  incidentId: 12,
  cause: "HTTP 503",
  acknowledgedBy: null,
  maintenanceUntil: null,
};

function dashboard(fields: Partial<Dashboard> = {}): Dashboard {
  const inIati = { namespaceSlug: "iati", namespaceName: "IATI" };
  return {
    counts: [
      { ...inIati, status: "up", count: 3 },
      { ...inIati, status: "down", count: 1 },
    ],
    troubled: [trouble],
    maintenance: null,
    overall: {
      response: { averageMs: 182, p95Ms: 420, looks: 2_880, failed: 2 },
      month: {
        uptime: { ratio: 0.99987, downMs: 240_000, countedMs: 20 * DAY },
        incidents: 2,
        mended: 1,
        mttrMs: 120_000,
      },
      disks: [
        {
          serviceId: 8,
          serviceName: "Database",
          namespaceSlug: "di",
          monitorName: "db1",
          usedPercent: 93.4,
          at,
        },
      ],
    },
    ...fields,
  };
}

function subscription(
  fields: Partial<SubscriptionLine> = {},
): SubscriptionLine {
  return {
    id: 1,
    outletId: 1,
    channel: "slack",
    audience: "team",
    verbosity: "all",
    serviceSlug: null,
    recipient: "UADA000001",
    outletLabel: "ada",
    offReason: null,
    createdBy: null,
    pattern: null,
    namespaceId: 1,
    namespaceSlug: "iati",
    namespaceName: "IATI",
    owners: [],
    serviceId: null,
    serviceName: null,
    isPublic: true,
    ...fields,
  };
}

const planned: MaintenanceLine = {
  windowId: 3,
  title: "New disks",
  note: "",
  purpose: "",
  zone: "UTC",
  rule: null,
  tellsCustomers: false,
  createdBy: "ada",
  state: "planned",
  startsAt: at + DAY,
  endsAt: at + DAY + 3_600_000,
  seriesStartsAt: at + DAY,
  durationMs: 3_600_000,
  covers: ["iati/Datastore", "iati/Registry", "di/*", "x/*"],
};

test("what is planned, and what runs", () => {
  const wordsOf = (maintenance: MaintenanceLine): string =>
    wordsOfBlocks(homeView(dashboard({ maintenance }), [], at).blocks);
  assert.match(
    wordsOf(planned),
    /\n:wrench: Next maintenance: New disks \(iati\/Datastore, iati\/Registry and 2 more\) from 2026-11-22 10:02 UTC until 2026-11-22 11:02 UTC\n/,
  );
  assert.match(
    wordsOf({ ...planned, state: "running" }),
    /\n:wrench: Maintenance now: New disks \(.*\) until 2026-11-22 11:02 UTC\n/,
  );
});

test("the dashboard: trouble first, then the figures, then one's own", () => {
  const view = homeView(
    dashboard(),
    [subscription(), subscription({ pattern: "*data*" })],
    at,
  );
  assert.deepEqual(wordsOfBlocks(view.blocks).split("\n"), [
    "1 service down; 3 of 4 up",
    "[Refresh] [All services] [Incidents] [Add a monitor] [Schedule maintenance …]",
    ":red_circle: *Datastore* (iati) down since 2026-11-21 10:02 UTC",
    "HTTP 503",
    "[Acknowledge] [Check now] [Details]",
    "Uptime this month: *99.987 %* on average, 2 incidents, 4 min down in all",
    "Answers in *182 ms* on average, 95 % within 420 ms (last hour)",
    "*Fullest disks*",
    "• *93.4 %* Database / db1 (di)",
    "",
    "*You hear of*",
    "• iati",
    "• *data*",
    "As of 2026-11-21 10:02 UTC",
  ]);
  assert.deepEqual(problemsWithModal(view), []);
});

test("the dashboard of an empty watch, and of one that nothing is known of yet", () => {
  const empty = homeView(
    dashboard({ counts: [], troubled: [], overall: null }),
    [],
    at,
  );
  assert.match(
    wordsOfBlocks(empty.blocks),
    /^Nothing is watched yet\n\[Add a monitor\] \[Refresh\]\n\nYou hear of nothing in person\./,
  );
  assert.deepEqual(problemsWithModal(empty), []);
  const young = homeView(
    dashboard({
      troubled: [],
      overall: {
        response: null,
        month: {
          uptime: { ratio: null, downMs: 0, countedMs: 0 },
          incidents: 0,
          mended: 0,
          mttrMs: null,
        },
        disks: [],
      },
    }),
    [],
    at,
  );
  assert.doesNotMatch(wordsOfBlocks(young.blocks), /Uptime|Answers|disks/);
  assert.deepEqual(problemsWithModal(closedHome("Not for you.")), []);
});

test("a full dashboard of whatever texts is a view that Slack takes", () => {
  for (const hostile of hostileTexts) {
    const name = hostile.slice(0, 80);
    const view = homeView(
      dashboard({
        troubled: Array.from({ length: 10 }, (_, serviceId) => ({
          ...trouble,
          serviceId,
          name,
          cause: hostile,
          acknowledgedBy: name,
        })),
        maintenance: { ...planned, title: name, covers: [hostile, name] },
        overall: {
          response: null,
          month: {
            uptime: { ratio: 1, downMs: 0, countedMs: DAY },
            incidents: 0,
            mended: 0,
            mttrMs: null,
          },
          disks: Array.from({ length: 3 }, () => ({
            serviceId: 8,
            serviceName: name,
            namespaceSlug: "di",
            monitorName: name,
            usedPercent: 1,
            at,
          })),
        },
      }),
      Array.from({ length: 300 }, () => subscription({ pattern: hostile })),
      at,
    );
    assert.deepEqual(problemsWithModal(view), [], hostile.slice(0, 40));
    assert.match(wordsOfBlocks(view.blocks), /and 280 more/);
  }
});
