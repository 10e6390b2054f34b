import { findIncidentService } from "../../actions/acknowledge-incident.ts";
import { type Target, targetById } from "../../actions/find-target.ts";
import { showBoard } from "../../actions/show.ts";
import { checkTypes } from "../../checks/index.ts";
import { ack, acknowledge } from "../commands/ack.ts";
import { openAddForm } from "../commands/add.ts";
import { checkTarget } from "../commands/check.ts";
import type { Ask, Tools } from "../commands/command.ts";
import { runCommand } from "../commands/index.ts";
import { incidentsOf, showTarget } from "../commands/looking.ts";
import { openNamespaceForm } from "../commands/namespace.ts";
import { askHowLong, pauseTarget, resumeTarget } from "../commands/pause.ts";
import { askToRemove, removeNow } from "../commands/remove.ts";
import { nameWord } from "../commands/targets.ts";
import { pinForm } from "../modals/enter-pin.ts";
import {
  instead,
  type Message,
  type Reply,
  say,
  sayRefusal,
} from "../reply.ts";
import { boardView } from "../views/board.ts";
import { type ButtonId, buttonIds } from "./ids.ts";
import { readBoardPlace, readId, readPause, readWords } from "./values.ts";

/** Who pressed a button, and where. */
export type Press = Pick<Ask, "actor" | "channelId">;

type Answer = (
  value: string,
  press: Press,
  tools: Tools,
  /** What stood behind the colon of the action id. */
  suffix: string,
) => Promise<Reply>;

type Act = (
  target: Target,
  press: Press,
  tools: Tools,
) => Promise<Reply> | Reply;

const unreadable = say(
  "This button is of another version of allswell: type the command instead. `help` lists them all.",
);

/** A button whose value is a service's or a monitor's id. */
const ofService = (act: Act): Answer => ofTarget("serviceId", act);
const ofMonitor = (act: Act): Answer => ofTarget("monitorId", act);

function ofTarget(kind: "serviceId" | "monitorId", act: Act): Answer {
  return async (value, press, tools) => {
    const id = readId(value);
    if (id === undefined) return unreadable;
    const target = kind === "serviceId" ? { serviceId: id } : { monitorId: id };
    return withTarget(target, press, tools, act);
  };
}

async function withTarget(
  id: { serviceId: number } | { monitorId: number },
  press: Press,
  tools: Tools,
  act: Act,
): Promise<Reply> {
  const found = await targetById(tools.context(press.actor).store.db, id);
  return found.ok ? act(found.target, press, tools) : sayRefusal(found);
}

/** A button whose value is an incident's number; it does something to the incident's service. */
function ofIncident(act: Act): Answer {
  return async (value, press, tools) => {
    const id = readId(value);
    const serviceId =
      id === undefined
        ? null
        : await findIncidentService(tools.context(press.actor), id);
    return serviceId === null
      ? say("There is no such incident any more.")
      : withTarget({ serviceId }, press, tools, act);
  };
}

/** A question that is answered makes room for the answer. */
function inItsPlace(act: (...of: Parameters<Act>) => Promise<Message>): Act {
  return async (...of) => instead(await act(...of));
}

/** What a verb does to the service that was picked from its list. */
const picks: Record<string, Act> = {
  show: showTarget,
  check: checkTarget,
  pause: (...of) => instead(askHowLong(...of)),
  resume: inItsPlace(resumeTarget),
  remove: (...of) => instead(askToRemove(...of)),
  incidents: (target, press, tools) =>
    incidentsOf(target.serviceId, press, tools),
  ack: (target, press, tools) =>
    ack.run({ ...press, words: [nameWord(target)] }, tools),
};

const pick: Answer = async (value, press, tools, suffix) => {
  const [verb = ""] = suffix.split(":");
  const act = Object.hasOwn(picks, verb) ? picks[verb] : undefined;
  return act === undefined
    ? unreadable
    : ofService(act)(value, press, tools, suffix);
};

const pauseFor: Answer = async (value, press, tools) => {
  const asked = readPause(value);
  if (asked === undefined) return unreadable;
  return withTarget(
    asked.target,
    press,
    tools,
    inItsPlace((target) => pauseTarget(target, asked.ms, press, tools)),
  );
};

const turnBoard: Answer = async (value, { actor }, tools) => {
  const place = readBoardPlace(value);
  return place === undefined
    ? unreadable
    : instead(boardView(await showBoard(tools.context(actor), place)));
};

const choose: Answer = async (value, press, tools) => {
  const words = readWords(value);
  if (words === undefined) return unreadable;
  const reply = await runCommand({ ...press, words }, tools);
  return reply.kind === "message" ? instead(reply) : reply;
};

const openForm =
  (all: boolean): Answer =>
  (value, press, tools) =>
    openAddForm(
      { type: checkTypes.find((type) => type === value) ?? "http", all },
      press,
      tools,
    );

/** What each button does, by its action id; messages outlive deploys, so every id ever sent stays here. */
const answers: Record<ButtonId, Answer> = {
  [buttonIds.acknowledge]: async (value, press, tools) => {
    const id = readId(value);
    return id === undefined ? unreadable : acknowledge(id, press, tools);
  },
  [buttonIds.recheck]: ofIncident(checkTarget),
  [buttonIds.incident]: ofIncident(showTarget),
  [buttonIds.service]: ofService(showTarget),
  [buttonIds.checkService]: ofService(checkTarget),
  [buttonIds.pauseService]: ofService(askHowLong),
  [buttonIds.resumeService]: ofService(resumeTarget),
  [buttonIds.removeService]: ofService(inItsPlace(removeNow)),
  [buttonIds.monitor]: ofMonitor(showTarget),
  [buttonIds.checkMonitor]: ofMonitor(checkTarget),
  [buttonIds.pauseMonitor]: ofMonitor(askHowLong),
  [buttonIds.resumeMonitor]: ofMonitor(resumeTarget),
  [buttonIds.removeMonitor]: ofMonitor(inItsPlace(removeNow)),
  [buttonIds.pauseFor]: pauseFor,
  [buttonIds.boardBack]: turnBoard,
  [buttonIds.boardOn]: turnBoard,
  [buttonIds.boardRefresh]: turnBoard,
  [buttonIds.addForm]: openForm(false),
  [buttonIds.moreFields]: openForm(true),
  [buttonIds.namespaceForm]: async (_value, press, tools) =>
    openNamespaceForm(press, tools),
  [buttonIds.pinForm]: async (value) => ({
    kind: "form",
    view: pinForm(value),
    button: { action: buttonIds.pinForm, label: "Enter the number", value },
  }),
  [buttonIds.choose]: choose,
  [buttonIds.pick]: pick,
};

/** What a press on a button, or a choice in a menu, is answered with. */
export async function press(
  actionId: string,
  value: string,
  who: Press,
  tools: Tools,
): Promise<Reply> {
  const [id = "", ...behind] = actionId.split(":");
  const answer = Object.hasOwn(answers, id)
    ? answers[id as ButtonId]
    : undefined;
  return answer === undefined
    ? unreadable
    : answer(value, who, tools, behind.join(":"));
}
