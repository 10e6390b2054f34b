import {
  actions,
  bullets,
  type Button,
  header,
  type Leaf,
  lines,
  MAX_MESSAGE,
  moment,
  notification,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted, listed } from "../../base/text.ts";
import type { Story } from "../channel.ts";
import { incidentActions } from "./incident-actions.ts";
import type { SlackMessage } from "./incident-message.ts";
import { headline, onCallLine, stateOf, shownSince } from "./story-state.ts";

/** In a list of many, each gets one line. */
const LONGEST_LINE_CAUSE = 100;
const MOST_LISTED = 30;

/** Many at once: counted, and listed as far as there is room. */
export function foldedMessage(
  stories: readonly Story[],
  postId: number,
): SlackMessage {
  const title = foldedTitle(stories);
  const shown: Leaf[][] = [];
  let room = MAX_MESSAGE - title.length;
  for (const story of stories.toSorted(worstFirst).slice(0, MOST_LISTED)) {
    const line = [...headline(story), ...remarks(story)];
    room -= JSON.stringify(line).length;
    if (room < 0) break;
    shown.push(line);
  }
  const rest = stories.length - shown.length;
  const more = rest === 0 ? [] : [lines([text(`and ${rest} more`, "italic")])];
  return {
    text: notification(
      `${title} ${listed(stories.map(({ service }) => service))}`,
    ),
    blocks: [
      header(title),
      bullets(shown),
      ...more,
      lines(circumstances(stories), ...onCallLine(stories)),
      actions(`incidents_${postId}`, buttons(stories, postId)),
    ],
  };
}

function circumstances(stories: readonly Story[]): Leaf[] {
  const names = new Set(stories.map(({ namespace }) => namespace.name));
  return [
    text(`${listed([...names])} · since `),
    moment(Math.min(...stories.map(shownSince))),
  ];
}

/** Why it is down, and who is on it. */
function remarks({ cause, resolvedAt, acknowledgedBy }: Story): Leaf[] {
  if (resolvedAt !== null) return [];
  const because = cause === "" ? "" : `: ${clip(cause, LONGEST_LINE_CAUSE)}`;
  const taken = acknowledgedBy === null ? "" : ` (${acknowledgedBy} is on it)`;
  return because + taken === "" ? [] : [text(because + taken)];
}

function buttons(stories: readonly Story[], postId: number): Button[] {
  const value = String(postId);
  const untaken = stories.filter(
    ({ resolvedAt, acknowledgedAt }) =>
      resolvedAt === null && acknowledgedAt === null,
  );
  const all: Button = {
    action: incidentActions.acknowledgeAll,
    label:
      untaken.length === 1
        ? "Acknowledge the one left"
        : `Acknowledge all ${untaken.length}`,
    value,
    style: "primary",
  };
  return [
    ...(untaken.length === 0 ? [] : [all]),
    { action: incidentActions.list, label: "List", value },
  ];
}

/** "5 services are down, 1 is in difficulties, 2 are over": the worst first. */
function foldedTitle(stories: readonly Story[]): string {
  const groups = Map.groupBy(stories.toSorted(worstFirst), (story) =>
    story.resolvedAt === null ? stateOf(story).words : "is over",
  );
  const parts = [...groups].map(([words, group], index) => {
    const verb = group.length === 1 ? words : words.replace(/^is /, "are ");
    return `${index === 0 ? counted(group.length, "service") : group.length} ${verb}`;
  });
  return `${parts.join(", ")}:`;
}

function worstFirst(a: Story, b: Story): number {
  return weight(a) - weight(b);
}

function weight({ resolvedAt, severity }: Story): number {
  if (resolvedAt !== null) return 2;
  return severity === "down" ? 0 : 1;
}
