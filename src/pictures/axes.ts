import { localDays, localLabel, startOfDay } from "../base/zone.ts";
import type { Interval } from "../domain/time.ts";
import { DAY, HOUR } from "../domain/time.ts";
import { oneLine } from "./names.ts";
import { colours, FONT_SIZE, type Size } from "./theme.ts";

const LONGEST_TITLE = 70;
const LONGEST_SUBTITLE = 100;
const MOST_TICKS = 10;
/** Where the plot begins below a title, and where there is none. */
const TOP = { wide: 64, narrow: 14 } as const;

/** What stands above a picture, and how much room it takes; nothing on narrow ones. */
export function titled(
  size: Size,
  title: string,
  subtitle: string,
): { title: object; top: number } {
  const top = TOP[size];
  return { title: size === "narrow" ? {} : titleOf(title, subtitle), top };
}

export function titleOf(title: string, subtitle: string): object {
  return {
    text: oneLine(title, LONGEST_TITLE),
    subtext: oneLine(subtitle, LONGEST_SUBTITLE),
    left: 12,
    top: 8,
    itemGap: 5,
    textStyle: { fontSize: 15, fontWeight: "bold", color: colours.text },
    subtextStyle: { fontSize: FONT_SIZE - 1, color: colours.faint },
  };
}

/** The axis of time: marks at the hours or midnights of a zone. */
export function timeAxis(window: Interval, timezone: string): object {
  const ticks = ticksOf(window, timezone);
  return {
    type: "value",
    min: window.from,
    max: window.until,
    axisLine: { lineStyle: { color: colours.faint } },
    axisTick: { show: true, customValues: ticks },
    splitLine: { show: false },
    axisLabel: {
      customValues: ticks,
      color: colours.faint,
      hideOverlap: true,
      formatter: (at: number) => tickLabel(at, timezone, window),
    },
  };
}

function ticksOf(window: Interval, timezone: string): number[] {
  if (window.until - window.from <= DAY) return hours(window, timezone);
  const midnights = localDays(window, timezone)
    .map(({ from }) => from)
    .filter((at) => at >= window.from);
  const every = Math.ceil(midnights.length / MOST_TICKS);
  return midnights.filter((_, index) => index % every === 0);
}

/** Every four hours of the day. */
function hours({ from, until }: Interval, timezone: string): number[] {
  const midnight = startOfDay(from, timezone);
  const all = Array.from(
    { length: 13 },
    (_, index) => midnight + index * 4 * HOUR,
  );
  return all.filter((at) => at >= from && at <= until);
}

function tickLabel(
  at: number,
  timezone: string,
  { from, until }: Interval,
): string {
  if (until - from <= DAY) return localLabel(at, timezone, "time");
  return localLabel(at, timezone, until - from <= 8 * DAY ? "weekday" : "day");
}

/** An axis of named places: hours, days. */
export function placesAxis(labels: readonly string[], every: number): object {
  return {
    type: "category",
    data: [...labels],
    axisLine: { lineStyle: { color: colours.faint } },
    axisTick: { show: false },
    axisLabel: {
      color: colours.faint,
      interval: (index: number) => index % every === 0,
    },
  };
}

export function numbersAxis(formatter?: (value: number) => string): object {
  return {
    type: "value",
    min: 0,
    splitNumber: 4,
    splitLine: { lineStyle: { color: colours.grid } },
    axisLabel: {
      color: colours.faint,
      ...(formatter === undefined ? {} : { formatter }),
    },
  };
}
