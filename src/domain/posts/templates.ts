import type { PostKind } from "./languages.ts";

/** A namespace's own texts, by kind; what is not there is said as usual. */
export type Templates = Partial<Record<PostKind, string>>;

/** What each kind of post can say; nothing else comes into a text. */
export const placeholders: Record<PostKind, readonly string[]> = {
  down: ["service", "namespace", "from", "time"],
  difficulties: ["service", "namespace", "from", "time"],
  brief: ["service", "namespace", "from", "time", "duration"],
  passed: ["service", "namespace", "from", "time", "duration"],
  recovered: ["service", "namespace", "from", "time", "duration"],
  still: ["service", "namespace", "from", "time", "duration"],
  eased: ["service", "namespace", "from", "time", "duration"],
  planned: ["service", "namespace", "from", "until", "again"],
  moved: ["service", "namespace", "from", "until", "again"],
  begins: ["service", "namespace", "until", "time"],
  extended: ["service", "namespace", "until", "time"],
  ends: ["service", "namespace", "time"],
  cancelled: ["service", "namespace", "from", "until", "time"],
};

/** X refuses the same words twice: one of these is in every text. */
const times = ["time", "from", "until"];

export const LONGEST_TEMPLATE = 240;

/** A piece of a template: words, an address that stands alone, or the name of a placeholder. */
export type Piece =
  | { kind: "words"; text: string }
  | { kind: "address"; text: string }
  | { kind: "placeholder"; name: string };

const PIECES =
  /\{(?<name>[^{}]*)\}|(?<=^|\s)(?<address>https:\/\/[^\s{}]+)(?=$|\s)/giu;

export function piecesOf(template: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of template.matchAll(PIECES)) {
    if (match.index > end)
      pieces.push({ kind: "words", text: template.slice(end, match.index) });
    const { name, address } = match.groups ?? {};
    pieces.push(
      address === undefined
        ? { kind: "placeholder", name: name ?? "" }
        : { kind: "address", text: address },
    );
    end = match.index + match[0].length;
  }
  if (end < template.length)
    pieces.push({ kind: "words", text: template.slice(end) });
  return pieces;
}

/** What is wrong with a template, in a sentence; undefined where nothing is. Links and lengths are the networks' business. */
export function templateProblem(
  kind: PostKind,
  template: string,
): string | undefined {
  const pieces = piecesOf(template);
  const known = placeholders[kind];
  const names = pieces.flatMap((piece) =>
    piece.kind === "placeholder" ? [piece.name] : [],
  );
  const listed = known.map((name) => `{${name}}`).join(", ");
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    return `{${unknown.slice(0, 30)}} means nothing here: use ${listed}.`;
  if (pieces.some((one) => one.kind === "words" && /[{}]/.test(one.text)))
    return `A brace stands alone: write placeholders as in {service}. There are ${listed}.`;
  if (!names.includes("service")) return "Say which service: {service}.";
  if (!names.some((name) => times.includes(name))) {
    const usable = known.filter((name) => times.includes(name));
    return `Say when, or the networks take it for a repetition: ${usable.map((name) => `{${name}}`).join(" or ")}.`;
  }
  if (/[@＠]/u.test(template))
    return "A post mentions nobody: leave out the @.";
  if (template.length > LONGEST_TEMPLATE)
    return `At most ${LONGEST_TEMPLATE} characters, so that names fit in: this has ${template.length}.`;
  return undefined;
}
