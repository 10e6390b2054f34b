// Test files that need most of the program run in one process, one after the other: loading it once for each of them
// takes longer than the tests. Each file still runs alone, too. This folder's name comes before src: what takes longest
// is begun first.
import { globSync } from "node:fs";

const source = new URL("../src/", import.meta.url);

/** What runs together; the patterns are of paths below src. A test file that none of these names runs alone. */
export const groups = {
  actions: [
    "{actions,configuration}/**/*.test.ts",
    "store/{,results/,targets/,telling/}*.test.ts",
  ],
  "bot-commands": ["bot/commands/**/*.test.ts"],
  "bot-rest": [
    "bot/*.test.ts",
    "bot/{buttons,listeners,modals,views}/**/*.test.ts",
  ],
  browser: ["**/*.browser-test.ts"],
  scheduler: ["{scheduler,announcer}/**/*.test.ts"],
  "small-rooms": ["{base,cli,domain,net,pictures,testing}/**/*.test.ts"],
  "web-and-sandbox": ["{web,sandbox}/**/*.test.ts"],
} satisfies Record<string, string[]>;

/** The files of a group, in a fixed order. */
export function filesOf(group: keyof typeof groups): string[] {
  return globSync(groups[group], { cwd: source }).toSorted();
}

/** Loads the tests of a group. */
export async function runGroup(group: keyof typeof groups): Promise<void> {
  for (const file of filesOf(group)) await import(new URL(file, source).href);
}
