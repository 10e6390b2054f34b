import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from "yaml";
import { clip, storable } from "../base/text.ts";
import { likelyNames } from "../domain/names.ts";
import { parseDuration } from "../domain/duration.ts";
import type { Fault, Place } from "./fault.ts";

/** A value with the place where it stands. */
export interface Entry {
  value: Node | null;
  at: Place;
}

export type Entries = Map<string, Entry>;

/** Aliases of aliases can be a few lines and a million things: nobody watches so much. */
const MOST_READ = 500_000;

const QUOTED = 40;

/** Reads YAML node by node and gathers everything that is wrong, each at its line and column. */
export class YamlReader {
  readonly faults: Fault[] = [];
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;
  #read = 0;

  constructor(text: string) {
    this.#document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      uniqueKeys: true,
    });
    for (const { message, pos } of this.#document.errors)
      this.fault(this.#at(pos[0]), `This is not YAML: ${message}.`);
  }

  /** Undefined where there is nothing to read, or nothing that can be. */
  get root(): Node | undefined {
    return this.faults.length > 0
      ? undefined
      : (this.#document.contents ?? undefined);
  }

  fault(at: Place, text: string): void {
    this.faults.push({ ...at, text });
  }

  placeOf(node: Node | null | undefined, otherwise: Place): Place {
    const offset = node?.range?.[0];
    return offset === undefined ? otherwise : this.#at(offset);
  }

  #at(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  /** The node that an alias stands for. */
  resolve(node: unknown): Node | null {
    this.#read += 1;
    if (this.#read > MOST_READ)
      throw new Error("the file holds more than anybody could watch");
    if (isAlias(node)) return node.resolve(this.#document) ?? null;
    return isMap(node) || isSeq(node) || isScalar(node) ? node : null;
  }

  /** The entries of a map by name; those of "<<" are added where the map itself has none. */
  entries(node: Node | null, at: Place, what: string): Entries {
    const map = this.resolve(node);
    const entries: Entries = new Map();
    if (!isMap(map)) {
      this.fault(
        this.placeOf(node, at),
        `${what} must be a map of names and values.`,
      );
      return entries;
    }
    const merged: Entry[] = [];
    for (const { key, value } of map.items) {
      const place = this.placeOf(key as Node, at);
      const entry = { value: this.resolve(value), at: place };
      const name = isScalar(key) ? String(key.value) : "";
      if (name === "<<") merged.push(entry);
      else if (name === "") this.fault(place, "A key must be a name.");
      else entries.set(name, entry);
    }
    for (const { value, at: place } of merged)
      for (const [name, entry] of this.entries(value, place, "What is merged"))
        if (!entries.has(name)) entries.set(name, entry);
    return entries;
  }

  /** Refuses the keys that nobody reads, naming the nearest one. */
  refuseOthers(entries: Entries, known: readonly string[], what: string): void {
    for (const [name, { at }] of entries) {
      if (known.includes(name)) continue;
      const [likely] = likelyNames(name, known, 1);
      this.fault(
        at,
        `${what} has no key "${clip(name, QUOTED)}"${likely === undefined ? `: it has ${known.join(", ")}.` : `: did you mean "${likely}"?`}`,
      );
    }
  }

  /** The items of a list; none where it is left out. */
  items(entry: Entry | undefined, what: string): Entry[] {
    if (entry === undefined) return [];
    const list = this.resolve(entry.value);
    if (isSeq(list))
      return list.items.map((item) => ({
        value: this.resolve(item),
        at: this.placeOf(item as Node, entry.at),
      }));
    this.fault(
      this.placeOf(entry.value, entry.at),
      `${what} must be a list: each item on a line of its own, behind "- ".`,
    );
    return [];
  }

  /** Text as it was written: 007 stays 007. Undefined, with a fault, where it is none. */
  text(entry: Entry | undefined, what: string): string | undefined {
    if (entry === undefined) return undefined;
    const { value: node } = entry;
    const isPlain =
      isScalar(node) && node.value !== null && typeof node.value !== "object";
    if (isPlain)
      return storable(
        typeof node.value === "string"
          ? node.value
          : (node.source ?? String(node.value)),
      );
    this.fault(this.placeOf(node, entry.at), `${what} must be text.`);
    return undefined;
  }

  /** Milliseconds of "30s". */
  duration(entry: Entry | undefined, what: string): number | undefined {
    const text = this.text(entry, what);
    if (entry === undefined || text === undefined) return undefined;
    const ms = parseDuration(text);
    if (ms === undefined)
      this.fault(
        this.placeOf(entry.value, entry.at),
        `${what} must be a duration with its unit, as in "30s"; "${clip(text, QUOTED)}" is none.`,
      );
    return ms;
  }

  yesNo(entry: Entry | undefined, what: string): boolean | undefined {
    if (entry === undefined) return undefined;
    const { value: node } = entry;
    if (isScalar(node) && typeof node.value === "boolean") return node.value;
    const word = isScalar(node) ? String(node.value).toLowerCase() : "";
    if (["yes", "on"].includes(word)) return true;
    if (["no", "off"].includes(word)) return false;
    this.fault(this.placeOf(node, entry.at), `${what} must be true or false.`);
    return undefined;
  }

  number(entry: Entry | undefined, what: string): number | undefined {
    if (entry === undefined) return undefined;
    const { value: node } = entry;
    if (isScalar(node) && typeof node.value === "number") return node.value;
    this.fault(this.placeOf(node, entry.at), `${what} must be a number.`);
    return undefined;
  }

  texts(entry: Entry | undefined, what: string): string[] | undefined {
    if (entry === undefined) return undefined;
    return this.items(entry, what).flatMap(
      (item) => this.text(item, `Each of ${what}`) ?? [],
    );
  }

  /** A value as it is, for whoever judges it: text, number, yes or no, a map or a list of those. */
  plain({ value }: Entry): unknown {
    const node = this.resolve(value);
    if (isScalar(node)) {
      const { value: plain, source } = node;
      if (typeof plain === "string") return storable(plain);
      return typeof plain === "number" ? (source ?? plain) : plain;
    }
    if (isSeq(node))
      return node.items.map((item) =>
        this.plain({ value: this.resolve(item), at: { line: 1, column: 1 } }),
      );
    if (!isMap(node)) return null;
    const entries = [...this.entries(node, { line: 1, column: 1 }, "It")];
    return Object.fromEntries(
      entries.map(([name, entry]) => [name, this.plain(entry)]),
    );
  }
}
