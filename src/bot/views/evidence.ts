import type { StoredResult } from "../../actions/show.ts";
import {
  bullets,
  type Block,
  code,
  emoji,
  type Leaf,
  lines,
  moment,
  text,
} from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
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
const MOST_SHOWN = 6;

/** The answer to "is it only me?": raw evidence and the last results. */
export function evidenceView(
  serviceName: string,
  evidence: readonly Evidence[],
): Message {
  const rest = evidence.length - MOST_SHOWN;
  const more = rest > 0 ? [lines([text(`and ${rest} more monitors`)])] : [];
  return message(
    `${serviceName}: ${evidence.map(({ result }) => outcomeLooks[result.outcome].word).join(", ")}`,
    [...evidence.slice(0, MOST_SHOWN).flatMap(one), ...more],
  );
}

function one({ name, result, earlier }: Evidence): Block[] {
  const { emoji: look, word } = outcomeLooks[result.outcome];
  const took =
    result.latencyMs === null ? "" : ` in ${durationInWords(result.latencyMs)}`;
  const why: Leaf[][] =
    result.outcome === "up"
      ? []
      : [[text(clip(result.reason.text, LONGEST_REASON))]];
  const facts = factLines(result.facts ?? {});
  return [
    lines(
      [emoji(look), text(" "), text(name, "bold"), text(` ${word}${took}`)],
      ...why,
    ),
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

function earlierLine({ at, outcome, latencyMs, reason }: StoredResult): Leaf[] {
  const { emoji: look, word } = outcomeLooks[outcome];
  const took = latencyMs === null ? "" : ` in ${durationInWords(latencyMs)}`;
  return [
    emoji(look),
    text(" "),
    moment(at, "{time_secs}"),
    text(` ${word}${took}${reason === null ? "" : `: ${clip(reason, 150)}`}`),
  ];
}
