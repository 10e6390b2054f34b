import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  Board,
  BoardRow,
  StatusCount,
} from "../../actions/inside/show.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import {
  problemsWithMessage,
  wordsOfBlocks,
} from "../../testing/slack-words.ts";
import { boardView } from "./board.ts";

const since = Date.UTC(2026, 10, 21, 10, 2);

function row(fields: Partial<BoardRow> = {}): BoardRow {
  return {
    serviceId: 1,
    name: "Datastore",
    namespaceSlug: "iati",
    status: "up",
    since,
    monitors: 1,
    paused: 0,
    incidentId: null,
    cause: null,
    acknowledgedBy: null,
    maintenanceUntil: null,
    ...fields,
  };
}

const inIati = { namespaceSlug: "iati", namespaceName: "IATI" };

function board(fields: Partial<Board> = {}): Board {
  return {
    counts: [{ ...inIati, status: "up", count: 1 }],
    troubled: [],
    services: [row()],
    page: 0,
    pages: 1,
    namespaceSlug: null,
    ...fields,
  };
}

test("a quiet board", () => {
  const view = boardView(board());
  assert.equal(view.text, "All's well: 1 service up");
  assert.equal(
    wordsOfBlocks(view.blocks),
    [
      "All's well: 1 service up",
      "*IATI* (iati): 1 of 1 up",
      "• :large_green_circle: Datastore up",
      "[Refresh] [Add a monitor]",
    ].join("\n"),
  );
});

test("what is wrong stands first, with what can be done", () => {
  const down = row({
    serviceId: 7,
    status: "down",
    incidentId: 12,
    cause: "front page: HTTP 503",
  });
  const slow = row({
    serviceId: 8,
    name: "Registry",
    status: "difficulties",
    incidentId: 13,
    cause: "",
    acknowledgedBy: "Ada",
  });
  const view = boardView(
    board({
      counts: (["up", "down", "difficulties"] as const).map((status) => ({
        ...inIati,
        status,
        count: 1,
      })),
      troubled: [down, slow],
      services: [down, row(), slow],
    }),
  );
  assert.deepEqual(wordsOfBlocks(view.blocks).split("\n").slice(0, 6), [
    "1 service down, 1 in difficulties; 1 of 3 up",
    ":red_circle: *Datastore* (iati) down since 2026-11-21 10:02 UTC",
    "front page: HTTP 503",
    "[Acknowledge] [Check now] [Details]",
    ":large_yellow_circle: *Registry* (iati) difficulties since 2026-11-21 10:02 UTC · Ada is on it",
    "[Check now] [Details]",
  ]);
});

test("the headline says no more than is known", () => {
  const table: [StatusCount["status"], number][][] = [
    [["up", 3]],
    [
      ["up", 2],
      ["unknown", 1],
    ],
    [["unknown", 2]],
    [
      ["maintenance", 1],
      ["up", 1],
    ],
  ];
  assert.deepEqual(
    table.map(
      (counts) =>
        boardView(
          board({
            counts: counts.map(([status, count]) => ({
              ...inIati,
              status,
              count,
            })),
          }),
        ).text,
    ),
    [
      "All's well: 3 services up",
      "All's well: 2 of 3 services up",
      "Nothing is known to be down: 2 services, none seen up yet",
      "All's well: 1 of 2 services up, 1 in planned maintenance",
    ],
  );
});

test("maintenance says until when", () => {
  const view = boardView(
    board({
      services: [
        row({ status: "maintenance", maintenanceUntil: since + 7_200_000 }),
      ],
    }),
  );
  assert.match(
    wordsOfBlocks(view.blocks),
    /:wrench: Datastore maintenance since 2026-11-21 10:02 UTC until 2026-11-21 12:02 UTC/,
  );
});

test("paused services and paused monitors are told apart", () => {
  const view = boardView(
    board({
      services: [
        row({ monitors: 2, paused: 2 }),
        row({ monitors: 3, paused: 1 }),
      ],
    }),
  );
  assert.match(
    wordsOfBlocks(view.blocks),
    /:double_vertical_bar: Datastore paused since/,
  );
  assert.match(
    wordsOfBlocks(view.blocks),
    /Datastore up \(1 of 3 monitors paused\)/,
  );
});

test("nothing is watched yet", () => {
  const nowhere = boardView(board({ counts: [], services: [] }));
  assert.match(nowhere.text, /^Nothing is watched yet/);
  const inDi = boardView(board({ services: [], namespaceSlug: "di" }));
  assert.match(inDi.text, /^Nothing is watched in di yet/);
  for (const view of [nowhere, inDi])
    assert.deepEqual(problemsWithMessage(view), []);
});

test("ten thousand services are a page like any other", () => {
  const counts = Array.from({ length: 100 }, (_, index): StatusCount[] =>
    (["up", "down", "difficulties", "maintenance", "unknown"] as const).map(
      (status) => ({
        namespaceSlug: `namespace-${index}`,
        namespaceName: "N".repeat(80),
        status,
        count: 20,
      }),
    ),
  ).flat();
  const name = "😀".repeat(40);
  const services = Array.from({ length: 20 }, (_, index) =>
    row({
      serviceId: index,
      name,
      status: "maintenance",
      namespaceSlug: `namespace-${index}`,
      monitors: 30,
      paused: 3,
    }),
  );
  const troubled = Array.from({ length: 10 }, (_, index) =>
    row({
      serviceId: index,
      name,
      status: "down",
      incidentId: index,
      cause: "c".repeat(10_000),
      acknowledgedBy: name,
    }),
  );
  const view = boardView(
    board({ counts, services, troubled, page: 3, pages: 500 }),
  );
  assert.equal(
    view.text,
    "2000 services down, 2000 in difficulties; 2000 of 10000 up",
  );
  assert.match(wordsOfBlocks(view.blocks), /and 60 more namespaces/);
  assert.match(
    wordsOfBlocks(view.blocks),
    /\[Previous page\] \[Next page \(5 of 500\)\]/,
  );
  assert.deepEqual(problemsWithMessage(view), []);
});

test("whatever a name or a cause holds stays text", () => {
  for (const hostile of hostileTexts) {
    const one = row({
      name: hostile.slice(0, 80),
      status: "down",
      cause: hostile,
      incidentId: 1,
      acknowledgedBy: hostile.slice(0, 80),
    });
    const view = boardView(
      board({
        counts: [
          {
            namespaceSlug: "iati",
            namespaceName: hostile.slice(0, 80),
            status: "down",
            count: 1,
          },
        ],
        troubled: [one],
        services: [one],
      }),
    );
    assert.deepEqual(problemsWithMessage(view), []);
  }
});
