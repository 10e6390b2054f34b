import { isIPv6, type Socket } from "node:net";
import { failed, type Failed } from "./incoming.ts";
import type { Lines } from "./lines.ts";
import {
  notSpoken,
  noStartTls,
  turnedAway,
  upgradeInLines,
  type TalkContext,
} from "./upgrade.ts";

/** A reply of more lines than this is no reply. */
const MOST_LINES = 200;

/** A reply of an SMTP server: its code, and the texts of its lines. */
export interface SmtpReply {
  ok: true;
  code: number;
  texts: string[];
  /** The last line as it came. */
  line: string;
}

/** RFC 5321, RFC 3207: greeting, EHLO, STARTTLS. */
export const startSmtpTls = upgradeInLines(async (lines, context) => {
  const greeting = await readSmtpGreeting(lines, context);
  if (!greeting.ok) return greeting;
  const hello = await sayEhlo(lines, context);
  if (!hello.ok) return hello;
  if (!hello.capabilities.some((one) => /^STARTTLS\b/i.test(one)))
    return noStartTls();
  lines.say("STARTTLS");
  const answer = await readSmtpReply(lines, "the answer to STARTTLS", context);
  if (!answer.ok) return answer;
  return answer.code === 220
    ? { ok: true, greeting: greeting.texts[0] ?? "" }
    : noStartTls(answer.line, context);
});

export async function readSmtpGreeting(
  lines: Lines,
  context: TalkContext,
): Promise<SmtpReply | Failed> {
  const greeting = await readSmtpReply(lines, "the greeting", context);
  return !greeting.ok || greeting.code === 220
    ? greeting
    : turnedAway(greeting.line, context);
}

/** Introduces us, by address; answers with the capabilities ("STARTTLS", "SIZE 1000" …). */
export async function sayEhlo(
  lines: Lines,
  context: TalkContext & { socket: Socket },
): Promise<{ ok: true; capabilities: string[] } | Failed> {
  lines.say(`EHLO ${addressLiteral(context.socket.localAddress ?? "")}`);
  const reply = await readSmtpReply(lines, "the answer to EHLO", context);
  if (!reply.ok) return reply;
  return reply.code === 250
    ? { ok: true, capabilities: reply.texts.slice(1) }
    : failed("ehlo", `the server refuses EHLO: ${context.quote(reply.line)}`);
}

/** Reads a reply of one or more lines: "250-SIZE", "250 HELP". */
export async function readSmtpReply(
  lines: Lines,
  awaited: string,
  context: TalkContext,
): Promise<SmtpReply | Failed> {
  const texts: string[] = [];
  while (texts.length < MOST_LINES) {
    const read = await lines.next(awaited);
    if (!read.ok) return read;
    const [, code, mark, text = ""] =
      /^([2-5]\d\d)(?:([ -])(.*))?$/.exec(read.line) ?? [];
    if (code === undefined) return notSpoken("SMTP", read.line, context);
    texts.push(text);
    if (mark !== "-")
      return { ok: true, code: Number(code), texts, line: read.line };
  }
  return failed("too-much", `${awaited} has more than ${MOST_LINES} lines`);
}

/** RFC 5321, section 4.1.3. */
function addressLiteral(address: string): string {
  return isIPv6(address)
    ? `[IPv6:${address.replace(/%.*$/, "")}]`
    : `[${address}]`;
}
