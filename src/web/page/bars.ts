import type { PublicService } from "../../actions/public/public-view.ts";
import type { DayBar } from "../../domain/day-bars.ts";
import { durationInWords } from "../../domain/duration.ts";
import { html, type Html } from "./html.ts";
import type { Table } from "./table.ts";
import { dayWords, percent } from "./words.ts";

/** Each day takes so many units, the last of which is the gap; the style sheet's dashes are of the same size. */
const DAY_WIDTH = 5;
const BAR_WIDTH = 4;
/** From here on a day counts as well. */
const WELL = 0.9999;
/** Below this a day was bad. */
const BAD = 0.99;

type Kind = "good" | "fair" | "bad" | "none";

function kindOf({ ratio }: DayBar): Kind {
  if (ratio === null) return "none";
  if (ratio >= WELL) return "good";
  return ratio >= BAD ? "fair" : "bad";
}

/** A service's days as small bars. Days alike are one dashed line: a page of a hundred services stays small. */
export function bars(service: PublicService, timezone: string): Html {
  const { lines } = readingOf(service.days, timezone);
  return drawing(service, timezone, lines);
}

/** The same where there is room for each day to be told by itself. */
export function barsByDay(service: PublicService, timezone: string): Html {
  const days = service.days.map((day, start) => ({
    kind: kindOf(day),
    start,
    days: [day],
  }));
  const lines = html`${days.map((day) => drawn(day, timezone))}`;
  return drawing(service, timezone, lines);
}

/** What the bars show, for those who do not see them or have nothing to point with; the latest day first. */
export function barsTable(days: readonly DayBar[], timezone: string): Table {
  return {
    head: ["Day", "Uptime", "Down"],
    rows: days
      .toReversed()
      .map(({ from, ratio, downMs }) => [
        dayWords(from, timezone),
        percent(ratio),
        downMs > 0 ? durationInWords(downMs) : null,
      ]),
  };
}

function drawing(
  { days, uptimes }: PublicService,
  timezone: string,
  lines: Html,
): Html {
  const width = days.length * DAY_WIDTH - 1;
  const overall =
    uptimes.find((one) => one.days === days.length)?.ratio ?? null;
  const { trouble } = readingOf(days, timezone);
  const label = `Uptime of ${days.length} days: ${percent(overall)}${trouble}`;
  return html`<svg
    class="bars"
    viewBox="0 0 ${width} 24"
    preserveAspectRatio="none"
    role="img"
    aria-label="${label}"
  >
    ${lines}
  </svg>`;
}

interface Reading {
  lines: Html;
  /** On how many days it was down, and how the worst of them was. */
  trouble: string;
}

/** Made once: a service's days stay the same array until something in them changes. */
const known = new WeakMap<readonly DayBar[], Reading>();

function readingOf(days: readonly DayBar[], timezone: string): Reading {
  const madeBefore = known.get(days);
  if (madeBefore !== undefined) return madeBefore;
  const made = {
    lines: html`${runs(days).map((run) => drawn(run, timezone))}`,
    trouble: troubleIn(days, timezone),
  };
  known.set(days, made);
  return made;
}

function troubleIn(days: readonly DayBar[], timezone: string): string {
  const troubled = days.filter(({ downMs }) => downMs > 0);
  const [worst] = troubled.toSorted((a, b) => b.downMs - a.downMs);
  if (worst === undefined) return "";
  return troubled.length === 1
    ? `, down on one day, ${dayTold(worst, timezone)}`
    : `, down on ${troubled.length} days, the longest on ${dayTold(worst, timezone)}`;
}

/** Worked out once, as the lines are. */
const knownInShort = new WeakMap<readonly DayBar[], string>();

/** What bars show, in short: the same for days that look the same. */
export function barsInShort(days: readonly DayBar[]): string {
  const before = knownInShort.get(days);
  if (before !== undefined) return before;
  let made = `${days[0]?.from} ${days.length}`;
  days.forEach((day, index) => {
    if (day.ratio === null) made += ` ${index}`;
    else if (day.ratio < 1)
      made += ` ${index} ${kindOf(day)} ${percent(day.ratio)} ${durationInWords(day.downMs)}`;
  });
  knownInShort.set(days, made);
  return made;
}

interface Run {
  kind: Kind;
  start: number;
  days: DayBar[];
}

function runs(days: readonly DayBar[]): Run[] {
  const found: Run[] = [];
  days.forEach((day, index) => {
    const kind = kindOf(day);
    const last = found.at(-1);
    const isPlain = kind === "good" || kind === "none";
    if (last !== undefined && last.kind === kind && isPlain)
      last.days.push(day);
    else found.push({ kind, start: index, days: [day] });
  });
  return found;
}

function drawn({ kind, start, days }: Run, timezone: string): Html {
  const from = start * DAY_WIDTH;
  const to = from + (days.length - 1) * DAY_WIDTH + BAR_WIDTH;
  const title = runTold(days, timezone);
  return html`<path class="${kind}" d="M${from} 12H${to}"
    ><title>${title}</title></path
  >`;
}

/** "20 Oct to 18 Nov: 99.99 % or better" */
function runTold(days: readonly DayBar[], timezone: string): string {
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return "";
  if (first === last) return dayTold(first, timezone);
  const ratios = days.flatMap(({ ratio }) => ratio ?? []);
  const least = ratios.length === 0 ? null : Math.min(...ratios);
  const better = least !== null && least < 1 ? " or better" : "";
  return `${dayWords(first.from, timezone)} to ${dayWords(last.from, timezone)}: ${percent(least)}${better}`;
}

/** "19 Nov: 95.83 %, down 1 h" */
function dayTold({ from, ratio, downMs }: DayBar, timezone: string): string {
  const down = downMs > 0 ? `, down ${durationInWords(downMs)}` : "";
  return `${dayWords(from, timezone)}: ${percent(ratio)}${down}`;
}
