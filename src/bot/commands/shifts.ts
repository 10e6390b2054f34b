import type { Namespace } from "../../actions/namespaces/add-namespace.ts";
import {
  giveBackOnCall,
  type OnCallLine,
  takeOnCall,
} from "../../actions/people/on-call.ts";
import { lines, moment, text } from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import { DAY } from "../../domain/time.ts";
import { message, type Reply, say, sayRefusal } from "../reply.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Tools } from "./command.ts";
import { askWhich, cutNamespace } from "./rota-names.ts";
import { readShift, type Shift } from "./shift-words.ts";

const LONGEST_NAME = 60;

/** "oncall take iati tonight"; without an end it lasts until somebody else comes. */
export async function take(
  words: readonly Word[],
  all: readonly OnCallLine[],
  ask: Ask,
  tools: Tools,
): Promise<Reply> {
  const { line, rest } = cutNamespace(words, all);
  if (line === undefined) return askWhich("take", rest, all);
  const { namespace } = line;
  const context = tools.context(ask.actor);
  const zone = ask.actor.zone ?? line.rota?.timezone ?? namespace.timezone;
  const typed = joined(rest);
  const shift =
    typed === "" || /^(over|now|over now)$/i.test(typed)
      ? untilNextChange(line, context.now)
      : readShift(typed, { now: context.now, zone });
  if (typeof shift === "string") return say(shift);
  const taken = await takeOnCall(context, namespace, shift);
  if (!taken.ok) return sayRefusal(taken);
  return tookMessage(namespace, shift, context.now);
}

/** Where no end is said and nobody comes next, it ends after a day: what is forgotten must not go on for ever. */
function untilNextChange({ changes: [next] }: OnCallLine, now: number): Shift {
  return { from: now, until: next?.at ?? now + DAY };
}

function tookMessage(
  { name, slug }: Namespace,
  { from, until }: Shift,
  now: number,
): Reply {
  const title = `You are on call for ${name}`;
  const begin =
    from <= now ? [text(" from now")] : [text(" from "), moment(from)];
  return message(title, [
    lines([
      text(title),
      ...begin,
      text(" until "),
      moment(until),
      text(". "),
      text(`oncall back ${slug}`, "code"),
      text(" gives it back."),
    ]),
  ]);
}

/** "oncall back iati" */
export async function giveBack(
  words: readonly Word[],
  all: readonly OnCallLine[],
  ask: Ask,
  tools: Tools,
): Promise<Reply> {
  const { line } = cutNamespace(words, all);
  const mine = all.filter((one) => hasTaken(one, ask));
  const meant = line ?? (mine.length === 1 ? mine[0] : undefined);
  if (meant === undefined)
    return askWhich("back", [], mine.length > 0 ? mine : all);
  const { namespace } = meant;
  const done = await giveBackOnCall(tools.context(ask.actor), namespace);
  if (!done.ok) return sayRefusal(done);
  const present = clip(done.present?.name ?? "nobody", LONGEST_NAME);
  return say(`Given back: ${present} is on call for ${namespace.name}.`);
}

/** Whether the person stands in, now or later. */
export function hasTaken({ overrides }: OnCallLine, { actor }: Ask): boolean {
  return overrides.some(({ person }) => person.id === actor.id);
}
