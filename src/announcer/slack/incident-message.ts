import {
  actions,
  type Block,
  bullets,
  emoji,
  header,
  type Leaf,
  lines,
  MAX_MESSAGE,
  moment,
  notification,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted, listed } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import type { Content, Story } from "../channel.ts";

/** What chat.postMessage and chat.update take. */
export interface SlackMessage {
  text: string;
  blocks: Block[];
}

const LONGEST_DETAIL = 300;
const LONGEST_ACTOR = 80;
/** In a list of many, each gets one line. */
const LONGEST_LINE_CAUSE = 100;
const MOST_LISTED = 30;

/** The action ids of an incident's buttons; their value is the incident's number. The bot answers them. */
export const incidentActions = {
  acknowledge: "incident_ack",
  recheck: "incident_recheck",
  details: "incident_details",
} as const;

/** The message of one incident or several, as they are now; or a line for the thread of one that has such a message. */
export function composeSlack(content: Content): SlackMessage {
  if (content.kind === "words") return operatorsMessage(content.lines);
  const [only] = content.stories;
  if (only === undefined)
    return {
      text: "Nothing to tell any more.",
      blocks: [lines([text("Nothing to tell any more.")])],
    };
  if (content.isReply) return reply(content.stories);
  return content.stories.length === 1
    ? livingMessage(only)
    : foldedMessage(content.stories);
}

interface State {
  emoji: string;
  words: string;
}

/** How an incident stands, as an emoji and in words: never by colour alone. */
function stateOf({ resolvedAt, resolution, severity, beganAt }: Story): State {
  if (resolvedAt !== null) {
    const lasted = durationInWords(resolvedAt - beganAt);
    return resolution === "recovered"
      ? { emoji: "large_green_circle", words: `is up again after ${lasted}` }
      : { emoji: "white_circle", words: `: closed after ${lasted}` };
  }
  return severity === "down"
    ? { emoji: "red_circle", words: "is down" }
    : { emoji: "large_yellow_circle", words: "is in difficulties" };
}

function headline(story: Story): Leaf[] {
  const { emoji: name, words } = stateOf(story);
  return [
    emoji(name),
    text(" "),
    text(story.service, "bold"),
    text(words.startsWith(":") ? words : ` ${words}`),
  ];
}

function livingMessage(story: Story): SlackMessage {
  const blocks = [
    lines(headline(story), ...causeLines(story)),
    lines(circumstances(story)),
  ];
  return {
    text: notification(plainHeadline(story)),
    blocks: [...blocks, ...buttons(story)],
  };
}

function causeLines({ cause, resolvedAt }: Story): Leaf[][] {
  if (cause === "") return [];
  return [
    [
      text(
        clip(resolvedAt === null ? cause : `It was: ${cause}`, LONGEST_DETAIL),
      ),
    ],
  ];
}

function circumstances(story: Story): Leaf[] {
  const { namespace, beganAt, acknowledgedBy, incidentId } = story;
  const taken =
    acknowledgedBy === null ? [] : [text(` · ${acknowledgedBy} is on it`)];
  return [
    text(`${namespace.name} · since `),
    moment(beganAt),
    text(` · incident ${incidentId}`),
    ...taken,
  ];
}

function buttons(story: Story): Block[] {
  const value = String(story.incidentId);
  const details = { action: incidentActions.details, label: "Details", value };
  if (story.resolvedAt !== null)
    return [actions(`incident_${value}`, [details])];
  const acknowledge = {
    action: incidentActions.acknowledge,
    label: "Acknowledge",
    value,
    style: "primary" as const,
  };
  const recheck = {
    action: incidentActions.recheck,
    label: "Recheck now",
    value,
  };
  return [
    actions(`incident_${value}`, [
      ...(story.acknowledgedAt === null ? [acknowledge] : []),
      recheck,
      details,
    ]),
  ];
}

function plainHeadline(story: Story): string {
  const { words } = stateOf(story);
  const because =
    story.resolvedAt === null && story.cause !== "" ? `: ${story.cause}` : "";
  return `${story.service}${words.startsWith(":") ? "" : " "}${words}${because}`;
}

/** Many at once: counted, and listed as far as there is room. */
function foldedMessage(stories: Story[]): SlackMessage {
  const title = foldedTitle(stories);
  const shown: Leaf[][] = [];
  let room = MAX_MESSAGE - title.length;
  for (const story of stories.slice(0, MOST_LISTED)) {
    const line = [...headline(story), ...lineCause(story)];
    room -= JSON.stringify(line).length;
    if (room < 0) break;
    shown.push(line);
  }
  const rest = stories.length - shown.length;
  const more = rest === 0 ? [] : [lines([text(`and ${rest} more`, "italic")])];
  const namespaces = [
    ...new Set(stories.map(({ namespace }) => namespace.name)),
  ];
  return {
    text: notification(
      `${title} ${listed(stories.map(({ service }) => service))}`,
    ),
    blocks: [
      header(title),
      bullets(shown),
      ...more,
      lines([
        text(`${listed(namespaces)} · since `),
        moment(Math.min(...stories.map(({ beganAt }) => beganAt))),
      ]),
    ],
  };
}

function lineCause({ cause, resolvedAt }: Story): Leaf[] {
  return cause === "" || resolvedAt !== null
    ? []
    : [text(`: ${clip(cause, LONGEST_LINE_CAUSE)}`)];
}

/** "5 services are down, 2 are up again": */
function foldedTitle(stories: Story[]): string {
  const groups = Map.groupBy(stories, (story) =>
    story.resolvedAt === null ? stateOf(story).words : "is over",
  );
  const parts = [...groups].map(([words, group], index) => {
    const verb = group.length === 1 ? words : words.replace(/^is /, "are ");
    return `${index === 0 ? counted(group.length, "service") : group.length} ${verb}`;
  });
  return `${parts.join(", ")}:`;
}

/** A line in the thread: what is new of each. */
function reply(stories: Story[]): SlackMessage {
  const shown = stories.slice(0, MOST_LISTED).map(newsLine);
  const rest = stories.length - shown.length;
  const rows = shown.map((line) => line.leaves);
  if (rest > 0) rows.push([text(`and ${rest} more`, "italic")]);
  return {
    text: notification(shown.map(({ plain }) => plain).join(" · ")),
    blocks: [lines(...rows)],
  };
}

function newsLine(story: Story): { leaves: Leaf[]; plain: string } {
  const { name, words } = newsOf(story);
  return {
    leaves: [
      emoji(name),
      text(" "),
      text(story.service, "bold"),
      text(` ${words}`),
    ],
    plain: `${story.service} ${words}`,
  };
}

function newsOf({ news, at, beganAt, actor, detail }: Story): {
  name: string;
  words: string;
} {
  const lasted = durationInWords(at - beganAt);
  const because = detail === null ? "" : `: ${clip(detail, LONGEST_DETAIL)}`;
  const who = actor === null ? null : clip(actor, LONGEST_ACTOR);
  switch (news.at(-1)) {
    case "recovered":
      return {
        name: "large_green_circle",
        words: `is up again after ${lasted}`,
      };
    case "reminder":
      return { name: "red_circle", words: `is still down after ${lasted}` };
    case "acknowledged":
      return {
        name: "eyes",
        words: `has somebody on it${who === null ? "" : `: ${who}`}`,
      };
    case "improved":
      return {
        name: "large_yellow_circle",
        words: `answers again, with difficulties${because}`,
      };
    case "worsened":
    case "down":
      return { name: "red_circle", words: `is down${because}` };
    case "difficulties":
      return {
        name: "large_yellow_circle",
        words: `is in difficulties${because}`,
      };
    case "ended":
    case undefined:
      return {
        name: "white_circle",
        words: `is not watched any more${because}${who === null ? "" : ` (${who})`}`,
      };
  }
}

function operatorsMessage(rows: string[]): SlackMessage {
  return {
    text: notification(rows.join(" ")),
    blocks: [
      lines(...rows.map((row) => [text(clip(row, LONGEST_DETAIL * 3))])),
    ],
  };
}
