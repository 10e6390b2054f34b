import { askImap, imapDialect, quoted } from "../mail-protocol/imap.ts";
import type { Talk } from "../mail-protocol/talk.ts";
import { failed, type Failed } from "../starttls/incoming.ts";
import type { Found, Mailbox, MailboxKind, Memory } from "./mailbox.ts";
import { PROBE_HEADER, probeHeaderOf } from "./token.ts";

const MOST_LEFTOVERS = 50;
const HEADER_PART = `BODY.PEEK[HEADER.FIELDS (${PROBE_HEADER.toUpperCase()})]`;

export const imapMailbox: MailboxKind = {
  open: openFolder,
  staysCurrent: true,
  pauses: { firstMs: 100, longestMs: 5_000, factor: 1.5 },
};

interface Head {
  uid: number;
  /** Undefined where the message has no header of ours. */
  header: string | undefined;
}

type Heads = { ok: true; heads: Head[] } | Failed;

async function openFolder(
  talk: Talk,
  folder: string,
  memory: Memory,
): Promise<Mailbox | Failed> {
  // Many servers offer more once somebody is logged in.
  const offered = await imapDialect.capabilities(talk);
  if (!offered.ok) return offered;
  const hasUidPlus = offered.capabilities.some((one) => /^UIDPLUS$/i.test(one));
  const selected = await askImap(talk, `SELECT ${quoted(folder)}`);
  if (!selected.ok) return selected;
  if (!selected.isGood)
    return failed(
      "no-folder",
      `the folder cannot be opened: ${talk.context.quote(selected.text)}`,
    );
  const uidNext = numberIn(selected.lines, /\[UIDNEXT (\d+)\]/i);
  if (uidNext === undefined)
    return failed(
      "no-uids",
      "the server does not number its messages (UIDNEXT)",
    );
  memory.nextUid ??= uidNext;
  return {
    ok: true,
    talk,
    find: (header) => findNew(talk, header, memory),
    findOlder: (isOurs, mark) => findOlder(talk, isOurs, mark),
    remove: (found) => remove(talk, found, hasUidPlus),
    // Not CLOSE: that would expunge what others have marked.
    close: async () => {
      const answer = await askImap(talk, "LOGOUT");
      return answer.ok ? { ok: true } : answer;
    },
  };
}

async function findNew(
  talk: Talk,
  header: string,
  memory: Memory,
): Promise<{ ok: true; found: Found[] } | Failed> {
  // Lets the server tell what has arrived: a FETCH alone need not look.
  const told = await askImap(talk, "NOOP");
  if (!told.ok) return told;
  const from = memory.nextUid ?? 1;
  const read = await fetchHeads(talk, `${from}:*`);
  if (!read.ok) return read;
  // "5:*" includes the last message even where its UID is below 5.
  const heads = read.heads.filter(({ uid }) => uid >= from);
  const found = heads
    .filter((head) => head.header === header)
    .map(({ uid }) => uid);
  if (found.length === 0)
    memory.nextUid = Math.max(from, ...heads.map(({ uid }) => uid + 1));
  return { ok: true, found };
}

async function findOlder(
  talk: Talk,
  isOurs: (header: string) => boolean,
  mark: string,
): Promise<{ ok: true; found: Found[] } | Failed> {
  const searched = await search(
    talk,
    `HEADER ${PROBE_HEADER} ${quoted(`${mark}-`)}`,
  );
  if (!searched.ok) return searched;
  const uids = searched.uids.slice(0, MOST_LEFTOVERS);
  if (uids.length === 0) return { ok: true, found: [] };
  const read = await fetchHeads(talk, uids.join(","));
  if (!read.ok) return read;
  const ours = read.heads.filter(
    ({ uid, header }) =>
      uids.includes(uid) && header !== undefined && isOurs(header),
  );
  return { ok: true, found: ours.map(({ uid }) => uid) };
}

/**
 * Without UIDPLUS only a plain EXPUNGE is left, which takes everything that is marked: it is given only where nothing else
 * is. Where it cannot be, the message stays marked, and goes with the next one that its owner gives.
 */
async function remove(
  talk: Talk,
  found: Found[],
  hasUidPlus: boolean,
): Promise<{ ok: true; isGone: boolean } | Failed> {
  if (found.length === 0) return { ok: true, isGone: true };
  const uids = found.join(",");
  const marked = await askImap(
    talk,
    `UID STORE ${uids} +FLAGS.SILENT (\\Deleted)`,
    { name: "UID STORE" },
  );
  if (!marked.ok) return marked;
  if (!marked.isGood) return { ok: true, isGone: false };
  if (!hasUidPlus) {
    const all = await search(talk, "DELETED");
    if (!all.ok) return all;
    const isAlone =
      all.uids.length > 0 && all.uids.every((uid) => found.includes(uid));
    if (!isAlone) return { ok: true, isGone: false };
  }
  const gone = await askImap(
    talk,
    hasUidPlus ? `UID EXPUNGE ${uids}` : "EXPUNGE",
    { name: "EXPUNGE" },
  );
  return gone.ok ? { ok: true, isGone: gone.isGood } : gone;
}

async function search(
  talk: Talk,
  what: string,
): Promise<{ ok: true; uids: number[] } | Failed> {
  const answer = await askImap(talk, `UID SEARCH ${what}`, {
    name: "UID SEARCH",
  });
  if (!answer.ok) return answer;
  const uids = answer.lines.flatMap((line) =>
    /^\* SEARCH /i.test(line) ? (line.match(/\d+/g)?.map(Number) ?? []) : [],
  );
  return { ok: true, uids: answer.isGood ? uids : [] };
}

async function fetchHeads(talk: Talk, uids: string): Promise<Heads> {
  const answer = await askImap(talk, `UID FETCH ${uids} (UID ${HEADER_PART})`, {
    name: "UID FETCH",
  });
  if (!answer.ok) return answer;
  if (!answer.isGood)
    return failed(
      "no-fetch",
      `the server does not show its messages: ${talk.context.quote(answer.text)}`,
    );
  return { ok: true, heads: readHeads(answer.lines) };
}

/**
 * Takes the answers to a FETCH apart, line by line. That is safe without counting a literal's bytes, because each of its
 * lines begins with the name of our header or, folded, with a space: none looks like the beginning of an answer.
 */
export function readHeads(lines: string[]): Head[] {
  const records: string[][] = [];
  for (const line of lines) {
    if (line.startsWith("* ")) records.push([line]);
    else records.at(-1)?.push(line);
  }
  return records.flatMap((record) => {
    const [first = "", ...rest] = record;
    if (!/^\* \d+ FETCH \(/i.test(first)) return [];
    // Before the literal or behind it, but never in it: what is in it was written by anybody.
    const end = rest.indexOf("");
    const behind = end < 0 ? [] : rest.slice(end + 1);
    const uid = numberIn([first, ...behind], /\bUID (\d+)/i);
    if (uid === undefined) return [];
    return [{ uid, header: probeHeaderOf(rest) }];
  });
}

function numberIn(lines: string[], pattern: RegExp): number | undefined {
  for (const line of lines) {
    const digits = pattern.exec(line)?.[1];
    if (digits !== undefined) return Number(digits);
  }
  return undefined;
}
