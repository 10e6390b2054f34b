import type { Board, BoardRow, StatusCount } from "../../actions/show.ts";
import {
  actions,
  type Block,
  bullets,
  type Button,
  emoji,
  header,
  type Leaf,
  lines,
  moment,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted } from "../../base/text.ts";
import { type Message, message } from "../reply.ts";
import { buttonIds } from "../buttons/ids.ts";
import { statusLooks } from "./looks.ts";

const LONGEST_CAUSE = 120;

/** The status board: one sentence, what is wrong first, then the services by namespace. */
export function boardView(board: Board): Message {
  const total = sum(board.counts);
  if (total === 0) return emptyBoard();
  const title = headline(board.counts, total);
  return message(title, [
    header(title),
    ...troubleBlocks(board.troubled),
    lines(...(board.counts.length > 0 ? namespaceLines(board) : [])),
    ...serviceBlocks(board.services),
    actions("board", boardButtons(board)),
  ]);
}

function emptyBoard(): Message {
  const title = "Nothing is watched yet";
  return message(title, [
    header(title),
    lines([
      text("Add a service: "),
      text("add https://www.example.org every 1m in iati", "code"),
      text(" or press the button."),
    ]),
    actions("board", [
      {
        action: buttonIds.addForm,
        label: "Add a monitor",
        value: "board",
        style: "primary",
      },
    ]),
  ]);
}

function sum(
  counts: readonly StatusCount[],
  ...statuses: StatusCount["status"][]
): number {
  return counts
    .filter(({ status }) => statuses.length === 0 || statuses.includes(status))
    .reduce((total, { count }) => total + count, 0);
}

function headline(counts: readonly StatusCount[], total: number): string {
  const wrong = [
    counted(sum(counts, "down"), "service") + " down",
    `${sum(counts, "difficulties")} in difficulties`,
  ].filter((part) => !part.startsWith("0 "));
  const up = sum(counts, "up");
  if (wrong.length === 0)
    return up === total
      ? `All's well: ${counted(total, "service")} up`
      : `All's well: ${up} of ${counted(total, "service")} up`;
  return `${wrong.join(", ")}; ${up} of ${total} up`;
}

function troubleBlocks(rows: readonly BoardRow[]): Block[] {
  return rows.flatMap((row) => {
    const { emoji: name, word } = statusLooks[row.status];
    const taken =
      row.acknowledgedBy === null
        ? []
        : [text(` · ${row.acknowledgedBy} is on it`)];
    const first: Leaf[] = [
      emoji(name),
      text(" "),
      text(row.name, "bold"),
      text(` (${row.namespaceSlug}) ${word} since `),
      moment(row.since),
      ...taken,
    ];
    const cause: Leaf[][] =
      row.cause === null || row.cause === ""
        ? []
        : [[text(clip(row.cause, LONGEST_CAUSE))]];
    return [
      lines(first, ...cause),
      actions(`trouble_${row.serviceId}`, troubleButtons(row)),
    ];
  });
}

function troubleButtons({
  incidentId,
  acknowledgedBy,
  serviceId,
}: BoardRow): Button[] {
  const acknowledge: Button[] =
    incidentId === null || acknowledgedBy !== null
      ? []
      : [
          {
            action: buttonIds.acknowledge,
            label: "Acknowledge",
            value: String(incidentId),
            style: "primary",
          },
        ];
  return [
    ...acknowledge,
    {
      action: buttonIds.checkService,
      label: "Check now",
      value: String(serviceId),
    },
    { action: buttonIds.service, label: "Details", value: String(serviceId) },
  ];
}

function namespaceLines({ counts }: Board): Leaf[][] {
  const byNamespace = Map.groupBy(counts, ({ namespaceSlug }) => namespaceSlug);
  return [...byNamespace].map(([slug, rows]) => {
    const name = rows[0]?.namespaceName ?? slug;
    return [
      text(name, "bold"),
      text(` (${slug}): ${sum(rows, "up")} of ${sum(rows)} up`),
    ];
  });
}

function serviceBlocks(rows: readonly BoardRow[]): Block[] {
  const byNamespace = Map.groupBy(rows, ({ namespaceSlug }) => namespaceSlug);
  return [...byNamespace].flatMap(([slug, services]) => [
    lines([text(slug, "bold")]),
    bullets(services.map(serviceLine)),
  ]);
}

function serviceLine({
  status,
  name,
  monitors,
  paused,
  since,
}: BoardRow): Leaf[] {
  const isPaused = paused > 0 && paused === monitors;
  const { emoji: look, word } = isPaused
    ? { emoji: "double_vertical_bar", word: "paused" }
    : statusLooks[status];
  const some =
    paused > 0 && !isPaused
      ? [text(` (${paused} of ${monitors} monitors paused)`)]
      : [];
  return [
    emoji(look),
    text(" "),
    text(name),
    text(` ${word}`),
    ...(status === "up" && !isPaused ? [] : [text(" since "), moment(since)]),
    ...some,
  ];
}

function boardButtons({ page, pages, namespaceSlug }: Board): Button[] {
  const to = (target: number): string =>
    JSON.stringify({ page: target, namespaceSlug });
  return [
    ...(page > 0
      ? [
          {
            action: buttonIds.boardBack,
            label: "Previous page",
            value: to(page - 1),
          },
        ]
      : []),
    ...(page < pages - 1
      ? [
          {
            action: buttonIds.boardOn,
            label: `Next page (${page + 2} of ${pages})`,
            value: to(page + 1),
          },
        ]
      : []),
    { action: buttonIds.boardRefresh, label: "Refresh", value: to(page) },
    { action: buttonIds.addForm, label: "Add a monitor", value: "board" },
  ];
}
