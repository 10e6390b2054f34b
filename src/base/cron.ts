import cronParser from "cron-parser";
import { clip } from "./text.ts";

type Expression = ReturnType<typeof cronParser.parseExpression>;
type LocalTime = Extract<ReturnType<Expression["next"]>, { getTime(): number }>;

const HOUR_MS = 3_600_000;
/** Of a line that is not understood, so much is said again. */
const QUOTED = 60;
const ALL_DAYS_OF_MONTH = 31;
const ALL_DAYS_OF_WEEK = 8; // cron counts Sunday twice, as 0 and as 7
/** Four years hold every 29 February: a schedule without any time in them never comes. */
const HORIZON_MS = 4 * 366 * 24 * HOUR_MS;

/**
 * Cron lines in one time zone, read from the top: at any instant the first line whose hours, days and months match
 * decides which minutes count. "* 9-16 * * 1-5" before "*\/5 * * * *" is every minute in work hours and every five
 * minutes otherwise, and "0 9-16 * * 1-5" before it would be once an hour in work hours.
 */
export class Schedule {
  readonly #lines: Expression[];

  private constructor(lines: Expression[]) {
    this.#lines = lines;
  }

  /** Reads cron lines of five fields (six with seconds); a sentence where one is not understood. */
  static parse(
    lines: readonly string[],
    timezone: string,
  ): { ok: true; schedule: Schedule } | { ok: false; text: string } {
    const parsed: Expression[] = [];
    for (const line of lines) {
      if (!/^\S+(\s+\S+){4,5}$/.test(line.trim()))
        return {
          ok: false,
          text: `"${clip(line, QUOTED)}" is not a cron line: it needs five fields, as in "*/5 9-17 * * 1-5"`,
        };
      try {
        parsed.push(cronParser.parseExpression(line.trim(), { tz: timezone }));
      } catch (error) {
        return {
          ok: false,
          text: `"${clip(line, QUOTED)}" is not a cron line: ${error instanceof Error ? error.message : String(error)}`,
        };
      }
    }
    const schedule = new Schedule(parsed);
    if (lines.length === 0 || schedule.next(Date.now()) === undefined)
      return { ok: false, text: "this schedule never comes" };
    return { ok: true, schedule };
  }

  /** The first due time after an instant (milliseconds); undefined where none comes within four years. */
  next(after: number): number | undefined {
    for (let from = after; from < after + HORIZON_MS;) {
      const first = this.#firstOfAnyLine(from);
      if (first === undefined) return undefined;
      const decider = this.#lines.find((line) => matchesHour(line, first));
      if (decider === undefined) return first.getTime(); // its own hour was skipped by the clock change
      const decided = nextAfter(decider, from);
      const hourEnds = endOfHour(first);
      if (decided !== undefined && decided.getTime() <= hourEnds)
        return decided.getTime();
      from = hourEnds;
    }
    return undefined;
  }

  #firstOfAnyLine(from: number): LocalTime | undefined {
    const times = this.#lines.flatMap((line) => nextAfter(line, from) ?? []);
    return times.sort((a, b) => a.getTime() - b.getTime())[0];
  }
}

function nextAfter(line: Expression, from: number): LocalTime | undefined {
  line.reset(new Date(from));
  try {
    return line.next() as LocalTime; // never a pair: the iterator option is off
  } catch {
    return undefined; // "31 2": cron-parser gives up looking
  }
}

/** Lines take turns by whole hours. */
function endOfHour(time: LocalTime): number {
  const intoHour = (time.getMinutes() * 60 + time.getSeconds()) * 1_000;
  return time.getTime() - intoHour + HOUR_MS - 1;
}

function matchesHour({ fields }: Expression, time: LocalTime): boolean {
  const includes = (
    values: readonly (number | string)[],
    value: number,
  ): boolean => values.includes(value);
  if (
    !includes(fields.hour, time.getHours()) ||
    !includes(fields.month, time.getMonth() + 1)
  )
    return false;
  const anyDayOfMonth = fields.dayOfMonth.length === ALL_DAYS_OF_MONTH;
  const anyDayOfWeek = fields.dayOfWeek.length === ALL_DAYS_OF_WEEK;
  const dayOfMonth = includes(fields.dayOfMonth, time.getDate());
  const dayOfWeek = includes(fields.dayOfWeek, time.getDay());
  if (anyDayOfMonth || anyDayOfWeek) return dayOfMonth && dayOfWeek;
  return dayOfMonth || dayOfWeek; // cron's rule where both are given
}
