import {
  findRemoved,
  KEEP_REMOVED_MS,
  listRemoved,
  type RemovedThing,
  type RemovedWish,
} from "../../actions/targets/find-removed.ts";
import {
  type Restored,
  restoreTarget,
} from "../../actions/targets/restore-target.ts";
import type { Refusal } from "../../actions/context.ts";
import type { Button } from "../../base/slack-blocks.ts";
import { counted, listed } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import { buttonIds } from "../buttons/ids.ts";
import type { RestoreValue } from "../buttons/values.ts";
import { type Message, say, sayRefusal } from "../reply.ts";
import { restoredSentence } from "../sentences.ts";
import { removedView } from "../views/removed.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { detailsButton } from "./targets.ts";

const MOST_NAMED = 5;
const LONGEST_NAME = 200;

export const restore: Command = {
  name: "restore",
  aliases: ["undo", "undelete", "unremove"],
  summary: `Brings back what was removed within the last ${durationInWords(KEEP_REMOVED_MS)}, as it was; alone it lists that.`,
  usage: [
    "restore",
    "restore datastore",
    "restore iati/datastore/front page",
    'restore datastore as "Datastore 2"',
    "restore test/*",
  ],
  async run({ words, actor }, tools) {
    const context = tools.context(actor);
    if (words.length === 0) return removedView(await listRemoved(context));
    const whole = await findRemoved(context, namedBy(words));
    if (whole.ok) return restoreThings(whole.things, undefined, actor, tools);
    const at = words.findLastIndex(isAs);
    if (at < 1 || at === words.length - 1) return sayRefusal(whole);
    const found = await findRemoved(context, namedBy(words.slice(0, at)));
    return found.ok
      ? restoreThings(found.things, joined(words.slice(at + 1)), actor, tools)
      : sayRefusal(found);
  },
};

function isAs({ kind, text }: Word): boolean {
  return kind === "word" && /^(as|called)$/i.test(text);
}

function namedBy(words: readonly Word[]): RemovedWish {
  return { named: joined(words).slice(0, LONGEST_NAME) };
}

/** What a button asks for. */
export async function restoreNow(
  wish: RestoreValue,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const found = await findRemoved(tools.context(actor), wish);
  return found.ok
    ? restoreThings(found.things, undefined, actor, tools)
    : sayRefusal(found);
}

async function restoreThings(
  things: readonly RemovedThing[],
  name: string | undefined,
  actor: Ask["actor"],
  tools: Tools,
): Promise<Message> {
  const context = tools.context(actor);
  if (name !== undefined && things.length > 1)
    return say("Only one thing at a time can come back under another name.");
  const answers: (Restored | Refusal)[] = [];
  for (const thing of things)
    answers.push(await restoreTarget(context, thing, name));
  const [only] = answers;
  if (only === undefined || answers.length > 1) return say(summary(answers));
  return only.ok
    ? say(restoredSentence(only), [detailsButton(only.target)])
    : sayRefusal(only);
}

function summary(answers: readonly (Restored | Refusal)[]): string {
  const well = answers.flatMap((answer) => (answer.ok ? [answer] : []));
  const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.text]));
  const monitors = well.reduce((sum, { count }) => sum + count, 0);
  return [
    `${counted(well.length, kindOf(well))} ${well.length === 1 ? "is" : "are"} back (${counted(monitors, "monitor")}).`,
    ...(refused.length === 0
      ? []
      : [`${refused.length} not: ${listed(refused, MOST_NAMED)}`]),
  ].join(" ");
}

function kindOf([first]: readonly Restored[]): string {
  return first?.target.monitorId === null ? "service" : "monitor";
}

/** What stands in the answer to a removal: brings back what was removed by it. */
export function undoButton(wish: RestoreValue): Button {
  return {
    action: buttonIds.restore,
    label: "Undo",
    value: JSON.stringify(wish),
  };
}

/** Behind what was removed, so many things. */
export function undoSentence(count = 1): string {
  const what = count === 1 ? "it" : "them";
  return `\`restore\` brings ${what} back within ${durationInWords(KEEP_REMOVED_MS)}.`;
}
