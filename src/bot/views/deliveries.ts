import type { LedgerLine, LedgerPart } from "../../actions/show.ts";
import {
  type Block,
  bullets,
  emoji,
  header,
  type Leaf,
  lines,
  moment,
  text,
} from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import { type Message, message } from "../reply.ts";
import type { Look } from "./looks.ts";

const LONGEST_WORDS = 120;
const LONGEST_OUTLET = 80;

const stateWords: Record<string, Look> = {
  planned: { emoji: "hourglass_flowing_sand", word: "waiting" },
  sending: { emoji: "hourglass_flowing_sand", word: "being sent" },
  retry: { emoji: "repeat", word: "refused for now" },
  ambiguous: { emoji: "grey_question", word: "perhaps arrived, perhaps not" },
  sent: { emoji: "white_check_mark", word: "sent" },
  dead: { emoji: "x", word: "not deliverable" },
  dropped: { emoji: "wastebasket", word: "dropped" },
};

const titles: Record<LedgerPart, string> = {
  all: "Deliveries",
  waiting: "Deliveries that wait",
  failed: "Deliveries that failed",
};

const noneWords: Record<LedgerPart, string> = {
  all: "There are none.",
  waiting: "None waits.",
  failed: "None failed.",
};

/** The ledger: what was told, what waits and what failed. */
export function deliveriesView(
  part: LedgerPart,
  counts: Partial<Record<string, number>>,
  rows: readonly LedgerLine[],
): Message {
  const title = titles[part];
  const summary = Object.entries(counts).map(
    ([state, count]) => `${count ?? 0} ${stateWords[state]?.word ?? state}`,
  );
  const list: Block[] =
    rows.length === 0
      ? nothing(part, summary)
      : [bullets(rows.map(ledgerLine))];
  return message(title, [
    header(title),
    lines([text(summary.join(" · ") || "Nothing was told yet.")]),
    ...list,
  ]);
}

/** Where nothing was told at all, that is said already. */
function nothing(part: LedgerPart, summary: readonly string[]): Block[] {
  if (summary.length === 0) return [];
  return [lines([text(noneWords[part])])];
}

function ledgerLine({
  id,
  outlet,
  text: words,
  state,
  attempts,
  failure,
  createdAt,
  sentAt,
  nextAttemptAt,
}: LedgerLine): Leaf[] {
  const { emoji: look, word } = stateWords[state] ?? {
    emoji: "grey_question",
    word: state,
  };
  const when: Leaf[] =
    sentAt === null
      ? [text(", planned "), moment(createdAt)]
      : [text(" "), moment(sentAt)];
  const again: Leaf[] =
    state === "retry" ? [text(", next try "), moment(nextAttemptAt)] : [];
  const tries = attempts > 1 ? `, ${attempts} attempts` : "";
  const why = failure === null ? "" : `: ${clip(failure, LONGEST_WORDS)}`;
  return [
    emoji(look),
    text(` ${id} to ${outletName(outlet)}: `),
    text(clip(words, LONGEST_WORDS), "italic"),
    text(` · ${word}`),
    ...when,
    ...again,
    ...(tries + why === "" ? [] : [text(tries + why)]),
  ];
}

/** A person is kept as a mention, which rings no bell here and would only be read as letters. */
function outletName(label: string): string {
  return /^<@\w+>$/.test(label)
    ? "an admin (direct message)"
    : clip(label, LONGEST_OUTLET);
}
