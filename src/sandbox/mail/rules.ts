import { parseEntity, valuesOf, type Header } from "./headers.ts";

/** RFC 5322, section 2.1.1: without the line break. */
const MAX_LINE_BYTES = 998;
const exactlyOne = ["From", "Date", "Message-ID"];
const atMostOne = [
  "Subject",
  "To",
  "Cc",
  "Bcc",
  "Sender",
  "Reply-To",
  "In-Reply-To",
  "References",
];
const MESSAGE_ID = /^<[^<>@\s]+@[^<>@\s]+>$/;

/** What a strict receiver (the large ones are) refuses a message for; bytes as latin1. Undefined: it is in order. */
export function problemWithMessage(
  bytes: string,
  isUtf8Allowed: boolean,
): string | undefined {
  if (/(^|[^\r])\n|\r([^\n]|$)/.test(bytes)) return "bare CR or LF";
  if (bytes.split("\r\n").some((line) => line.length > MAX_LINE_BYTES))
    return `a line is longer than ${MAX_LINE_BYTES} bytes`;
  return problemWithHeaders(parseEntity(bytes).headers, isUtf8Allowed);
}

function problemWithHeaders(
  headers: Header[],
  isUtf8Allowed: boolean,
): string | undefined {
  const loose = headers.find(({ name }) => name === "");
  if (loose !== undefined) return `no header: ${loose.value.slice(0, 80)}`;
  const count = (name: string): number => valuesOf(headers, name).length;
  const missing = exactlyOne.find((name) => count(name) !== 1);
  if (missing !== undefined) return `there must be exactly one ${missing}`;
  const repeated = atMostOne.find((name) => count(name) > 1);
  if (repeated !== undefined) return `there is more than one ${repeated}`;
  if (count("To") + count("Cc") + count("Bcc") === 0) return "no recipient";
  const bytes = headers.map(({ value }) => value).join("");
  if (!isUtf8Allowed && Buffer.from(bytes, "latin1").some((byte) => byte > 127))
    return "8-bit characters in a header";
  return problemWithValues(headers);
}

function problemWithValues(headers: Header[]): string | undefined {
  const [date = ""] = valuesOf(headers, "Date");
  const [id = ""] = valuesOf(headers, "Message-ID");
  if (Number.isNaN(Date.parse(date))) return "the Date is none";
  return MESSAGE_ID.test(id) ? undefined : "the Message-ID is not valid";
}
