import type { Failed } from "../starttls/incoming.ts";
import { readPop3Answer, readPop3Lines } from "../starttls/pop3.ts";
import { noStartTls, turnedAway } from "../starttls/upgrade.ts";
import { loginRefused } from "./login-failures.ts";
import {
  plainToken,
  type Credentials,
  type Dialect,
  type Done,
  type Talk,
} from "./talk.ts";

const MOST_CAPABILITIES = 200;

/** RFC 1939, with CAPA (RFC 2449), STLS (RFC 2595) and SASL PLAIN (RFC 5034). */
export const pop3Dialect: Dialect = {
  plainPort: 110,
  tlsPort: 995,
  usualPort: 995,
  startTlsCapability: /^STLS$/i,
  goodbye: "QUIT",
  async greet({ lines, context }) {
    const greeting = await readPop3Answer(lines, "the greeting", context);
    if (!greeting.ok) return greeting;
    return greeting.isPositive
      ? { ok: true, banner: greeting.text }
      : turnedAway(greeting.text, context);
  },
  async capabilities(talk) {
    const listed = await askPop3Lines(talk, "CAPA", MOST_CAPABILITIES);
    if (!listed.ok) return listed;
    return { ok: true, capabilities: listed.isPositive ? listed.lines : [] };
  },
  async startTls(talk) {
    const answer = await askPop3(talk, "STLS");
    if (!answer.ok) return answer;
    return answer.isPositive
      ? { ok: true }
      : noStartTls(answer.text || "-ERR", talk.context);
  },
  logIn,
};

export type Pop3Answer = { ok: true; isPositive: boolean; text: string };

/** Says a line and reads its answer; `name` stands for the line where it holds secrets. */
export function askPop3(
  { lines, context }: Talk,
  line: string,
  name = line.replace(/ .*$/, ""),
): Promise<Pop3Answer | Failed> {
  lines.say(line);
  return readPop3Answer(lines, `the answer to ${name}`, context);
}

/** Says a line to which a longer answer belongs, of at most so many lines. */
export async function askPop3Lines(
  talk: Talk,
  line: string,
  most: number,
): Promise<(Pop3Answer & { lines: string[] }) | Failed> {
  const answer = await askPop3(talk, line);
  if (!answer.ok) return answer;
  if (!answer.isPositive) return { ...answer, lines: [] };
  const awaited = `the answer to ${line.replace(/ .*$/, "")}`;
  const read = await readPop3Lines(talk.lines, awaited, most);
  return read.ok ? { ...answer, lines: read.lines } : read;
}

async function logIn(
  talk: Talk,
  credentials: Credentials,
  capabilities: string[],
): Promise<Done> {
  const offers = (pattern: RegExp): boolean =>
    capabilities.some((one) => pattern.test(one));
  const steps =
    !offers(/^USER\b/i) && offers(/^SASL\b.*\bPLAIN\b/i)
      ? [`AUTH PLAIN ${plainToken(credentials)}`]
      : [`USER ${credentials.username}`, `PASS ${credentials.password}`];
  for (const step of steps) {
    const answer = await askPop3(talk, step, "the login");
    if (!answer.ok) return answer;
    if (!answer.isPositive)
      return loginRefused(answer.text || "-ERR", talk.context);
  }
  return { ok: true };
}
