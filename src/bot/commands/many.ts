import {
  findMany,
  lookAtMany,
  type Many,
} from "../../actions/targets/find-many.ts";
import { fullName, type Target } from "../../actions/targets/find-target.ts";
import {
  pauseMonitors,
  resumeMonitors,
} from "../../actions/targets/pause-monitors.ts";
import { removeTarget } from "../../actions/targets/remove-target.ts";
import type { Refusal } from "../../actions/context.ts";
import { clip, counted, listed } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import { isPattern } from "../../domain/pattern.ts";
import { buttonIds } from "../buttons/ids.ts";
import type { ManyValue } from "../buttons/values.ts";
import { instead, type Message, say, sayRefusal } from "../reply.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Tools } from "./command.ts";
import { undoButton, undoSentence } from "./restore.ts";

export type ManyVerb = ManyValue["verb"];

/** So many are done without a question. */
const HANDFUL = 5;
const MOST_NAMED = 5;
/** More at once would hold up everybody else. */
const MOST = 1_000;
const AT_ONCE = 4;
const LONGEST_PATTERN = 200;

/** Whether what was typed means several things. */
export function meansMany(words: readonly Word[]): boolean {
  return words.some(({ kind, text }) => kind === "word" && isPattern(text));
}

/** "pause iati/*": done at once to a handful, after a question to more; nothing is removed without one. */
export async function doMany(
  verb: ManyVerb,
  { words, ms }: { words: readonly Word[]; ms: number | null },
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const pattern = joined(words);
  if (pattern.length > LONGEST_PATTERN)
    return say("This pattern is longer than any name.");
  const found = await findMany(tools.context(actor), pattern);
  if (!found.ok) return sayRefusal(found);
  const { targets } = found;
  if (targets.length > MOST)
    return say(
      `${clip(pattern, 40)} means ${targets.length} things; at most ${MOST} can be done at once.`,
    );
  return targets.length > HANDFUL || verb === "remove"
    ? askForMany({ verb, pattern, ms, count: targets.length }, found)
    : carryOut(
        { verb, pattern, ms, count: targets.length },
        found,
        actor,
        tools,
      );
}

const asks: Record<ManyVerb, string> = {
  pause: "Pause",
  resume: "Resume",
  check: "Look at",
  remove: "Remove",
};

function askForMany(value: ManyValue, { targets, forbidden }: Many): Message {
  const { verb, pattern, ms, count } = value;
  const what = kindOf(targets);
  const until =
    verb !== "pause"
      ? ""
      : ms === null
        ? " until they are resumed"
        : ` for ${durationInWords(ms)}`;
  const others =
    forbidden === 0 ? "" : ` ${forbidden} more are not yours to change.`;
  const history = verb === "remove" ? " Their history stays." : "";
  return say(
    `${asks[verb]} ${counted(count, what)}${until}? \`${clip(pattern, 80)}\` means ${listed(targets.map(fullName), MOST_NAMED)}.${history}${others}`,
    [
      {
        action: buttonIds.many,
        label: `${asks[verb]} ${counted(count, what)}`,
        value: JSON.stringify(value),
        style: verb === "remove" ? "danger" : "primary",
      },
    ],
  );
}

/** The answer to the question; where other things are meant by now, it is asked again. */
export async function manyNow(
  value: ManyValue,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const found = await findMany(tools.context(actor), value.pattern);
  if (!found.ok) return instead(sayRefusal(found));
  const count = found.targets.length;
  return instead(
    count === value.count
      ? await carryOut(value, found, actor, tools)
      : askForMany({ ...value, count }, found),
  );
}

async function carryOut(
  { verb, pattern, ms }: ManyValue,
  { targets, forbidden }: Many,
  actor: Ask["actor"],
  tools: Tools,
): Promise<Message> {
  const context = tools.context(actor);
  if (verb === "check") {
    const looked = await lookAtMany(context, pattern, targets);
    return looked.ok
      ? say(
          `${counted(looked.count, "monitor")} of ${counted(targets.length, kindOf(targets))} ${looked.count === 1 ? "is" : "are"} looked at now; \`list\` shows what was seen.`,
        )
      : sayRefusal(looked);
  }
  const until = ms === null ? null : context.now + ms;
  const answers = await inTurn(targets, async (target) => {
    switch (verb) {
      case "pause":
        return pauseMonitors(context, target, until);
      case "resume":
        return resumeMonitors(context, target);
      case "remove":
        return removeTarget(context, target);
    }
  });
  const text = summary(verb, targets, answers, ms, forbidden);
  const done = answers.filter(({ ok }) => ok).length;
  return verb === "remove" && done > 0
    ? say(`${text} ${undoSentence(done)}`, [
        undoButton({ removedAt: context.now }),
      ])
    : say(text);
}

type Answer = { ok: true; count: number } | Refusal;

/** A few at a time, in order. */
async function inTurn(
  targets: readonly Target[],
  act: (target: Target) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < targets.length; from += AT_ONCE)
    answers.push(
      ...(await Promise.all(targets.slice(from, from + AT_ONCE).map(act))),
    );
  return answers;
}

const done: Record<Exclude<ManyVerb, "check">, string> = {
  pause: "paused",
  resume: "looked at again",
  remove: "removed",
};

function summary(
  verb: Exclude<ManyVerb, "check">,
  targets: readonly Target[],
  answers: readonly Answer[],
  ms: number | null,
  forbidden: number,
): string {
  const well = answers.filter(({ ok }) => ok).length;
  const monitors = answers.reduce(
    (sum, answer) => sum + (answer.ok ? answer.count : 0),
    0,
  );
  const until =
    verb === "pause" && ms !== null ? ` for ${durationInWords(ms)}` : "";
  const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.text]));
  return [
    `${counted(well, kindOf(targets))} ${well === 1 ? "is" : "are"} ${done[verb]}${until} (${counted(monitors, "monitor")}).`,
    ...(refused.length === 0
      ? []
      : [
          `${refused.length} not: ${listed([...new Set(refused)], MOST_NAMED)}`,
        ]),
    ...(forbidden === 0 ? [] : [`${forbidden} more are not yours to change.`]),
  ].join(" ");
}

function kindOf([first]: readonly Target[]): string {
  return first?.monitorId === null ? "service" : "monitor";
}
