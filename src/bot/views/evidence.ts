import type { StoredResult } from "../../actions/show.ts";
import {
  type Block,
  bullets,
  code,
  emoji,
  type Leaf,
  lines,
  MAX_MESSAGE,
  moment,
  shownLength,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import type { Facts, ProbeResult } from "../../domain/result.ts";
import { type Message, message } from "../reply.ts";
import { outcomeLooks } from "./looks.ts";

/** What one monitor saw just now, and before. */
export interface Evidence {
  name: string;
  result: ProbeResult;
  earlier: readonly StoredResult[];
}

const LONGEST_REASON = 400;
const LONGEST_FACTS = 1_200;
const LONGEST_EARLIER = 150;

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
    ...asMuchAsFits(evidence),
    ...more,
  ]);
}

/** The first ones with all their evidence; where the message is full, the rest with one line each. */
function asMuchAsFits(evidence: readonly Evidence[]): Block[] {
  let room = MAX_MESSAGE;
  return evidence.flatMap((one, index) => {
    const reserved = (evidence.length - index - 1) * LONGEST_REASON;
    const full = [...summary(one), ...details(one)];
    const blocks = shownLength(full) <= room - reserved ? full : summary(one);
    room -= shownLength(blocks);
    return blocks;
  });
}

function summary({ name, result }: Evidence): Block[] {
  const { emoji: look, word } = outcomeLooks[result.outcome];
  const took =
    result.latencyMs === null ? "" : ` in ${durationInWords(result.latencyMs)}`;
  const why: Leaf[][] =
    result.outcome === "up"
      ? []
      : [[text(clip(result.reason.text, LONGEST_REASON))]];
  return [
    lines(
      [emoji(look), text(" "), text(name, "bold"), text(` ${word}${took}`)],
      ...why,
    ),
  ];
}

function details({ result, earlier }: Evidence): Block[] {
  const facts = factLines(result.facts ?? {});
  return [
    ...(facts === "" ? [] : [code(clip(facts, LONGEST_FACTS))]),
    ...(earlier.length === 0
      ? []
      : [lines([text("Before:")]), bullets(earlier.map(earlierLine))]),
  ];
}

function factLines(facts: Facts): string {
  const entries = Object.entries(facts).filter(([, value]) => value !== null);
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries
    .map(
      ([name, value]) =>
        `${name.padEnd(width)}  ${typeof value === "number" ? rounded(value) : String(value)}`,
    )
    .join("\n");
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A result of before, on one line. */
export function earlierLine({
  at,
  outcome,
  latencyMs,
  reason,
}: StoredResult): Leaf[] {
  const { emoji: look, word } = outcomeLooks[outcome];
  const took = latencyMs === null ? "" : ` in ${durationInWords(latencyMs)}`;
  return [
    emoji(look),
    text(" "),
    moment(at, "{time_secs}"),
    text(
      ` ${word}${took}${reason === null ? "" : `: ${clip(reason, LONGEST_EARLIER)}`}`,
    ),
  ];
}
