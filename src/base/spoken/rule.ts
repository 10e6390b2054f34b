import { tidy } from "./cut.ts";

const days = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"] as const;
const DAY =
  "(?:sun(?:day)?|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?)s?";
const starts = ["su", "mo", "tu", "we", "th", "fr", "sa"];
const WHICH = "first|second|third|fourth|last|1st|2nd|3rd|4th";
const places: Record<string, string> = {
  first: "1",
  "1st": "1",
  second: "2",
  "2nd": "2",
  third: "3",
  "3rd": "3",
  fourth: "4",
  "4th": "4",
  last: "-1",
};
const DAYS = `${DAY}(?:(?:\\s*,\\s*|\\s+and\\s+|\\s*,\\s*and\\s+)${DAY})*`;
const MONTH = "(?:\\s+(?:of|in)\\s+(?:the|each|every)\\s+month)?";

/** What a phrase makes of itself; the first pattern that fits counts. */
const phrases: [RegExp, (groups: Record<string, string>) => string][] = [
  [/^(?:every ?day|daily|each day|every night|nightly)$/, () => "FREQ=DAILY"],
  [
    /^(?:every |each )?(?:weekdays?|working days?)$/,
    () => "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
  ],
  [/^(?:every |each )?weekends?$/, () => "FREQ=WEEKLY;BYDAY=SA,SU"],
  [
    new RegExp(
      `^(?:every|each|weekly(?: on)?|every week(?: on)?)\\s+(?<days>${DAYS})$`,
    ),
    ({ days: named = "" }) => `FREQ=WEEKLY;BYDAY=${byDay(named)}`,
  ],
  [
    new RegExp(`^every other (?<days>${DAY})$`),
    ({ days: named = "" }) => `FREQ=WEEKLY;INTERVAL=2;BYDAY=${byDay(named)}`,
  ],
  [
    new RegExp(
      `^every (?:(?<n>\\d{1,2})(?:nd|rd|th)?|(?<other>other)) weeks?(?: on)?\\s+(?<days>${DAYS})$`,
    ),
    ({ n, days: named = "" }) =>
      `FREQ=WEEKLY;INTERVAL=${n ?? "2"};BYDAY=${byDay(named)}`,
  ],
  [
    /^every (?:(?<n>\d{1,2}) days|other day)$/,
    ({ n }) => `FREQ=DAILY;INTERVAL=${n ?? "2"}`,
  ],
  [
    new RegExp(
      `^(?:(?:every|each|the|monthly(?: on)?(?: the)?|every month(?: on)?(?: the)?)\\s+)(?<which>${WHICH})\\s+(?<days>${DAY})${MONTH}$`,
    ),
    ({ which = "", days: named = "" }) =>
      `FREQ=MONTHLY;BYDAY=${places[which] ?? ""}${byDay(named)}`,
  ],
  [
    /^(?:every|each|the|monthly(?: on)?(?: the)?|every month(?: on)?(?: the)?)\s+(?<date>\d{1,2})(?:st|nd|rd|th)?(?:\s+(?:of|in)\s+(?:the|each|every)\s+month)?$/,
    ({ date }) => `FREQ=MONTHLY;BYMONTHDAY=${date ?? ""}`,
  ],
  [
    /^(?:every|each|the|monthly(?: on)?(?: the)?|every month(?: on)?(?: the)?)\s+last day(?:\s+(?:of|in)\s+(?:the|each|every)\s+month)?$/,
    () => "FREQ=MONTHLY;BYMONTHDAY=-1",
  ],
];

/** Whether a text speaks of something that comes again. */
export function comesAgain(text: string): boolean {
  return /\b(?:every|each|daily|nightly|weekly|monthly|weekdays|weekends|everyday)\b/i.test(
    text,
  );
}

/** "every second Sunday" is every other one to some, and the second of each month to others. */
export function isTwofold(text: string): boolean {
  return (
    new RegExp(
      `^(?:every|each) (?:second|third|fourth|2nd|3rd|4th) ${DAY}\\b`,
      "i",
    ).test(text) && !/\bmonth\b/i.test(text)
  );
}

/** "every first Sunday" as a rule of RFC 5545; undefined where it is not understood. */
export function readPhrase(text: string): string | undefined {
  const typed = tidy(
    text.toLowerCase().replace(/\b(?:at|from|on|starting)\s*$/, ""),
  );
  for (const [pattern, rule] of phrases) {
    const match = pattern.exec(typed);
    if (match === null) continue;
    const said = Object.entries(match.groups ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    );
    return rule(Object.fromEntries(said));
  }
  return undefined;
}

function byDay(named: string): string {
  const found = named
    .split(/\s*,\s*(?:and\s+)?|\s+and\s+/)
    .map((day) => days[starts.indexOf(day.slice(0, 2))] ?? "");
  return [...new Set(found)].join(",");
}
