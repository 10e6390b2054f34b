import {
  cancelMaintenance,
  type Changed,
  endMaintenance,
  extendMaintenance,
  skipMaintenance,
} from "../../actions/maintenance/change-maintenance.ts";
import type { Context, Refusal } from "../../actions/context.ts";
import {
  findScopes,
  mayPlan,
  ofService,
} from "../../actions/maintenance/find-scopes.ts";
import { findTarget } from "../../actions/targets/find-target.ts";
import { planMaintenance } from "../../actions/maintenance/plan-maintenance.ts";
import {
  type MaintenanceLine,
  scopeChoices,
  showMaintenance,
  showMaintenances,
} from "../../actions/maintenance/show-maintenance.ts";
import { actions, lines, text } from "../../base/slack-blocks.ts";
import { clip } from "../../base/text.ts";
import { compactDuration } from "../../domain/duration.ts";
import { HOUR, MINUTE } from "../../domain/time.ts";
import { buttonIds } from "../buttons/ids.ts";
import { readId } from "../buttons/values.ts";
import { readMaintenance } from "../maintenance-words.ts";
import {
  editMaintenanceForm,
  newMaintenanceForm,
} from "../modals/maintenance.ts";
import {
  type Message,
  message,
  type Reply,
  say,
  sayRefusal,
} from "../reply.ts";
import {
  changedView,
  maintenanceView,
  plannedView,
} from "../views/maintenance.ts";
import { joined, type Word } from "../words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { takeDuration } from "./durations.ts";
import { commandButton } from "./targets.ts";

type Asker = Pick<Ask, "actor">;

export const maintenance: Command = {
  name: "maintenance",
  aliases: ["mw", "downtime"],
  summary:
    "Plans a time in which nobody is alarmed, once or again and again; lists, edits, extends, ends and cancels them.",
  usage: [
    "maintenance",
    'maintenance datastore tomorrow 22:00 for 2h "DB 18" customers "New database"',
    "maintenance datastore now for 30m quietly",
    "maintenance iati/* every first Sunday 02:00-04:00 Europe/London until March",
    "maintenance extend 5 30m",
    "maintenance end 5",
    "maintenance skip 5",
    "maintenance cancel 5",
    "maintenance edit 5",
  ],
  async run(ask, tools) {
    const [verb, ...rest] = ask.words;
    if (verb === undefined) return list(ask, tools);
    const act =
      verb.kind === "word" ? verbs[verb.text.toLowerCase()] : undefined;
    return act === undefined
      ? planTyped(ask.words, ask, tools)
      : act(rest, ask, tools);
  },
};

/** No service begins so. */
const NEGATIVE = /^[-−]\d/;

type Act = (words: readonly Word[], ask: Ask, tools: Tools) => Promise<Reply>;

const plan: Act = (words, ask, tools) =>
  words.length === 0
    ? openMaintenanceForm(ask, tools)
    : planTyped(words, ask, tools);

/** No service is called by one of these, or it can be named with its namespace. */
const verbs: Partial<Record<string, Act>> = {
  list: (_words, ask, tools) => list(ask, tools),
  add: plan,
  plan,
  new: plan,
  schedule: plan,
  extend: async (words, ask, tools) => {
    if (words.some(({ text: typed }) => NEGATIVE.test(typed)))
      return say(
        "`extend` only makes it longer. An earlier end is said by `maintenance edit 5`.",
      );
    const { words: which, ms } = takeDuration(
      words.filter(({ text: typed }) => typed.toLowerCase() !== "by"),
    );
    const by = ms === null ? [] : [compactDuration(ms)];
    const found = await windowOf(which, ["extend", ...by], ask, tools);
    if (typeof found !== "number") return found;
    return ms === null
      ? askHowMuch(found)
      : extendWindow(found, ms, ask, tools);
  },
  end: onWindow("end", endWindow),
  stop: onWindow("end", endWindow),
  cancel: onWindow("cancel", cancelWindow),
  remove: onWindow("cancel", cancelWindow),
  skip: onWindow("skip", skipWindow),
  edit: onWindow("edit", openEditMaintenanceForm),
};

function onWindow(
  verb: string,
  act: (windowId: number, ask: Asker, tools: Tools) => Promise<Reply>,
): Act {
  return async (words, ask, tools) => {
    const found = await windowOf(words, [verb], ask, tools);
    return typeof found === "number" ? act(found, ask, tools) : found;
  };
}

async function list({ actor }: Asker, tools: Tools): Promise<Reply> {
  return maintenanceView(await showMaintenances(tools.context(actor)));
}

/** What a verb can be meant of; all else it refuses. */
const meant: Partial<Record<string, (line: MaintenanceLine) => boolean>> = {
  end: ({ state }) => state === "running",
  skip: ({ state, rule }) => state === "planned" && rule !== null,
};

/**
 * The window of a number, or the only one of a service that the verb can be meant of. Where it is not clear which, the reply
 * offers those there are; `behind` the verb stands what was typed of how.
 */
async function windowOf(
  words: readonly Word[],
  [verb, ...behind]: [string, ...string[]],
  { actor }: Asker,
  tools: Tools,
): Promise<number | Message> {
  const typed = joined(words);
  const id = readId(typed.replace(/^#/, ""));
  if (id !== undefined) return id;
  const context = tools.context(actor);
  const target =
    typed === "" ? null : await findTarget(context.store.db, typed);
  if (target?.ok === false) return sayRefusal(target);
  const all = await showMaintenances(
    context,
    target === null ? {} : { serviceId: target.target.serviceId },
  );
  const fitting = all.filter(meant[verb] ?? (() => true));
  const there = fitting.length > 0 ? fitting : all;
  const [only] = there;
  if (only === undefined)
    return say(
      typed === ""
        ? "No maintenance runs or is planned."
        : `No maintenance of "${clip(typed, 60)}" runs or is planned.`,
    );
  if (there.length === 1) return only.windowId;
  return say(
    `Which one should ${verb}? Name its number, as in \`maintenance ${verb} ${only.windowId}\`.`,
    there.slice(0, 5).flatMap(({ windowId, title }, index) =>
      commandButton(
        ["maintenance", verb, String(windowId), ...behind].map((word) => ({
          kind: "word",
          text: word,
        })),
        `${windowId}: ${title}`,
        index,
      ),
    ),
  );
}

async function planTyped(
  words: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Reply> {
  const context = tools.context(ask.actor);
  const read = readMaintenance(words, { now: context.now, zone: zoneOf(ask) });
  if (!read.ok && read.kind === "not-understood") return say(read.text);
  const found = await findScopes(context.store.db, read.scope);
  if (!found.ok)
    return say(read.ok && read.doubt !== null ? read.doubt : found.text);
  if (!read.ok) return formFor(context, found.scopes, ask);
  const { from, until, zone, rule, durationMs } = read.when;
  const planned = await planMaintenance(context, {
    title: read.title ?? "Planned maintenance",
    note: "",
    purpose: read.purpose ?? "",
    scopes: found.scopes,
    zone,
    from: Math.max(from, context.now),
    until,
    rule,
    durationMs,
    tellsCustomers: read.tellsCustomers,
  });
  return planned.ok ? plannedView(planned) : sayRefusal(planned);
}

/** Where nobody says another one. */
function zoneOf({ actor }: Asker): string {
  return actor.zone ?? "UTC";
}

/**
 * Opens the form for a maintenance window, with a service chosen already where one is given. Of an outage that people
 * work on it begins now.
 */
export async function openMaintenanceForm(
  ask: Asker,
  tools: Tools,
  { serviceId, beginsNow }: { serviceId?: number; beginsNow?: true } = {},
): Promise<Reply> {
  const scopes = serviceId === undefined ? [] : [ofService(serviceId)];
  return formFor(tools.context(ask.actor), scopes, ask, beginsNow);
}

async function formFor(
  context: Context,
  scopes: Parameters<typeof scopeChoices>[1],
  ask: Asker,
  beginsNow = false,
): Promise<Reply> {
  if (scopes.length > 0) {
    const may = await mayPlan(context, context.store.db, scopes);
    if (!may.ok) return sayRefusal(may);
  }
  const choices = await scopeChoices(context, scopes);
  const [only] = choices;
  const serviceId = choices.length === 1 ? (only?.serviceId ?? null) : null;
  return {
    kind: "form",
    view: newMaintenanceForm({
      scopes: choices,
      zone: zoneOf(ask),
      now: context.now,
      beginsNow,
    }),
    button: {
      action: buttonIds.maintenanceForm,
      label: "Schedule maintenance",
      value: serviceId === null ? "new" : String(serviceId),
    },
  };
}

export async function openEditMaintenanceForm(
  windowId: number,
  { actor }: Asker,
  tools: Tools,
): Promise<Reply> {
  const shown = await showMaintenance(tools.context(actor), windowId);
  if (shown === null)
    return say(
      `There is no maintenance window ${windowId} that runs or is to come. \`maintenance\` lists them.`,
    );
  return {
    kind: "form",
    view: editMaintenanceForm(shown),
    button: {
      action: buttonIds.maintenanceEdit,
      label: "Edit the window",
      value: String(windowId),
    },
  };
}

const offered = [
  { label: "15 minutes", ms: 15 * MINUTE },
  { label: "30 minutes", ms: 30 * MINUTE },
  { label: "An hour", ms: HOUR },
  { label: "2 hours", ms: 2 * HOUR },
];

/** What the value of such a button holds. */
export interface ExtendValue {
  windowId: number;
  ms: number;
}

export function askHowMuch(windowId: number): Message {
  const question = `Extend window ${windowId} by how much?`;
  return message(question, [
    lines([text(question)]),
    actions(
      "extend_by",
      offered.map(({ label, ms }, index) => ({
        action: `${buttonIds.maintenanceExtendBy}:${index}`,
        label,
        value: JSON.stringify({ windowId, ms } satisfies ExtendValue),
      })),
    ),
  ]);
}

function shown(
  changed: Changed | Refusal,
  windowId: number,
  did: string,
): Message {
  return changed.ok ? changedView(changed, windowId, did) : sayRefusal(changed);
}

export async function extendWindow(
  windowId: number,
  ms: number,
  { actor }: Asker,
  tools: Tools,
): Promise<Message> {
  const context = tools.context(actor);
  return shown(
    await extendMaintenance(context, windowId, ms),
    windowId,
    "is extended",
  );
}

export async function endWindow(
  windowId: number,
  { actor }: Asker,
  tools: Tools,
): Promise<Message> {
  return shown(
    await endMaintenance(tools.context(actor), windowId),
    windowId,
    "has ended",
  );
}

export async function cancelWindow(
  windowId: number,
  { actor }: Asker,
  tools: Tools,
): Promise<Message> {
  return shown(
    await cancelMaintenance(tools.context(actor), windowId),
    windowId,
    "is cancelled",
  );
}

export async function skipWindow(
  windowId: number,
  { actor }: Asker,
  tools: Tools,
): Promise<Message> {
  return shown(
    await skipMaintenance(tools.context(actor), windowId),
    windowId,
    "is left out once",
  );
}
