import {
  type Block,
  lines,
  notification,
  text,
} from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import type { Content } from "../channel.ts";
import { foldedMessage } from "./folded-message.ts";
import { livingMessage } from "./living-message.ts";
import { threadLine } from "./thread-line.ts";

/** What chat.postMessage and chat.update take. */
export interface SlackMessage {
  text: string;
  blocks: Block[];
  /** Of a reply: the channel sees it, too. */
  broadcast?: true;
}

const LONGEST_ROW = 900;

/** The message of one incident or several, as they are now; or a line for the thread of one that has such a message. */
export function composeSlack(
  content: Exclude<Content, { kind: "maintenance" | "report" }>,
): SlackMessage {
  if (content.kind === "words") return operatorsMessage(content.lines);
  const { stories, isReply, postId, broadcast } = content;
  const [only] = stories;
  if (only === undefined)
    return {
      text: "Nothing to tell any more.",
      blocks: [lines([text("Nothing to tell any more.")])],
    };
  if (isReply)
    return { ...threadLine(stories), ...(broadcast ? { broadcast } : {}) };
  return stories.length === 1
    ? livingMessage(only)
    : foldedMessage(stories, postId);
}

function operatorsMessage(rows: string[]): SlackMessage {
  return {
    text: notification(rows.join(" ")),
    blocks: [lines(...rows.map((row) => [text(clip(row, LONGEST_ROW))]))],
  };
}
