import { findIncidentService } from "../../actions/incidents/acknowledge-incident.ts";
import {
  findLikely,
  findTarget,
  type Found,
  fullName,
  type Suggestion,
  type Target,
  targetById,
} from "../../actions/targets/find-target.ts";
import {
  actions,
  type Button,
  lines,
  searchMenu,
  text,
} from "../../base/slack-blocks.ts";
import { buttonIds } from "../buttons/ids.ts";
import { commandValue, readId } from "../buttons/values.ts";
import { type Message, message, say } from "../reply.ts";
import { joined, type Word, withoutEnd } from "../words.ts";
import type { Ask, Tools } from "./command.ts";

/** Slack's row of buttons gets hard to read beyond this. */
const MOST_CHOICES = 5;

/** A command whose target is to be found, and what stands around the target in it. */
export interface Wanted {
  verb: string;
  words: readonly Word[];
  behind?: readonly Word[];
}

/**
 * The target that the words name: a service, a monitor, or an incident by its number. Where they name none, or several,
 * the reply offers the likely ones as buttons that do the whole command to them.
 */
export async function targetOf(
  wanted: Wanted,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<{ ok: true; target: Target } | { ok: false; reply: Message }> {
  const found = await lookUp(joined(wanted.words), actor, tools);
  if (found.ok) return found;
  const reply = say(found.text, choiceButtons(found.choices, wanted));
  if (found.kind !== "not-found") return { ok: false, reply };
  const notFound = found.choices.length > 0 ? "likely" : "nothing";
  return { ok: false, reply: { ...reply, notFound } };
}

async function lookUp(
  typed: string,
  actor: Ask["actor"],
  tools: Tools,
): Promise<Found> {
  const { db } = tools.context(actor).store;
  const found = await findTarget(db, typed);
  if (found.ok || found.kind === "ambiguous") return found;
  const plain = withoutEnd(typed);
  const again = plain === typed ? found : await findTarget(db, plain);
  if (again.ok) return again;
  const incidentId = readId(plain.replace(/^#/, ""));
  return incidentId === undefined
    ? again
    : ofIncident(incidentId, actor, tools);
}

async function ofIncident(
  incidentId: number,
  actor: Ask["actor"],
  tools: Tools,
): Promise<Found> {
  const context = tools.context(actor);
  const serviceId = await findIncidentService(context, incidentId);
  if (serviceId === null)
    return {
      ok: false,
      kind: "not-found",
      text: `There is no incident ${incidentId}, and nothing is called "${incidentId}". \`incidents\` lists the latest.`,
      choices: [],
    };
  const found = await targetById(context.store.db, { serviceId });
  return found.ok ? found : { ...found, choices: [] };
}

/** The whole command for each name that may have been meant. */
export function choiceButtons(
  names: readonly string[],
  { verb, behind = [] }: Pick<Wanted, "verb" | "behind">,
): Button[] {
  return names
    .slice(0, MOST_CHOICES)
    .flatMap((name, index) =>
      commandButton(
        [
          { kind: "word", text: verb },
          { kind: "quoted", text: name },
          ...behind,
        ],
        name,
        index,
      ),
    );
}

/** A button that does a whole command; none where the command is too long for one. */
export function commandButton(
  words: readonly Word[],
  label: string,
  index = 0,
): Button[] {
  const value = commandValue(words);
  return value === undefined
    ? []
    : [{ action: `${buttonIds.choose}:${index}`, label, value }];
}

/** A verb that was typed alone: the services that are likely meant, and a menu of all. */
export async function askWhich(
  verb: string,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Message> {
  const likely = await findLikely(tools.context(actor), {
    text: "",
    onlyPaused: verb === "resume",
    withMonitors: false,
    limit: MOST_CHOICES,
  });
  if (likely.length === 0)
    return say(
      verb === "resume"
        ? "Nothing is paused."
        : "Nothing is watched yet. Add something: `add https://www.example.org`.",
    );
  const question = `${verb.charAt(0).toUpperCase()}${verb.slice(1)} which one?`;
  const buttons = likely.map((one, index) => ({
    action: `${buttonIds.pick}:${verb}:${index}`,
    label: suggestionLabel(one),
    value: String(one.serviceId),
  }));
  const menu = searchMenu(`${buttonIds.pick}:${verb}`, "Another one …");
  return message(question, [
    lines([text(question)]),
    actions(
      `which_${verb}`,
      buttons,
      likely.length < MOST_CHOICES ? [] : [menu],
    ),
  ]);
}

/** "Datastore (iati)", "Datastore / front page (iati)" */
export function suggestionLabel({
  name,
  namespaceSlug,
  monitorName,
}: Suggestion): string {
  const monitor = monitorName === null ? "" : ` / ${monitorName}`;
  return `${name}${monitor} (${namespaceSlug})`;
}

/** What a menu holds of a choice: a service's id, or that of a monitor behind an m. */
export function pickValue({
  serviceId,
  monitorId,
}: Pick<Suggestion, "serviceId" | "monitorId">): string {
  return monitorId === null ? String(serviceId) : `m${monitorId}`;
}

/** "iati/Datastore" as a word that is read back as one. */
export function nameWord(target: Target): Word {
  return { kind: "quoted", text: fullName(target) };
}

/** The way to all about a service, or one monitor of it. */
export function detailsButton({
  serviceId,
  monitorId,
}: Pick<Target, "serviceId" | "monitorId">): Button {
  return monitorId === null
    ? { action: buttonIds.service, label: "Details", value: String(serviceId) }
    : { action: buttonIds.monitor, label: "Details", value: String(monitorId) };
}
