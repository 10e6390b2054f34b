import { failed, type Failed } from "./incoming.ts";
import type { Lines } from "./lines.ts";
import {
  notSpoken,
  noStartTls,
  turnedAway,
  upgradeInLines,
  type TalkContext,
} from "./upgrade.ts";

/** More lines than this before the answer to a command is no answer. */
const MOST_LINES = 200;

/** RFC 3501: greeting, CAPABILITY, STARTTLS. */
export const startImapTls = upgradeInLines(async (lines, context) => {
  const greeting = await readImapGreeting(lines, context);
  if (!greeting.ok) return greeting;
  const offered = await askImap(lines, "a1", "CAPABILITY", context);
  if (!offered.ok) return offered;
  if (
    !offered.untagged.some((line) =>
      /^\* CAPABILITY .*\bSTARTTLS\b/i.test(line),
    )
  )
    return noStartTls();
  const answer = await askImap(lines, "a2", "STARTTLS", context);
  if (!answer.ok) return answer;
  return /^OK\b/i.test(answer.text)
    ? { ok: true, greeting: greeting.text }
    : noStartTls(answer.text, context);
});

/** The greeting without its "* OK". */
export async function readImapGreeting(
  lines: Lines,
  context: TalkContext,
): Promise<{ ok: true; text: string } | Failed> {
  const read = await lines.next("the greeting");
  if (!read.ok) return read;
  const [, word = "", text = ""] =
    /^\* (OK|PREAUTH|BYE)\b ?(.*)$/i.exec(read.line) ?? [];
  if (word === "") return notSpoken("IMAP", read.line, context);
  return word.toUpperCase() === "BYE"
    ? turnedAway(text, context)
    : { ok: true, text };
}

/** Gives a command; answers with the untagged lines before its answer, and the answer without its tag ("OK done"). */
export async function askImap(
  lines: Lines,
  tag: string,
  command: string,
  context: TalkContext,
): Promise<{ ok: true; untagged: string[]; text: string } | Failed> {
  lines.say(`${tag} ${command}`);
  const untagged: string[] = [];
  const awaited = `the answer to ${command}`;
  while (untagged.length < MOST_LINES) {
    const read = await lines.next(awaited);
    if (!read.ok) return read;
    if (read.line.startsWith(`${tag} `))
      return { ok: true, untagged, text: read.line.slice(tag.length + 1) };
    if (!read.line.startsWith("* "))
      return notSpoken("IMAP", read.line, context);
    untagged.push(read.line);
  }
  return failed("too-much", `${awaited} has more than ${MOST_LINES} lines`);
}
