import { DAY, HOUR, MINUTE, SECOND } from "./time.ts";

const units: Record<string, number> = {
  ms: 1,
  s: SECOND,
  sec: SECOND,
  second: SECOND,
  m: MINUTE,
  min: MINUTE,
  minute: MINUTE,
  h: HOUR,
  hr: HOUR,
  hour: HOUR,
  d: DAY,
  day: DAY,
  w: 7 * DAY,
  week: 7 * DAY,
  y: 365 * DAY,
  yr: 365 * DAY,
  year: 365 * DAY,
};

/**
 * Reads "30s", "5 min", "1h30m", "2 days" as milliseconds; undefined where it is not a duration.
 * A bare number is refused: nobody knows which unit it meant.
 */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  if (!/^(\d+(\.\d+)?\s*[a-z]+\s*)+$/.test(trimmed)) return undefined;
  let total = 0;
  for (const [, amount, word] of trimmed.matchAll(
    /(\d+(?:\.\d+)?)\s*([a-z]+)/g,
  )) {
    const unit = units[word ?? ""] ?? units[(word ?? "").replace(/s$/, "")];
    if (unit === undefined) return undefined;
    total += Number(amount) * unit;
  }
  return Number.isFinite(total) ? Math.round(total) : undefined;
}

/** The shortest form that parseDuration reads back: 90000 is "90s", 7200000 is "2h". */
export function compactDuration(ms: number): string {
  for (const [unit, size] of [
    ["d", DAY],
    ["h", HOUR],
    ["m", MINUTE],
    ["s", SECOND],
  ] as const) {
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${ms}ms`;
}

/** A duration as people say it, in its two largest units: "2 h 5 min", "3 days", "42 s". */
export function durationInWords(ms: number): string {
  if (ms < SECOND) return `${Math.max(0, Math.round(ms))} ms`;
  const allSeconds = Math.round(ms / SECOND);
  if (allSeconds < 60) return `${allSeconds} s`;
  const minutes = Math.floor(allSeconds / 60);
  if (minutes < 60) {
    const seconds = allSeconds % 60;
    return minutes < 10 && seconds > 0
      ? `${minutes} min ${seconds} s`
      : `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joined(`${hours} h`, minutes % 60, "min");
  const days = Math.floor(hours / 24);
  return joined(days === 1 ? "1 day" : `${days} days`, hours % 24, "h");
}

function joined(large: string, amount: number, unit: string): string {
  return amount === 0 ? large : `${large} ${amount} ${unit}`;
}
