/** A piece of a text as Slack shows it. */
export type Token =
  | { kind: "text"; text: string }
  | { kind: "bold" | "italic" | "strike" | "quote"; tokens: Token[] }
  | { kind: "code" | "pre"; tokens: Token[] }
  | { kind: "link"; url: string; text: string }
  /** Made into a link though nobody asked for it. */
  | { kind: "auto-link"; url: string; text: string }
  | { kind: "user" | "channel" | "usergroup"; id: string; text?: string }
  /** @here, @channel, @everyone: it makes telephones ring. */
  | { kind: "special"; range: string }
  /** A name that Slack turns into a mention where the text is not `verbatim`. */
  | { kind: "auto-mention"; name: string }
  | {
      kind: "date";
      timestamp: number;
      format: string;
      text: string;
      url?: string;
    }
  | { kind: "emoji"; name: string };

export type Entity = Exclude<Token, { kind: "text" }>;

export interface MrkdwnOptions {
  /** As in a mrkdwn text object: nothing is linked on its own. */
  verbatim?: boolean;
}

/** What one reading carries along: the texts in angle brackets, taken out so that no style begins within a link. */
interface Reading {
  entities: Token[];
  verbatim: boolean;
}

/** Reads a text of a message or of a mrkdwn object as Slack's clients do. */
export function parseMrkdwn(
  text: string,
  options: MrkdwnOptions = {},
): Token[] {
  const reading: Reading = {
    entities: [],
    verbatim: options.verbatim ?? false,
  };
  const marked = text
    .replaceAll(/[\uE000\uE001]/g, "\uFFFD")
    .replaceAll(/<([^<>\n]+)>/g, (_, body: string) => {
      reading.entities.push(entity(body));
      return `\uE000${reading.entities.length - 1}\uE001`;
    });
  return splitBy(
    marked,
    /```([\s\S]+?)```/g,
    (body) => ({ kind: "pre", tokens: restore(body, reading, plain) }),
    (rest) => parseLines(rest, reading),
  );
}

/** Everything in it that is more than plain words, nested pieces included. */
export function mrkdwnEntities(
  text: string,
  options: MrkdwnOptions = {},
): Entity[] {
  return flatten(parseMrkdwn(text, options));
}

function flatten(tokens: Token[]): Entity[] {
  return tokens.flatMap((token) => {
    if (token.kind === "text") return [];
    return "tokens" in token ? [token, ...flatten(token.tokens)] : [token];
  });
}

/** Cuts a text at a pattern: what it catches becomes one token, what lies between is read on. */
function splitBy(
  text: string,
  pattern: RegExp,
  caught: (group: string, match: RegExpMatchArray) => Token,
  between: (rest: string) => Token[],
): Token[] {
  const tokens: Token[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > from)
      tokens.push(...between(text.slice(from, match.index)));
    tokens.push(caught(match[1] ?? match[0], match));
    from = match.index + match[0].length;
  }
  if (from < text.length) tokens.push(...between(text.slice(from)));
  return tokens;
}

/** Lines that begin with ">" are a quotation. */
function parseLines(text: string, reading: Reading): Token[] {
  return splitBy(
    text,
    /^(?:>|&gt;) ?(.*)$/gm,
    (line) => ({ kind: "quote", tokens: parseInline(line, reading) }),
    (rest) => parseInline(rest, reading),
  );
}

function parseInline(text: string, reading: Reading): Token[] {
  return splitBy(
    text,
    /`([^`\n]+)`/g,
    (body) => ({ kind: "code", tokens: restore(body, reading, plain) }),
    (rest) => parseStyles(rest, reading),
  );
}

/** A style mark counts where a word begins or ends, and only within a line. */
function styled(mark: string): RegExp {
  const before = String.raw`(?<![\p{L}\p{N}${mark}])${mark}`;
  const body = String.raw`((?![\s${mark}])[^\n]*?(?<![\s${mark}]))`;
  const after = String.raw`${mark}(?![\p{L}\p{N}${mark}])`;
  return new RegExp(before + body + after, "gu");
}

const styles = [
  { kind: "bold", pattern: styled(String.raw`\*`) },
  { kind: "italic", pattern: styled("_") },
  { kind: "strike", pattern: styled("~") },
] as const;

function parseStyles(text: string, reading: Reading, from = 0): Token[] {
  const style = styles[from];
  if (style === undefined)
    return restore(text, reading, (rest) => parseEmoji(rest, reading));
  return splitBy(
    text,
    style.pattern,
    (body) => ({
      kind: style.kind,
      tokens: parseStyles(body, reading, from + 1),
    }),
    (rest) => parseStyles(rest, reading, from + 1),
  );
}

/** Puts what stood in angle brackets back in its place. */
function restore(
  text: string,
  { entities }: Reading,
  between: (rest: string) => Token[],
): Token[] {
  return splitBy(
    text,
    /\uE000(\d+)\uE001/g,
    (index) => entities[Number(index)] ?? { kind: "text", text: "" },
    between,
  );
}

function entity(body: string): Token {
  const bar = body.indexOf("|");
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? undefined : unescape(body.slice(bar + 1));
  const mention = /^([@#])([A-Z0-9]+)$/.exec(target);
  if (mention?.[2] !== undefined)
    return {
      kind: mention[1] === "@" ? "user" : "channel",
      id: mention[2],
      ...(label === undefined ? {} : { text: label }),
    };
  if (target.startsWith("!")) return command(target.slice(1), label);
  if (/^(?:https?:\/\/|mailto:|tel:)/i.test(target))
    return {
      kind: "link",
      url: unescape(target),
      text: label ?? unescape(target),
    };
  return { kind: "text", text: `<${unescape(body)}>` };
}

/** `<!here>`, `<!subteam^S1>`, `<!date^1700000000^{date}^https://…|fallback>`. */
function command(target: string, label: string | undefined): Token {
  const [name = "", first = "", second = "", third] = target.split("^");
  if (name === "subteam")
    return {
      kind: "usergroup",
      id: first,
      ...(label === undefined ? {} : { text: label }),
    };
  if (name === "date")
    return {
      kind: "date",
      timestamp: Number(first),
      format: second,
      text: label ?? first,
      ...(third === undefined ? {} : { url: third }),
    };
  return { kind: "special", range: name };
}

function parseEmoji(text: string, { verbatim }: Reading): Token[] {
  return splitBy(
    text,
    /:((?=[^:]*[a-z]|[+-]1)[a-z0-9_+'-]+):/g,
    (name) => ({ kind: "emoji", name }),
    (rest) => (verbatim ? plain(rest) : parseAutomatic(rest)),
  );
}

/** Addresses; words joined by dots, for Slack knows the top-level domains and this does not; names. */
const automatic =
  /(https?:\/\/[^\s<>]*|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|(?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,10}[a-z]{2,}(?![\w-])[^\s<>]*)|(?<![\w&])[@#][\w-]+/gi;

function parseAutomatic(text: string): Token[] {
  return splitBy(
    text,
    automatic,
    (group, match) =>
      match[1] === undefined
        ? { kind: "auto-mention", name: group }
        : autoLink(unescape(group)),
    plain,
  );
}

function autoLink(text: string): Token {
  if (/^https?:/i.test(text)) return { kind: "auto-link", url: text, text };
  const scheme = /^[^/]+@/.test(text) ? "mailto:" : "http://";
  return { kind: "auto-link", url: scheme + text, text };
}

function plain(text: string): Token[] {
  return [{ kind: "text", text: unescape(text) }];
}

function unescape(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** What a client sends for the characters that mean something. */
export function escapeText(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
