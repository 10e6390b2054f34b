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
import { counted } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Message, message } from "../reply.ts";
import { incidentLine } from "./incidents.ts";
import { healthLooks, statusLooks } from "./looks.ts";
import { monitorLine } from "./monitor.ts";
import { watchButtons } from "./watch-buttons.ts";

const MOST_MONITORS = 20;
/** What a menu of Slack's holds. */
const MOST_IN_MENU = 100;
/** Of the message's characters, so many are kept for the menu, and for what else is not the list of monitors. */
const MENU_ROOM = 1_500;
const OTHER_ROOM = 2_500;

/** Everything about one service. */
export function serviceView({
  service,
  monitors,
  day,
  uptimes,
  incidents,
}: ServiceDetail): Message {
  const isPaused =
    monitors.length > 0 && monitors.every(({ kind }) => kind === "paused");
  const { emoji: look, word } = isPaused
    ? healthLooks.paused
    : statusLooks[service.status];
  return message(`${service.name} is ${word}`, [
    header(service.name),
    lines(
      [
        emoji(look),
        text(` ${word}`),
        ...(isPaused ? [] : [text(" since "), moment(service.statusSince)]),
      ],
      ...(service.status === "unknown" ? [] : [uptimeLine(uptimes)]),
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
    MAX_MESSAGE - MENU_ROOM - OTHER_ROOM,
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
    .map(({ monitorId, name }) => option(name, String(monitorId)));
  return [
    menu(buttonIds.monitor, "One monitor …", fitting(options, MENU_ROOM)),
  ];
}

function incidentBlocks(incidents: ServiceDetail["incidents"]): Block[] {
  if (incidents.length === 0) return [lines([text("No incidents so far.")])];
  return [
    lines([text("Last incidents", "bold")]),
    bullets(incidents.map(incidentLine)),
  ];
}
