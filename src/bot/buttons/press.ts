import { targetById } from "../../actions/find-target.ts";
import { showBoard, showNamespaces, showService } from "../../actions/show.ts";
import { findIncidentService } from "../../actions/acknowledge-incident.ts";
import {
  acknowledge,
  pauseTarget,
  removeNow,
  resumeTarget,
} from "../commands/changing.ts";
import type { Ask, Tools } from "../commands/command.ts";
import { runCommand } from "../commands/index.ts";
import { checkTarget } from "../commands/looking.ts";
import { addMonitorForm } from "../modals/add-monitor.ts";
import { namespaceForm } from "../modals/add-namespace.ts";
import { pinForm, type PinTicket } from "../modals/enter-pin.ts";
import { type Reply, say, sayRefusal } from "../reply.ts";
import { boardView } from "../views/board.ts";
import { serviceView } from "../views/service.ts";
import { wordsOf } from "../words.ts";
import { buttonIds } from "./ids.ts";

/** Who pressed a button, and where. */
export type Press = Pick<Ask, "actor" | "channelId">;

type Answer = (value: string, press: Press, tools: Tools) => Promise<Reply>;

/** What each button does, by its action id; messages outlive deploys, so every id ever sent stays here. */
const answers: Record<(typeof buttonIds)[keyof typeof buttonIds], Answer> = {
  [buttonIds.acknowledge]: (value, press, tools) =>
    acknowledge(Number(value), press, tools),
  [buttonIds.recheck]: (value, press, tools) =>
    ofIncident(value, press, tools, buttonIds.checkService),
  [buttonIds.incident]: (value, press, tools) =>
    ofIncident(value, press, tools, buttonIds.service),
  [buttonIds.service]: async (value, press, tools) => {
    const found = await targetById(tools.context(press.actor).store.db, {
      serviceId: Number(value),
    });
    return found.ok
      ? serviceView(
          await showService(tools.context(press.actor), found.target.serviceId),
        )
      : sayRefusal(found);
  },
  [buttonIds.checkService]: (value, press, tools) =>
    withTarget({ serviceId: Number(value) }, press, tools, (target) =>
      checkTarget(target, press, tools),
    ),
  [buttonIds.pauseService]: (value, press, tools) =>
    withTarget({ serviceId: Number(value) }, press, tools, (target) =>
      pauseTarget(target, null, press, tools),
    ),
  [buttonIds.resumeService]: (value, press, tools) =>
    withTarget({ serviceId: Number(value) }, press, tools, (target) =>
      resumeTarget(target, press, tools),
    ),
  [buttonIds.removeService]: (value, press, tools) =>
    withTarget({ serviceId: Number(value) }, press, tools, (target) =>
      removeNow(target, press, tools),
    ),
  [buttonIds.removeMonitor]: (value, press, tools) =>
    withTarget({ monitorId: Number(value) }, press, tools, (target) =>
      removeNow(target, press, tools),
    ),
  [buttonIds.boardBack]: turnBoard,
  [buttonIds.boardOn]: turnBoard,
  [buttonIds.boardRefresh]: turnBoard,
  [buttonIds.addForm]: async (_value, { actor }, tools) => {
    const namespaces = await showNamespaces(tools.context(actor));
    if (namespaces.length === 0) return { kind: "form", view: namespaceForm() };
    return {
      kind: "form",
      view: addMonitorForm(namespaces.map(({ namespace }) => namespace)),
    };
  },
  [buttonIds.namespaceForm]: async () => ({
    kind: "form",
    view: namespaceForm(),
  }),
  [buttonIds.pinForm]: async (value) => ({
    kind: "form",
    view: pinForm(JSON.parse(value) as PinTicket),
  }),
  [buttonIds.choose]: (value, { actor, channelId }, tools) =>
    runCommand(
      { words: wordsOf(value), actor, channelId, canOpenForm: true },
      tools,
    ),
};

/** What a press is answered with. `actionId` may carry more behind a colon, to be unique in its message. */
export async function press(
  actionId: string,
  value: string,
  who: Press,
  tools: Tools,
): Promise<Reply> {
  const [id] = actionId.split(":");
  const answer = Object.entries(answers).find(([known]) => known === id)?.[1];
  return answer === undefined
    ? say(
        "This button is of a later version of allswell, which is not running any more.",
      )
    : answer(value, who, tools);
}

async function withTarget(
  id: { serviceId: number } | { monitorId: number },
  { actor }: Press,
  tools: Tools,
  act: (target: Parameters<typeof checkTarget>[0]) => Promise<Reply>,
): Promise<Reply> {
  const found = await targetById(tools.context(actor).store.db, id);
  return found.ok ? act(found.target) : sayRefusal(found);
}

/** The same as a button of the incident's service. */
async function ofIncident(
  value: string,
  who: Press,
  tools: Tools,
  action: typeof buttonIds.service | typeof buttonIds.checkService,
): Promise<Reply> {
  const serviceId = await findIncidentService(
    tools.context(who.actor),
    Number(value),
  );
  return serviceId === null
    ? say("There is no such incident any more.")
    : answers[action](String(serviceId), who, tools);
}

async function turnBoard(
  value: string,
  { actor }: Press,
  tools: Tools,
): Promise<Reply> {
  const { page, namespaceSlug } = JSON.parse(value) as {
    page: number;
    namespaceSlug: string | null;
  };
  return boardView(
    await showBoard(tools.context(actor), { page, namespaceSlug }),
  );
}
