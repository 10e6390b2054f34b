import type {
  IncidentLine,
  MonitorLine,
  ServiceDetail,
} from "../../actions/show.ts";
import { UNTIL_RESUMED } from "../../actions/pause-monitors.ts";
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
import { clip } from "../../base/text.ts";
import { findCheck } from "../../checks/index.ts";
import { compactDuration, durationInWords } from "../../domain/duration.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Message, message } from "../reply.ts";
import { healthLooks, severityLooks, statusLooks } from "./looks.ts";

const MOST_MONITORS = 20;

/** Everything about one service. */
export function serviceView({
  service,
  monitors,
  day,
  uptimes,
  incidents,
}: ServiceDetail): Message {
  const { emoji: look, word } = statusLooks[service.status];
  const blocks: Block[] = [
    header(service.name),
    lines(
      [emoji(look), text(` ${word} since `), moment(service.statusSince)],
      uptimeLine(uptimes),
      ...responseLine(day),
    ),
    lines([text("Monitors", "bold")]),
    bullets(monitors.slice(0, MOST_MONITORS).map(monitorLine)),
    ...incidentBlocks(incidents),
    actions(
      `service_${service.id}`,
      serviceButtons(service.id, service.name, monitors),
    ),
  ];
  return message(`${service.name} is ${word}`, blocks);
}

function uptimeLine(uptimes: ServiceDetail["uptimes"]): Leaf[] {
  const parts = uptimes.map(
    ({ days, uptime: { ratio } }) =>
      `${days === 1 ? "24 h" : `${days} days`} ${ratio === null ? "–" : percent(ratio)}`,
  );
  return [text("Uptime: "), text(parts.join(" · "))];
}

/** Never rounded up to 100: an outage of a minute is an outage. */
export function percent(ratio: number): string {
  if (ratio === 1) return "100 %";
  return `${(Math.floor(ratio * 100_000) / 1_000).toFixed(3)} %`;
}

function responseLine(day: ServiceDetail["day"]): Leaf[][] {
  if (day === null || day.latencyMs === null) return [];
  return [
    [
      text(
        `Answers in ${durationInWords(day.latencyMs)} on average (24 h), ${day.up + day.degraded + day.down + day.unknown} looks, ${day.down} failed`,
      ),
    ],
  ];
}

function monitorLine({
  name,
  type,
  settings,
  kind,
  since,
  dueAt,
  everyMs,
  schedule,
  essential,
}: MonitorLine): Leaf[] {
  const { emoji: look, word } = healthLooks[kind];
  const until =
    kind !== "paused"
      ? []
      : dueAt >= UNTIL_RESUMED
        ? [text(" until resumed")]
        : [text(" until "), moment(dueAt)];
  const when =
    everyMs === null
      ? (schedule ?? []).join(", ")
      : `every ${compactDuration(everyMs)}`;
  return [
    emoji(look),
    text(" "),
    text(name, "bold"),
    text(`: ${word} since `),
    moment(since),
    ...until,
    text(
      ` · ${clip(whatIsLookedAt(type, settings), 150)} · ${when}${essential ? " · essential" : ""}`,
    ),
  ];
}

function whatIsLookedAt(
  type: string,
  settings: Record<string, unknown>,
): string {
  const check = findCheck(type);
  const parsed = check?.settings.safeParse(settings);
  return check !== undefined && parsed?.success === true
    ? check.describe(parsed.data)
    : type;
}

function incidentBlocks(incidents: readonly IncidentLine[]): Block[] {
  if (incidents.length === 0) return [lines([text("No incidents so far.")])];
  return [
    lines([text("Last incidents", "bold")]),
    bullets(incidents.map(incidentLine)),
  ];
}

/** One incident on one line. */
export function incidentLine({
  id,
  serviceName,
  severity,
  cause,
  beganAt,
  resolvedAt,
  acknowledgedBy,
}: IncidentLine): Leaf[] {
  const { emoji: look, word } =
    resolvedAt === null
      ? severityLooks[severity]
      : {
          emoji: "white_check_mark",
          word: `over after ${durationInWords(resolvedAt - beganAt)}`,
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
    text(`${taken}${cause === "" ? "" : ` · ${clip(cause, 150)}`}`),
  ];
}

function serviceButtons(
  id: number,
  name: string,
  monitors: readonly MonitorLine[],
): Button[] {
  const value = String(id);
  const isPaused =
    monitors.length > 0 && monitors.every(({ kind }) => kind === "paused");
  const short = clip(name, 40);
  const pause: Button = {
    action: buttonIds.pauseService,
    label: "Pause",
    value,
    confirm: {
      title: `Pause ${short}?`,
      text: "Nobody looks at it and nobody is told until it is resumed.",
      yes: "Pause",
      no: "Keep watching",
    },
  };
  return [
    { action: buttonIds.checkService, label: "Check now", value },
    isPaused
      ? {
          action: buttonIds.resumeService,
          label: "Resume",
          value,
          style: "primary",
        }
      : pause,
    {
      action: buttonIds.removeService,
      label: "Remove",
      value,
      style: "danger",
      confirm: {
        title: `Remove ${short}?`,
        text: "All its monitors are removed. Its history stays.",
        yes: "Remove",
        no: "Keep it",
      },
    },
  ];
}
