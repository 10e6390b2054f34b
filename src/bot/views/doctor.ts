import type { Finding } from "../../actions/doctor.ts";
import {
  type Block,
  bullets,
  emoji,
  fitting,
  header,
  type Leaf,
  lines,
  MAX_MESSAGE,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted } from "../../base/text.ts";
import { leavesOf, type Message, message } from "../reply.ts";

const LONGEST_TEXT = 400;
/** Kept for the title, and for saying that something was left out. */
const OTHER_ROOM = 500;

/** What is wrong, each with what to do about it; what is fine in a short list. */
export function doctorView(findings: readonly Finding[]): Message {
  const wrong = findings.filter((finding) => !finding.isFine);
  const fine = findings.filter((finding) => finding.isFine);
  const title =
    wrong.length === 0
      ? "The watch itself is well"
      : `${counted(wrong.length, "thing")} wrong with the watch itself`;
  const rows = [
    ...wrong.map((finding): Leaf[] => [
      ...about(finding, "red_circle"),
      text("\n"),
      ...leavesOf(finding.advice),
    ]),
    ...fine.map((finding) => about(finding, "large_green_circle")),
  ];
  const shown = fitting(rows, MAX_MESSAGE - OTHER_ROOM);
  return message(title, [
    header(title),
    ...listOf(shown.slice(0, wrong.length)),
    ...listOf(shown.slice(wrong.length)),
    ...(shown.length < rows.length
      ? [lines([text(`and ${rows.length - shown.length} more`, "italic")])]
      : []),
  ]);
}

function about({ name, text: words }: Finding, look: string): Leaf[] {
  return [
    emoji(look),
    text(" "),
    text(name, "bold"),
    text(`: ${clip(words, LONGEST_TEXT)}`),
  ];
}

function listOf(rows: Leaf[][]): Block[] {
  return rows.length === 0 ? [] : [bullets(rows)];
}
