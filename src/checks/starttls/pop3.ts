import { failed, type Failed } from "./incoming.ts";
import type { Lines } from "./lines.ts";
import {
  notSpoken,
  noStartTls,
  turnedAway,
  upgradeInLines,
  type TalkContext,
} from "./upgrade.ts";

/** RFC 2595: greeting, STLS. What is offered need not be asked: servers without CAPA know STLS too. */
export const startPop3Tls = upgradeInLines(async (lines, context) => {
  const greeting = await readPop3Answer(lines, "the greeting", context);
  if (!greeting.ok) return greeting;
  if (!greeting.isPositive) return turnedAway(greeting.text, context);
  lines.say("STLS");
  const answer = await readPop3Answer(lines, "the answer to STLS", context);
  if (!answer.ok) return answer;
  return answer.isPositive
    ? { ok: true, greeting: greeting.text }
    : noStartTls(answer.text === "" ? "-ERR" : answer.text, context);
});

/** Reads "+OK text" or "-ERR text". */
export async function readPop3Answer(
  lines: Lines,
  awaited: string,
  context: TalkContext,
): Promise<{ ok: true; isPositive: boolean; text: string } | Failed> {
  const read = await lines.next(awaited);
  if (!read.ok) return read;
  const [, word, text = ""] = /^(\+OK|-ERR)\b ?(.*)$/i.exec(read.line) ?? [];
  return word === undefined
    ? notSpoken("POP3", read.line, context)
    : { ok: true, isPositive: word.startsWith("+"), text };
}

/** Reads the lines of a longer answer up to the one that is a single dot, without their stuffed dots. */
export async function readPop3Lines(
  lines: Lines,
  awaited: string,
  most: number,
): Promise<{ ok: true; lines: string[] } | Failed> {
  const read: string[] = [];
  while (read.length <= most) {
    const next = await lines.next(awaited);
    if (!next.ok) return next;
    if (next.line === ".") return { ok: true, lines: read };
    read.push(next.line.replace(/^\./, ""));
  }
  return failed("too-much", `${awaited} has more than ${most} lines`);
}
