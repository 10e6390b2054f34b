import { clip } from "../base/text.ts";

/** Where something stands in a file, counted from 1. */
export interface Place {
  line: number;
  column: number;
}

/** What is wrong at a place of a configuration, with what to do about it. */
export interface Fault extends Place {
  text: string;
}

const LONGEST_TEXT = 400;

/** "line 12, column 5: …" */
export function faultText({ line, column, text }: Fault): string {
  return `line ${line}, column ${column}: ${clip(text, LONGEST_TEXT)}`;
}

/** In the order of the file, each once. */
export function inOrder(faults: readonly Fault[]): Fault[] {
  const seen = new Set<string>();
  return faults
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .filter((fault) => {
      const text = faultText(fault);
      const isNew = !seen.has(text);
      seen.add(text);
      return isNew;
    });
}
