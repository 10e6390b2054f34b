import type { StoredResult } from "../../actions/inside/show.ts";
import {
  earlierOf,
  type Evidence,
  sightOf,
} from "../../actions/inside/sights.ts";
import {
  type Leaf,
  lines,
  MAX_MESSAGE,
  text,
} from "../../base/slack-blocks.ts";
import {
  earlierLine as lineOf,
  evidenceBlocks,
  outcomeLooks,
} from "../../base/slack-evidence.ts";
import { counted } from "../../base/text.ts";
import { type Message, message } from "../reply.ts";

/** The answer to "is it only me?": raw evidence and the last results. `left` monitors were not looked at. */
export function evidenceView(
  serviceName: string,
  evidence: readonly Evidence[],
  left: number,
): Message {
  const words = evidence.map(({ result }) => outcomeLooks[result.outcome].word);
  const more =
    left > 0
      ? [
          lines([
            text(
              `${counted(left, "monitor")} more ${left === 1 ? "was" : "were"} not looked at: name one to see it.`,
              "italic",
            ),
          ]),
        ]
      : [];
  return message(`${serviceName}: ${words.join(", ")}`, [
    ...evidenceBlocks(evidence.map(sightOf), MAX_MESSAGE),
    ...more,
  ]);
}

/** A result of before, on one line. */
export function earlierLine(result: StoredResult): Leaf[] {
  return lineOf(earlierOf(result));
}
