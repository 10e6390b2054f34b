import type { Namespace } from "../../actions/namespaces/add-namespace.ts";
import {
  fullName,
  type Target,
  targetById,
} from "../../actions/targets/find-target.ts";
import { moveMonitor, moveService } from "../../actions/targets/move-target.ts";
import { type Block, lines, plain, text } from "../../base/slack-blocks.ts";
import { buttonIds } from "../buttons/ids.ts";
import { readId } from "../buttons/values.ts";
import type { Tools } from "../commands/command.ts";
import type { View } from "../reply.ts";
import { movedSentence } from "../sentences.ts";
import { namespaceBlock } from "./add-monitor.ts";
import { carried, readCarried } from "./carried-target.ts";
import { OTHER_VERSION } from "./errors.ts";
import { input, searchElement } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";

export const MOVE = "move";

/** A service goes to a namespace, a monitor to a service. */
export function moveForm(
  target: Target,
  namespaces: readonly Pick<Namespace, "name" | "slug">[],
): View {
  return {
    type: "modal",
    callback_id: MOVE,
    private_metadata: carried(target),
    title: plain("Move"),
    submit: plain("Move"),
    close: plain("Cancel"),
    blocks: [
      lines([text(fullName(target), "bold"), text(" with its history, to:")]),
      placeBlock(target, namespaces),
    ],
  };
}

function placeBlock(
  { monitorId }: Target,
  namespaces: readonly Pick<Namespace, "name" | "slug">[],
): Block {
  return monitorId === null
    ? namespaceBlock(namespaces)
    : input({
        id: "serviceId",
        label: "Service",
        element: searchElement(`${buttonIds.pick}:into`, "Datastore"),
      });
}

export async function submitMove(
  { values, metadata, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const id = readCarried(metadata);
  const isMonitor = id !== undefined && "monitorId" in id;
  const field = isMonitor ? "serviceId" : "namespaceSlug";
  const wrong = (sentence: string): Outcome => ({
    ok: false,
    errors: { [field]: sentence },
  });
  if (id === undefined) return wrong(OTHER_VERSION);
  const context = tools.context(actor);
  const { db } = context.store;
  const found = await targetById(db, id);
  if (!found.ok) return wrong(found.text);
  if (!isMonitor) {
    const slug = values["namespaceSlug"] ?? "";
    const moved = await moveService(context, found.target, slug);
    return moved.ok
      ? { ok: true, text: movedSentence(moved) }
      : wrong(moved.text);
  }
  const serviceId = readId(values["serviceId"] ?? "");
  if (serviceId === undefined) return wrong("Choose a service.");
  const into = await targetById(db, { serviceId });
  if (!into.ok) return wrong(into.text);
  const moved = await moveMonitor(context, found.target, into.target);
  return moved.ok
    ? { ok: true, text: movedSentence(moved) }
    : wrong(moved.text);
}
