import type {
  PublicNamespace,
  PublicService,
} from "../../actions/public/public-view.ts";
import { clip } from "../../base/text.ts";
import type { Status } from "../../domain/service.ts";
import { html } from "../page/html.ts";
import { xmlText } from "./xml-text.ts";
import { overallSentence, siteTitle, statusWords } from "../page/words.ts";

/** White on these can be read (4.5 to 1 or better). */
const colours: Record<Status, string> = {
  up: "#17783f",
  difficulties: "#8a5700",
  down: "#b3261e",
  maintenance: "#2b59b0",
  unknown: "#56606c",
};

const LONGEST_LABEL = 60;
const PADDING = 8;
/** Of most letters at 11 px; the text is fitted to what is reckoned with it. */
const LETTER_WIDTH = 6.6;
/** Letters of East Asia and pictures are as wide as they are high. */
const WIDE_WIDTH = 11;
const isWide =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{Extended_Pictographic}]/u;

/** What a badge says: of what, and how that is. */
export interface Badge {
  name: string;
  word: string;
  status: Status;
}

export function badgeOfService({ name, status }: PublicService): Badge {
  return { name, status, word: statusWords[status].toLowerCase() };
}

/** How the services of a namespace are together, or (null) all of them. */
export function badgeOfAll(
  namespace: PublicNamespace | null,
  services: readonly PublicService[],
): Badge {
  const { status } = overallSentence(services);
  const down = services.filter((one) => one.status === "down").length;
  const words = {
    ...statusWords,
    up: "all's well",
    down: `${down} of ${services.length} down`,
  };
  return {
    name: siteTitle(namespace),
    status,
    word: words[status].toLowerCase(),
  };
}

/** The same, where how it is now is not known. */
export function notKnown({ name }: Badge): Badge {
  const status = "unknown";
  return { name, status, word: statusWords[status].toLowerCase() };
}

/** A small picture for READMEs. */
export function badgeSvg({ name, word, status }: Badge): string {
  const label = clip(xmlText(name), LONGEST_LABEL);
  const [left, right] = [widthOf(label), widthOf(word)];
  const middle = left + 2 * PADDING;
  const width = middle + right + 2 * PADDING;
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    width="${width}"
    height="20"
    role="img"
    aria-label="${label}: ${word}"
  >
    <title>${label}: ${word}</title>
    <clipPath id="r"><rect width="${width}" height="20" rx="3" /></clipPath>
    <g clip-path="url(#r)">
      <rect width="${middle}" height="20" fill="#3b4350" />
      <rect
        x="${middle}"
        width="${right + 2 * PADDING}"
        height="20"
        fill="${colours[status]}"
      />
    </g>
    <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
      <text x="${PADDING}" y="14" textLength="${left}">${label}</text>
      <text x="${middle + PADDING}" y="14" textLength="${right}">${word}</text>
    </g>
  </svg>`.text;
}

function widthOf(text: string): number {
  // What is written in one place counts once: an accent, what makes a letter a picture.
  const letters = [...segmenter.segment(text)].map(({ segment }) => segment);
  const widths = letters.map((one) =>
    isWide.test(one) ? WIDE_WIDTH : LETTER_WIDTH,
  );
  return Math.round(widths.reduce((sum, width) => sum + width, 0));
}

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What shields.io makes its own badge from: https://shields.io/badges/endpoint-badge */
export function badgeJson({ name, word, status }: Badge): string {
  return JSON.stringify({
    schemaVersion: 1,
    label: clip(name, LONGEST_LABEL),
    message: word,
    color: colours[status],
    isError: status === "down",
  });
}
