import { failed, type Failed } from "../starttls/incoming.ts";
import { readImapGreeting } from "../starttls/imap.ts";
import { noStartTls, notSpoken } from "../starttls/upgrade.ts";
import { loginRefused } from "./login-failures.ts";
import {
  plainToken,
  type Credentials,
  type Dialect,
  type Done,
  type Talk,
} from "./talk.ts";

/** More lines than this before the answer to a command is no answer. */
const MOST_LINES = 20_000;

/** What can stand between quotes (RFC 3501, "quoted"). */
const QUOTABLE = /^[\x20-\x7e]*$/;

/** RFC 3501, with STARTTLS and SASL PLAIN. */
export const imapDialect: Dialect = {
  plainPort: 143,
  tlsPort: 993,
  usualPort: 993,
  startTlsCapability: /^STARTTLS$/i,
  goodbye: "LOGOUT",
  async greet({ lines, context }) {
    const greeting = await readImapGreeting(lines, context);
    if (!greeting.ok) return greeting;
    // What is offered is asked for later, and told apart from this.
    return { ok: true, banner: greeting.text.replace(/^\[[^\]]*\] */, "") };
  },
  async capabilities(talk) {
    const answer = await askImap(talk, "CAPABILITY");
    if (!answer.ok) return answer;
    const line = answer.lines.find((one) => /^\* CAPABILITY /i.test(one));
    return { ok: true, capabilities: line?.split(/\s+/).slice(2) ?? [] };
  },
  async startTls(talk) {
    const answer = await askImap(talk, "STARTTLS");
    if (!answer.ok) return answer;
    return answer.isGood ? { ok: true } : noStartTls(answer.text, talk.context);
  },
  logIn,
};

export interface ImapAnswer {
  ok: true;
  isGood: boolean;
  /** The answer without its tag: "OK done". */
  text: string;
  /** What came before it, literals line by line. */
  lines: string[];
}

interface AskOptions {
  /** Stands for the command in sentences: its first word where left out. */
  name?: string;
  /** Said when the server asks for more. */
  more?: string;
}

/** Gives a command and reads up to its answer. */
export async function askImap(
  talk: Talk,
  command: string,
  { name = command.replace(/ .*$/, ""), more }: AskOptions = {},
): Promise<ImapAnswer | Failed> {
  const { lines, context } = talk;
  const tag = talk.nextTag();
  const awaited = `the answer to ${name}`;
  lines.say(`${tag} ${command}`);
  const before: string[] = [];
  let left = more;
  while (before.length < MOST_LINES) {
    const read = await lines.next(awaited);
    if (!read.ok) return read;
    const { line } = read;
    if (line.startsWith(`${tag} `)) {
      const text = line.slice(tag.length + 1);
      return { ok: true, isGood: /^OK\b/i.test(text), text, lines: before };
    }
    if (before.length === 0 && !/^[*+]/.test(line))
      return notSpoken("IMAP", line, context);
    if (line.startsWith("+")) {
      // An empty line ends what we cannot answer.
      lines.say(left ?? "");
      left = undefined;
    }
    before.push(line);
  }
  return failed("too-much", `${awaited} has more than ${MOST_LINES} lines`);
}

/** A text between quotes. */
export function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}

async function logIn(
  talk: Talk,
  credentials: Credentials,
  capabilities: string[],
): Promise<Done> {
  const { username, password } = credentials;
  const offers = (word: string): boolean =>
    capabilities.some((one) => one.toUpperCase() === word);
  const isQuotable = QUOTABLE.test(username) && QUOTABLE.test(password);
  const name = "the login";
  if (offers("LOGINDISABLED") && !offers("AUTH=PLAIN"))
    return failed("login-not-offered", "the server offers no login here");
  const answer =
    offers("LOGINDISABLED") || !isQuotable
      ? await askImap(talk, "AUTHENTICATE PLAIN", {
          name,
          more: plainToken(credentials),
        })
      : await askImap(talk, `LOGIN ${quoted(username)} ${quoted(password)}`, {
          name,
        });
  if (!answer.ok) return answer;
  return answer.isGood ? { ok: true } : loginRefused(answer.text, talk.context);
}
