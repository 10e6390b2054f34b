/**
 * The parts of a multipart/form-data body by name; undefined when it is not one. Own code, because the platform's
 * formData() reads a part without a file name as UTF-8 text, and X's client library sends pictures just so.
 */
export function parseMultipart(
  contentType: string | undefined,
  body: Buffer,
): Map<string, Buffer> | undefined {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(
    contentType ?? "",
  )?.[1];
  if (boundary === undefined) return undefined;
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const whole = Buffer.concat([Buffer.from("\r\n"), body]);
  const parts = new Map<string, Buffer>();
  let start = whole.indexOf(delimiter);
  while (start >= 0) {
    start += delimiter.length;
    if (whole.subarray(start, start + 2).equals(Buffer.from("--")))
      return parts;
    const end = whole.indexOf(delimiter, start);
    const part = end < 0 ? undefined : parsePart(whole.subarray(start, end));
    if (part === undefined) return undefined;
    parts.set(part.name, part.content);
    start = end;
  }
  return undefined;
}

/** From the line break after the delimiter to the end of the content. */
function parsePart(
  part: Buffer,
): { name: string; content: Buffer } | undefined {
  const blank = part.indexOf("\r\n\r\n");
  if (blank < 0) return undefined;
  const head = part.subarray(0, blank).toString();
  const name = /^content-disposition:\s*form-data;.*\bname="([^"]*)"/im.exec(
    head,
  )?.[1];
  return name === undefined
    ? undefined
    : { name, content: part.subarray(blank + 4) };
}
