export interface Header {
  name: string;
  /** Unfolded and without the space around it; not decoded. */
  value: string;
}

/** A message, or a part of one: its head in lines, and what follows the first empty line. Both are bytes as latin1. */
export interface Entity {
  headers: Header[];
  body: string;
}

/** Splits bytes (as latin1) into head and body. A line that is no header is kept as one without a name. */
export function parseEntity(bytes: string): Entity {
  const end = bytes.indexOf("\r\n\r\n");
  const head = end < 0 ? bytes : bytes.slice(0, end);
  const body = end < 0 ? "" : bytes.slice(end + 4);
  const unfolded = head.replaceAll(/\r\n[ \t]+/g, " ");
  const headers = unfolded.split("\r\n").map((line) => {
    const header = /^([!-9;-~]+):[ \t]*(.*)$/.exec(line);
    return header === null
      ? { name: "", value: line }
      : { name: header[1] ?? "", value: (header[2] ?? "").trim() };
  });
  return { headers: bytes.startsWith("\r\n") ? [] : headers, body };
}

/** Every value of this header, in order. */
export function valuesOf(headers: readonly Header[], name: string): string[] {
  const wanted = name.toLowerCase();
  return headers
    .filter((header) => header.name.toLowerCase() === wanted)
    .map(({ value }) => value);
}

/** The first value of this header, decoded; empty where there is none. */
export function textOf(headers: readonly Header[], name: string): string {
  return decodeWords(valuesOf(headers, name)[0] ?? "");
}

const WORD = "=\\?([^?]+)\\?([bq])\\?([^?]*)\\?=";

/** Decodes the encoded words of RFC 2047; the space between two of them is not meant. */
export function decodeWords(value: string): string {
  const adjacent = new RegExp(`(${WORD})\\s+(?==\\?[^?]+\\?[bq]\\?)`, "gi");
  const joined = value.replaceAll(adjacent, "$1");
  return utf8(
    joined.replaceAll(
      new RegExp(WORD, "gi"),
      (_word, _charset: string, encoding: string, text: string) =>
        encoding.toLowerCase() === "b"
          ? Buffer.from(text, "base64").toString("latin1")
          : unquote(text.replaceAll("_", " ")),
    ),
  );
}

/** Quoted-printable, "=3D", as bytes in latin1. */
export function unquote(text: string): string {
  return text.replaceAll(/=([0-9A-Fa-f]{2})/g, (_code, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Everything here is UTF-8, the only character set that this inbox reads. */
export function utf8(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}
