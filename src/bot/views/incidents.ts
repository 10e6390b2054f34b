import {
  type History,
  type HistoryPlace,
  type IncidentLine,
  wholeHistory,
} from "../../actions/incidents/show-incidents.ts";
import {
  actions,
  type Block,
  bullets,
  type Button,
  emoji,
  header,
  type Leaf,
  lines,
  menu,
  moment,
  option,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import type { Instant } from "../../domain/time.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Message, message, say } from "../reply.ts";
import { severityLooks } from "./looks.ts";

const LONGEST_CAUSE = 150;
/** Slack's row of buttons gets hard to read beyond this. */
const MOST_BUTTONS = 3;

/** A page of incidents, with a button for those that nobody has taken on and a menu of all. */
export function incidentsView(history: History): Message {
  const { open, past, page, hasMoreOpen, now } = history;
  if (open.length + past.length === 0) return nothing(history);
  const title = titleOf(history);
  return message(title, [
    header(page === 0 ? title : `${title} (page ${page + 1})`),
    ...listOf(open, now),
    ...(hasMoreOpen
      ? [lines([text("There are more open ones: see them alone.", "italic")])]
      : []),
    ...listOf(past, now),
    actions(
      "incidents",
      [...acknowledgeButtons(open), ...pageButtons(history)],
      [
        menu(
          buttonIds.incidentHistory,
          "What happened in …",
          [...open, ...past].map(({ id, serviceName }) =>
            option(`${id}: ${serviceName}`, String(id)),
          ),
        ),
      ],
    ),
  ]);
}

function nothing({ page, onlyOpen, ...place }: History): Message {
  if (page > 0)
    return say("There are no more incidents.", [
      turn("Newer", { ...place, onlyOpen, page: page - 1 }),
    ]);
  return onlyOpen
    ? say("No incidents are open. All's well.", [
        turn("All incidents", { ...place, onlyOpen: false, page }),
      ])
    : say("No incidents. All's well.");
}

function titleOf({ open, hasMoreOpen, page, onlyOpen }: History): string {
  if (page > 0 && !onlyOpen) return "Earlier incidents";
  if (open.length === 0) return "No open incidents";
  return hasMoreOpen || page > 0
    ? "Open incidents"
    : counted(open.length, "open incident");
}

function listOf(incidents: readonly IncidentLine[], now: Instant): Block[] {
  return incidents.length === 0
    ? []
    : [bullets(incidents.map((one) => incidentLine(one, now)))];
}

function acknowledgeButtons(open: readonly IncidentLine[]): Button[] {
  return open
    .filter(({ acknowledgedBy }) => acknowledgedBy === null)
    .slice(0, MOST_BUTTONS)
    .map(({ id, serviceName }) => ({
      action: `${buttonIds.acknowledge}:${id}`,
      label: `Acknowledge ${id}: ${clip(serviceName, 40)}`,
      value: String(id),
    }));
}

function pageButtons({
  page,
  hasNext,
  hasMoreOpen,
  ...place
}: History): Button[] {
  const at = (target: number): HistoryPlace => ({ ...place, page: target });
  return [
    ...(page > 0 ? [turn("Newer", at(page - 1))] : []),
    ...(hasNext ? [turn("Earlier", at(page + 1))] : []),
    ...(hasMoreOpen
      ? [turn("Open ones alone", { ...place, page: 0, onlyOpen: true })]
      : []),
  ];
}

function turn(label: string, place: HistoryPlace): Button {
  return {
    action: `${buttonIds.incidents}:${label}`,
    label,
    value: placeValue(place),
  };
}

/** Where in the history a button leads. */
export function placeValue({
  page,
  serviceId,
  namespaceSlug,
  onlyOpen,
}: Partial<HistoryPlace>): string {
  return JSON.stringify({
    page: page ?? wholeHistory.page,
    serviceId: serviceId ?? null,
    namespaceSlug: namespaceSlug ?? null,
    onlyOpen: onlyOpen ?? wholeHistory.onlyOpen,
  } satisfies HistoryPlace);
}

/** How an incident stands: an emoji's name and words that follow its service. */
export function incidentState(
  { severity, beganAt, resolvedAt, resolution }: IncidentLine,
  now: Instant,
): { look: string; word: string } {
  if (resolvedAt === null) {
    const { emoji: look, word } = severityLooks[severity];
    return { look, word: `${word} for ${durationInWords(now - beganAt)}` };
  }
  const lasted = durationInWords(resolvedAt - beganAt);
  return resolution === "recovered"
    ? { look: "white_check_mark", word: `over after ${lasted}` }
    : { look: "white_circle", word: `closed after ${lasted}` };
}

/** One incident on one line. */
export function incidentLine(incident: IncidentLine, now: Instant): Leaf[] {
  const { id, serviceName, cause, beganAt, resolvedAt, acknowledgedBy } =
    incident;
  const { look, word } = incidentState(incident, now);
  const taken =
    acknowledgedBy === null
      ? ""
      : `, ${acknowledgedBy} ${resolvedAt === null ? "is" : "was"} on it`;
  return [
    emoji(look),
    text(` ${id} `),
    text(serviceName, "bold"),
    text(` ${word}, began `),
    moment(beganAt),
    text(`${taken}${cause === "" ? "" : ` · ${clip(cause, LONGEST_CAUSE)}`}`),
  ];
}
