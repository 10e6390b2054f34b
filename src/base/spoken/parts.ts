import {
  type Asked,
  DAY_MINUTES,
  no,
  notRead,
  type NotUnderstood,
} from "./answer.ts";
import { readClock } from "./clock.ts";
import { cutOut, tidy } from "./cut.ts";

/** The hyphens of a date are not those of a range. */
export function withDatesHidden(text: string): string {
  return text.replace(/\b(\d{4})-(\d{2})-(\d{2})\b/g, "$1_$2_$3");
}

export function withDatesShown(text: string): string {
  return text.replace(/\b(\d{4})_(\d{2})_(\d{2})\b/g, "$1-$2-$3");
}

export function minutesOf(
  typed: string,
  part: "start" | "end",
): { ok: true; minutes: number } | NotUnderstood {
  const clock = readClock(typed);
  if (clock.ok) return clock;
  return clock.because === "half"
    ? no(
        part,
        `Is ${typed.replace(/^at\s+/i, "").trim()} in the morning or in the evening? Write it as in "09:00" or "9am".`,
      )
    : no(part, notRead(typed, "a time of day"));
}

export function at(
  date: Temporal.PlainDate,
  minutes: number,
): Temporal.PlainDateTime {
  const wall = date.toPlainDateTime({
    hour: Math.floor((minutes % DAY_MINUTES) / 60),
    minute: minutes % 60,
  });
  return minutes >= DAY_MINUTES ? wall.add({ days: 1 }) : wall;
}

/** Takes "for 2h" from the end; `unread` where what stands there is no duration. */
export function cutDuration(
  text: string,
  { duration }: Asked,
): { rest: string; ms: number | null | "unread" } {
  const cut = cutOut(
    text,
    /\bfor\s+(?<said>(?:(?!\b(?:until|till|from|starting)\b).)+)/i,
  );
  if (cut === undefined) return { rest: text, ms: null };
  const said = tidy(cut.groups["said"] ?? "").replace(/^(?:about|up to) /i, "");
  const ms = duration(said);
  return ms === undefined || ms <= 0
    ? { rest: said, ms: "unread" }
    : { rest: cut.rest, ms };
}

export function badDuration(typed: string): NotUnderstood {
  return no(
    "end",
    `"${typed.slice(0, 40)}" is not a duration: write it with its unit, as in "for 2h".`,
  );
}
