import type { ReportLine } from "../../actions/mail/report-subscriptions.ts";
import {
  actions,
  bullets,
  header,
  type Leaf,
  lines,
  moment,
  text,
} from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import { reportActions } from "../../pictures/report-message.ts";
import { type Message, message, say } from "../reply.ts";

/** Slack's row of buttons holds 25. */
const MOST_LISTED = 20;

/** The reports that come by themselves to a channel and a person, with a button to end each. */
export function reportsView(
  reports: readonly ReportLine[],
  { personId }: { personId: string },
): Message {
  if (reports.length === 0)
    return say(
      "No report comes here, or to you, by itself. `report subscribe daily at 08:00` changes that.",
    );
  const shown = reports.slice(0, MOST_LISTED);
  return message("Reports", [
    header("Reports"),
    bullets(shown.map((line) => lineOf(line, personId))),
    actions(
      "reports",
      shown.map((line, index) => ({
        action: `${reportActions.end}:${index}`,
        label: `End ${nameOf(line)}`,
        value: String(line.id),
      })),
    ),
  ]);
}

function lineOf(line: ReportLine, personId: string): Leaf[] {
  const { kind, outletLabel, recipient, nextAt, offReason } = line;
  const where = recipient === personId ? "to you" : `to ${outletLabel}`;
  return [
    text(`${kind} report of ${subjectOf(line)}`, "bold"),
    text(` ${where}, next `),
    moment(nextAt),
    ...(offReason === null
      ? []
      : [text(`; nothing arrives at the moment: ${clip(offReason, 200)}`)]),
  ];
}

function nameOf(line: ReportLine): string {
  return `${line.kind}, ${subjectOf(line)}`;
}

function subjectOf({ namespaceName }: ReportLine): string {
  return clip(namespaceName ?? "all services", 60);
}

/** What was understood, and when it comes for the first time. */
export function subscribedWords(
  line: ReportLine,
  { personId }: { personId: string },
): Message {
  const { kind, recipient, outletLabel, nextAt, timezone } = line;
  const where = recipient === personId ? "you" : outletLabel;
  return message(`The ${kind} report comes`, [
    lines([
      text(
        `The ${kind} report of ${subjectOf(line)} comes to ${where} by itself: next `,
      ),
      moment(nextAt),
      text(
        `, then always at that time of ${timezone ?? "UTC"}. If it stays away one day, look after allswell.`,
      ),
    ]),
    actions("report_made", [
      {
        action: `${reportActions.show}:${kind}`,
        label: "Show me one now",
        value: JSON.stringify({ namespaceId: line.namespaceId, kind }),
      },
      { action: reportActions.end, label: "End it", value: String(line.id) },
    ]),
  ]);
}
