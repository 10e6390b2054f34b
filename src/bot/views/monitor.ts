import type { MonitorLine, StoredResult } from "../../actions/inside/show.ts";
import { UNTIL_RESUMED } from "../../actions/targets/pause-monitors.ts";
import {
  actions,
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
import { targetWords } from "../../checks/target-words.ts";
import { compactDuration } from "../../domain/duration.ts";
import { buttonIds } from "../buttons/ids.ts";
import { type Message, message } from "../reply.ts";
import { earlierLine } from "./evidence.ts";
import { healthLooks } from "./looks.ts";
import { watchButtons } from "./watch-buttons.ts";

const LONGEST_TARGET = 150;
const LONGEST_SCHEDULE = 100;

/** One monitor: what it looks at, how it stands and what it saw last. */
export function monitorView(
  service: { id: number; name: string },
  monitor: MonitorLine,
  results: readonly StoredResult[],
  address?: string,
): Message {
  const { word } = healthLooks[monitor.kind];
  const whole: Button = {
    action: buttonIds.service,
    label: `All of ${clip(service.name, 50)}`,
    value: String(service.id),
  };
  return message(`${service.name} / ${monitor.name}: ${word}`, [
    header(`${service.name} / ${monitor.name}`),
    lines(monitorLine(monitor)),
    ...(address === undefined
      ? []
      : [lines([text("Its address: "), text(address, "code")])]),
    ...(results.length === 0
      ? [lines([text("Nothing was seen in the last hours.")])]
      : [
          lines([text("Last results", "bold")]),
          bullets(results.map(earlierLine)),
        ]),
    actions(`monitor_${monitor.monitorId}`, [
      ...watchButtons("monitor", {
        id: monitor.monitorId,
        name: monitor.name,
        isPaused: monitor.kind === "paused",
      }),
      whole,
    ]),
  ]);
}

/** How a monitor stands, on one line. */
export function monitorLine(monitor: MonitorLine): Leaf[] {
  const { name, type, settings, kind, since, essential } = monitor;
  const { emoji: look, word } = healthLooks[kind];
  return [
    emoji(look),
    text(" "),
    text(name, "bold"),
    text(`: ${word} since `),
    moment(since),
    ...pauseEnd(monitor),
    text(
      ` · ${clip(targetWords(type, settings), LONGEST_TARGET)} · ${whenOf(monitor)}${essential ? " · essential" : ""}`,
    ),
  ];
}

function pauseEnd({ kind, dueAt }: MonitorLine): Leaf[] {
  if (kind !== "paused") return [];
  return dueAt >= UNTIL_RESUMED
    ? [text(" until resumed")]
    : [text(" until "), moment(dueAt)];
}

function whenOf({ everyMs, schedule }: MonitorLine): string {
  return everyMs === null
    ? clip((schedule ?? []).join(", "), LONGEST_SCHEDULE)
    : `every ${compactDuration(everyMs)}`;
}
