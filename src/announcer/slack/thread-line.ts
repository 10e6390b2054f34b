import {
  emoji,
  type Leaf,
  lines,
  moment,
  notification,
  text,
} from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import type { Story } from "../channel.ts";
import { standsSince } from "../outage.ts";
import type { SlackMessage } from "./incident-message.ts";
import { onCallLine } from "./story-state.ts";

const LONGEST_DETAIL = 300;
const LONGEST_UPDATE = 1_000;
const LONGEST_ACTOR = 80;
const MOST_LISTED = 30;

/** A line in the thread for each: what is new of it. */
export function threadLine(stories: readonly Story[]): SlackMessage {
  const shown = stories.slice(0, MOST_LISTED).map(newsLine);
  const rest = stories.length - shown.length;
  const rows = shown.map((line) => line.leaves);
  if (rest > 0) rows.push([text(`and ${rest} more`, "italic")]);
  return {
    text: notification(shown.map(({ plain }) => plain).join(" · ")),
    blocks: [lines(...rows, ...onCallLine(stories.filter(ringsBells)))],
  };
}

/** Whoever did something knows of it; who is on call is called for what went wrong by itself. */
function ringsBells({ news, actor }: Story): boolean {
  const latest = news.at(-1);
  return (
    actor === null &&
    (latest === "worsened" || latest === "reminder" || latest === "woken")
  );
}

interface NewsLine {
  emoji: string;
  words: string;
  /** Behind the words, in the reader's zone. */
  until?: number;
  /** Behind all that. */
  who?: string;
}

function newsLine(story: Story): { leaves: Leaf[]; plain: string } {
  const { emoji: name, words, until, who } = newsOf(story);
  const behind = who === undefined ? "" : ` (${who})`;
  return {
    leaves: [
      emoji(name),
      text(" "),
      text(story.service, "bold"),
      text(words),
      ...(until === undefined ? [] : [moment(until)]),
      ...(behind === "" ? [] : [text(behind)]),
    ],
    plain: `${story.service}${words}${until === undefined ? "" : "later"}${behind}`,
  };
}

function newsOf(story: Story): NewsLine {
  const { news, at, beganAt, actor, detail } = story;
  const lasted = durationInWords(at - beganAt);
  const still = durationInWords(at - standsSince(story));
  const because = detail === null ? "" : `: ${clip(detail, LONGEST_DETAIL)}`;
  const name = actor === null ? undefined : clip(actor, LONGEST_ACTOR);
  const who = name === undefined ? {} : { who: name };
  switch (news.at(-1)) {
    case "recovered":
      return { emoji: UP, words: ` is up again after ${lasted}` };
    case "reminder":
      return { emoji: DOWN, words: ` is still down after ${still}` };
    case "acknowledged":
      return {
        emoji: "eyes",
        words: `: ${name ?? "somebody"} is on it`,
      };
    case "handed-back":
      return { emoji: "wave", words: " has nobody on it any more", ...who };
    case "snoozed":
      return { emoji: "zzz", ...rest(story), ...who };
    case "woken":
      return {
        emoji: "alarm_clock",
        words: ` is awake again: ${story.severity === "down" ? "still down" : "still in difficulties"} after ${still}`,
        ...who,
      };
    case "update":
      return {
        emoji: "memo",
        words: ` · ${name ?? "allswell"}: ${clip(detail ?? "", LONGEST_UPDATE)}`,
      };
    case "improved":
      return {
        emoji: DIFFICULTIES,
        words: ` answers again, with difficulties${because}`,
      };
    case "worsened":
    case "down":
      return { emoji: DOWN, words: ` is down${because}` };
    case "difficulties":
      return { emoji: DIFFICULTIES, words: ` is in difficulties${because}` };
    case "ended":
    case undefined:
      return {
        emoji: "white_circle",
        words: ` is not watched any more${because}`,
        ...who,
      };
  }
}

const UP = "large_green_circle";
const DOWN = "red_circle";
const DIFFICULTIES = "large_yellow_circle";

function rest({ until }: Story): { words: string; until?: number } {
  return until === null
    ? { words: " is snoozed until it is over" }
    : { words: " is snoozed until ", until };
}
