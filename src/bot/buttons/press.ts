import { type Target, targetById } from "../../actions/targets/find-target.ts";
import { showBoard } from "../../actions/inside/show.ts";
import { checkTypes } from "../../checks/index.ts";
import { disconnectNow } from "../commands/accounts.ts";
import { ack } from "../commands/ack.ts";
import { openAddForm } from "../commands/add.ts";
import { checkTarget } from "../commands/check.ts";
import type { Tools } from "../commands/command.ts";
import { openImportForm } from "../commands/configuration.ts";
import { openCopyForm } from "../commands/copy.ts";
import { decideNow, openDraftForm } from "../commands/drafts.ts";
import { openEditForm } from "../commands/edit.ts";
import { manyNow } from "../commands/many.ts";
import { openMoveForm } from "../commands/move.ts";
import { openRenameForm } from "../commands/rename.ts";
import { runCommand } from "../commands/index.ts";
import {
  incidentsAt,
  incidentsOf,
  showIncidentNumber,
} from "../commands/incidents.ts";
import { showTarget } from "../commands/looking.ts";
import { openNamespaceForm } from "../commands/namespace.ts";
import { openEditNamespaceForm } from "../commands/namespace-edit.ts";
import { removeNamespaceNow } from "../commands/namespace-remove.ts";
import { askHowLong, pauseTarget, resumeTarget } from "../commands/pause.ts";
import { openConnect } from "../commands/networks.ts";
import { openPostsForm } from "../commands/posts.ts";
import { graph, sharePicture, showPicture } from "../commands/pictures.ts";
import { endReports, showReport } from "../commands/report.ts";
import { askToRemove, removeNow } from "../commands/remove.ts";
import { restoreNow } from "../commands/restore.ts";
import { openContactForm } from "../commands/contact.ts";
import { openRoleForm, takeOne } from "../commands/people.ts";
import { endSubscription, openSubscribeForm } from "../commands/subscribe.ts";
import { endMail } from "../commands/subscribe-mail.ts";
import { openWebhookForm } from "../commands/webhook.ts";
import { nameWord } from "../commands/targets.ts";
import { readCarried } from "../modals/carried-target.ts";
import { pinForm } from "../modals/enter-pin.ts";
import {
  instead,
  type Message,
  type Reply,
  say,
  sayRefusal,
} from "../reply.ts";
import { boardView } from "../views/board.ts";
import { deliveryAnswers } from "./delivery-presses.ts";
import { type ButtonId, buttonIds } from "./ids.ts";
import { incidentAnswers, type IncidentPress } from "./incident-presses.ts";
import { maintenanceAnswers } from "./maintenance-presses.ts";
import {
  type PictureWish,
  readPictureWish,
  readReportWish,
} from "./picture-wish.ts";
import {
  readBoardPlace,
  readHistoryPlace,
  readId,
  readMany,
  readPause,
  readRestore,
  readWords,
} from "./values.ts";

/** Who pressed a button, and where. */
export type Press = IncidentPress;

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

/** A question that is answered makes room for the answer. */
function inItsPlace(act: (...of: Parameters<Act>) => Promise<Message>): Act {
  return async (...of) => instead(await act(...of));
}

/** A button whose value is {serviceId} or {monitorId}. */
function ofEither(act: Act): Answer {
  return async (value, press, tools) => {
    const id = readCarried(value);
    return id === undefined ? unreadable : withTarget(id, press, tools, act);
  };
}

/** What a verb does to the service that was picked from its list. */
const picks: Record<string, Act> = {
  show: showTarget,
  check: checkTarget,
  pause: (...of) => instead(askHowLong(...of)),
  resume: inItsPlace(resumeTarget),
  remove: (...of) => instead(askToRemove(...of)),
  edit: openEditForm,
  copy: openCopyForm,
  move: openMoveForm,
  rename: openRenameForm,
  incidents: (target, press, tools) =>
    incidentsOf(target.serviceId, press, tools),
  graph: (target, press, tools) =>
    graph.run({ ...press, words: [nameWord(target)] }, tools),
  ack: (target, press, tools) =>
    ack.run({ ...press, words: [nameWord(target)] }, tools),
};

const pick: Answer = async (value, press, tools, suffix) => {
  const [verb = ""] = suffix.split(":");
  const act = Object.hasOwn(picks, verb) ? picks[verb] : undefined;
  return act === undefined
    ? unreadable
    : value.startsWith("m")
      ? ofMonitor(act)(value.slice(1), press, tools, suffix)
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

const turnHistory: Answer = async (value, press, tools) => {
  const place = readHistoryPlace(value);
  return place === undefined
    ? unreadable
    : instead(await incidentsAt(place, press, tools));
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

function ofDraft(
  act: (id: number, press: Press, tools: Tools) => Promise<Reply>,
): Answer {
  return async (value, press, tools) => {
    const id = readId(value);
    return id === undefined ? unreadable : act(id, press, tools);
  };
}

function ofPicture(
  act: (wish: PictureWish, press: Press, tools: Tools) => Promise<Reply>,
): Answer {
  return async (value, press, tools) => {
    const wish = readPictureWish(value);
    return wish === undefined ? unreadable : act(wish, press, tools);
  };
}

/** What each button does, by its action id; messages outlive deploys, so every id ever sent stays here. */
const answers: Record<ButtonId, Answer> = {
  ...incidentAnswers,
  ...maintenanceAnswers,
  ...deliveryAnswers,
  [buttonIds.incidentHistory]: async (value, press, tools) => {
    const id = readId(value);
    return id === undefined ? unreadable : showIncidentNumber(id, press, tools);
  },
  [buttonIds.incidents]: turnHistory,
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
  [buttonIds.postDraft]: ofDraft((id, ...of) => decideNow(id, "post", ...of)),
  [buttonIds.holdDraft]: ofDraft((id, ...of) => decideNow(id, "hold", ...of)),
  [buttonIds.editDraft]: ofDraft(openDraftForm),
  [buttonIds.connectNetwork]: openConnect,
  [buttonIds.postsForm]: openPostsForm,
  [buttonIds.removeNamespace]: removeNamespaceNow,
  [buttonIds.disconnectAccount]: async (value, press, tools) =>
    (await disconnectNow(value, press, tools)) ?? unreadable,
  [buttonIds.webhookForm]: async () => openWebhookForm(),
  [buttonIds.endSubscription]: async (value, press, tools) => {
    const id = readId(value);
    return id === undefined ? unreadable : endSubscription(id, press, tools);
  },
  [buttonIds.endMail]: async (value, press, tools) => {
    const id = readId(value);
    return id === undefined ? unreadable : endMail(id, press, tools);
  },
  [buttonIds.takeRole]: async (value, press, tools) => {
    const id = readId(value);
    return id === undefined ? unreadable : takeOne(id, press, tools);
  },
  [buttonIds.roleForm]: async (_value, press, tools) =>
    openRoleForm(press, tools),
  [buttonIds.contactForm]: async (_value, press, tools) =>
    openContactForm(press, tools),
  [buttonIds.subscribeForm]: async (_value, press, tools) =>
    openSubscribeForm(press, tools),
  [buttonIds.picture]: ofPicture(async (wish, press, tools) =>
    instead(await showPicture(wish, press, tools)),
  ),
  [buttonIds.sharePicture]: ofPicture(sharePicture),
  [buttonIds.editMonitor]: ofMonitor(openEditForm),
  [buttonIds.editService]: ofService(openEditForm),
  [buttonIds.copyForm]: ofEither(openCopyForm),
  [buttonIds.moveForm]: ofEither(openMoveForm),
  [buttonIds.renameForm]: ofEither(openRenameForm),
  [buttonIds.editNamespace]: openEditNamespaceForm,
  [buttonIds.many]: async (value, press, tools) => {
    const asked = readMany(value);
    return asked === undefined ? unreadable : manyNow(asked, press, tools);
  },
  [buttonIds.restore]: async (value, press, tools) => {
    const wish = readRestore(value);
    return wish === undefined
      ? unreadable
      : instead(await restoreNow(wish, press, tools));
  },
  [buttonIds.importForm]: async (_value, press, tools) =>
    openImportForm(press, tools),
  // The form is changed by its listener; a button of it anywhere else is not ours.
  [buttonIds.testNow]: async () => unreadable,
  [buttonIds.report]: async (value, press, tools) => {
    const wanted = readReportWish(value);
    return wanted === undefined
      ? unreadable
      : instead(await showReport(wanted, press, tools));
  },
  [buttonIds.endReport]: async (value, press, tools) => {
    const id = readId(value);
    return id === undefined ? unreadable : endReports(id, press, tools);
  },
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
