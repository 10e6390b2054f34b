import {
  acknowledgeIncident,
  openIncidentOf,
} from "../../actions/acknowledge-incident.ts";
import { fullName, type Target } from "../../actions/find-target.ts";
import { pauseMonitors, resumeMonitors } from "../../actions/pause-monitors.ts";
import { removeTarget } from "../../actions/remove-target.ts";
import { showIncidents } from "../../actions/show.ts";
import { actions, lines, moment, text } from "../../base/slack-blocks.ts";
import { clip, counted } from "../../base/text.ts";
import { parseDuration } from "../../domain/duration.ts";
import type { Instant } from "../../domain/time.ts";
import { buttonIds } from "../buttons/ids.ts";
import { message, type Message, say, sayRefusal } from "../reply.ts";
import { incidentsView } from "../views/lists.ts";
import type { Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { targetOf } from "./targets.ts";

export const pause: Command = {
  name: "pause",
  aliases: ["mute", "stop"],
  summary:
    "Stops looking, for a while or until resumed; a pause with a duration ends by itself.",
  usage: [
    "pause datastore 2h",
    "pause datastore",
    "pause iati/datastore/front page 30m",
  ],
  async run(ask, tools) {
    const { words, until } = takeDuration(
      ask.words,
      tools.context(ask.actor).now,
    );
    if (words.length === 0)
      return say(
        "Which one? Type its name, and for how long: `pause datastore 2h`.",
      );
    const found = await targetOf(words, "pause", ask, tools);
    return found.ok
      ? pauseTarget(found.target, until, ask, tools)
      : found.reply;
  },
};

/** "datastore for 2h": the duration is the last word, with or without "for" before it. */
function takeDuration(
  words: readonly Word[],
  now: Instant,
): { words: readonly Word[]; until: Instant | null } {
  const last = words.at(-1);
  const ms = last?.kind === "word" ? parseDuration(last.text) : undefined;
  if (ms === undefined) return { words, until: null };
  const named = words.slice(
    0,
    words.at(-2)?.text.toLowerCase() === "for" ? -2 : -1,
  );
  return { words: named, until: now + ms };
}

export async function pauseTarget(
  target: Target,
  until: Instant | null,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const paused = await pauseMonitors(tools.context(actor), target, until);
  if (!paused.ok) return sayRefusal(paused);
  const what = `${fullName(target)} is paused (${counted(paused.count, "monitor")})`;
  const end =
    until === null
      ? [text(" until somebody resumes it.")]
      : [text(" until "), moment(until), text(".")];
  return message(what, [lines([text(what), ...end])]);
}

export const resume: Command = {
  name: "resume",
  aliases: ["unpause", "unmute"],
  summary: "Looks again, at once.",
  usage: ["resume datastore"],
  async run(ask, tools) {
    if (ask.words.length === 0)
      return say("Which one? Type its name: `resume datastore`.");
    const found = await targetOf(ask.words, "resume", ask, tools);
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

export const remove: Command = {
  name: "remove",
  aliases: ["delete", "rm"],
  summary: "Removes a service or one monitor, after a question.",
  usage: ["remove datastore", "remove datastore/front page"],
  async run(ask, tools) {
    if (ask.words.length === 0)
      return say("Which one? Type its name: `remove datastore`.");
    const found = await targetOf(ask.words, "remove", ask, tools);
    return found.ok ? askToRemove(found.target) : found.reply;
  },
};

function askToRemove(target: Target): Message {
  const name = fullName(target);
  const button =
    target.monitorId === null
      ? { action: buttonIds.removeService, value: String(target.serviceId) }
      : { action: buttonIds.removeMonitor, value: String(target.monitorId) };
  const question =
    target.monitorId === null
      ? `Remove ${name} with all its monitors?`
      : `Remove the monitor ${name}?`;
  return message(question, [
    lines([text(`${question} Its history stays.`)]),
    actions("remove", [
      { ...button, label: `Remove ${clip(name, 60)}`, style: "danger" },
    ]),
  ]);
}

export async function removeNow(
  target: Target,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const removed = await removeTarget(tools.context(actor), target);
  if (!removed.ok) return sayRefusal(removed);
  return say(
    `${fullName(target)} is removed (${counted(removed.count, "monitor")}).`,
  );
}

export const ack: Command = {
  name: "ack",
  aliases: ["acknowledge", "take"],
  summary:
    "Says that you are on it: by the incident's number, or the service's name.",
  usage: ["ack 12", "ack datastore", "ack"],
  async run(ask, tools) {
    const context = tools.context(ask.actor);
    const [first] = ask.words;
    if (first === undefined)
      return incidentsView(await showIncidents(context, { onlyOpen: true }));
    const number = /^#?(\d{1,9})$/.exec(first.text)?.[1];
    if (number !== undefined && ask.words.length === 1)
      return acknowledge(Number(number), ask, tools);
    const found = await targetOf(ask.words, "ack", ask, tools);
    if (!found.ok) return found.reply;
    const open = await openIncidentOf(context, found.target.serviceId);
    return open === null
      ? say(`${found.target.serviceName} has no open incident.`)
      : acknowledge(open.id, ask, tools);
  },
};

export async function acknowledge(
  incidentId: number,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const done = await acknowledgeIncident(tools.context(actor), incidentId);
  return done.ok
    ? say(
        `Incident ${incidentId} (${done.serviceName}) is yours. The team sees it; reminders to the team stop.`,
      )
    : sayRefusal(done);
}
