import {
  KEEP_REMOVED_MS,
  type RemovedThing,
} from "../../actions/targets/find-removed.ts";
import { fullName } from "../../actions/targets/find-target.ts";
import {
  actions,
  bullets,
  header,
  type Leaf,
  lines,
  moment,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import { buttonIds } from "../buttons/ids.ts";
import { carried } from "../modals/carried-target.ts";
import { leavesOf, type Message, message, say } from "../reply.ts";

const MOST_LISTED = 10;
const LONGEST_LABEL = 50;
const TITLE = "What was removed";

/** What can be brought back, the latest first, with a button for each. */
export function removedView(things: readonly RemovedThing[]): Message {
  if (things.length === 0)
    return say(
      `Nothing that is yours to change was removed within the last ${durationInWords(KEEP_REMOVED_MS)}.`,
    );
  const shown = things.slice(0, MOST_LISTED);
  const rest = things.length - shown.length;
  return message(TITLE, [
    header(TITLE),
    bullets(shown.map(lineOf)),
    ...(rest > 0
      ? [
          lines(
            leavesOf(
              `and ${rest} more: \`restore iati/datastore\` brings one back by its name, \`restore test/*\` all of them.`,
            ),
          ),
        ]
      : []),
    actions(
      "removed",
      shown.map((thing, index) => ({
        action: `${buttonIds.restore}:${index}`,
        label: `Bring back ${clip(thing.monitorName ?? thing.serviceName, LONGEST_LABEL)}`,
        value: carried(thing),
      })),
    ),
  ]);
}

function lineOf(thing: RemovedThing): Leaf[] {
  const { monitorId, count, removedAt } = thing;
  const what = monitorId === null ? ` (${counted(count, "monitor")})` : "";
  return [
    text(fullName(thing), "bold"),
    text(`${what}, removed `),
    moment(removedAt),
    text(", until "),
    moment(removedAt + KEEP_REMOVED_MS),
  ];
}
