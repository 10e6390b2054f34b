import type { IncidentDetail } from "../../actions/incidents/show-incidents.ts";
import {
  actions,
  type Block,
  bullets,
  type Button,
  emoji,
  fitting,
  header,
  type Leaf,
  lines,
  MAX_MESSAGE,
  menu,
  moment,
  option,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import { behindSentence } from "../../domain/sentences.ts";
import { rests } from "../../domain/snooze.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Message, message } from "../reply.ts";
import { incidentState } from "./incidents.ts";
import { severityLooks } from "./looks.ts";

const LONGEST_CAUSE = 1_000;
const LONGEST_ENTRY = 300;
/** Kept for what is not the timeline. */
const OTHER_ROOM = 2_000;

/** One incident with all that happened in it. */
export function incidentView(incident: IncidentDetail): Message {
  const { id, serviceName, namespaceSlug, cause, downMs, beganAt } = incident;
  const title = `Incident ${id}: ${serviceName}`;
  const { look, word } = incidentState(incident, incident.now);
  const worst = severityLooks[incident.severity].word;
  return message(`${title} ${word}`, [
    header(title),
    lines(
      [
        emoji(look),
        text(` ${word}, began `),
        moment(beganAt),
        text(` · ${namespaceSlug}`),
      ],
      ...(downMs > 0
        ? [[text(`Down for ${durationInWords(downMs)}`)]]
        : [[text(`Never ${severityLooks.down.word}, only ${worst}`)]]),
      ...(cause === "" ? [] : [[text(clip(cause, LONGEST_CAUSE))]]),
    ),
    ...timeline(incident),
    actions(`incident_${id}`, buttons(incident), menus(incident)),
  ]);
}

/** Where it does not fit, what came last is left out of the middle: how it began and how it stands matter most. */
function timeline({ timeline: entries, beganAt }: IncidentDetail): Block[] {
  if (entries.length === 0) return [];
  const rows = entries.map(({ at, text: words, actor }): Leaf[] => [
    moment(at),
    text(at > beganAt ? ` (after ${durationInWords(at - beganAt)})` : ""),
    text(
      ` ${clip(words, LONGEST_ENTRY)}${clip(behindSentence(words, actor), 80)}`,
    ),
  ]);
  const room = (MAX_MESSAGE - OTHER_ROOM) / 2;
  const first = fitting(rows.slice(0, Math.ceil(rows.length / 2)), room);
  const last = fitting(
    rows.slice(Math.ceil(rows.length / 2)).toReversed(),
    room,
  ).toReversed();
  const left = rows.length - first.length - last.length;
  const gap: Leaf[][] =
    left > 0 ? [[text(`${counted(left, "more line")} …`, "italic")]] : [];
  return [
    lines([text("What happened", "bold")]),
    bullets([...first, ...gap, ...last]),
  ];
}

function buttons({
  id,
  serviceId,
  resolvedAt,
  acknowledgedBy,
  postmortem,
}: IncidentDetail): Button[] {
  const service = String(serviceId);
  const acknowledge: Button = {
    action: buttonIds.acknowledge,
    label: "Acknowledge",
    value: String(id),
    style: "primary",
  };
  const update: Button = {
    action: buttonIds.updateIncident,
    label: "Post update",
    value: String(id),
  };
  return [
    ...(resolvedAt === null && acknowledgedBy === null ? [acknowledge] : []),
    ...(resolvedAt === null ? [update] : []),
    { action: buttonIds.checkService, label: "Check now", value: service },
    { action: buttonIds.service, label: "All of the service", value: service },
    ...(resolvedAt === null || postmortem === "not-public"
      ? []
      : [
          {
            action: buttonIds.postmortem,
            label:
              postmortem === "written"
                ? "Change the post-mortem"
                : "Write a post-mortem",
            value: String(id),
          },
        ]),
  ];
}

/** What the incident's own message offers, too. */
function menus({ id, resolvedAt }: IncidentDetail): object[] {
  if (resolvedAt !== null) return [];
  const choices = Object.entries(rests).map(([name, { label }]) =>
    option(label, `${id} ${name}`),
  );
  return [menu(buttonIds.snoozeIncident, "Snooze …", choices)];
}
