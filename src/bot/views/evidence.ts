import type { StoredResult } from "../../actions/show.ts";
import {
  type Leaf,
  lines,
  MAX_MESSAGE,
  text,
} from "../../base/slack-blocks.ts";
import {
  type Earlier,
  earlierLine as lineOf,
  evidenceBlocks,
  outcomeLooks,
  type Sight,
} from "../../base/slack-evidence.ts";
import { counted } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import type { ProbeResult } from "../../domain/result.ts";
import { type Message, message } from "../reply.ts";

/** What one monitor saw just now, and before. */
export interface Evidence {
  name: string;
  result: ProbeResult;
  earlier: readonly StoredResult[];
}

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

/** What was seen, as it is shown and kept. */
export function sightOf({ name, result, earlier }: Evidence): Sight {
  return {
    name,
    outcome: result.outcome,
    took: inWords(result.latencyMs),
    reason: result.outcome === "up" ? null : result.reason.text,
    facts: result.facts ?? {},
    earlier: earlier.map(earlierOf),
  };
}

/** A result of before, on one line. */
export function earlierLine(result: StoredResult): Leaf[] {
  return lineOf(earlierOf(result));
}

function earlierOf({ at, outcome, latencyMs, reason }: StoredResult): Earlier {
  return { at, outcome, took: inWords(latencyMs), reason };
}

function inWords(latencyMs: number | null): string | null {
  return latencyMs === null ? null : durationInWords(latencyMs);
}
