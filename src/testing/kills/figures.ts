import type { Cell } from "./cells.ts";
import { kinds, ways } from "./places.ts";
import type { RandomKills } from "./random.ts";
import { figures } from "./story.ts";

/** Within this, after a kill, all that it held up is told. */
export const RECOVERED_WITHIN_S = 45;

/** What is promised, and is not so, in words. */
export function brokenPromises(
  cells: readonly Cell[],
  random: RandomKills | undefined,
  withinMs: number,
): string[] {
  const broken = cells.flatMap((cell) => {
    const wrong = wrongWith(cell, withinMs);
    return wrong.length === 0
      ? []
      : [`${cellInWords(cell)}: ${wrong.join(", ")}`];
  });
  if (random === undefined) return broken;
  const { tallies, recoveredMs, problems } = random;
  const counted = tallies.flatMap(({ way, lost, doubled }) =>
    lost + doubled === 0
      ? []
      : [`${way}, killed at random: ${lost} lost, ${doubled} told twice`],
  );
  const late = recoveredMs.filter((ms) => ms > withinMs).length;
  const waited = late === 0 ? [] : [`killed at random: ${late} recovered late`];
  return [...broken, ...counted, ...waited, ...problems];
}

function wrongWith(cell: Cell, withinMs: number): string[] {
  const { problem, lost, doubled, recoveredMs = 0 } = cell;
  return [
    ...(problem === undefined ? [] : [problem]),
    ...(lost > 0 ? [`${lost} lost`] : []),
    ...(doubled > 0 ? [`${doubled} told twice`] : []),
    ...(recoveredMs > withinMs
      ? [`recovered after ${seconds(recoveredMs)} s`]
      : []),
  ];
}

export function isSlow(ms: number): boolean {
  return ms > RECOVERED_WITHIN_S * 1_000;
}

/** What took longer than is promised, whatever was let pass. */
export function slowest(cells: readonly Cell[]): string[] {
  return cells
    .filter(({ recoveredMs = 0 }) => isSlow(recoveredMs))
    .map((cell) => `${cellInWords(cell)}: ${seconds(cell.recoveredMs ?? 0)} s`);
}

function cellInWords({ way, kind, place, successor }: Cell): string {
  return `${way}, ${kind}, killed ${place.name}, ${successor}`;
}

/** A line for each way of telling. */
export function cellTable(cells: readonly Cell[]): string {
  const head = ["killed in", "kills", ...COUNTS, ...TIMES];
  return table(
    head,
    ways.map((way) => {
      const its = cells.filter((cell) => cell.way === way);
      const times = its.flatMap(({ recoveredMs }) => recoveredMs ?? []);
      return [
        way,
        its.length,
        ...figures.map((figure) => sum(its, figure)),
        ...timesOf(times),
      ];
    }),
  );
}

export function randomTable({ tallies }: RandomKills): string {
  return table(
    ["at random", "messages", ...COUNTS],
    tallies.map((tally) => [
      tally.way,
      tally.messages,
      ...figures.map((figure) => tally[figure]),
    ]),
  );
}

/** How long all recoveries took. */
export function timesInWords(times: readonly number[]): string {
  const [p50, p99, max] = timesOf(times);
  return `recovered after p50 ${p50} s, p99 ${p99} s, max ${max} s`;
}

/** Which kinds were tried how often. */
export function kindsInWords(cells: readonly Cell[]): string {
  return kinds
    .map((kind) => [kind, cells.filter((cell) => cell.kind === kind).length])
    .map(([kind, count]) => `${kind} ${count}`)
    .join(", ");
}

/** Of a webhook's call there may be as many copies as deaths, with the same key; what of a mail is too much counts as told twice. */
const COUNTS = ["lost", "twice", "repeats", "by hand"];
const TIMES = ["p50 s", "p99 s", "max s"];

function timesOf(times: readonly number[]): string[] {
  const sorted = times.toSorted((a, b) => a - b);
  return [0.5, 0.99, 1].map((share) => {
    const place = Math.max(0, Math.ceil(sorted.length * share) - 1);
    return seconds(sorted[place] ?? 0);
  });
}

export function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

function sum(cells: readonly Cell[], figure: (typeof figures)[number]): number {
  return cells.reduce((total, cell) => total + cell[figure], 0);
}

function table(
  head: readonly string[],
  lines: readonly (readonly (string | number)[])[],
): string {
  return [head, ...lines]
    .map(([name = "", ...cells]) =>
      [
        String(name).padEnd(10),
        ...cells.map((cell) => String(cell).padStart(9)),
      ].join(" "),
    )
    .join("\n");
}
