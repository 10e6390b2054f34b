import {
  actions,
  type Block,
  bullets,
  type Button,
  emoji,
  type Leaf,
  lines,
  moment,
  notification,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted, listed } from "../../base/text.ts";
import { zonedSpan, zonedTime } from "../../base/zoned-text.ts";
import { durationInWords } from "../../domain/duration.ts";
import type { OccurrenceState } from "../../domain/maintenance.ts";
import type { Maintenance } from "../channel.ts";
import type { SlackMessage } from "./incident-message.ts";

const LONGEST_NOTE = 600;
const LONGEST_LINE = 200;
const MOST_LISTED = 20;
const MOST_NAMED = 5;
const LONGEST_NAME = 80;

/** The action ids of a maintenance's buttons; their value is the window's number. The bot answers them. */
export const maintenanceActions = {
  extend: "maintenance_extend",
  end: "maintenance_end",
  cancel: "maintenance_cancel",
  edit: "maintenance_edit",
} as const;

/** The message of one maintenance as it stands now, or a line below it. */
export function maintenanceMessage(
  maintenance: Maintenance,
  isReply: boolean,
): SlackMessage {
  return isReply ? reply(maintenance) : livingMessage(maintenance);
}

const states: Record<OccurrenceState, { emoji: string; words: string }> = {
  planned: { emoji: "calendar", words: "is planned" },
  running: { emoji: "wrench", words: "is under way" },
  ended: { emoji: "white_check_mark", words: "has ended" },
  cancelled: { emoji: "no_entry_sign", words: "is cancelled" },
  missed: {
    emoji: "grey_question",
    words: "did not take place: allswell was not running",
  },
};

/** One time of a window does not take place; the window goes on. */
const leftOut = { emoji: "fast_forward", words: "is left out once" };

function isLeftOut({ state, nextAt }: Maintenance): boolean {
  return state === "cancelled" && nextAt !== null;
}

function subject({ services: { names, count } }: Maintenance): string {
  const shown = names
    .slice(0, MOST_NAMED)
    .map((name) => clip(name, LONGEST_NAME));
  if (count === 0) return "nothing that is watched";
  const rest = count - shown.length;
  return rest === 0
    ? listed(shown, MOST_NAMED)
    : `${counted(count, "service")} (${shown.join(", ")} and ${rest} more)`;
}

function livingMessage(maintenance: Maintenance): SlackMessage {
  const { state, title, note, purpose, meanwhile } = maintenance;
  const look = isLeftOut(maintenance) ? leftOut : states[state];
  const headline = `Maintenance of ${subject(maintenance)} ${look.words}`;
  return {
    text: notification(`${headline}: ${title}`),
    blocks: [
      lines(
        [emoji(look.emoji), text(" "), text(headline, "bold")],
        [text(clip(title, LONGEST_LINE))],
        ...(note === "" ? [] : [[text(clip(note, LONGEST_NOTE))]]),
        ...(purpose === ""
          ? []
          : [[text(`For customers: ${clip(purpose, LONGEST_NOTE)}`)]]),
        when(maintenance),
        ...nextTime(maintenance),
      ),
      lines(circumstances(maintenance)),
      ...(meanwhile === null ? [] : meanwhileBlocks(meanwhile)),
      ...buttons(maintenance),
    ],
  };
}

function when({
  state,
  startsAt,
  endsAt,
  beganAt,
  endedAt,
  again,
}: Maintenance): Leaf[] {
  const from = beganAt ?? startsAt;
  const until = state === "ended" ? (endedAt ?? endsAt) : endsAt;
  const lasts = ` (${durationInWords(until - from)})`;
  const repeats = again === null ? [] : [text(`, ${again}`)];
  return [moment(from), text(" to "), moment(until), text(lasts), ...repeats];
}

/** Said where this time is over and another one comes. */
function nextTime({ state, nextAt }: Maintenance): Leaf[][] {
  const isOver = state === "ended" || state === "cancelled";
  return isOver && nextAt !== null
    ? [[text("The next one begins "), moment(nextAt)]]
    : [];
}

function circumstances({
  windowId,
  services,
  tellsCustomers,
}: Maintenance): Leaf[] {
  const { namespaces } = services;
  const where = namespaces.length === 0 ? "" : `${listed(namespaces)} · `;
  const told = tellsCustomers ? "customers are told" : "customers are not told";
  return [text(`${where}window ${windowId} · ${told}`)];
}

function buttons(maintenance: Maintenance): Block[] {
  const { windowId, state } = maintenance;
  const value = String(windowId);
  const extend: Button = {
    action: maintenanceActions.extend,
    label: "Extend …",
    value,
  };
  const edit: Button = {
    action: maintenanceActions.edit,
    label: "Edit …",
    value,
  };
  switch (state) {
    case "planned":
      return [
        actions(`maintenance_${value}`, [
          edit,
          cancelButton(value, maintenance.again !== null),
        ]),
      ];
    case "running":
      return [
        actions(`maintenance_${value}`, [extend, endButton(value), edit]),
      ];
    case "cancelled":
      return isLeftOut(maintenance)
        ? [actions(`maintenance_${value}`, [edit, cancelButton(value, true)])]
        : [];
    case "ended":
    case "missed":
      return [];
  }
}

/** Both cannot be taken back: customers may have been told. */
function endButton(value: string): Button {
  return {
    action: maintenanceActions.end,
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
    action: maintenanceActions.cancel,
    label: "Cancel",
    value,
    style: "danger",
    confirm: {
      title: "Cancel the maintenance?",
      text: `It will not take place${comesAgain ? ", nor will any later time of it" : ""}. Whoever was told of it is told of this.`,
      yes: "Cancel it",
      no: "Keep it",
    },
  };
}

function reply(maintenance: Maintenance): SlackMessage {
  const { name, words, leaves } = newsOf(maintenance);
  const { meanwhile, actor } = maintenance;
  const who = actor === null ? "" : ` (${clip(actor, LONGEST_NAME)})`;
  return {
    text: notification(`Maintenance of ${subject(maintenance)} ${words}`),
    blocks: [
      lines([emoji(name), text(" "), ...leaves, text(`.${who}`)]),
      ...(meanwhile === null ? [] : meanwhileBlocks(meanwhile)),
    ],
  };
}

/** `words` are for notifications, which know no dates that move with the reader. */
function newsOf(maintenance: Maintenance): {
  name: string;
  words: string;
  leaves: Leaf[];
} {
  const { news, startsAt, endsAt, nextAt, services } = maintenance;
  const { timezone } = services;
  const told = (
    words: string,
    at: number,
  ): { words: string; leaves: Leaf[] } => ({
    words: `${words} ${zonedTime(at, timezone, { withDay: true })}`,
    leaves: [text(`${sentenceCase(words)} `), moment(at)],
  });
  const plain = (words: string): { words: string; leaves: Leaf[] } => ({
    words,
    leaves: [text(sentenceCase(words))],
  });
  switch (news.at(-1)) {
    case "begins":
      return { name: "wrench", ...told("has begun, until", endsAt) };
    case "extended":
      return { name: "wrench", ...told("is now to last until", endsAt) };
    case "moved":
      return {
        name: "calendar",
        words: `is planned for ${zonedSpan(startsAt, endsAt, timezone)} now`,
        leaves: [
          text(sentenceCase("is planned for ")),
          moment(startsAt),
          text(" to "),
          moment(endsAt),
          text(" now"),
        ],
      };
    case "ends":
      return { name: "white_check_mark", ...plain("has ended") };
    case "cancelled":
      return isLeftOut(maintenance) && nextAt !== null
        ? {
            name: leftOut.emoji,
            ...told("is left out once; the next one begins", nextAt),
          }
        : { name: states.cancelled.emoji, ...plain("is cancelled") };
    case "planned":
    case undefined:
      return { name: "calendar", ...told("is planned for", startsAt) };
  }
}

function sentenceCase(words: string): string {
  return `The maintenance ${words}`;
}

function meanwhileBlocks({
  stillFailing,
  mended,
}: NonNullable<Maintenance["meanwhile"]>): Block[] {
  if (stillFailing.length === 0 && mended.length === 0)
    return [lines([text("Nothing failed meanwhile.")])];
  return [
    ...list("Still failing, alarmed about if that is confirmed:", stillFailing),
    ...list("Failed meanwhile and works again:", mended),
  ];
}

function list(title: string, rows: readonly string[]): Block[] {
  if (rows.length === 0) return [];
  const shown = rows
    .slice(0, MOST_LISTED)
    .map((row) => [text(clip(row, LONGEST_LINE))]);
  const rest = rows.length - shown.length;
  return [
    lines([text(title, "bold")]),
    bullets(
      rest > 0 ? [...shown, [text(`and ${rest} more`, "italic")]] : shown,
    ),
  ];
}
