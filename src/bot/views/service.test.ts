import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  IncidentLine,
  MonitorLine,
  StoredResult,
} from "../../actions/inside/show.ts";
import type { Figures } from "../../actions/figures/figures.ts";
import type {
  HostLine,
  ServiceDetail,
} from "../../actions/inside/service-detail.ts";
import { UNTIL_RESUMED } from "../../actions/targets/pause-monitors.ts";
import { DAY, HOUR } from "../../domain/time.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import {
  problemsWithMessage,
  wordsOfBlocks,
} from "../../testing/slack-words.ts";
import { monitorView } from "./monitor.ts";
import { percent, serviceView } from "./service.ts";

const since = Date.UTC(2026, 10, 21, 10, 2);
const seen = { monitorId: 3, at: since, facts: null };

function monitor(fields: Partial<MonitorLine> = {}): MonitorLine {
  return {
    monitorId: 3,
    name: "front page",
    type: "http",
    settings: { url: "https://datastore.example.org/?key=hidden" },
    everyMs: 30_000,
    schedule: null,
    essential: false,
    kind: "up",
    since,
    dueAt: since + 30_000,
    ...fields,
  };
}

const incident: IncidentLine = {
  id: 12,
  serviceName: "Datastore",
  namespaceSlug: "iati",
  severity: "down",
  cause: "front page: HTTP 503",
  beganAt: since,
  resolvedAt: since + 600_000,
  resolution: "recovered",
  acknowledgedBy: "Ada",
};

function detail(
  fields: Partial<ServiceDetail> = {},
  name = "Datastore",
): ServiceDetail {
  const figures = (ratio: number, more: Partial<Figures> = {}): Figures => ({
    uptime: { ratio, downMs: 0, countedMs: DAY },
    incidents: 0,
    mended: 0,
    mttrMs: null,
    ...more,
  });
  return {
    service: {
      id: 1,
      namespaceId: 1,
      name,
      nameKey: name,
      slug: "datastore",
      public: true,
      runbook: null,
      pages: "no",
      status: "up",
      statusSince: since,
      createdAt: since - 400 * DAY,
      removedAt: null,
    },
    monitors: [monitor()],
    response: { averageMs: 182, p95Ms: 420, looks: 2_880, failed: 2 },
    figures: [
      { days: "today", figures: figures(1) },
      {
        days: 30,
        figures: figures(0.99999, {
          uptime: { ratio: 0.99999, downMs: 90_000, countedMs: 30 * DAY },
          incidents: 3,
          mended: 2,
          mttrMs: 125_000,
        }),
      },
    ],
    namespace: { slug: "iati", name: "IATI" },
    hosts: [],
    certificates: [],
    onCall: [],
    maintenance: null,
    now: since + HOUR,
    incidents: [incident],
    ...fields,
  };
}

test("a service with all that belongs to it", () => {
  const view = serviceView(detail());
  assert.equal(view.text, "Datastore: up");
  assert.deepEqual(wordsOfBlocks(view.blocks).split("\n"), [
    "Datastore",
    ":large_green_circle: up since 2026-11-21 10:02 UTC · IATI",
    "Uptime: today 100 % · 30 days 99.999 %",
    "In 30 days: 3 incidents, over after 2 min 5 s on average; down for 1 min 30 s",
    "Answers in 182 ms on average, 95 % within 420 ms (24 h): 2880 looks, 2 failed",
    "*Monitors*",
    "• :large_green_circle: *front page*: up since 2026-11-21 10:02 UTC · https://datastore.example.org/ · every 30s",
    "*Last incidents*",
    "• :white_check_mark: 12 *Datastore* over after 10 min, began 2026-11-21 10:02 UTC, Ada was on it · front page: HTTP 503",
    "[Check now] [Pause …] [Edit …] [Remove] [All incidents] [Graph] [Maintenance …]",
  ]);
});

test("a service whose monitors are all paused is paused, whatever was seen last", () => {
  const view = serviceView(
    detail({
      monitors: [
        monitor({ kind: "paused", dueAt: UNTIL_RESUMED }),
        monitor({ kind: "paused", dueAt: since + 2 * HOUR, name: "search" }),
      ],
    }),
  );
  const read = wordsOfBlocks(view.blocks);
  assert.equal(view.text, "Datastore: paused");
  assert.match(read, /\n:double_vertical_bar: paused · IATI\n/);
  assert.match(
    read,
    /front page\*: paused since 2026-11-21 10:02 UTC until resumed/,
  );
  assert.match(
    read,
    /search\*: paused since 2026-11-21 10:02 UTC until 2026-11-21 12:02 UTC/,
  );
  assert.match(
    read,
    /\[Check now\] \[Resume\] \[Edit …\] \[Remove\] \[All incidents\] \[Graph\] \[Maintenance …\] <One monitor …>$/,
  );
});

const host: HostLine = {
  monitorName: "db1",
  at: since,
  vitals: {
    uptimeMs: 12 * DAY,
    loads: [0.52, 0.58, 0.59],
    cpus: 4,
    memoryUsedPercent: 41.3,
    diskUsedPercent: 93,
    disks: "/var 93 %, / 41 %",
  },
};

test("what is known of machines, certificates, people and papers", () => {
  const shown = detail({
    hosts: [
      host,
      {
        ...host,
        monitorName: "db2",
        vitals: {
          uptimeMs: null,
          loads: null,
          cpus: null,
          memoryUsedPercent: null,
          diskUsedPercent: 12,
          disks: null,
        },
      },
    ],
    certificates: [
      { monitorName: "old", daysLeft: -1 },
      { monitorName: "front page", daysLeft: 89 },
    ],
    onCall: ["Ada"],
  });
  const view = serviceView({
    ...shown,
    service: {
      ...shown.service,
      runbook: "https://wiki.example.org/datastore",
    },
  });
  assert.deepEqual(wordsOfBlocks(view.blocks).split("\n").slice(5, 11), [
    "Certificate valid: old has expired · front page 89 days",
    "On call: Ada",
    "Runbook: https://wiki.example.org/datastore",
    "*Machines*",
    "• *db1*: load 0.52, 0.58, 0.59 on 4 CPUs · memory 41.3 % · disk /var 93 %, / 41 % · running for 12 days, seen 2026-11-21 10:02 UTC",
    "• *db2*: disk 12 %, seen 2026-11-21 10:02 UTC",
  ]);
});

test("of what nobody has seen yet, nothing is claimed", () => {
  const fresh = detail({ response: null, incidents: [] });
  const view = serviceView({
    ...fresh,
    service: { ...fresh.service, status: "unknown" },
    figures: [],
  });
  assert.doesNotMatch(wordsOfBlocks(view.blocks), /Uptime|Answers/);
  assert.match(wordsOfBlocks(view.blocks), /No incidents so far\./);
});

test("uptime is never rounded up to 100", () => {
  assert.deepEqual([1, 0.9999999, 0.99999, 0.5, 0].map(percent), [
    "100 %",
    "99.999 %",
    "99.999 %",
    "50.000 %",
    "0.000 %",
  ]);
});

test("many monitors with long names, and none at all", () => {
  const many = Array.from({ length: 300 }, (_, index) =>
    monitor({
      monitorId: index + 1,
      name: "n".repeat(80),
      everyMs: null,
      schedule: Array.from({ length: 20 }, () => "*/5 9-17 * * 1-5"),
      settings: {
        url: `https://${"a".repeat(60)}.example.org/${"p".repeat(1_500)}`,
      },
    }),
  );
  const incidents = Array.from({ length: 3 }, () => ({
    ...incident,
    cause: "c".repeat(10_000),
    serviceName: "s".repeat(80),
  }));
  const longName = "n".repeat(80);
  const hosts = Array.from({ length: 30 }, () => ({
    ...host,
    monitorName: longName,
    vitals: { ...host.vitals, disks: "/mount 93 %, ".repeat(100) },
  }));
  const view = serviceView(
    detail(
      {
        monitors: many,
        incidents,
        hosts,
        certificates: many.map(() => ({ monitorName: longName, daysLeft: 3 })),
        onCall: many.map(() => longName),
      },
      longName,
    ),
  );
  assert.deepEqual(problemsWithMessage(view), []);
  assert.match(wordsOfBlocks(view.blocks), /and 2\d\d more/);
  const none = serviceView(detail({ monitors: [] }));
  assert.deepEqual(problemsWithMessage(none), []);
  assert.match(wordsOfBlocks(none.blocks), /It has no monitors any more/);
});

test("a monitor with what it saw last", () => {
  const result: StoredResult = {
    ...seen,
    outcome: "down",
    latencyMs: null,
    reason: "HTTP 503",
  };
  const view = monitorView(
    { id: 1, name: "Datastore" },
    monitor({ essential: true }),
    [result],
  );
  assert.equal(view.text, "Datastore / front page: up");
  assert.match(
    wordsOfBlocks(view.blocks),
    /every 30s · essential\n\*Last results\*\n• :red_circle: 2026-11-21 10:02 UTC down: HTTP 503\n/,
  );
  assert.match(wordsOfBlocks(view.blocks), /\[All of Datastore\]$/);
  const other = monitorView(
    { id: 1, name: "Datastore" },
    monitor({ type: "gone" }),
    [],
  );
  assert.match(
    wordsOfBlocks(other.blocks),
    /· gone ·/,
    "a type of another version",
  );
});

test("whatever names, causes and settings hold stays text", () => {
  for (const hostile of hostileTexts) {
    const name = hostile.slice(0, 80);
    const one = monitor({
      name,
      type: hostile,
      settings: { url: hostile },
      everyMs: null,
      schedule: [hostile],
    });
    const views = [
      serviceView(
        detail(
          {
            monitors: [one, one],
            hosts: [
              {
                ...host,
                monitorName: name,
                vitals: { ...host.vitals, disks: hostile },
              },
            ],
            certificates: [{ monitorName: name, daysLeft: 3 }],
            onCall: [name],
            incidents: [
              {
                ...incident,
                cause: hostile,
                serviceName: name,
                acknowledgedBy: name,
              },
            ],
          },
          name,
        ),
      ),
      monitorView({ id: 1, name }, one, [
        { ...seen, outcome: "down", latencyMs: 1, reason: hostile },
      ]),
    ];
    for (const view of views)
      assert.deepEqual(problemsWithMessage(view), [], hostile.slice(0, 40));
  }
});
