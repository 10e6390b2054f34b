import {
  actions,
  type Block,
  bullets,
  emoji,
  header,
  type Leaf,
  lines,
  moment,
  notification,
  text,
} from "../base/slack-blocks.ts";
import { clip, counted, listed } from "../base/text.ts";
import { durationInWords } from "../domain/duration.ts";
import { courseInWords } from "../domain/incident.ts";
import {
  type Change,
  LATE_MS,
  type Report,
  type ReportIncident,
  type ReportKind,
} from "../domain/report.ts";
import { type ChartBlock, chartBlock, grouped } from "./native.ts";
import { oneLine } from "./names.ts";
import { dayWords, percent } from "./words.ts";

/** The action ids of a report's buttons; the bot answers them. */
export const reportActions = {
  /** The value is {namespaceId, kind}. */
  show: "report_show",
  /** The value is a report subscription's id. */
  end: "report_end",
} as const;

const LONGEST_NAME = 60;
const LONGEST_CAUSE = 120;
const MOST_POINTS = 20;

export const reportNames: Record<ReportKind, string> = {
  daily: "Daily report",
  weekly: "Weekly report",
  monthly: "Monthly report",
};

const spanNames: Record<ReportKind, { now: string; before: string }> = {
  daily: { now: "in 24 hours", before: "the day before" },
  weekly: { now: "in the week", before: "the week before" },
  monthly: { now: "in the month", before: "the month before" },
};

/** A report as Slack shows it, whoever asked for it. */
export function reportMessage(report: Report): {
  text: string;
  blocks: Block[];
} {
  const { kind, namespace } = report;
  return {
    text: notification(
      `${reportNames[kind]}: ${namespace.name}. ${stateWords(report)}. ${uptimeWords(report)}`,
    ),
    blocks: [
      header(`${reportNames[kind]}: ${oneLine(namespace.name, LONGEST_NAME)}`),
      lines(stateLine(report), ...figureLines(report), spanLine(report)),
      ...troubleBlocks(report),
      ...happenedBlocks(report),
      ...listBlocks(report),
      ...charts(report),
      buttons(report),
    ],
  };
}

/** "12 of 12 services are up" */
export function stateWords({ services }: Report): string {
  const { total, up, down, difficulties, maintenance, unknown } = services;
  if (total === 0) return "Nothing is watched here yet";
  const others = [
    [down, "down"],
    [difficulties, "in difficulties"],
    [maintenance, "in maintenance"],
    [unknown, "not looked at"],
  ] as const;
  const rest = others
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`);
  const state = `${up} of ${counted(total, "service")} ${up === 1 || total === 1 ? "is" : "are"} up`;
  return rest.length === 0 ? state : `${state}, ${rest.join(", ")}`;
}

function stateLine(report: Report): Leaf[] {
  return [
    emoji(lookOf(report)),
    text(" "),
    text(`${stateWords(report)}.`, "bold"),
  ];
}

function lookOf({ services }: Report): string {
  if (services.down > 0) return "red_circle";
  if (services.difficulties > 0) return "large_yellow_circle";
  const isUp = services.total > 0 && services.up === services.total;
  return isUp ? "large_green_circle" : "white_circle";
}

export function uptimeWords({
  kind,
  services,
  uptime,
  downMs,
}: Report): string {
  const { now, before } = spanNames[kind];
  if (uptime.now === null || services.unknown === services.total)
    return "Nothing was watched.";
  const lasted =
    downMs === 0 ? "" : `, down for ${durationInWords(downMs)} in all`;
  const earlier =
    uptime.before === null ? "" : ` (${before}: ${percent(uptime.before)})`;
  return `Uptime ${percent(uptime.now)} ${now}${lasted}${earlier}.`;
}

function figureLines(report: Report): Leaf[][] {
  const response = responseWords(report.kind, report.response);
  return [
    [text(uptimeWords(report))],
    ...(response === undefined ? [] : [[text(response)]]),
  ];
}

export function responseWords(
  kind: ReportKind,
  { now, before }: Change,
): string | undefined {
  if (now === null) return undefined;
  const average = `Average response ${durationInWords(now)}`;
  return before === null
    ? `${average}.`
    : `${average} (${spanNames[kind].before}: ${durationInWords(before)}).`;
}

/** What it looks back on; and where it is late, why. */
function spanLine({ window, at, dueAt }: Report): Leaf[] {
  const span = [
    text("From "),
    moment(window.from),
    text(" to "),
    moment(window.until),
    text("."),
  ];
  const isLate = dueAt !== null && at - dueAt > LATE_MS;
  return isLate
    ? [
        ...span,
        text(
          " It comes late, because allswell itself was away when it was due.",
          "italic",
        ),
      ]
    : span;
}

function troubleBlocks({ troubled }: Report): Block[] {
  if (troubled.length === 0) return [];
  return [
    lines([text("Not up now", "bold")]),
    bullets(
      troubled.map(({ name, status, since }) => [
        emoji(status === "down" ? "red_circle" : "large_yellow_circle"),
        text(
          ` ${oneLine(name, LONGEST_NAME)} is ${status === "down" ? "down" : "in difficulties"} since `,
        ),
        moment(since),
      ]),
    ),
  ];
}

function happenedBlocks({
  incidents: { count, shown },
  kind,
  at,
}: Report): Block[] {
  if (count === 0)
    return [
      lines([
        text("Nothing happened.", "bold"),
        text(
          kind === "daily"
            ? " This report comes every day: should it stay away, allswell itself is in trouble."
            : ` No incident ${spanNames[kind].now}.`,
        ),
      ]),
    ];
  const rest = count - shown.length;
  return [
    lines([
      text(`${counted(count, "incident")} ${spanNames[kind].now}`, "bold"),
    ]),
    bullets([
      ...shown.map((incident) => incidentRow(incident, at)),
      ...(rest === 0 ? [] : [[text(`and ${rest} more`, "italic")]]),
    ]),
  ];
}

function incidentRow(incident: ReportIncident, at: number): Leaf[] {
  const { id, service, cause, beganAt, resolvedAt } = incident;
  const course = courseInWords(incident, at);
  const words =
    resolvedAt === null
      ? `is ${course} already, since `
      : `was ${course}, from `;
  const because =
    cause === ""
      ? ""
      : `: ${clip(oneLine(cause, LONGEST_CAUSE), LONGEST_CAUSE)}`;
  return [
    text(oneLine(service, LONGEST_NAME), "bold"),
    text(` ${words}`),
    moment(beganAt),
    text(`${because} (incident ${id})`),
  ];
}

/** What else is worth a look, one line each; what there is nothing of is left out. */
function listBlocks({ worst, slowest, ending, maintenance }: Report): Block[] {
  const rows: Leaf[][] = [];
  const row = (title: string, ...rest: Leaf[]): number =>
    rows.push([text(`${title}: `, "bold"), ...rest]);
  if (worst.length > 0)
    row(
      "Least uptime",
      text(
        listed(
          worst.map(
            ({ name, ratio, downMs }) =>
              `${oneLine(name)} ${percent(ratio)} (${durationInWords(downMs)})`,
          ),
          worst.length,
        ),
      ),
    );
  if (slowest.length > 0)
    row(
      "Slowest",
      text(
        listed(
          slowest.map(
            ({ name, averageMs }) =>
              `${oneLine(name)} ${durationInWords(averageMs)}`,
          ),
          slowest.length,
        ),
      ),
    );
  if (ending.length > 0)
    row("Ends soon", text(listed(ending.map(endingWords), ending.length)));
  for (const { title, startsAt, endsAt } of maintenance)
    row(
      "Maintenance",
      text(`${oneLine(title, LONGEST_NAME)}, `),
      moment(startsAt),
      text(" to "),
      moment(endsAt),
    );
  return rows.length === 0 ? [] : [lines(...rows)];
}

export function endingWords({
  what,
  name,
  daysLeft,
}: Report["ending"][number]): string {
  const when =
    daysLeft < 0
      ? `ended ${counted(-daysLeft, "day")} ago`
      : daysLeft === 0
        ? "ends today"
        : `ends in ${counted(daysLeft, "day")}`;
  return `the ${what} of ${oneLine(name, LONGEST_NAME)} ${when}`;
}

function charts({ days, worst }: Report): ChartBlock[] {
  if (days === null) return [];
  const size = Math.ceil(days.labels.length / MOST_POINTS);
  const labels = days.labels
    .filter((_, index) => index % size === 0)
    .map(dayWords);
  const down = chartBlock("bar", "Minutes down, by day", {
    labels,
    unit: "min",
    series: days.down.map(({ name, minutes }) => ({
      name,
      values: grouped(minutes, size).map((sum) => Number(sum.toFixed(1))),
    })),
  });
  const answered = means(days, size);
  const response = chartBlock("line", "Average response, by day", {
    labels: answered.map(({ label }) => label),
    unit: "ms",
    series: [
      { name: "all services", values: answered.map(({ mean }) => mean) },
    ],
  });
  return [
    ...(worst.length > 0 && days.down.length > 0 ? [down] : []),
    ...(answered.length > 0 ? [response] : []),
  ];
}

/** Of so many neighbours each; where nothing answered there is no point, since Slack's lines have no gaps. */
function means(
  { labels, averageMs }: NonNullable<Report["days"]>,
  size: number,
): { label: string; mean: number }[] {
  const firsts = labels.keys().filter((index) => index % size === 0);
  return [...firsts].flatMap((index) => {
    const own = averageMs
      .slice(index, index + size)
      .filter((value) => value !== null);
    const sum = own.reduce((a, b) => a + b, 0);
    return own.length === 0
      ? []
      : [
          {
            label: dayWords(labels[index] ?? ""),
            mean: Math.round(sum / own.length),
          },
        ];
  });
}

function buttons({ kind, namespace, subscriptionId }: Report): Block {
  const others = (["daily", "weekly", "monthly"] as const).map((one) => ({
    action: `${reportActions.show}:${one}`,
    label: { daily: "24 hours", weekly: "7 days", monthly: "30 days" }[one],
    value: JSON.stringify({ namespaceId: namespace.id, kind: one }),
    ...(subscriptionId === null && one === kind
      ? { style: "primary" as const }
      : {}),
  }));
  const end = {
    action: reportActions.end,
    label: "No more of these",
    value: String(subscriptionId),
    confirm: {
      title: "End these reports?",
      text: `The ${kind} report does not come here any more. \`report subscribe\` brings it back.`.replaceAll(
        "`",
        "",
      ),
      yes: "End them",
      no: "Keep them",
    },
  };
  return actions("report", [
    ...others,
    ...(subscriptionId === null ? [] : [end]),
  ]);
}
