import { readFileSync, renameSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Changes within this time are written together. */
const TOGETHER_MS = 200;

/** A part of the world that can be remembered as JSON. */
export interface Remembered {
  snapshot: () => unknown;
  /** Throws, and changes nothing, when this is not a snapshot. */
  load: (snapshot: unknown) => void;
}

export type Parts = Record<string, Remembered>;

/** Keeps the parts of the world in a file, so that they survive a restart. */
export class StateFile {
  readonly #path: string;
  readonly #parts: Parts;
  readonly #complain: (words: string) => void;
  #soon: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #hasFailed = false;

  constructor(
    path: string,
    parts: Parts,
    complain: (words: string) => void = sayOnStderr,
  ) {
    this.#path = path;
    this.#parts = parts;
    this.#complain = complain;
  }

  /** Takes up what was remembered. What cannot be read is set aside and said, and the world begins anew there. */
  load(): void {
    const text = this.#read();
    if (text === undefined) return;
    const problems = this.#take(text);
    if (problems.length === 0) return;
    const aside = `${this.#path}.damaged`;
    renameSync(this.#path, aside);
    this.#complain(
      `${this.#path} was set aside as ${aside}: ${problems.join("; ")}`,
    );
  }

  #read(): string | undefined {
    try {
      return readFileSync(this.#path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT")
        this.#complain(`${this.#path} cannot be read: ${firstLine(error)}`);
      return undefined;
    }
  }

  #take(text: string): string[] {
    const saved = parseObject(text);
    if (saved === undefined) return ["it is not a JSON object"];
    return Object.entries(this.#parts).flatMap(([name, part]) => {
      if (saved[name] === undefined) return [];
      try {
        part.load(saved[name]);
        return [];
      } catch (error) {
        return [`${name}: ${firstLine(error)}`];
      }
    });
  }

  changed(): void {
    if (this.#soon !== undefined) return;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      void this.#save();
    }, TOGETHER_MS);
    this.#soon.unref();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#soon);
    await this.#save();
  }

  /** One write at a time, to another name first: a crash leaves the old file or the new one. */
  #save(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const snapshots = Object.entries(this.#parts).map(
      ([name, part]): [string, unknown] => [name, part.snapshot()],
    );
    const temporary = `${this.#path}.new`;
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      await writeFile(temporary, JSON.stringify(Object.fromEntries(snapshots)));
      await rename(temporary, this.#path);
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed)
        this.#complain(`${this.#path} cannot be written: ${firstLine(error)}`);
      this.#hasFailed = true;
    }
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? { ...value }
      : undefined;
  } catch {
    return undefined;
  }
}

function firstLine(error: unknown): string {
  return String(error).split("\n", 1)[0] ?? "";
}

function sayOnStderr(words: string): void {
  process.stderr.write(`sandbox: ${words}\n`);
}
