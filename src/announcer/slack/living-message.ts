import {
  actions,
  type Block,
  emoji,
  type Leaf,
  lines,
  menu,
  moment,
  more,
  type MoreOption,
  notification,
  option,
  text,
} from "../../base/slack-blocks.ts";
import { evidenceBlocks } from "../../base/slack-evidence.ts";
import { clip, counted } from "../../base/text.ts";
import { localLabel } from "../../base/zone.ts";
import { rests } from "../../domain/snooze.ts";
import type { Look, Story } from "../channel.ts";
import { incidentActions } from "./incident-actions.ts";
import type { SlackMessage } from "./incident-message.ts";
import {
  headline,
  onCallLine,
  plainHeadline,
  shownSince,
} from "./story-state.ts";

const LONGEST_DETAIL = 300;
const LONGEST_UPDATE = 600;
/** Of all the characters of a message; evidence is what there is most of. */
const ROOM_FOR_EVIDENCE = 4_000;

/** One incident as it is now: what, since when, why, who is on it, what was said and seen last, and what can be done. */
export function livingMessage(story: Story): SlackMessage {
  return {
    text: notification(plainHeadline(story)),
    blocks: [
      lines(headline(story), ...causeLines(story)),
      lines(
        circumstances(story),
        ...handlingLines(story),
        ...onCallLine([story]),
      ),
      ...lookBlocks(story),
      actions(`incident_${story.incidentId}`, ...controls(story)),
    ],
  };
}

function causeLines({ cause, resolvedAt }: Story): Leaf[][] {
  if (cause === "") return [];
  const shown = resolvedAt === null ? cause : `It was: ${cause}`;
  return [[text(clip(shown, LONGEST_DETAIL))]];
}

function circumstances(story: Story): Leaf[] {
  const { namespace, incidentId } = story;
  const runbook = runbookOf(story);
  return [
    text(`${namespace.name} · since `),
    moment(shownSince(story)),
    text(` · incident ${incidentId}`),
    ...(runbook === null
      ? []
      : [
          text(" · "),
          { type: "link" as const, url: runbook, text: "Runbook" },
        ]),
  ];
}

/** Nothing but a page of the web becomes a link, whatever stands in the database. */
function runbookOf({ runbook }: Story): string | null {
  return runbook !== null && /^https?:\/\//i.test(runbook) ? runbook : null;
}

/** Who is on it, whether it rests, and what was said last. */
function handlingLines({
  acknowledgedAt,
  acknowledgedBy,
  resolvedAt,
  snooze,
  update,
}: Story): Leaf[][] {
  const rows: Leaf[][] = [];
  if (acknowledgedAt !== null)
    rows.push([
      emoji("eyes"),
      text(
        ` ${acknowledgedBy ?? "Somebody"} ${resolvedAt === null ? "is" : "was"} on it since `,
      ),
      moment(acknowledgedAt, "{time}"),
    ]);
  if (snooze !== null && resolvedAt === null)
    rows.push([
      emoji("zzz"),
      text(` Snoozed by ${snooze.by} until `),
      snooze.until === null ? text("it is over") : moment(snooze.until),
    ]);
  if (update !== null)
    rows.push([
      emoji("memo"),
      text(" "),
      moment(update.at, "{time}"),
      text(` ${update.by ?? "allswell"}: ${clip(update.text, LONGEST_UPDATE)}`),
    ]);
  return rows;
}

function lookBlocks({ look, resolvedAt }: Story): Block[] {
  if (look === null || resolvedAt !== null) return [];
  return look.seen === null
    ? [lines([emoji("mag"), text(` ${look.by} is looking again …`)])]
    : seenBlocks(look, look.seen);
}

function seenBlocks(
  { at, by }: Look,
  { sights, left }: NonNullable<Look["seen"]>,
): Block[] {
  const rest: Leaf[] =
    left > 0
      ? [text(`, without ${counted(left, "monitor")} more`, "italic")]
      : [];
  return [
    lines([
      emoji("mag"),
      text(" Looked again at "),
      moment(at, "{time_secs}"),
      text(` by ${by}`),
      ...rest,
      text(":"),
    ]),
    ...evidenceBlocks(sights, ROOM_FOR_EVIDENCE),
  ];
}

/** Few buttons, by how it stands; the rest behind three dots. */
function controls(story: Story): [Parameters<typeof actions>[1], object[]] {
  const value = String(story.incidentId);
  if (story.resolvedAt !== null)
    return [[{ action: incidentActions.details, label: "Details", value }], []];
  const acknowledge = {
    action: incidentActions.acknowledge,
    label: "Acknowledge",
    value,
    style: "primary" as const,
  };
  const wake = { action: incidentActions.wake, label: wakeLabel(story), value };
  return [
    [
      ...(story.acknowledgedAt === null ? [acknowledge] : []),
      ...(story.snooze === null ? [] : [wake]),
      { action: incidentActions.recheck, label: "Recheck now", value },
      { action: incidentActions.update, label: "Post update", value },
    ],
    [
      ...(story.snooze === null ? [snoozeMenu(value)] : []),
      more(incidentActions.more, moreOptions(story)),
    ],
  ];
}

/** A button shows no moment in the reader's zone: the namespace's has to do. */
function wakeLabel({ snooze, namespace }: Story): string {
  const until = snooze?.until ?? null;
  return until === null
    ? "Snoozed · Wake"
    : `Snoozed until ${localLabel(until, namespace.timezone, "weekday-time")} · Wake`;
}

function snoozeMenu(incidentId: string): object {
  return menu(
    incidentActions.snooze,
    "Snooze",
    Object.entries(rests).map(([name, { label }]) =>
      option(label, `${incidentId} ${name}`),
    ),
  );
}

function moreOptions(story: Story): MoreOption[] {
  const { incidentId, acknowledgedAt } = story;
  const runbook = runbookOf(story);
  const one = (label: string, what: string): MoreOption => ({
    label,
    value: `${incidentId} ${what}`,
  });
  return [
    ...(acknowledgedAt === null ? [] : [one("Hand back", "handback")]),
    one("Details", "details"),
    one("Start maintenance", "maintenance"),
    ...(runbook === null
      ? []
      : [{ ...one("Runbook", "runbook"), url: runbook }]),
  ];
}
