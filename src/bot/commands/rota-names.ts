import type { Namespace } from "../../actions/namespaces/add-namespace.ts";
import type { OnCallLine } from "../../actions/people/on-call.ts";
import { nameKey } from "../../domain/names.ts";
import { type Reply, say } from "../reply.ts";
import { onCallView } from "../views/on-call.ts";
import type { Word } from "../words.ts";
import { commandButton } from "./targets.ts";

/** Slack's row of buttons gets hard to read beyond this. */
export const MOST_CHOICES = 5;

/** The namespace that is named among the words, and the words besides; the only one there is need not be named. */
export function cutNamespace(
  words: readonly Word[],
  all: readonly OnCallLine[],
): { line: OnCallLine | undefined; rest: readonly Word[] } {
  const isCalled = (typed: string, { slug, name }: Namespace): boolean =>
    slug === nameKey(typed) || nameKey(name) === nameKey(typed);
  for (const [index, { text: typed, kind }] of words.entries()) {
    const line =
      kind === "word" || kind === "quoted"
        ? all.find(({ namespace }) => isCalled(typed, namespace))
        : undefined;
    if (line !== undefined)
      return { line, rest: words.filter((_, other) => other !== index) };
  }
  return { line: all.length === 1 ? all[0] : undefined, rest: words };
}

/** Which namespace, as buttons that do the whole command. */
export function askWhich(
  verb: string,
  rest: readonly Word[],
  all: readonly OnCallLine[],
): Reply {
  if (all.length === 0) return onCallView(all, []);
  const buttons = all
    .slice(0, MOST_CHOICES)
    .flatMap(({ namespace }, index) =>
      commandButton(
        [...wordsFor(`oncall ${verb} ${namespace.slug}`), ...rest],
        namespace.name,
        index,
      ),
    );
  return say(
    `Of which namespace? Name it, as in \`oncall ${verb} ${all[0]?.namespace.slug ?? "iati"}\`.`,
    buttons,
  );
}

export function wordsFor(command: string): Word[] {
  return command.split(" ").map((word) => ({ kind: "word", text: word }));
}
