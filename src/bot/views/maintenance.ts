import type { Changed } from "../../actions/maintenance/change-maintenance.ts";
import type { Planned } from "../../actions/maintenance/plan-maintenance.ts";
import {
  type MaintenanceLine,
  type Overlap,
  repeats,
} from "../../actions/maintenance/show-maintenance.ts";
import {
  actions,
  type Block,
  type Button,
  emoji,
  header,
  type Leaf,
  lines,
  MAX_MESSAGE,
  moment,
  shownLength,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted, listed } from "../../base/text.ts";
import { zonedSpan } from "../../base/zoned-text.ts";
import { durationInWords } from "../../domain/duration.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Message, message, say } from "../reply.ts";

const MOST_SCOPES = 4;
const LONGEST_SCOPE = 80;
const LONGEST_TITLE = 100;
const LONGEST_NOTE = 200;
/** Each takes two of a message's 50 blocks. */
const MOST_SHOWN = 15;
const MOST_OVERLAPS = 3;

const scheduleButton: Button = {
  action: buttonIds.maintenanceForm,
  label: "Schedule maintenance",
  value: "list",
};

/** What runs and what comes, each with what can be done with it. */
export function maintenanceView(all: readonly MaintenanceLine[]): Message {
  if (all.length === 0)
    return say(
      'No maintenance is planned. Plan some: `maintenance datastore tomorrow 22:00 for 2h "DB upgrade"`, or press the button.',
      [{ ...scheduleButton, style: "primary" }],
    );
  const running = all.filter(({ state }) => state === "running").length;
  const title = `Maintenance: ${running} under way, ${all.length - running} planned`;
  const shown = fittingWindows(all.slice(0, MOST_SHOWN));
  const rest = all.length - shown.length;
  return message(title, [
    header(title),
    ...shown.flat(),
    ...(rest > 0 ? [lines([text(`and ${rest} more`, "italic")])] : []),
    actions("maintenance_list", [scheduleButton]),
  ]);
}

function fittingWindows(all: readonly MaintenanceLine[]): Block[][] {
  let room = MAX_MESSAGE;
  const blocks = all.map((line) => [
    lines(...windowLines(line)),
    actions(`maintenance_${line.windowId}`, windowButtons(line)),
  ]);
  const first = blocks.findIndex((pair) => (room -= shownLength(pair)) < 0);
  return first === -1 ? blocks : blocks.slice(0, Math.max(1, first));
}

function windowLines(line: MaintenanceLine): Leaf[][] {
  const { windowId, title, note, purpose, state, tellsCustomers } = line;
  const told = tellsCustomers ? "customers are told" : "customers are not told";
  return [
    [
      emoji(state === "running" ? "wrench" : "calendar"),
      text(" "),
      text(clip(title, LONGEST_TITLE), "bold"),
      text(`: ${scopeWords(line)}`),
    ],
    timeLeaves(line),
    ...repeatLines(line),
    ...(note === "" ? [] : [[text(clip(note, LONGEST_NOTE))]]),
    ...(purpose === ""
      ? []
      : [[text(`For customers: ${clip(purpose, LONGEST_NOTE)}`)]]),
    [
      text(
        `${state === "running" ? "under way" : "planned"} · window ${windowId} · by ${clip(line.createdBy, 80)} · ${told}`,
      ),
    ],
  ];
}

function scopeWords({ covers }: MaintenanceLine): string {
  return listed(
    covers.map((scope) => clip(scope, LONGEST_SCOPE)),
    MOST_SCOPES,
  );
}

/** In the zone of each reader, and in the one that it was understood in. */
function timeLeaves({ startsAt, endsAt, zone }: MaintenanceLine): Leaf[] {
  return [
    moment(startsAt),
    text(" to "),
    moment(endsAt),
    text(
      ` (${durationInWords(endsAt - startsAt)}; in ${zone}: ${zonedSpan(startsAt, endsAt, zone)})`,
    ),
  ];
}

function repeatLines(line: MaintenanceLine): Leaf[][] {
  const again = repeats(line);
  if (again === null) return [];
  const { words, last } = again;
  const end = last === null ? [] : [text(", for the last time "), moment(last)];
  return [[text(`Comes ${words}`), ...end]];
}

function windowButtons({ windowId, state, rule }: MaintenanceLine): Button[] {
  const value = String(windowId);
  const edit = {
    action: buttonIds.maintenanceEdit,
    label: "Edit …",
    value,
  };
  const extend = {
    action: buttonIds.maintenanceExtend,
    label: "Extend …",
    value,
  };
  if (state === "running")
    return [
      extend,
      endButton(value),
      edit,
      ...(rule === null ? [] : [cancelButton(value, true)]),
    ];
  const skip = {
    action: buttonIds.maintenanceSkip,
    label: "Skip the next time",
    value,
  };
  return [
    edit,
    extend,
    ...(rule === null ? [] : [skip]),
    cancelButton(value, rule !== null),
  ];
}

function endButton(value: string): Button {
  return {
    action: buttonIds.maintenanceEnd,
    label: "End now",
    value,
    confirm: {
      title: "End the maintenance?",
      text: "From then on an outage alarms people again.",
      yes: "End it",
      no: "Go on",
    },
  };
}

function cancelButton(value: string, comesAgain: boolean): Button {
  return {
    action: buttonIds.maintenanceCancel,
    label: comesAgain ? "Cancel all times" : "Cancel",
    value,
    style: "danger",
    confirm: {
      title: "Cancel the maintenance?",
      text: comesAgain
        ? "Neither the next time nor any later one will take place."
        : "It will not take place. Whoever was told of it is told of this.",
      yes: "Cancel it",
      no: "Keep it",
    },
  };
}

/** What was planned or changed, read back so that a misunderstanding is seen. */
export function plannedView({ line, beside }: Planned): Message {
  const { title, state, windowId } = line;
  const headline =
    state === "running"
      ? `Maintenance has begun: ${clip(title, LONGEST_TITLE)}`
      : `Maintenance is planned: ${clip(title, LONGEST_TITLE)}`;
  return message(headline, [
    lines([text(headline, "bold")], ...windowLines(line).slice(1), [
      text(`It is of ${scopeWords(line)}.`),
    ]),
    ...overlapBlocks(beside),
    actions(`maintenance_${windowId}`, windowButtons(line)),
  ]);
}

function overlapBlocks(beside: readonly Overlap[]): Block[] {
  if (beside.length === 0) return [];
  const shown = beside
    .slice(0, MOST_OVERLAPS)
    .map(({ windowId, title, at }) => [
      emoji("warning"),
      text(
        ` Overlaps with window ${windowId} (${clip(title, LONGEST_TITLE)}), `,
      ),
      moment(at.from),
      text(" to "),
      moment(at.until),
      text(". What both cover stays in maintenance until the later one ends."),
    ]);
  const rest = beside.length - shown.length;
  return [
    lines(
      ...shown,
      ...(rest > 0 ? [[text(`and with ${counted(rest, "other")}`)]] : []),
    ),
  ];
}

/** What became of a window: `did` as in "has ended". */
export function changedView(
  { title, line }: Changed,
  windowId: number,
  did: string,
): Message {
  const what = `Maintenance ${did}: ${clip(title, LONGEST_TITLE)} (window ${windowId})`;
  if (line === null) return message(what, [lines([text(`${what}.`)])]);
  return message(what, [
    lines(
      [text(`${what}.`)],
      [
        text(line.state === "running" ? "It runs: " : "The next time: "),
        ...timeLeaves(line),
      ],
    ),
    actions(`maintenance_${windowId}`, windowButtons(line)),
  ]);
}
