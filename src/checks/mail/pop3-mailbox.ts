import { askPop3, askPop3Lines } from "../mail-protocol/pop3.ts";
import type { Talk } from "../mail-protocol/talk.ts";
import { failed, type Failed } from "../starttls/incoming.ts";
import type { Found, Mailbox, MailboxKind, Memory } from "./mailbox.ts";
import { probeHeaderOf } from "./token.ts";

const MOST_MESSAGES = 100_000;
const MOST_HEAD_LINES = 2_000;
/** In one look: each is a round trip. */
const MOST_HEADS = 50;

/** A session sees what was there when it began, so each look is a login: servers dislike many of those. */
export const pop3Mailbox: MailboxKind = {
  open: openMailbox,
  staysCurrent: false,
  pauses: { firstMs: 250, longestMs: 15_000, factor: 2 },
};

interface Listed {
  number: number;
  id: string;
}

type FoundOrFailed = { ok: true; found: Found[] } | Failed;

async function openMailbox(
  talk: Talk,
  _folder: string,
  memory: Memory,
): Promise<Mailbox | Failed> {
  const listed = await askPop3Lines(talk, "UIDL", MOST_MESSAGES);
  if (!listed.ok) return listed;
  if (!listed.isPositive)
    return failed(
      "no-uidl",
      `the server does not list its messages (UIDL): ${talk.context.quote(listed.text)}`,
    );
  const messages = listed.lines.flatMap((line): Listed[] => {
    const [, number, id] = /^(\d+) (\S+)/.exec(line) ?? [];
    return number === undefined || id === undefined
      ? []
      : [{ number: Number(number), id }];
  });
  const seenIds = (memory.seenIds ??= new Set(messages.map(({ id }) => id)));
  return {
    ok: true,
    talk,
    find: (header) => findNew(talk, messages, header, seenIds),
    findOlder: (isOurs) => findAmong(talk, messages.slice(-MOST_HEADS), isOurs),
    remove: (found) => remove(talk, found),
    async close() {
      // Only here does the server delete what was marked.
      const answer = await askPop3(talk, "QUIT");
      if (!answer.ok) return answer;
      return answer.isPositive
        ? { ok: true }
        : failed("not-deleted", "the server does not delete");
    },
  };
}

async function findNew(
  talk: Talk,
  messages: Listed[],
  header: string,
  seenIds: Set<string>,
): Promise<FoundOrFailed> {
  const news = messages.filter(({ id }) => !seenIds.has(id));
  const looked = news.slice(-MOST_HEADS);
  const read = await findAmong(talk, looked, (one) => one === header);
  if (read.ok && read.found.length === 0)
    for (const { id } of looked) seenIds.add(id);
  return read;
}

async function findAmong(
  talk: Talk,
  messages: Listed[],
  isOurs: (header: string) => boolean,
): Promise<FoundOrFailed> {
  const found: Found[] = [];
  for (const { number } of messages) {
    const head = await askPop3Lines(talk, `TOP ${number} 0`, MOST_HEAD_LINES);
    if (!head.ok) return head;
    if (!head.isPositive)
      return failed(
        "no-top",
        `the server does not show the head of a message (TOP): ${talk.context.quote(head.text)}`,
      );
    const end = head.lines.indexOf("");
    const header = probeHeaderOf(
      end < 0 ? head.lines : head.lines.slice(0, end),
    );
    if (header !== undefined && isOurs(header)) found.push(number);
  }
  return { ok: true, found };
}

async function remove(
  talk: Talk,
  found: Found[],
): Promise<{ ok: true; isGone: boolean } | Failed> {
  let isGone = true;
  for (const number of found) {
    const answer = await askPop3(talk, `DELE ${number}`);
    if (!answer.ok) return answer;
    isGone &&= answer.isPositive;
  }
  return { ok: true, isGone };
}
