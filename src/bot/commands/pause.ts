import { fullName, type Target } from "../../actions/targets/find-target.ts";
import {
  pauseMonitors,
  resumeMonitors,
} from "../../actions/targets/pause-monitors.ts";
import { mayNotChange } from "../../actions/people/permission.ts";
import {
  actions,
  type Button,
  lines,
  moment,
  text,
} from "../../base/slack-blocks.ts";
import { clip, counted } from "../../base/text.ts";
import { DAY, HOUR, MINUTE } from "../../domain/time.ts";
import { buttonIds } from "../buttons/ids.ts";
import type { PauseValue } from "../buttons/values.ts";
import { message, type Message, say, sayRefusal } from "../reply.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { takeDuration } from "./durations.ts";
import { doMany, meansMany } from "./many.ts";
import { askWhich, targetOf } from "./targets.ts";

export const pause: Command = {
  name: "pause",
  aliases: ["mute", "stop"],
  summary:
    "Stops looking, for a while or until resumed; a pause with a duration ends by itself.",
  usage: [
    "pause datastore 2h",
    "pause datastore for 2 hours",
    "pause datastore",
    "pause iati/datastore/front page 30m",
    "pause iati/* 2h",
    "pause",
  ],
  async run(ask, tools) {
    const { words, behind, ms } = takeDuration(ask.words);
    if (words.length === 0) return askWhich("pause", ask, tools);
    if (meansMany(words)) return doMany("pause", { words, ms }, ask, tools);
    const found = await targetOf({ verb: "pause", words, behind }, ask, tools);
    if (found.ok) return pauseTarget(found.target, ms, ask, tools);
    return (ms === null ? wrongEnd(words) : undefined) ?? found.reply;
  },
};

/** "datastore for a while" names nothing: it is the duration that was not understood, not the name. */
function wrongEnd(words: readonly Word[]): Message | undefined {
  const at = words.findLastIndex(
    ({ kind, text: typed }) => kind === "word" && /^(for|until)$/i.test(typed),
  );
  if (at < 1) return undefined;
  const [name, end] = [joined(words.slice(0, at)), joined(words.slice(at + 1))];
  return say(
    `"${clip(end, 40)}" is not a duration: write it with its unit, as in \`pause ${clip(name, 40)} 2h\`. Without one the pause lasts until somebody resumes it.`,
  );
}

/** `ms` is null for a pause that lasts until somebody resumes it. */
export async function pauseTarget(
  target: Target,
  ms: number | null,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const context = tools.context(actor);
  const until = ms === null ? null : context.now + ms;
  const paused = await pauseMonitors(context, target, until);
  if (!paused.ok) return sayRefusal(paused);
  const what = `${fullName(target)} is paused (${counted(paused.count, "monitor")})`;
  const end =
    until === null
      ? [text(" until somebody resumes it.")]
      : [text(" until "), moment(until), text(".")];
  return message(what, [
    lines([text(what), ...end]),
    actions("paused", [resumeButton(target)]),
  ]);
}

function resumeButton({ serviceId, monitorId }: Target): Button {
  return monitorId === null
    ? {
        action: buttonIds.resumeService,
        label: "Resume",
        value: String(serviceId),
      }
    : {
        action: buttonIds.resumeMonitor,
        label: "Resume",
        value: String(monitorId),
      };
}

const offered = [
  { label: "30 minutes", ms: 30 * MINUTE },
  { label: "2 hours", ms: 2 * HOUR },
  { label: "A day", ms: DAY },
  { label: "Until resumed", ms: null },
];

/** A press on "Pause" names no duration: one that was forgotten would go on for ever. */
export function askHowLong(
  target: Target,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Message {
  const refusal = mayNotChange(tools.context(actor), target);
  if (refusal !== undefined) return sayRefusal(refusal);
  const { serviceId, monitorId } = target;
  const question = `Pause ${fullName(target)} for how long?`;
  const id = monitorId === null ? { serviceId } : { monitorId };
  return message(question, [
    lines([
      text(`${question} Nobody looks at it and nobody is told meanwhile.`),
    ]),
    actions(
      "how_long",
      offered.map(({ label, ms }, index) => ({
        action: `${buttonIds.pauseFor}:${index}`,
        label,
        value: JSON.stringify({ target: id, ms } satisfies PauseValue),
      })),
    ),
  ]);
}

export const resume: Command = {
  name: "resume",
  aliases: ["unpause", "unmute", "start"],
  summary: "Looks again, at once.",
  usage: ["resume datastore", "resume iati/*", "resume"],
  async run(ask, tools) {
    const { words } = ask;
    if (words.length === 0) return askWhich("resume", ask, tools);
    if (meansMany(words))
      return doMany("resume", { words, ms: null }, ask, tools);
    const found = await targetOf({ verb: "resume", words }, ask, tools);
    return found.ok ? resumeTarget(found.target, ask, tools) : found.reply;
  },
};

export async function resumeTarget(
  target: Target,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const resumed = await resumeMonitors(tools.context(actor), target);
  if (!resumed.ok) return sayRefusal(resumed);
  return say(
    `${fullName(target)} is looked at again (${counted(resumed.count, "monitor")}).`,
  );
}
