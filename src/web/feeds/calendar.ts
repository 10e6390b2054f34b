import { createHash } from "node:crypto";
import type { PublicMaintenance } from "../../actions/public/public-view.ts";
import { counted, listed } from "../../base/text.ts";

const LONGEST_LINE = 75;

export interface CalendarEvent {
  maintenance: PublicMaintenance;
  /** The same for ever, and nobody else's. */
  id: string;
  /** Where more of it is read. */
  url: string;
}

/** A calendar holds something, also where nothing is planned: strict programs refuse an empty one. */
const utcZone = [
  "BEGIN:VTIMEZONE",
  "TZID:UTC",
  "BEGIN:STANDARD",
  "DTSTART:19700101T000000",
  "TZOFFSETFROM:+0000",
  "TZOFFSETTO:+0000",
  "END:STANDARD",
  "END:VTIMEZONE",
];

/** Maintenance as a calendar that programs subscribe to: RFC 5545. */
export function calendar(
  title: string,
  events: readonly CalendarEvent[],
): string {
  const all = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//allswell//maintenance//EN",
    "CALSCALE:GREGORIAN",
    `NAME:${escaped(title)}`,
    `X-WR-CALNAME:${escaped(title)}`,
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ...utcZone,
    ...events.flatMap(lines),
    "END:VCALENDAR",
  ];
  return all.map((line) => `${folded(line)}\r\n`).join("");
}

/** Programs take over what changed where the sequence is higher than what they have. */
function lines({ maintenance, id, url }: CalendarEvent): string[] {
  const { state, startsAt, endsAt, services, purpose } = maintenance;
  const names = services.map(({ name }) => name);
  const what = `${counted(names.length, "service")}: ${names.join(", ")}`;
  return [
    "BEGIN:VEVENT",
    `UID:${uid(id)}`,
    `DTSTAMP:${utc(maintenance.changedAt)}`,
    `LAST-MODIFIED:${utc(maintenance.changedAt)}`,
    `SEQUENCE:${maintenance.revision}`,
    `STATUS:${state === "cancelled" ? "CANCELLED" : "CONFIRMED"}`,
    `DTSTART:${utc(startsAt)}`,
    `DTEND:${utc(endsAt)}`,
    `SUMMARY:${escaped(`Maintenance: ${listed(names)}`)}`,
    `DESCRIPTION:${escaped(purpose === "" ? what : `${purpose}\n${what}`)}`,
    `URL:${url}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ];
}

/** The same for the same maintenance of the same installation, and of no other. */
function uid(address: string): string {
  return `${createHash("sha256").update(address).digest("hex").slice(0, 32)}@allswell`;
}

/** "20261121T220000Z" */
function utc(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, "");
}

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|\n/g, "\n")
    .replace(/(?!\n)\p{Cc}/gu, "")
    .replace(/[\\;,]/g, (character) => `\\${character}`)
    .replaceAll("\n", "\\n");
}

/** A line has 75 bytes at most; what is longer goes on behind a space. No character is cut. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = "";
  for (const character of line) {
    const room = LONGEST_LINE - (parts.length === 0 ? 0 : 1);
    if (Buffer.byteLength(part + character) > room) {
      parts.push(part);
      part = "";
    }
    part += character;
  }
  return [...parts, part].join("\r\n ");
}
