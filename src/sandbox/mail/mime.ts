import {
  parseEntity,
  unquote,
  utf8,
  valuesOf,
  type Entity,
} from "./headers.ts";

/** How deep parts may lie within parts. */
const MAX_DEPTH = 5;

/** The text of the first part of this type ("text/plain", "text/html"), decoded; undefined where there is none. */
export function partOf(
  entity: Entity,
  type: string,
  depth = 0,
): string | undefined {
  const contentType =
    valuesOf(entity.headers, "content-type")[0] ?? "text/plain";
  const own = (contentType.split(";")[0] ?? "").trim().toLowerCase();
  if (own === type) return utf8(decodeBody(entity));
  if (!own.startsWith("multipart/") || depth >= MAX_DEPTH) return undefined;
  for (const part of partsOf(entity, contentType)) {
    const found = partOf(part, type, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function partsOf({ body }: Entity, contentType: string): Entity[] {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return [];
  const [, ...pieces] = `\r\n${body}`.split(`\r\n--${boundary}`);
  return pieces
    .filter((piece) => !piece.startsWith("--"))
    .map((piece) => parseEntity(piece.replace(/^[ \t]*\r\n/, "")));
}

function decodeBody({ headers, body }: Entity): string {
  const encoding = valuesOf(headers, "content-transfer-encoding")[0] ?? "7bit";
  switch (encoding.toLowerCase()) {
    case "base64":
      return Buffer.from(body, "base64").toString("latin1");
    case "quoted-printable":
      return unquote(body.replaceAll(/=[ \t]*\r\n/g, ""));
    default:
      return body;
  }
}
