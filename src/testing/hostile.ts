// Texts that people type, paste or serve, and that programs have stumbled over.
import { existsSync, readFileSync } from "node:fs";

/** What Slack gives a meaning to. */
const slackish = [
  "<!channel> <!here> <!everyone>",
  "<@UADA000001> <@U123|ada> <#CGENERAL01|general> <!subteam^S0123>",
  "<https://evil.example|https://bank.example>",
  "<javascript:alert(1)|click>",
  "<!date^1700000000^{date}^https://evil.example|now>",
  "@channel @here @everyone @ada #general",
  "https://evil.example/?a=1&b=2 www.evil.example evil.example. mail@evil.example",
  "&lt;!channel&gt; &amp;lt; &amp;amp;",
  "*bold* _italic_ ~gone~ `code` ```block``` > quote",
  "`list`",
  "`",
  "``` `` `",
  ":red_circle: :fire::fire:",
  "<",
  ">",
  "<>",
  "<<>>",
  "<|>",
  "<@>",
  "<#|>",
  "<!>",
  "&",
  "|",
] as const;

const quotes = [
  '"',
  "'",
  '""',
  '"unclosed',
  "un'closed",
  "“curly” ‘quotes’ „low“ «angles»",
  '\\"escaped\\"',
  "\\",
  "trailing \\",
] as const;

/** What databases, shells, templates and parsers give a meaning to. */
const code = [
  "'; DROP TABLE services; --",
  "$1 $2 %s %d {0} ${process.exit(1)} {{7*7}}",
  "$MONITOR_SECRET_X",
  "../../etc/passwd",
  "<script>alert(1)</script>",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "null",
  "undefined",
  "NaN",
  "true",
  "[object Object]",
  "{}",
  "[]",
  '{"kind":"word"}',
  "line\nbreak\r\nand\ttab",
  "nul\u0000 bell\u0007 escape\u001B[31m",
] as const;

const scripts = [
  "",
  " ",
  "\u00A0\u2003\u3000",
  "\u200B\u200D\uFEFF\u2060",
  "right-to-left \u202Eoverride\u202C",
  "שלום עולם",
  "مرحبا بالعالم",
  "日本語のサービス",
  "Ωmega naïve ﬁle Å",
  "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
  "👩‍👩‍👧‍👦🏳️‍🌈👍🏿",
  "half a pair \uD83D",
  "other half \uDE00",
] as const;

const numbers = [
  "0",
  "-1",
  "1e308",
  "99999999999999999999",
  "2147483648",
  "0x10",
  "1/0",
  "٣",
  "0s",
  "-5m",
  "100 years",
  "1h1h1h1h1h1h",
] as const;

/** Verbs and options of ours, where a name was expected. */
const ours = [
  "in",
  "every",
  "name",
  "add add add",
  "pause pause 2h",
  "iati/",
  "/",
  "//",
  "iati/Datastore/front page/more",
  "for",
  "please",
  "#12",
  "?",
] as const;

const long = [
  "x".repeat(10_000),
  "&".repeat(3_000),
  "<".repeat(3_000),
  "😀".repeat(3_000),
  "word ".repeat(2_000),
  '"'.repeat(2_999),
  "`".repeat(2_999),
  "a/".repeat(1_500),
] as const;

/** A list of our own, so that a test means something wherever it runs. */
export const hostileTexts: readonly string[] = [
  ...slackish,
  ...quotes,
  ...code,
  ...scripts,
  ...numbers,
  ...ours,
  ...long,
];

const CORPORA = new URL("../../../shared/corpora/", import.meta.url);

/** The public lists of naughty strings and injections; undefined where they are not beside the repository. */
export function corpusTexts(): string[] | undefined {
  const naughty = new URL("blns.json", CORPORA);
  const injections = new URL("injection-strings.jsonl", CORPORA);
  if (!existsSync(naughty) || !existsSync(injections)) return undefined;
  const lines = readFileSync(injections, "utf8").trim().split("\n");
  return [
    ...(JSON.parse(readFileSync(naughty, "utf8")) as string[]),
    ...lines.map((line) => (JSON.parse(line) as { value: string }).value),
  ];
}

/**
 * Each text of our own list with every `share`th place, each text of the public lists with one: all places in turn, and
 * no test takes for ever.
 */
export function* hostileVisits<Place>(
  places: readonly Place[],
  share: number,
): Generator<[string, Place]> {
  for (const [index, text] of hostileTexts.entries())
    for (const [turn, place] of places.entries())
      if ((index + turn) % share === 0) yield [text, place];
  for (const [index, text] of (corpusTexts() ?? []).entries()) {
    const place = places[index % places.length];
    if (place !== undefined) yield [text, place];
  }
}
