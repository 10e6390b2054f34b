import type { PublicService } from "../../actions/public-view.ts";
import type { DayBar } from "../../domain/day-bars.ts";
import { durationInWords } from "../../domain/duration.ts";
import { html, type Html } from "./html.ts";
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
export function bars({ days, uptimes }: PublicService, timezone: string): Html {
  const width = days.length * DAY_WIDTH - 1;
  const overall =
    uptimes.find((one) => one.days === days.length)?.ratio ?? null;
  const label = `Uptime of ${days.length} days: ${percent(overall)}`;
  return html`<svg
    class="bars"
    viewBox="0 0 ${width} 24"
    preserveAspectRatio="none"
    role="img"
    aria-label="${label}"
  >
    ${lines(days, timezone)}
  </svg>`;
}

/** Drawn once: a service's days stay the same array until something in them changes. */
const known = new WeakMap<readonly DayBar[], Html>();

function lines(days: readonly DayBar[], timezone: string): Html {
  const drawnBefore = known.get(days);
  if (drawnBefore !== undefined) return drawnBefore;
  const made = html`${runs(days).map((run) => drawn(run, timezone))}`;
  known.set(days, made);
  return made;
}

/** Worked out once, as the lines are. */
const knownInShort = new WeakMap<readonly DayBar[], string>();

/** What bars show, in short: the same for days that look the same. */
export function barsInShort(days: readonly DayBar[]): string {
  const before = knownInShort.get(days);
  if (before !== undefined) return before;
  let made = `${days[0]?.from} ${days.length}`;
  days.forEach((day, index) => {
    const kind = kindOf(day);
    if (kind === "none") made += ` ${index}`;
    else if (kind !== "good")
      made += ` ${index} ${kind} ${durationInWords(day.downMs)}`;
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
  const line = `M${from} 12H${to}`;
  const [day] = days;
  if (kind === "good" || kind === "none" || day === undefined)
    return html`<path class="${kind}" d="${line}" />`;
  const title = `${dayWords(day.from, timezone)}: down ${durationInWords(day.downMs)}`;
  return html`<path class="${kind}" d="${line}"><title>${title}</title></path>`;
}
