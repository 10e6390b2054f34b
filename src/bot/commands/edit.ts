import {
  editMonitor,
  monitorToEdit,
} from "../../actions/targets/edit-monitor.ts";
import {
  editService,
  serviceToEdit,
} from "../../actions/targets/edit-service.ts";
import { fullName, type Target } from "../../actions/targets/find-target.ts";
import { mayNotChange } from "../../actions/people/permission.ts";
import { monitorIdsOf } from "../../actions/upkeep/probe-work.ts";
import { findCheck } from "../../checks/index.ts";
import { buttonIds } from "../buttons/ids.ts";
import { editRequest } from "../edit-request.ts";
import { editMonitorForm } from "../modals/edit-monitor.ts";
import { editServiceForm } from "../modals/edit-service.ts";
import type { MonitorDraft } from "../monitor-request.ts";
import { type Message, type Reply, say, sayRefusal } from "../reply.ts";
import { changedSentence, editedSentence } from "../sentences.ts";
import type { Word } from "../words.ts";
import { isOptionWord, readOptionWords } from "./add-words.ts";
import type { Ask, Command, Tools } from "./command.ts";
import { isServiceWord, readServiceWords } from "./edit-words.ts";
import { targetBefore } from "./splitting.ts";
import { askWhich, commandButton } from "./targets.ts";

const MOST_CHOICES = 5;

export const edit: Command = {
  name: "edit",
  aliases: ["change", "set", "configure"],
  summary:
    "Changes a monitor or a service: alone it opens the form with what is there.",
  usage: [
    "edit datastore",
    "edit datastore/front page every 30s timeout 5s",
    'edit datastore/front page contains "Search" slow 2s',
    "edit datastore name Data store runbook https://wiki.example.org/datastore",
    "edit datastore pages severe",
    "edit",
  ],
  async run(ask, tools) {
    const { words } = ask;
    if (words.length === 0) return askWhich("edit", ask, tools);
    const isOption = (word: Word): boolean =>
      isOptionWord(word) || isServiceWord(word);
    const found = await targetBefore("edit", isOption, ask, tools);
    if (!found.ok) return found.reply;
    const { target, behind } = found;
    return behind.length === 0
      ? openEditForm(target, ask, tools)
      : editInWords(target, behind, ask, tools);
  },
};

/** The form of a service, or of one monitor of it. */
export async function openEditForm(
  target: Target,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<Reply> {
  const context = tools.context(actor);
  const refusal = mayNotChange(context, target);
  if (refusal !== undefined) return sayRefusal(refusal);
  if (target.monitorId === null) {
    const service = await serviceToEdit(context, target);
    const monitors = await monitorIdsOf(context, target);
    return {
      kind: "form",
      view: editServiceForm(target, service, monitors),
      button: {
        action: buttonIds.editService,
        label: "Edit",
        value: String(service.id),
      },
    };
  }
  const shown = await monitorToEdit(context, target.monitorId);
  if (!shown.ok) return sayRefusal(shown);
  return {
    kind: "form",
    view: editMonitorForm(shown),
    button: {
      action: buttonIds.editMonitor,
      label: "Edit",
      value: String(target.monitorId),
    },
  };
}

/** What is typed of a service is the service's, or that of its only monitor. */
async function editInWords(
  target: Target,
  behind: readonly Word[],
  ask: Ask,
  tools: Tools,
): Promise<Reply> {
  const refusal = mayNotChange(tools.context(ask.actor), target);
  if (refusal !== undefined) return sayRefusal(refusal);
  if (target.monitorId !== null)
    return editMonitorInWords(target.monitorId, behind, ask, tools);
  const read = readServiceWords(behind);
  const context = tools.context(ask.actor);
  if (read.ok) {
    const edited = await editService(context, target.serviceId, read.edit);
    return edited.ok
      ? say(changedSentence(fullName(edited.target), edited.changes), [
          {
            action: buttonIds.service,
            label: "Details",
            value: String(target.serviceId),
          },
        ])
      : sayRefusal(edited);
  }
  const monitors = await monitorIdsOf(context, target);
  const [only, ...others] = monitors;
  if (only === undefined || behind[0] === undefined) return say(read.text);
  if (!isOptionWord(behind[0])) return say(read.text);
  return others.length === 0
    ? editMonitorInWords(only.id, behind, ask, tools)
    : askMonitor(target, monitors, behind);
}

/** Each button is the whole command with the monitor said. */
function askMonitor(
  target: Target,
  monitors: readonly { id: number; name: string }[],
  behind: readonly Word[],
): Message {
  const buttons = monitors.slice(0, MOST_CHOICES).flatMap(({ name }, index) =>
    commandButton(
      [
        { kind: "word", text: "edit" },
        {
          kind: "quoted",
          text: fullName({ ...target, monitorName: name }),
        },
        ...behind,
      ],
      name,
      index,
    ),
  );
  return say(
    `${fullName(target)} has several monitors: which one is it? Say it as in \`edit ${target.serviceName}/${monitors[0]?.name ?? ""} …\`, or press a button.`,
    buttons,
  );
}

async function editMonitorInWords(
  monitorId: number,
  behind: readonly Word[],
  { actor }: Ask,
  tools: Tools,
): Promise<Reply> {
  let problem: string | undefined;
  const edited = await editMonitor(tools.context(actor), monitorId, (now) => {
    const { type } = now.monitor;
    const check = findCheck(type);
    const read =
      check === undefined ? undefined : readOptionWords(behind, type, check);
    if (read === undefined || read.ok) {
      const { serviceName, namespaceSlug, pages, ...draft }: MonitorDraft =
        read?.draft ?? { type, settings: {}, namespaceSlug: "" };
      if (pages !== undefined)
        problem =
          "Services call people, not monitors: `edit datastore pages down`.";
      else if (namespaceSlug === "")
        return editRequest(
          now,
          {
            ...draft,
            ...(serviceName === undefined ? {} : { monitorName: serviceName }),
          },
          (name) => tools.openSecret(name),
        );
      problem ??=
        "To bring it to another namespace or service, `move` it: `move datastore to iati`.";
    } else problem = read.text;
    return { ok: false, kind: "not-understood", text: problem };
  });
  if (!edited.ok) return sayRefusal(edited);
  const value = String(monitorId);
  return say(editedSentence(edited), [
    {
      action: buttonIds.checkMonitor,
      label: "Check now",
      value,
      style: "primary",
    },
    { action: buttonIds.monitor, label: "Details", value },
  ]);
}
