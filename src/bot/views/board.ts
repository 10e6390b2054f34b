import { channelWords } from "../../actions/upkeep/own-troubles.ts";
import type {
  Board,
  BoardRow,
  StatusCount,
} from "../../actions/inside/show.ts";
import {
  actions,
  type Block,
  type Button,
  emoji,
  header,
  type Leaf,
  lines,
  moment,
  text,
  titledBullets,
} from "../../base/slack-blocks.ts";
import { clip, counted } from "../../base/text.ts";
import type { BoardPlace } from "../buttons/values.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Message, message, say } from "../reply.ts";
import { healthLooks, statusLooks } from "./looks.ts";

const LONGEST_CAUSE = 120;
/** A board of more namespaces names the first ones, those in trouble before the others. */
const MOST_NAMESPACES = 20;

export const addButton: Button = {
  action: buttonIds.addForm,
  label: "Add a monitor",
  value: "board",
};

/** The status board: one sentence, what is wrong first, then the services by namespace. */
export function boardView(board: Board): Message {
  const counts = board.counts.filter(
    ({ namespaceSlug }) =>
      board.namespaceSlug === null || namespaceSlug === board.namespaceSlug,
  );
  if (sum(counts) === 0) return emptyBoard(board.namespaceSlug);
  const title = headline(counts);
  return message(title, [
    header(title),
    ...ownBlocks(board.own ?? []),
    ...troubleBlocks(board.troubled),
    ...serviceBlocks(board.services, counts),
    ...otherNamespaces(board.services, counts),
    actions("board", boardButtons(board)),
  ]);
}

function emptyBoard(namespaceSlug: string | null): Message {
  const where = namespaceSlug === null ? "yet" : `in ${namespaceSlug} yet`;
  const example = `add https://www.example.org every 1m in ${namespaceSlug ?? "iati"}`;
  return say(
    `Nothing is watched ${where}. Add a service: \`${example}\`, or press the button.`,
    [{ ...addButton, style: "primary" }],
  );
}

function sum(
  counts: readonly StatusCount[],
  ...statuses: StatusCount["status"][]
): number {
  return counts
    .filter(({ status }) => statuses.length === 0 || statuses.includes(status))
    .reduce((total, { count }) => total + count, 0);
}

/** How many are up, and how many are not. */
export function headline(counts: readonly StatusCount[]): string {
  const total = sum(counts);
  const up = sum(counts, "up");
  const down = sum(counts, "down");
  const difficulties = sum(counts, "difficulties");
  const wrong = [
    ...(down > 0 ? [`${counted(down, "service")} down`] : []),
    ...(difficulties > 0
      ? [
          `${down > 0 ? difficulties : counted(difficulties, "service")} in difficulties`,
        ]
      : []),
  ];
  if (wrong.length > 0) return `${wrong.join(", ")}; ${up} of ${total} up`;
  if (up === total) return `All's well: ${counted(total, "service")} up`;
  const planned = sum(counts, "maintenance");
  const besides = planned === 0 ? "" : `, ${planned} in planned maintenance`;
  return up + planned === 0
    ? `Nothing is known to be down: ${counted(total, "service")}, none seen up yet`
    : `All's well: ${up} of ${counted(total, "service")} up${besides}`;
}

/** What allswell itself cannot do at the moment. */
function ownBlocks(own: NonNullable<Board["own"]>): Block[] {
  return own.length === 0
    ? []
    : [
        lines(
          ...own.map(({ channel, beganAt, waiting }) => [
            emoji("warning"),
            text(" allswell itself", "bold"),
            text(
              ` cannot tell anything by ${channelWords(channel)} (${counted(waiting, "message")} waited when it was noticed) since `,
            ),
            moment(beganAt),
          ]),
        ),
      ];
}

/** What is wrong, with what can be done about it. */
export function troubleBlocks(rows: readonly BoardRow[]): Block[] {
  return rows.flatMap((row) => {
    const { emoji: look, word } = statusLooks[row.status];
    const taken =
      row.acknowledgedBy === null
        ? []
        : [text(` · ${row.acknowledgedBy} is on it`)];
    const first: Leaf[] = [
      emoji(look),
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
  const value = String(serviceId);
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
    { action: buttonIds.checkService, label: "Check now", value },
    { action: buttonIds.service, label: "Details", value },
  ];
}

/** The services of this page, under a line for their namespace. */
function serviceBlocks(
  rows: readonly BoardRow[],
  counts: readonly StatusCount[],
): Block[] {
  if (rows.length === 0) return [];
  const groups = [...Map.groupBy(rows, ({ namespaceSlug }) => namespaceSlug)];
  return [
    titledBullets(
      groups.map(([slug, services]) => ({
        title: namespaceLine(
          counts.filter(({ namespaceSlug }) => namespaceSlug === slug),
        ),
        rows: services.map(serviceLine),
      })),
    ),
  ];
}

function namespaceLine(counts: readonly StatusCount[]): Leaf[] {
  const [{ namespaceName, namespaceSlug } = unnamed] = counts;
  return [
    text(namespaceName, "bold"),
    text(` (${namespaceSlug}): ${sum(counts, "up")} of ${sum(counts)} up`),
  ];
}

/** A service that was added between two queries may lie in a namespace that had none to count. */
const unnamed = { namespaceName: "New", namespaceSlug: "not counted yet" };

/** Those whose services are on other pages, in trouble first. */
function otherNamespaces(
  rows: readonly BoardRow[],
  counts: readonly StatusCount[],
): Block[] {
  const here = new Set(rows.map(({ namespaceSlug }) => namespaceSlug));
  const others = [
    ...Map.groupBy(counts, ({ namespaceSlug }) => namespaceSlug),
  ].flatMap(([slug, group]) => (here.has(slug) ? [] : [group]));
  if (others.length === 0) return [];
  const shown = others
    .sort((a, b) => unwell(b) - unwell(a))
    .slice(0, MOST_NAMESPACES)
    .map(namespaceLine);
  const rest = others.length - shown.length;
  const more: Leaf[][] =
    rest > 0
      ? [[text(`and ${counted(rest, "more namespace")}`, "italic")]]
      : [];
  return [lines(...shown, ...more)];
}

function unwell(counts: readonly StatusCount[]): number {
  return sum(counts, "down", "difficulties") > 0 ? 1 : 0;
}

function serviceLine({
  status,
  name,
  monitors,
  paused,
  since,
  maintenanceUntil,
}: BoardRow): Leaf[] {
  const isPaused = paused > 0 && paused === monitors;
  const { emoji: look, word } = isPaused
    ? healthLooks.paused
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
    ...(maintenanceUntil === null || isPaused
      ? []
      : [text(" until "), moment(maintenanceUntil)]),
    ...some,
  ];
}

function boardButtons({ page, pages, namespaceSlug }: Board): Button[] {
  const to = (target: number): string =>
    JSON.stringify({ page: target, namespaceSlug } satisfies BoardPlace);
  const back: Button = {
    action: buttonIds.boardBack,
    label: "Previous page",
    value: to(page - 1),
  };
  const on: Button = {
    action: buttonIds.boardOn,
    label: `Next page (${page + 2} of ${pages})`,
    value: to(page + 1),
  };
  return [
    ...(page > 0 ? [back] : []),
    ...(page < pages - 1 ? [on] : []),
    { action: buttonIds.boardRefresh, label: "Refresh", value: to(page) },
    addButton,
  ];
}
