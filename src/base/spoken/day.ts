import * as chrono from "chrono-node/en";
import { tidy } from "./cut.ts";

/** What says nothing of a day. */
const FILLING =
  /^(?:(?:on|at|the|of|from|starting|beginning|,|from now)\s*)*$/i;
/** Whether 3/4 is in March or in April depends on who reads it. */
const UNCLEAR = /\b\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?\b/;

export type Day =
  | {
      ok: true;
      date: Temporal.PlainDate;
      isWeekday: boolean;
      hasYear: boolean;
      isMonth: boolean;
    }
  | { ok: false; because: "unclear" | "no-day" };

const NO_DAY: Day = { ok: false, because: "no-day" };

/** Reads "tomorrow", "fri", "22 Nov", "2026-11-22", "in 3 days" on a day; the coming one, where several are so called. */
export function readDay(text: string, today: Temporal.PlainDate): Day {
  if (UNCLEAR.test(text)) return { ok: false, because: "unclear" };
  const typed = tidy(text.toLowerCase().replaceAll(",", " "));
  if (/^(?:on )?(?:the )?day after tomorrow$/.test(typed))
    return named(today.add({ days: 2 }));
  // Noon in a zone without turns of the clocks: only the date counts.
  const reference = { instant: new Date(noonOf(today)), timezone: 0 };
  const [found, another] = chrono.parse(typed, reference, {
    forwardDate: true,
  });
  if (
    found === undefined ||
    another !== undefined ||
    (found.end ?? null) !== null
  )
    return NO_DAY;
  const around = typed.replace(found.text, " ");
  if (!FILLING.test(tidy(around))) return NO_DAY;
  const { start } = found;
  const [year, month, day] = [
    start.get("year"),
    start.get("month"),
    start.get("day"),
  ];
  if (year === null || month === null || day === null) return NO_DAY;
  const isMonth = start.isCertain("month") && !start.isCertain("day");
  const isWeekday = start.isCertain("weekday") && !start.isCertain("day");
  if (!start.isCertain("day") && !isMonth && !isWeekday) return NO_DAY;
  try {
    const date = Temporal.PlainDate.from(
      { year, month, day },
      { overflow: "reject" },
    );
    return {
      ok: true,
      date,
      isWeekday,
      hasYear: start.isCertain("year"),
      isMonth,
    };
  } catch {
    return NO_DAY;
  }
}

function named(date: Temporal.PlainDate): Day {
  return { ok: true, date, isWeekday: false, hasYear: true, isMonth: false };
}

function noonOf({ year, month, day }: Temporal.PlainDate): number {
  return Date.UTC(year, month - 1, day, 12);
}
