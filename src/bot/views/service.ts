import type { MonitorLine, ServiceDetail } from "../../actions/show.ts";
import {
  actions,
  type Block,
  bullets,
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
import { buttonIds } from "../buttons/ids.ts";
import { type Message, message } from "../reply.ts";
import { incidentLine } from "./incidents.ts";
import { statusLooks } from "./looks.ts";
import { monitorLine } from "./monitor.ts";
import { watchButtons } from "./watch-buttons.ts";

const MOST_MONITORS = 20;
/** What a menu of Slack's holds. */
const MOST_IN_MENU = 100;
/** Of the message's characters, so many are kept for what is not the list of monitors. */
const OTHER_ROOM = 2_500;

/** Everything about one service. */
export function serviceView({
  service,
  monitors,
  day,
  uptimes,
  incidents,
}: ServiceDetail): Message {
  const { emoji: look, word } = statusLooks[service.status];
  const isPaused =
    monitors.length > 0 && monitors.every(({ kind }) => kind === "paused");
  return message(`${service.name} is ${isPaused ? "paused" : word}`, [
    header(service.name),
    lines(
      [emoji(look), text(` ${word} since `), moment(service.statusSince)],
      uptimeLine(uptimes),
      ...responseLine(day),
    ),
    ...monitorBlocks(monitors),
    ...incidentBlocks(incidents),
    actions(
      `service_${service.id}`,
      watchButtons("service", {
        id: service.id,
        name: service.name,
        isPaused,
      }),
      monitorMenu(monitors),
    ),
  ]);
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
  const looks = day.up + day.degraded + day.down + day.unknown;
  return [
    [
      text(
        `Answers in ${durationInWords(day.latencyMs)} on average (24 h): ${counted(looks, "look")}, ${day.down} failed`,
      ),
    ],
  ];
}

function monitorBlocks(monitors: readonly MonitorLine[]): Block[] {
  if (monitors.length === 0)
    return [lines([text("It has no monitors any more.")])];
  const shown = fitting(
    monitors.slice(0, MOST_MONITORS).map(monitorLine),
    MAX_MESSAGE - OTHER_ROOM,
  );
  const rest = monitors.length - shown.length;
  return [
    lines([text("Monitors", "bold")]),
    bullets(shown),
    ...(rest > 0 ? [lines([text(`and ${rest} more`, "italic")])] : []),
  ];
}

/** Where there are several, each can be looked at by itself. */
function monitorMenu(monitors: readonly MonitorLine[]): object[] {
  if (monitors.length < 2) return [];
  const options = monitors
    .slice(0, MOST_IN_MENU)
    .map(({ monitorId, name }) => option(clip(name, 75), String(monitorId)));
  return [menu(buttonIds.monitor, "One monitor …", options)];
}

function incidentBlocks(incidents: ServiceDetail["incidents"]): Block[] {
  if (incidents.length === 0) return [lines([text("No incidents so far.")])];
  return [
    lines([text("Last incidents", "bold")]),
    bullets(incidents.map(incidentLine)),
  ];
}
