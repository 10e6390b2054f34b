import { clip } from "../../base/text.ts";
import type { Check } from "../../checks/check.ts";
import { type Field, fieldsOf } from "../../checks/fields.ts";
import { checks, checkTypes, findCheck } from "../../checks/index.ts";
import { editDistance } from "../../domain/names.ts";
import type { MonitorDraft } from "../monitor-request.ts";
import { joined, type Word } from "../words.ts";
import { durationWords } from "./durations.ts";

export type ReadDraft =
  { ok: true; check: Check; draft: MonitorDraft } | { ok: false; text: string };

type DraftText = Exclude<
  {
    [Name in keyof MonitorDraft]-?: MonitorDraft[Name] extends
      string | undefined
      ? Name
      : never;
  }[keyof MonitorDraft],
  "type"
>;

/** The words that every check has, whatever its type: what they fill in, and what may follow them. */
const common: Record<
  string,
  { fills: DraftText; takes: "duration" | "word" | "words" }
> = {
  every: { fills: "every", takes: "duration" },
  timeout: { fills: "timeout", takes: "duration" },
  retry: { fills: "retry", takes: "duration" },
  confirm: { fills: "failures", takes: "word" },
  failures: { fills: "failures", takes: "word" },
  successes: { fills: "successes", takes: "word" },
  name: { fills: "serviceName", takes: "words" },
  service: { fills: "serviceName", takes: "words" },
  as: { fills: "serviceName", takes: "words" },
  called: { fills: "serviceName", takes: "words" },
  monitor: { fills: "monitorName", takes: "words" },
  // Not "pages": too many a monitor is called "front page".
  paging: { fills: "pages", takes: "word" },
  in: { fills: "namespaceSlug", takes: "word" },
  namespace: { fills: "namespaceSlug", takes: "word" },
};

const flags = ["essential", "private"] as const;

/**
 * Reads "[type] [name] target word value word value …", in any order after the target. Names and texts need no quotes:
 * they go on until the next word that means something here.
 */
export function readAddWords(words: readonly Word[]): ReadDraft {
  const left = [...words];
  const [first] = left;
  const isType =
    first?.kind === "word" && findCheck(first.text.toLowerCase()) !== undefined;
  if (isType) left.shift();
  const type = isType ? first.text.toLowerCase() : "http";
  const check = findCheck(type);
  if (check === undefined) return { ok: false, text: noTarget };
  const draft: MonitorDraft = { type, namespaceSlug: "", settings: {} };
  const reading = new Reading(left, draft, check);
  const text = reading.read();
  return text === undefined ? { ok: true, check, draft } : { ok: false, text };
}

/** Reads "word value word value …" of a monitor that is there; what is not said is not in the draft. */
export function readOptionWords(
  words: readonly Word[],
  type: string,
  check: Check,
): ReadDraft {
  const draft: MonitorDraft = { type, namespaceSlug: "", settings: {} };
  const text = new Reading([...words], draft, check).readOptions();
  return text === undefined ? { ok: true, check, draft } : { ok: false, text };
}

/** Whether a word is an option of monitors of some type: where the name before it may end. */
export function isOptionWord({ kind, text }: Word): boolean {
  const name = text.toLowerCase();
  return (
    kind === "word" &&
    (Object.hasOwn(common, name) ||
      name === "schedule" ||
      name === TARGET ||
      flags.some((flag) => flag === name) ||
      settingNames.has(name))
  );
}

/** What is looked at, whatever the check calls it. */
const TARGET = "target";

const settingNames = new Set(
  checkTypes.flatMap((type) =>
    fieldsOf(checks[type].settings).map(({ name }) => name.toLowerCase()),
  ),
);

const noTarget =
  'Say what to look at: `add https://www.example.org in iati name "Datastore"`.';

class Reading {
  readonly #left: Word[];
  readonly #draft: MonitorDraft;
  readonly #check: Check;
  readonly #fields: Map<string, Field>;

  constructor(left: Word[], draft: MonitorDraft, check: Check) {
    this.#left = left;
    this.#draft = draft;
    this.#check = check;
    this.#fields = new Map(
      fieldsOf(check.settings).map((field) => [
        field.name.toLowerCase(),
        field,
      ]),
    );
  }

  /** Fills the draft; returns what is wrong, if anything is. */
  read(): string | undefined {
    if (this.#check.hears !== undefined) return this.#readHearing();
    const problem = this.#readTarget() ?? this.#readStrayName();
    return problem ?? this.readOptions();
  }

  /** The same of what has no target in front. */
  readOptions(): string | undefined {
    for (let word = this.#left.shift(); word; word = this.#left.shift()) {
      const wrong = this.#readOption(word);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  }

  /** What hears has no address to look at: its name comes first, or how often it is heard. */
  #readHearing(): string | undefined {
    const [first] = this.#left;
    const { target } = this.#check;
    const { settings } = this.#draft;
    if (first !== undefined && this.#isTarget(first.text))
      settings[target] = this.#takeWord() ?? "";
    const problem = this.#readStrayName() ?? this.readOptions();
    if (problem !== undefined || settings[target] !== undefined) return problem;
    return "Say how often it is to be heard: `every 1d`.";
  }

  #isTarget(text: string): boolean {
    const { settings, target } = this.#check;
    const { error } = settings.safeParse({ [target]: text });
    return error?.issues.every(({ path }) => path[0] !== target) ?? true;
  }

  /** The first word, or the first address where a name stands before it: "Datastore https://…". */
  #readTarget(): string | undefined {
    const address = this.#left.findIndex(
      ({ kind, text }) =>
        kind === "link" || (kind === "word" && /^https?:\/\//i.test(text)),
    );
    const before = this.#left.slice(0, Math.max(0, address));
    const isNamed =
      before.length > 0 && !before.some((word) => this.#isOption(word));
    const [target] = this.#left.splice(isNamed ? address : 0, 1);
    if (target === undefined) return noTarget;
    this.#draft.settings[this.#check.target] = target.text;
    if (!isNamed) return undefined;
    this.#draft.serviceName = joined(before);
    this.#left.splice(0, before.length);
    return undefined;
  }

  /** A name right behind the target: "https://… Datastore in iati". */
  #readStrayName(): string | undefined {
    const [next] = this.#left;
    if (next === undefined || this.#isOption(next)) return undefined;
    if (this.#draft.serviceName !== undefined)
      return `"${clip(next.text, 40)}" is no option. \`help add\` lists them.`;
    return this.#fillWords("serviceName", "name");
  }

  #readOption(word: Word): string | undefined {
    const name = word.text.toLowerCase();
    if (this.#check.hears !== undefined && /^(every|schedule)$/.test(name))
      return this.#readRhythm(name);
    if (name === "schedule") return this.#readSchedule();
    const flag = flags.find((one) => one === name);
    if (flag !== undefined) {
      this.#draft[flag] = !isNo(this.#takeYesNo());
      return undefined;
    }
    const option = common[name];
    if (option !== undefined) {
      if (option.takes === "words") return this.#fillWords(option.fills, name);
      const value =
        option.takes === "duration" ? this.#takeDuration() : this.#takeWord();
      if (value === undefined) return needsValue(name);
      this.#draft[option.fills] = value;
      return undefined;
    }
    const field =
      this.#fields.get(name) ??
      (name === TARGET
        ? this.#fields.get(this.#check.target.toLowerCase())
        : undefined);
    return field === undefined
      ? `"${clip(word.text, 40)}" is no option. Names of several words are safest in quotes: \`name "Front page"\`. \`help add\` lists the options.`
      : this.#readSetting(field);
  }

  /** Nobody looks at what hears: how often it comes, or when, is what it is told by. */
  #readRhythm(option: string): string | undefined {
    const value =
      this.#left[0]?.kind === "quoted"
        ? this.#takeWord()
        : this.#takeDuration();
    if (value === undefined) return needsValue(option);
    this.#draft.settings[this.#check.target] = value;
    return undefined;
  }

  #readSetting(field: Field): string | undefined {
    const value =
      field.kind === "yes-no"
        ? (this.#takeYesNo() ?? "yes")
        : this.#takeSetting(field);
    if (value === undefined) return needsValue(field.name);
    this.#draft.settings[field.name] = value;
    return undefined;
  }

  /** What may stand behind a flag; undefined where it stands alone, and means yes. */
  #takeYesNo(): string | undefined {
    return /^(yes|no|true|false|on|off)$/i.test(this.#left[0]?.text ?? "")
      ? this.#takeWord()
      : undefined;
  }

  #takeSetting({ kind }: Field): string | undefined {
    if (kind === "duration") return this.#takeDuration();
    return kind === "text" || kind === "pairs"
      ? this.#takeWords()
      : this.#takeWord();
  }

  #readSchedule(): string | undefined {
    const end = this.#left.findIndex(({ kind }) => kind !== "quoted");
    const lines = this.#left.splice(0, end === -1 ? this.#left.length : end);
    this.#draft.schedule = lines.map(({ text }) => text);
    return lines.length === 0
      ? 'A schedule needs cron lines in quotes: `schedule "*/5 9-17 * * 1-5"`.'
      : undefined;
  }

  #fillWords(into: DraftText, option: string): string | undefined {
    const mistyped = this.#mistypedOption();
    if (mistyped !== undefined) return mistyped;
    const value = this.#takeWords();
    if (value === undefined) return needsValue(option);
    this.#draft[into] = value;
    return undefined;
  }

  #takeWord(): string | undefined {
    return this.#left.shift()?.text.replace(/,$/, "");
  }

  /**
   * What is quoted, or all up to the next option. An option's word right here that has no value behind it is no option:
   * "monitor port in iati".
   */
  #takeWords(): string | undefined {
    const [first, second] = this.#left;
    if (first?.kind === "quoted") return this.#left.shift()?.text;
    const isAlone = second === undefined || this.#isOption(second);
    const next = this.#nextOption();
    const taken = this.#left.splice(0, next === 0 && isAlone ? 1 : next);
    return taken.length === 0 ? undefined : joined(taken).replace(/,$/, "");
  }

  /** "30s", "30 seconds", "minute". */
  #takeDuration(): string | undefined {
    const [first] = this.#left;
    if (first === undefined || this.#isOption(first)) return undefined;
    if (/^(second|minute|hour|day|week)$/i.test(first.text))
      return `1 ${this.#takeWord() ?? ""}`;
    const count = Math.max(1, durationWords(this.#left));
    return joined(this.#left.splice(0, count)).replace(/,$/, "");
  }

  #nextOption(): number {
    const next = this.#left.findIndex((word) => this.#isOption(word));
    return next === -1 ? this.#left.length : next;
  }

  #isOption({ kind, text }: Word): boolean {
    const name = text.toLowerCase();
    return (
      kind === "word" &&
      (Object.hasOwn(common, name) ||
        name === "schedule" ||
        name === TARGET ||
        flags.some((flag) => flag === name) ||
        this.#fields.has(name))
    );
  }

  /** A mistyped option must not become a part of a name without a word: "evry 30s". */
  #mistypedOption(): string | undefined {
    if (this.#left[0]?.kind === "quoted") return undefined;
    const options = [
      ...Object.keys(common),
      ...flags,
      "schedule",
      ...this.#fields.keys(),
    ].filter((option) => option.length > 3);
    for (const { text } of this.#left.slice(0, this.#nextOption())) {
      const typed = text.toLowerCase();
      const meant = options.find(
        (option) => editDistance(typed, option, 1) === 1,
      );
      if (meant !== undefined)
        return `"${clip(text, 40)}" is no option. Did you mean \`${meant}\`? If it belongs to a name, put the name in quotes: \`name "Front page"\`.`;
    }
    return undefined;
  }
}

function isNo(typed: string | undefined): boolean {
  return /^(no|false|off)$/i.test(typed ?? "");
}

function needsValue(option: string): string {
  return `\`${option}\` needs a value behind it.`;
}
