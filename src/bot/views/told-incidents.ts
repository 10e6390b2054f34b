import type { StoryRow } from "../../actions/incidents/find-message.ts";
import {
  actions,
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
import { type Message, message, say } from "../reply.ts";
import { severityLooks } from "./looks.ts";

const LONGEST_CAUSE = 150;
const MOST_LISTED = 100;
/** Of the message's characters, so many are kept for the menu. */
const MENU_ROOM = 3_000;
/** Besides it, for the title and for what counts the rest. */
const ROOM = MAX_MESSAGE - MENU_ROOM - 200;

/** All incidents of a message that tells many, with their numbers. */
export function toldIncidentsView(stories: readonly StoryRow[]): Message {
  if (stories.length === 0) return say("This message tells nothing any more.");
  const title = counted(stories.length, "incident");
  const shown = fitting(stories.slice(0, MOST_LISTED).map(storyLine), ROOM);
  const rest = stories.length - shown.length;
  return message(title, [
    header(title),
    bullets(shown),
    ...(rest > 0 ? [lines([text(`and ${rest} more`, "italic")])] : []),
    actions("told_incidents", [], [oneOf(stories.slice(0, shown.length))]),
  ]);
}

/** The way to one of them, with all that can be done about it. */
function oneOf(stories: readonly StoryRow[]): object {
  const options = stories.map(({ incidentId, facts }) =>
    option(`${incidentId}: ${facts.service.name}`, String(incidentId)),
  );
  return menu(
    buttonIds.incidentHistory,
    "One of them …",
    fitting(options, MENU_ROOM),
  );
}

function storyLine(story: StoryRow): Leaf[] {
  const { incidentId, facts, beganAt, cause, acknowledgedBy } = story;
  const { emoji: look, word } = lookOf(story);
  const taken = acknowledgedBy === null ? "" : ` · ${acknowledgedBy}`;
  const because = cause === "" ? "" : ` · ${clip(cause, LONGEST_CAUSE)}`;
  return [
    emoji(look),
    text(` ${incidentId} `),
    text(facts.service.name, "bold"),
    text(` ${word}, began `),
    moment(beganAt),
    text(`${taken}${because}`),
  ];
}

function lookOf({ resolvedAt, resolution, beganAt, severity }: StoryRow): {
  emoji: string;
  word: string;
} {
  if (resolvedAt === null) return severityLooks[severity];
  const lasted = durationInWords(resolvedAt - beganAt);
  return resolution === "recovered"
    ? { emoji: "large_green_circle", word: `up again after ${lasted}` }
    : { emoji: "white_circle", word: `closed after ${lasted}` };
}
