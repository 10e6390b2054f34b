import { type Target, targetById } from "../../actions/targets/find-target.ts";
import { renameTarget } from "../../actions/targets/rename-target.ts";
import { plain } from "../../base/slack-blocks.ts";
import type { Tools } from "../commands/command.ts";
import type { View } from "../reply.ts";
import { renamedSentence } from "../sentences.ts";
import { carried, readCarried } from "./carried-target.ts";
import { OTHER_VERSION } from "./errors.ts";
import { input, textElement } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";

export const RENAME = "rename";

export function renameForm(target: Target): View {
  const isService = target.monitorId === null;
  return {
    type: "modal",
    callback_id: RENAME,
    private_metadata: carried(target),
    title: plain(isService ? "Rename a service" : "Rename a monitor"),
    submit: plain("Rename"),
    close: plain("Cancel"),
    blocks: [
      input({
        id: "name",
        label: isService ? "Service" : "Monitor",
        help: isService
          ? "Its address and its history stay; messages about an open incident are brought up to date."
          : undefined,
        element: textElement({
          initial: target.monitorName ?? target.serviceName,
        }),
      }),
    ],
  };
}

export async function submitRename(
  { values, metadata, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const id = readCarried(metadata);
  if (id === undefined) return { ok: false, errors: { name: OTHER_VERSION } };
  const context = tools.context(actor);
  const found = await targetById(context.store.db, id);
  if (!found.ok) return { ok: false, errors: { name: found.text } };
  const renamed = await renameTarget(
    context,
    found.target,
    values["name"] ?? "",
  );
  return renamed.ok
    ? { ok: true, text: renamedSentence(found.target, renamed.target) }
    : { ok: false, errors: { name: renamed.text } };
}
