import {
  snoozeIncident,
  wakeIncident,
} from "../../actions/incidents/snooze-incident.ts";
import {
  actions,
  type Button,
  lines,
  moment,
  text,
} from "../../base/slack-blocks.ts";
import { type Rest, rests } from "../../domain/snooze.ts";
import { buttonIds } from "../buttons/ids.ts";
import { message, type Message, sayRefusal, say } from "../reply.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { takeDuration } from "./durations.ts";
import { incidentOf } from "./which-incident.ts";

export const snooze: Command = {
  name: "snooze",
  aliases: ["later"],
  summary:
    "Lets an incident rest: the team is not pinged about it for a while. Customers are told as ever.",
  usage: [
    "snooze 12 1h",
    "snooze datastore for 4 hours",
    "snooze 12 until tomorrow",
    "snooze 12 for good",
    "snooze 12",
    "snooze",
  ],
  async run(ask, tools) {
    const { words, behind, rest } = takeRest(ask.words);
    const found = await incidentOf(
      { verb: "snooze", words, behind },
      ask,
      tools,
    );
    if (!found.ok) return found.reply;
    return rest === null
      ? askRest(found.incidentId)
      : snoozeNow(found.incidentId, rest, ask, tools);
  },
};

export const wake: Command = {
  name: "wake",
  aliases: ["unsnooze"],
  summary: "Ends the snooze of an incident: the team is pinged again.",
  usage: ["wake 12", "wake datastore", "wake"],
  async run(ask, tools) {
    const { words } = ask;
    const found = await incidentOf({ verb: "wake", words }, ask, tools);
    return found.ok ? wakeNow(found.incidentId, ask, tools) : found.reply;
  },
};

const TOMORROW =
  /^(until |till )?(tomorrow|the morning)( morning)?( (at )?0?9(:00| ?am)?)?$/i;
const FOR_GOOD =
  /^(for[ -]good|for ?ever|until (it is |it's )?(over|up|resolved|recovered))$/i;
/** "until tomorrow at 9 am" are five words. */
const MOST_WORDS = 5;

/** Takes "1h", "for 4 hours", "until tomorrow" or "for good" off the end; `rest` is null where none is said. */
function takeRest(words: readonly Word[]): {
  words: readonly Word[];
  behind: readonly Word[];
  rest: Rest | null;
} {
  for (let count = Math.min(MOST_WORDS, words.length); count > 0; count--) {
    const behind = words.slice(-count);
    const rest = restIn(joined(behind));
    if (rest !== undefined)
      return { words: words.slice(0, -count), behind, rest };
  }
  const { words: before, behind, ms } = takeDuration(words);
  if (ms !== null) return { words: before, behind, rest: { kind: "for", ms } };
  const rest = behind.length === 0 ? null : ({ kind: "for-good" } as const);
  return { words: before, behind, rest };
}

function restIn(words: string): Rest | undefined {
  if (TOMORROW.test(words)) return { kind: "tomorrow" };
  return FOR_GOOD.test(words) ? { kind: "for-good" } : undefined;
}

function askRest(incidentId: number): Message {
  const question = `Let incident ${incidentId} rest for how long?`;
  return message(question, [
    lines([
      text(
        `${question} The team is not pinged about it meanwhile; it hears when it gets worse and when it is over.`,
      ),
    ]),
    actions(
      "rest",
      Object.entries(rests).map(([name, { label }]) => ({
        action: `${buttonIds.snoozeIncident}:${name}`,
        label,
        value: `${incidentId} ${name}`,
      })),
    ),
  ]);
}

export async function snoozeNow(
  incidentId: number,
  rest: Rest,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const done = await snoozeIncident(tools.context(actor), incidentId, rest);
  if (!done.ok) return sayRefusal(done);
  const { snoozedUntil } = done.incident;
  const what = `Incident ${incidentId} (${done.serviceName}) rests until `;
  const end = snoozedUntil === null ? text("it is over") : moment(snoozedUntil);
  return message(`${what}${snoozedUntil === null ? "it is over" : "later"}`, [
    lines([
      text(what),
      end,
      text(
        ". The team is not pinged meanwhile; it hears when it gets worse and when it is over.",
      ),
    ]),
    actions("snoozed", [wakeButton(incidentId)]),
  ]);
}

function wakeButton(incidentId: number): Button {
  const value = String(incidentId);
  return { action: buttonIds.wakeIncident, label: "Wake", value };
}

export async function wakeNow(
  incidentId: number,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const done = await wakeIncident(tools.context(actor), incidentId);
  return done.ok
    ? say(
        `Incident ${incidentId} (${done.serviceName}) is awake: the team is pinged again.`,
      )
    : sayRefusal(done);
}
