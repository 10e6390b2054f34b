import { clip, counted, listed } from "../../base/text.ts";
import { zonedSpan, zonedTime } from "../../base/zoned-text.ts";
import { durationInWords } from "../../domain/duration.ts";
import { courseInWords } from "../../domain/incident.ts";
import {
  LATE_MS,
  type Report,
  type ReportIncident,
} from "../../domain/report.ts";
import {
  endingWords,
  reportNames,
  responseWords,
  stateWords,
  uptimeWords,
} from "../../pictures/report-message.ts";
import { percent } from "../../pictures/words.ts";
import { type Letter, letterOf, type Tone } from "./letter.ts";

const LONGEST_NAME = 80;
const LONGEST_CAUSE = 160;

/** What happened in a day, a week or a month, with the hours at which it did as a picture. */
export function reportLetter(report: Report): Letter {
  const { kind, namespace, window, incidents, at, dueAt, histogram } = report;
  const zone = namespace.timezone;
  const response = responseWords(kind, report.response);
  const isLate = dueAt !== null && at - dueAt > LATE_MS;
  const rest = incidents.count - incidents.shown.length;
  return letterOf({
    subject: `${reportNames[kind]}: ${clip(namespace.name, LONGEST_NAME)}: ${stateWords(report)}`,
    tone: toneOf(report),
    headline: `${stateWords(report)}.`,
    paragraphs: [
      uptimeWords(report),
      ...(response === undefined ? [] : [response]),
      `From ${zonedTime(window.from, zone, { withDay: true })} to ${zonedTime(window.until, zone, { withDay: true })}.`,
      ...(isLate
        ? ["It comes late, because allswell itself was away when it was due."]
        : []),
      incidents.count === 0
        ? "Nothing happened."
        : `${counted(incidents.count, "incident")}:`,
    ],
    items: [
      ...incidents.shown.map((incident) => incidentRow(incident, at, zone)),
      ...(rest > 0 ? [`and ${rest} more`] : []),
    ],
    remarks: [...troubledNow(report), ...worthALook(report)],
    picture: histogram !== undefined && histogram.total > 0 ? histogram : null,
  });
}

function toneOf({ services }: Report): Tone {
  if (services.down > 0) return "down";
  if (services.difficulties > 0) return "difficulties";
  return services.total > 0 && services.up === services.total ? "up" : "note";
}

function incidentRow(
  incident: ReportIncident,
  at: number,
  zone: string,
): string {
  const { id, service, cause, beganAt, resolvedAt } = incident;
  const course = courseInWords(incident, at);
  const began = zonedTime(beganAt, zone, { withDay: true });
  const words =
    resolvedAt === null
      ? `is ${course} already, since ${began}`
      : `was ${course}, from ${began}`;
  const because = cause === "" ? "" : `: ${clip(cause, LONGEST_CAUSE)}`;
  return `${clip(service, LONGEST_NAME)} ${words}${because} (incident ${id})`;
}

function troubledNow({ troubled, namespace }: Report): string[] {
  if (troubled.length === 0) return [];
  const names = troubled.map(
    ({ name, status, since }) =>
      `${clip(name, LONGEST_NAME)} (${status === "down" ? "down" : "in difficulties"} since ${zonedTime(since, namespace.timezone, { withDay: true })})`,
  );
  return [`Not up now: ${listed(names, names.length)}.`];
}

/** One line each; what there is nothing of is left out. */
function worthALook({
  worst,
  slowest,
  ending,
  maintenance,
  namespace,
}: Report): string[] {
  const line = (title: string, parts: readonly string[]): string[] =>
    parts.length === 0 ? [] : [`${title}: ${listed(parts, parts.length)}.`];
  return [
    ...line(
      "Least uptime",
      worst.map(
        ({ name, ratio, downMs }) =>
          `${clip(name, LONGEST_NAME)} ${percent(ratio)} (${durationInWords(downMs)})`,
      ),
    ),
    ...line(
      "Slowest",
      slowest.map(
        ({ name, averageMs }) =>
          `${clip(name, LONGEST_NAME)} ${durationInWords(averageMs)}`,
      ),
    ),
    ...line("Ends soon", ending.map(endingWords)),
    ...line(
      "Maintenance",
      maintenance.map(
        ({ title, startsAt, endsAt }) =>
          `${clip(title, LONGEST_NAME)}, ${zonedSpan(startsAt, endsAt, namespace.timezone)}`,
      ),
    ),
  ];
}
