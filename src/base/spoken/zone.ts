import { wallOf, zoneNamed } from "../wall-clock.ts";
import { cutOut } from "./cut.ts";

/** Short names of zones, each with a place that has it and what it adds to UTC, in minutes. */
const short: Record<string, { zone: string; minutes: number }> = {
  utc: { zone: "UTC", minutes: 0 },
  gmt: { zone: "UTC", minutes: 0 },
  bst: { zone: "Europe/London", minutes: 60 },
  wet: { zone: "Europe/Lisbon", minutes: 0 },
  west: { zone: "Europe/Lisbon", minutes: 60 },
  cet: { zone: "Europe/Berlin", minutes: 60 },
  cest: { zone: "Europe/Berlin", minutes: 120 },
  eet: { zone: "Europe/Helsinki", minutes: 120 },
  eest: { zone: "Europe/Helsinki", minutes: 180 },
  est: { zone: "America/New_York", minutes: -300 },
  edt: { zone: "America/New_York", minutes: -240 },
  cdt: { zone: "America/Chicago", minutes: -300 },
  mst: { zone: "America/Denver", minutes: -420 },
  mdt: { zone: "America/Denver", minutes: -360 },
  pst: { zone: "America/Los_Angeles", minutes: -480 },
  pdt: { zone: "America/Los_Angeles", minutes: -420 },
  jst: { zone: "Asia/Tokyo", minutes: 540 },
  aest: { zone: "Australia/Sydney", minutes: 600 },
  aedt: { zone: "Australia/Sydney", minutes: 660 },
  nzst: { zone: "Pacific/Auckland", minutes: 720 },
  nzdt: { zone: "Pacific/Auckland", minutes: 780 },
};
/** Each of these is the name of several. */
const unclear = ["ist", "cst", "ast", "sst"];

const NAMED = /(?:\bin\s+)?\b[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)+/;
const SHORT = new RegExp(
  `\\b(?:${[...Object.keys(short), ...unclear].join("|")})\\b`,
  "i",
);

export type SpokenZone =
  | {
      ok: true;
      zone: string;
      rest: string;
      /** Where a short name was typed: what it adds to UTC. It must be so on that day. */
      short: { name: string; minutes: number } | null;
    }
  | { ok: false; text: string };

/** Takes the zone out of a text; `usual` where none is said. */
export function cutZone(text: string, usual: string): SpokenZone {
  const named = cutOut(text, NAMED);
  if (named !== undefined) {
    const name = named.found.replace(/^in\s+/i, "");
    const zone = zoneNamed(name);
    return zone === undefined
      ? {
          ok: false,
          text: `There is no time zone "${name.slice(0, 40)}". Write one as in "Europe/London".`,
        }
      : { ok: true, zone, rest: named.rest, short: null };
  }
  const cut = cutOut(text, SHORT);
  if (cut === undefined)
    return { ok: true, zone: usual, rest: text, short: null };
  const found = short[cut.found.toLowerCase()];
  const name = cut.found.toUpperCase();
  return found === undefined
    ? {
        ok: false,
        text: `${name} is the short name of several time zones. Write one as in "Asia/Kolkata".`,
      }
    : {
        ok: true,
        zone: found.zone,
        rest: cut.rest,
        short: { name, minutes: found.minutes },
      };
}

/** A sentence where a short name does not hold at an instant, as CET in summer; undefined where it does. */
export function shortNameProblem(
  at: number,
  zone: string,
  said: { name: string; minutes: number } | null,
): string | undefined {
  if (said === null) return undefined;
  const shift =
    (wallOf(at, zone).toZonedDateTime("UTC").epochMilliseconds - at) / 60_000;
  return shift === said.minutes
    ? undefined
    : `${zone} is not on ${said.name} at that time of the year. Write "${zone}" itself.`;
}
