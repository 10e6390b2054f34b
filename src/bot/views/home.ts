import { topicName } from "../../actions/audience/subscribed-topics.ts";
import type { Overall, Standing } from "../../actions/inside/home.ts";
import { type SubscriptionLine } from "../../actions/audience/subscriptions.ts";
import {
  actions,
  type Block,
  bullets,
  type Button,
  divider,
  header,
  type Leaf,
  lines,
  moment,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import type { Instant } from "../../domain/time.ts";
import { buttonIds, homeRefresh } from "../buttons/ids.ts";
import { addButton, headline, troubleBlocks } from "./board.ts";
import { plannedLine } from "./planned.ts";
import { placeValue } from "./incidents.ts";
import { percent } from "./service.ts";

/** The tab of the app that a person has to themselves, as views.publish takes it. */
export interface HomeView {
  type: "home";
  blocks: Block[];
}

/** What is the same for all who look. */
export interface Dashboard extends Standing {
  /** Null while it is still being read. */
  overall: Overall | null;
}

const MOST_SUBSCRIPTIONS = 20;
const LONGEST_TOPIC = 100;
const LONGEST_NAME = 80;

/** The dashboard: one sentence, what is wrong first, the figures of all, what the reader hears of. */
export function homeView(
  { counts, troubled, maintenance, overall }: Dashboard,
  subscriptions: readonly SubscriptionLine[],
  at: Instant,
): HomeView {
  const isEmpty = counts.length === 0;
  return {
    type: "home",
    blocks: [
      header(isEmpty ? "Nothing is watched yet" : headline(counts)),
      actions("home_buttons", homeButtons(isEmpty)),
      ...troubleBlocks(troubled),
      ...(maintenance === null ? [] : [lines(plannedLine(maintenance))]),
      ...(isEmpty || overall === null ? [] : overallBlocks(overall)),
      divider(),
      ...subscriptionBlocks(subscriptions),
      lines([text("As of "), moment(at, "{date_short_pretty} {time_secs}")]),
    ],
  };
}

/** For those who may see nothing. */
export function closedHome(sentence: string): HomeView {
  return { type: "home", blocks: [lines([text(sentence)])] };
}

function homeButtons(isEmpty: boolean): Button[] {
  const add: Button = isEmpty ? { ...addButton, style: "primary" } : addButton;
  if (isEmpty) return [add, refresh];
  return [
    refresh,
    {
      action: buttonIds.boardRefresh,
      label: "All services",
      value: JSON.stringify({ page: 0, namespaceSlug: null }),
    },
    { action: buttonIds.incidents, label: "Incidents", value: placeValue({}) },
    add,
    {
      action: buttonIds.maintenanceForm,
      label: "Schedule maintenance …",
      value: "home",
    },
  ];
}

const refresh: Button = {
  action: homeRefresh,
  label: "Refresh",
  value: "home",
};

function overallBlocks({ response, month, disks }: Overall): Block[] {
  const { ratio, downMs } = month.uptime;
  const down = downMs > 0 ? `, ${durationInWords(downMs)} down in all` : "";
  const rows: Leaf[][] = [
    ...(ratio === null
      ? []
      : [
          [
            text("Uptime this month: "),
            text(percent(ratio), "bold"),
            text(` on average, ${counted(month.incidents, "incident")}${down}`),
          ],
        ]),
    ...(response === null
      ? []
      : [
          [
            text("Answers in "),
            text(durationInWords(response.averageMs), "bold"),
            text(
              ` on average, 95 % within ${durationInWords(response.p95Ms)} (last hour)`,
            ),
          ],
        ]),
  ];
  return [...(rows.length === 0 ? [] : [lines(...rows)]), ...diskBlocks(disks)];
}

function diskBlocks(disks: Overall["disks"]): Block[] {
  if (disks.length === 0) return [];
  return [
    lines([text("Fullest disks", "bold")]),
    bullets(
      disks.map(({ serviceName, monitorName, namespaceSlug, usedPercent }) => [
        text(`${usedPercent} %`, "bold"),
        text(
          ` ${clip(serviceName, LONGEST_NAME)} / ${clip(monitorName, LONGEST_NAME)} (${namespaceSlug})`,
        ),
      ]),
    ),
  ];
}

function subscriptionBlocks(
  subscriptions: readonly SubscriptionLine[],
): Block[] {
  if (subscriptions.length === 0)
    return [
      lines([
        text("You hear of nothing in person. "),
        text("/allswell subscribe me", "code"),
        text(" changes that."),
      ]),
    ];
  const shown = subscriptions
    .slice(0, MOST_SUBSCRIPTIONS)
    .map((line): Leaf[] => [text(clip(topicName(line), LONGEST_TOPIC))]);
  const rest = subscriptions.length - shown.length;
  return [
    lines([text("You hear of", "bold")]),
    bullets([
      ...shown,
      ...(rest > 0 ? [[text(`and ${rest} more`, "italic")]] : []),
    ] as Leaf[][]),
  ];
}
