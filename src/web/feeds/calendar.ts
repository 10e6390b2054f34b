import { createHash } from "node:crypto";
import type { PublicMaintenance } from "../../actions/public-view.ts";
import { counted, listed } from "../../base/text.ts";

const LONGEST_LINE = 75;

/** Maintenance as a calendar that programs subscribe to: RFC 5545. `at`: when it was read. */
export function calendar(
  title: string,
  planned: readonly PublicMaintenance[],
  { at, urlOf }: { at: number; urlOf: (path: string) => string },
): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//allswell//maintenance//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `NAME:${escaped(title)}`,
    `X-WR-CALNAME:${escaped(title)}`,
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ...planned.flatMap((one) => event(one, at, urlOf)),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

function event(
  { id, startsAt, endsAt, services }: PublicMaintenance,
  at: number,
  urlOf: (path: string) => string,
): string[] {
  const names = services.map(({ name }) => name);
  return [
    "BEGIN:VEVENT",
    `UID:${uid(urlOf(`/maintenance/${id}`))}`,
    `DTSTAMP:${utc(at)}`,
    `DTSTART:${utc(startsAt)}`,
    `DTEND:${utc(endsAt)}`,
    `SUMMARY:${escaped(`Maintenance: ${listed(names)}`)}`,
    `DESCRIPTION:${escaped(`${counted(names.length, "service")}: ${names.join(", ")}`)}`,
    `URL:${urlOf("/")}`,
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
