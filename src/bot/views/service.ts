import type { MonitorLine } from "../../actions/inside/show.ts";
import type { ServiceDetail } from "../../actions/inside/service-detail.ts";
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
import { counted } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import { buttonIds } from "../buttons/ids.ts";
import type { PictureWish } from "../buttons/picture-wish.ts";
import { type Message, message } from "../reply.ts";
import { incidentLine, placeValue } from "./incidents.ts";
import { healthLooks, statusLooks } from "./looks.ts";
import { monitorLine } from "./monitor.ts";
import { moreOfService } from "./service-more.ts";
import { watchButtons } from "./watch-buttons.ts";

const MOST_MONITORS = 20;
/** What a menu of Slack's holds. */
const MOST_IN_MENU = 100;
/** Of the message's characters, so many are kept for the menu, and for what else is not the list of monitors. */
const MENU_ROOM = 1_500;
const OTHER_ROOM = 5_000;

/** Everything about one service. */
export function serviceView(detail: ServiceDetail): Message {
  const { service, namespace, monitors, figures, response, incidents } = detail;
  const isPaused =
    monitors.length > 0 && monitors.every(({ kind }) => kind === "paused");
  const { emoji: look, word } = isPaused
    ? healthLooks.paused
    : statusLooks[service.status];
  return message(`${service.name}: ${word}`, [
    header(service.name),
    lines(
      [
        emoji(look),
        text(` ${word}`),
        ...(isPaused ? [] : [text(" since "), moment(service.statusSince)]),
        text(` · ${namespace.name}`),
      ],
      ...(service.status === "unknown" ? [] : figureLines(figures)),
      ...responseLine(response),
    ),
    ...moreOfService(detail),
    ...monitorBlocks(monitors),
    ...incidentBlocks(detail),
    actions(
      `service_${service.id}`,
      [
        ...watchButtons("service", {
          id: service.id,
          name: service.name,
          isPaused,
        }),
        ...(incidents.length === 0 ? [] : [historyButton(service.id)]),
        ...(response === null ? [] : [graphButton(service.id)]),
        {
          action: buttonIds.maintenanceForm,
          label: "Maintenance …",
          value: String(service.id),
        },
      ],
      monitorMenu(monitors),
    ),
  ]);
}

function graphButton(serviceId: number): Button {
  const wish: PictureWish = {
    kind: "graph",
    scope: { serviceId },
    span: "24h",
  };
  return {
    action: buttonIds.picture,
    label: "Graph",
    value: JSON.stringify(wish),
  };
}

function historyButton(serviceId: number): Button {
  return {
    action: buttonIds.incidents,
    label: "All incidents",
    value: placeValue({ serviceId }),
  };
}

function figureLines(figures: ServiceDetail["figures"]): Leaf[][] {
  const parts = figures.map(
    ({ days, figures: { uptime } }) =>
      `${days === "today" ? days : `${days} days`} ${uptime.ratio === null ? "–" : percent(uptime.ratio)}`,
  );
  return [[text(`Uptime: ${parts.join(" · ")}`)], ...troubleLine(figures)];
}

/** Of the longest window that is shown. */
function troubleLine(figures: ServiceDetail["figures"]): Leaf[][] {
  const longest = figures.at(-1);
  if (longest === undefined || longest.figures.incidents === 0) return [];
  const { days, figures: found } = longest;
  const lasted =
    found.mttrMs === null
      ? ""
      : `, over after ${durationInWords(found.mttrMs)} on average`;
  const down =
    found.uptime.downMs === 0
      ? "never down"
      : `down for ${durationInWords(found.uptime.downMs)}`;
  return [
    [
      text(
        `${days === "today" ? "Today" : `In ${days} days`}: ${counted(found.incidents, "incident")}${lasted}; ${down}`,
      ),
    ],
  ];
}

/** Never rounded up to 100: an outage of a minute is an outage. */
export function percent(ratio: number): string {
  if (ratio === 1) return "100 %";
  return `${(Math.floor(ratio * 100_000) / 1_000).toFixed(3)} %`;
}

function responseLine(response: ServiceDetail["response"]): Leaf[][] {
  if (response === null) return [];
  const { averageMs, p95Ms, looks, failed } = response;
  return [
    [
      text(
        `Answers in ${durationInWords(averageMs)} on average, 95 % within ${durationInWords(p95Ms)} (24 h): ${counted(looks, "look")}, ${failed} failed`,
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

function incidentBlocks({ incidents, now }: ServiceDetail): Block[] {
  if (incidents.length === 0) return [lines([text("No incidents so far.")])];
  return [
    lines([text("Last incidents", "bold")]),
    bullets(incidents.map((one) => incidentLine(one, now))),
  ];
}
