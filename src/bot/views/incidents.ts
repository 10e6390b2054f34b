import type { IncidentLine } from "../../actions/show.ts";
import {
  actions,
  bullets,
  emoji,
  header,
  type Leaf,
  moment,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Message, message, say } from "../reply.ts";
import { severityLooks } from "./looks.ts";

const LONGEST_CAUSE = 150;
/** Slack's row of buttons gets hard to read beyond this. */
const MOST_BUTTONS = 5;

/** The latest incidents, with a button for those that nobody has taken on. */
export function incidentsView(incidents: readonly IncidentLine[]): Message {
  if (incidents.length === 0) return say("No incidents. All's well.");
  const open = incidents.filter(({ resolvedAt }) => resolvedAt === null);
  const title =
    open.length > 0
      ? counted(open.length, "open incident")
      : "No open incidents";
  const buttons = open
    .filter(({ acknowledgedBy }) => acknowledgedBy === null)
    .slice(0, MOST_BUTTONS)
    .map(({ id, serviceName }) => ({
      action: `${buttonIds.acknowledge}:${id}`,
      label: `Acknowledge ${id}: ${clip(serviceName, 40)}`,
      value: String(id),
    }));
  return message(title, [
    header(title),
    bullets(incidents.map(incidentLine)),
    ...(buttons.length > 0 ? [actions("incidents", buttons)] : []),
  ]);
}

/** One incident on one line. */
export function incidentLine({
  id,
  serviceName,
  severity,
  cause,
  beganAt,
  resolvedAt,
  resolution,
  acknowledgedBy,
}: IncidentLine): Leaf[] {
  const { emoji: look, word } =
    resolvedAt === null
      ? severityLooks[severity]
      : {
          emoji:
            resolution === "recovered" ? "white_check_mark" : "white_circle",
          word: `${resolution === "recovered" ? "over" : "closed"} after ${durationInWords(resolvedAt - beganAt)}`,
        };
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
