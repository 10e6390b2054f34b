import { DAY, type Instant } from "../time.ts";
import { type Language, type PostKind, speeches } from "./languages.ts";
import {
  clockTime,
  dayAndTime,
  spanEnds,
  spokenDuration,
  spokenNames,
} from "./spoken.ts";
import { piecesOf, type Templates, templateProblem } from "./templates.ts";

/** How a namespace speaks. */
export interface Voice {
  language: Language;
  templates: Templates;
  /** Whether an address in a template stays one. */
  links: boolean;
}

export const usualVoice: Voice = {
  language: "en",
  templates: {},
  links: false,
};

/** What a post tells: public names and times, and nothing else. */
export interface Told {
  kind: PostKind;
  /** Of the first services. */
  names: readonly string[];
  /** How many services there are. */
  count: number;
  namespace: string;
  timezone: string;
  /** When it happened. */
  at: Instant;
  /** When the outage began, or the maintenance is to begin. */
  from: Instant;
  /** When the maintenance is to end. */
  until?: Instant;
  /** How maintenance comes again, in English words. */
  again?: string | null;
}

/** What a network makes of a text. */
export interface Network {
  /** Whether it takes one of this length. */
  fits: (text: string) => boolean;
  /** The same words, of which it makes no mention, tag or link. */
  inert: (words: string) => string;
}

/** More names than this never fit. */
const MOST_NAMED = 30;
/** A name among others, and one that is alone, in letters as people count them. */
const LONGEST_OF_SEVERAL = 60;
const LONGEST_ALONE = 200;
const SHORTER_AND_SHORTER = Array.from({ length: 20 }, (_, i) => 100 - 5 * i);
/** Of a longer name there is no need to know more. */
const FAR_TOO_LONG = 1_000;
const ELLIPSIS = "…";

/** The post's text: as many names as fit, a name that is too long shortened. `withSeconds` makes another text of the same. */
export function renderPost(
  told: Told,
  voice: Voice,
  network: Network,
  withSeconds = false,
): string {
  const own = voice.templates[told.kind];
  const isUsable =
    own !== undefined && templateProblem(told.kind, own) === undefined;
  const values = valuesOf(told, voice.language, withSeconds);
  const write =
    (template: string, of: Record<string, string>) =>
    (names: readonly string[]): string => {
      const service = spokenNames(names, told.count, voice.language);
      return written(template, { ...of, service }, voice.links, network);
    };
  const usual = usualText(told, voice);
  const plain = write(usual, { ...values, again: "" });
  return (
    (isUsable ? fitted(write(own, values), told, network) : undefined) ??
    fitted(write(usual, values), told, network) ??
    fitted(plain, told, network) ??
    plain([])
  );
}

/** The text as it is said where a namespace has none of its own. */
export function usualText(
  { kind, count }: Pick<Told, "kind" | "count">,
  { language }: Pick<Voice, "language">,
): string {
  return speeches[language].texts[kind][count === 1 ? 0 : 1];
}

/** A text with a name, shortened where it does not fit otherwise; undefined where that does not help. */
export function withNameThatFits(
  name: string,
  write: (name: string) => string,
  { fits }: Pick<Network, "fits">,
): string | undefined {
  const whole = write(name);
  if (fits(whole)) return whole;
  for (const letters of SHORTER_AND_SHORTER) {
    const text = write(shortened(name, letters));
    if (fits(text)) return text;
  }
  return undefined;
}

function fitted(
  write: (names: readonly string[]) => string,
  { names, count }: Told,
  network: Network,
): string | undefined {
  const { fits } = network;
  const longest = count === 1 ? LONGEST_ALONE : LONGEST_OF_SEVERAL;
  const listed = names
    .slice(0, MOST_NAMED)
    .map((name) => shortened(name, longest));
  for (let shown = listed.length; shown >= 1; shown--) {
    const text = write(listed.slice(0, shown));
    if (fits(text)) return text;
  }
  const [first = ""] = names;
  const alone =
    count === 1
      ? withNameThatFits(first, (name) => write([name]), network)
      : undefined;
  if (alone !== undefined) return alone;
  const text = write([]);
  return fits(text) ? text : undefined;
}

/** At most so many letters, as people count them; what was cut ends in "…". */
function shortened(name: string, most: number): string {
  const letters = [
    ...new Intl.Segmenter().segment(name.slice(0, FAR_TOO_LONG)),
  ].map(({ segment }) => segment);
  return letters.length <= most && name.length <= FAR_TOO_LONG
    ? name
    : `${letters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}${ELLIPSIS}`;
}

function written(
  template: string,
  values: Record<string, string>,
  links: boolean,
  { inert }: Network,
): string {
  const parts = [""];
  for (const piece of piecesOf(template)) {
    if (piece.kind === "address" && links) parts.push(piece.text, "");
    else {
      const words =
        piece.kind === "placeholder" ? (values[piece.name] ?? "") : piece.text;
      parts.push(`${parts.pop() ?? ""}${words}`);
    }
  }
  // Words are made inert together: what is harmless on its own may be an address side by side.
  return parts
    .map((part, index) => (index % 2 === 0 ? inert(part) : part))
    .join("")
    .trim();
}

function valuesOf(
  told: Told,
  language: Language,
  withSeconds: boolean,
): Record<string, string> {
  const { kind, at, from, until, again, timezone, namespace } = told;
  const clock = (instant: Instant): string =>
    clockTime(instant, at, timezone, language, withSeconds);
  const always = {
    namespace,
    time: clock(at),
    duration: spokenDuration(at - from, language),
  };
  if (until === undefined) return { ...always, from: clock(from) };
  if (kind !== "planned" && kind !== "moved")
    return {
      ...always,
      from: dayAndTime(from, timezone, language, { withDay: true }),
      until: dayAndTime(until, timezone, language, {
        withDay: until - at >= DAY,
      }),
    };
  const [begins, ends] = spanEnds(from, until, timezone, language);
  const isSaid = language === "en" && again !== undefined && again !== null;
  return {
    ...always,
    from: begins,
    until: ends,
    again: isSaid ? `, ${again}` : "",
  };
}
