/** Twilio's codes for an answer that it cannot use. */
const PARSE_FAILURE = 12_100;
const WRONG_CONTENT_TYPE = 12_300;

type Replies = { ok: true; texts: string[] } | { ok: false; problem: number };

/**
 * What the answer to an inbound message asks to send back. Of TwiML this Twilio knows <Message>, with its text inside or in a
 * <Body>; a plain text is sent back as it is.
 */
export function repliesIn(contentType: string, body: string): Replies {
  if (body.trim() === "") return { ok: true, texts: [] };
  const [type = ""] = contentType.toLowerCase().split(";");
  if (type.trim() === "text/plain") return { ok: true, texts: [body] };
  if (!/^(text|application)\/xml$/.test(type.trim()))
    return { ok: false, problem: WRONG_CONTENT_TYPE };
  const texts = messagesIn(body);
  return texts === undefined
    ? { ok: false, problem: PARSE_FAILURE }
    : { ok: true, texts };
}

function messagesIn(twiml: string): string[] | undefined {
  const response =
    /^\s*(?:<\?xml[^>]*\?>)?\s*<Response\s*(?:\/>|>([\s\S]*)<\/Response>)\s*$/.exec(
      twiml,
    );
  if (response === null) return undefined;
  const inside = response[1] ?? "";
  const message = /<Message\b[^>]*>([\s\S]*?)<\/Message>/g;
  if (inside.replace(message, "").trim() !== "") return undefined;
  return Array.from(inside.matchAll(message), ([, content = ""]) =>
    textOf(content),
  );
}

function textOf(content: string): string {
  const body = /^\s*<Body>([\s\S]*)<\/Body>\s*$/.exec(content);
  return unescape(body?.[1] ?? content);
}

function unescape(xml: string): string {
  return xml
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}
