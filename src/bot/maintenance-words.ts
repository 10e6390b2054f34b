import {
  type Asked,
  spokenWindow,
  type SpokenWindow,
} from "../base/spoken-time.ts";
import type { Instant } from "../domain/time.ts";
import { durationOf } from "./commands/durations.ts";
import { joined, type Word } from "./words.ts";

/** What somebody typed of a window: what it is of, when, and under which title. */
export type MaintenanceWords =
  | {
      ok: true;
      scope: string;
      when: SpokenWindow;
      title: string | null;
      /** What customers read that it is for. */
      purpose: string | null;
      /** False where customers are not to be told; null where nothing is said of it. */
      tellsCustomers: false | null;
      /** Where the words before the time look like a part of it: why they are not. Nothing may be called so. */
      doubt: string | null;
    }
  /** Only what it is of: the rest is to be asked for. */
  | { ok: false; kind: "no-time"; scope: string }
  | { ok: false; kind: "not-understood"; text: string };

/** More words than this are no command. */
const MOST_WORDS = 40;
const QUIETLY = /^(?:quietly|silently|quiet|silent)[.!]?$/i;
const CUSTOMERS = /^customers[:,]?$/i;
/** Where a time begins, if any does: only to find out which words were not understood. */
const BEGINS =
  /^(?:now|today|tonight|tomorrow|yesterday|every|each|daily|weekly|monthly|nightly|in|at|on|from|for|until|next|this|noon|midnight|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|\d.*)$/i;

/** Reads `datastore tomorrow 22:00 for 2h "DB upgrade"`. Names may have several words: the time is what can be read as one. */
export function readMaintenance(
  words: readonly Word[],
  { now, zone }: { now: Instant; zone: string },
): MaintenanceWords {
  const [first, ...others] = words.slice(0, MOST_WORDS);
  if (first === undefined) return { ok: false, kind: "no-time", scope: "" };
  const { purpose, words: said } = takePurpose(others);
  const title = said.findLast(({ kind }) => kind === "quoted")?.text ?? null;
  const spoken = said.filter(({ kind }) => kind !== "quoted");
  const rest = spoken.filter(({ text }) => !QUIETLY.test(text));
  const asked = { now, zone, duration: durationOf };
  const start = rest.findIndex(({ text }) => BEGINS.test(text));
  for (let at = 0; at < rest.length; at++) {
    const when = spokenWindow(joined(rest.slice(at)), asked);
    if (!when.ok) continue;
    return {
      ok: true,
      scope: joined([first, ...rest.slice(0, at)]),
      when,
      title,
      purpose,
      tellsCustomers: rest.length < spoken.length ? false : null,
      doubt:
        start !== -1 && start < at ? whyNot(rest.slice(start), asked) : null,
    };
  }
  const text = start === -1 ? null : whyNot(rest.slice(start), asked);
  return text === null
    ? { ok: false, kind: "no-time", scope: joined([first, ...rest]) }
    : { ok: false, kind: "not-understood", text };
}

/** `customers "Searches are faster afterwards"`, wherever it stands. */
function takePurpose(words: readonly Word[]): {
  purpose: string | null;
  words: readonly Word[];
} {
  const at = words.findIndex(
    ({ kind, text }, index) =>
      kind === "word" &&
      CUSTOMERS.test(text) &&
      words[index + 1]?.kind === "quoted",
  );
  const purpose = words[at + 1]?.text;
  if (at === -1 || purpose === undefined) return { purpose: null, words };
  const isForThem = /^for$/i.test(words[at - 1]?.text ?? "");
  const from = isForThem ? at - 1 : at;
  return { purpose, words: words.toSpliced(from, at + 2 - from) };
}

function whyNot(words: readonly Word[], asked: Asked): string | null {
  const window = spokenWindow(joined(words), asked);
  return window.ok ? null : window.text;
}
