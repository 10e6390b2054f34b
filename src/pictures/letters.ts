import {
  type Failures,
  type UptimeCalendar,
  uptimeOf,
} from "../domain/pictures.ts";
import { dayWords, type Grade, gradeOf, percent, weekdays } from "./words.ts";

/** Pictures that Slack has no chart for, in letters of one width. */

/** A row for each weekday, a column for each hour. */
export function heatMapText({ byWeekHour }: Failures): string {
  const width = Math.max(2, ...byWeekHour.flat().map((n) => String(n).length));
  const hours = Array.from({ length: 24 }, (_, hour) =>
    String(hour).padStart(2, "0").padStart(width),
  );
  const rows = byWeekHour.map((counts, day) =>
    [
      weekdays[day] ?? "",
      ...counts.map((count) =>
        (count === 0 ? "·" : String(count)).padStart(width),
      ),
    ].join(" "),
  );
  return [["   ", ...hours].join(" "), ...rows].join("\n");
}

const letters: Record<Grade, string> = {
  up: "·",
  brief: "o",
  long: "/",
  severe: "X",
  unknown: " ",
};

/** What the letters of a calendar mean. */
export const calendarKey =
  "· up all day   o down under 15 min   / under 2 h   X longer";

/** A row for each month from the first that was watched, a letter for each day. */
export function calendarText({ days }: UptimeCalendar): string {
  const watched = days.findIndex(({ ratio }) => ratio !== null);
  const first = days[Math.max(0, watched)]?.date.slice(0, 7) ?? "";
  const months = Map.groupBy(
    days.filter(({ date }) => date.slice(0, 7) >= first),
    ({ date }) => date.slice(0, 7),
  );
  const rows = [...months].map(([month, all]) => {
    const before = Number(all[0]?.date.slice(8)) - 1;
    const row =
      " ".repeat(before) + all.map((day) => letters[gradeOf(day)]).join("");
    const { ratio } = uptimeOf(all);
    const uptime = ratio === null ? "–" : percent(ratio);
    const name = dayWords(`${month}-01`).replace(/^\d+ /, "");
    return `${name} ${month.slice(0, 4)} ${row.padEnd(31)} ${uptime}`;
  });
  return rows.join("\n");
}
