import {
  type Block,
  bullets,
  code,
  emoji,
  type Leaf,
  lines,
  moment,
  shownLength,
  text,
} from "./slack-blocks.ts";
import { clip } from "./text.ts";

/** How a state looks: an emoji and a word, never the colour alone. */
export interface Look {
  emoji: string;
  word: string;
}

/** By what a look saw. */
export const outcomeLooks = {
  up: { emoji: "large_green_circle", word: "up" },
  degraded: { emoji: "large_yellow_circle", word: "degraded" },
  down: { emoji: "red_circle", word: "down" },
  unknown: { emoji: "white_circle", word: "could not look" },
} as const satisfies Record<string, Look>;

type Outcome = keyof typeof outcomeLooks;
type Facts = Record<string, string | number | boolean | null>;

/** A result of before. */
export interface Earlier {
  /** Milliseconds since 1970. */
  at: number;
  outcome: Outcome;
  /** How long it took, in words. */
  took: string | null;
  reason: string | null;
}

/** What one monitor saw, and what it had seen before. */
export interface Sight {
  name: string;
  outcome: Outcome;
  took: string | null;
  reason: string | null;
  facts: Facts;
  earlier: readonly Earlier[];
}

const LONGEST_REASON = 400;
const LONGEST_FACTS = 1_200;
const LONGEST_EARLIER = 150;

/** Raw evidence within `room` characters: the first with all of it; where it gets full, the rest with one line each. */
export function evidenceBlocks(
  sights: readonly Sight[],
  room: number,
): Block[] {
  let left = room;
  return sights.flatMap((one, index) => {
    const reserved = (sights.length - index - 1) * LONGEST_REASON;
    const full = [...summary(one), ...details(one)];
    const blocks = shownLength(full) <= left - reserved ? full : summary(one);
    left -= shownLength(blocks);
    return blocks;
  });
}

function summary({ name, outcome, took, reason }: Sight): Block[] {
  const { emoji: look, word } = outcomeLooks[outcome];
  const time = took === null ? "" : ` in ${took}`;
  const why: Leaf[][] =
    reason === null ? [] : [[text(clip(reason, LONGEST_REASON))]];
  return [
    lines(
      [emoji(look), text(" "), text(name, "bold"), text(` ${word}${time}`)],
      ...why,
    ),
  ];
}

function details({ facts, earlier }: Sight): Block[] {
  const known = factLines(facts);
  return [
    ...(known === "" ? [] : [code(clip(known, LONGEST_FACTS))]),
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
export function earlierLine({ at, outcome, took, reason }: Earlier): Leaf[] {
  const { emoji: look, word } = outcomeLooks[outcome];
  const time = took === null ? "" : ` in ${took}`;
  const because = reason === null ? "" : `: ${clip(reason, LONGEST_EARLIER)}`;
  return [
    emoji(look),
    text(" "),
    moment(at, "{time_secs}"),
    text(` ${word}${time}${because}`),
  ];
}
