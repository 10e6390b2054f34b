import { parseDuration } from "./duration.ts";
import type { Rest } from "./snooze.ts";
import { HOUR, MINUTE } from "./time.ts";

/** Which incidents somebody means: one by its number, all that they were called for, or (null) the only one. */
export type Meant = number | "all" | null;

/** What an SMS to us says. */
export type SmsReply =
  | { kind: "ack"; meant: Meant }
  | { kind: "snooze"; meant: Meant; rest: Rest }
  | { kind: "status" }
  /** A word that Twilio itself acts on; we never do. */
  | { kind: "opt-out" | "opt-in" }
  | { kind: "not-understood" };

/** https://help.twilio.com/articles/223134027: whoever writes one of these gets no SMS any more. */
const optOut = /^(stop|stopall|unsubscribe|end|quit|cancel|revoke|optout)$/;
const optIn = /^(start|yes|unstop|help|info)$/;
const ACK = /^(ack|acknowledged?|take|mine|ok|okay)$/;
/** What a tired person writes behind it; other words may say anything, also that they cannot. */
const POLITE =
  /^(please|pls|thanks?|thx|you|i|am|m|ll|will|do|have|got|on|it|this|looking|now|sure|fine|ok|okay|ack)$/;
const SNOOZE = /^(snooze|later|sleep)$/;
const STATUS = /^(status|list|open)$/;
const NOT_UNDERSTOOD: SmsReply = { kind: "not-understood" };
const DEFAULT_REST: Rest = { kind: "for", ms: HOUR };
/** As with the verb; what is longer is a mistake on a small keyboard. */
const SHORTEST_MS = MINUTE;
const LONGEST_MS = 30 * 24 * HOUR;
/** Nobody has more incidents than fit into the database's numbers. */
const HIGHEST_ID = 2_147_483_647;
const LONGEST_READ = 160;

/** Reads "ACK 12", "ack", "Ack all", "SNOOZE 12 1h", "snooze 30 min", "STATUS", with the dots and hashes that people add. */
export function readReply(text: string): SmsReply {
  const [verb = "", ...words] = text
    .slice(0, LONGEST_READ)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/(?<!\d)[.,]|[.,](?!\d)|[!;:#"'()[\]]/g, " ") // "1.5h" is one length, not incident 1 for five hours
    .trim()
    .split(/\s+/);
  if (words.length === 0 && optOut.test(verb)) return { kind: "opt-out" };
  if (words.length === 0 && optIn.test(verb)) return { kind: "opt-in" };
  if (STATUS.test(verb) && words.length === 0) return { kind: "status" };
  // "ack12": the space is a key more.
  const glued = /^([a-z]+)(\d+)$/.exec(verb);
  if (glued !== null)
    return readAct(glued[1] ?? "", [glued[2] ?? "", ...words]);
  return readAct(verb, words);
}

function readAct(verb: string, words: readonly string[]): SmsReply {
  const { meant, rest } = takeMeant(words);
  if (meant === undefined) return NOT_UNDERSTOOD;
  if (ACK.test(verb))
    return rest.every((word) => POLITE.test(word))
      ? { kind: "ack", meant }
      : NOT_UNDERSTOOD;
  if (!SNOOZE.test(verb)) return NOT_UNDERSTOOD;
  const length = readRest(rest.filter((word) => word !== "for"));
  return length === undefined
    ? NOT_UNDERSTOOD
    : { kind: "snooze", meant, rest: length };
}

/** A bare number is an incident's: a length has its unit. Undefined where there are two of them. */
function takeMeant(words: readonly string[]): {
  meant: Meant | undefined;
  rest: string[];
} {
  const isMeant = (word: string, index: number): boolean =>
    word === "all" || (/^\d+$/.test(word) && !isUnit(words[index + 1]));
  const named = words.filter(isMeant);
  const rest = words.filter((word, index) => !isMeant(word, index));
  if (named.length > 1) return { meant: undefined, rest };
  const [only] = named;
  if (only === undefined) return { meant: null, rest };
  if (only === "all") return { meant: "all", rest };
  const id = Number(only);
  return { meant: id > 0 && id <= HIGHEST_ID ? id : undefined, rest };
}

function isUnit(word: string | undefined): boolean {
  return word !== undefined && parseDuration(`1 ${word}`) !== undefined;
}

function readRest(words: readonly string[]): Rest | undefined {
  if (words.length === 0) return DEFAULT_REST;
  const said = words.join(" ");
  if (/^(until )?tomorrow$/.test(said)) return { kind: "tomorrow" };
  const ms = parseDuration(said);
  return ms === undefined || ms < SHORTEST_MS || ms > LONGEST_MS
    ? undefined
    : { kind: "for", ms };
}
