import type { Audit } from "../../actions/audit-trail.ts";
import {
  actions,
  bullets,
  type Button,
  fitting,
  header,
  type Leaf,
  lines,
  MAX_MESSAGE,
  moment,
  text,
} from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import { type Message, message } from "../reply.ts";

const LONGEST_TARGET = 160;
const LONGEST_DETAIL = 60;

/** Who did what, newest first. `title` says of whom or what. */
export function auditView(
  title: string,
  audits: readonly Audit[],
  buttons: readonly Button[],
): Message {
  const list =
    audits.length === 0
      ? lines([text("Nothing was done yet.")])
      : bullets(fitting(audits.map(auditLine), MAX_MESSAGE));
  return message(title, [
    header(title),
    list,
    ...(buttons.length === 0 ? [] : [actions("audit", buttons)]),
  ]);
}

function auditLine({
  at,
  actor,
  actorName,
  verb,
  target,
  details,
}: Audit): Leaf[] {
  const more = detailLeaves(details);
  return [
    moment(at),
    text(" "),
    text(clip(actorName ?? actor, LONGEST_DETAIL), "bold"),
    text(` ${verb} `),
    text(clip(target, LONGEST_TARGET)),
    ...(more.length === 0 ? [] : [text(" ("), ...more, text(")")]),
  ];
}

/** No verb writes a secret into its details; what is called like one is left out all the same. */
const SECRETIVE = /secret|token|password|passwd|credential|phone|mail/i;
const MOST_DETAILS = 8;

function detailLeaves(details: Record<string, unknown>): Leaf[] {
  return Object.entries(details)
    .filter(([name]) => !SECRETIVE.test(name))
    .flatMap(([name, value]) => {
      const shown = valueLeaf(value);
      return shown === undefined
        ? []
        : [[text(`${clip(name, LONGEST_DETAIL)}: `), shown]];
    })
    .slice(0, MOST_DETAILS)
    .flatMap((leaves, index) =>
      index === 0 ? leaves : [text(", "), ...leaves],
    );
}

/** From 2001 on, a number that large is a moment; from the year 5000 on it stands for ever. */
const FIRST_MOMENT = 1_000_000_000_000;
const FOREVER = 95_617_584_000_000;

function valueLeaf(value: unknown): Leaf | undefined {
  if (typeof value === "number" && value >= FIRST_MOMENT)
    return value < FOREVER ? moment(value) : text("for ever");
  const words = valueWords(value);
  return words === "" ? undefined : text(clip(words, LONGEST_DETAIL));
}

function valueWords(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(valueWords).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
