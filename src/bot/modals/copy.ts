import type { Namespace } from "../../actions/namespaces/add-namespace.ts";
import { copyTarget } from "../../actions/targets/copy-target.ts";
import {
  fullName,
  type Target,
  targetById,
} from "../../actions/targets/find-target.ts";
import { lines, plain, text } from "../../base/slack-blocks.ts";
import type { Tools } from "../commands/command.ts";
import type { View } from "../reply.ts";
import { copiedSentence } from "../sentences.ts";
import { namespaceBlock } from "./add-monitor.ts";
import { carried, readCarried } from "./carried-target.ts";
import { errorsAt, OTHER_VERSION } from "./errors.ts";
import { input, textElement } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";

export const COPY = "copy";

/** Where a copy goes, and how it is called there. */
export function copyForm(
  target: Target,
  namespaces: readonly Pick<Namespace, "name" | "slug">[],
): View {
  return {
    type: "modal",
    callback_id: COPY,
    private_metadata: carried(target),
    title: plain("Copy"),
    submit: plain("Copy"),
    close: plain("Cancel"),
    blocks: [
      lines([
        text(fullName(target), "bold"),
        text(
          target.monitorId === null
            ? " with all its monitors, their settings and their secrets"
            : " with its settings and its secrets",
        ),
      ]),
      namespaceBlock(namespaces, target.namespaceSlug),
      input({
        id: "serviceName",
        label: "Service",
        help:
          target.monitorId === null
            ? undefined
            : "One that exists gets another monitor.",
        element: textElement({ initial: target.serviceName }),
      }),
      ...(target.monitorName === null
        ? []
        : [
            input({
              id: "monitorName",
              label: "Monitor",
              element: textElement({ initial: target.monitorName }),
            }),
          ]),
    ],
  };
}

export async function submitCopy(
  { values, metadata, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const id = readCarried(metadata);
  const context = tools.context(actor);
  const found =
    id === undefined ? undefined : await targetById(context.store.db, id);
  if (found?.ok !== true)
    return {
      ok: false,
      errors: { serviceName: found?.text ?? OTHER_VERSION },
    };
  const { namespaceSlug, serviceName, monitorName } = values;
  const copied = await copyTarget(context, found.target, {
    namespaceSlug: namespaceSlug ?? "",
    serviceName: serviceName ?? "",
    ...(monitorName === undefined ? {} : { monitorName }),
  });
  return copied.ok
    ? { ok: true, text: copiedSentence(copied) }
    : {
        ok: false,
        errors: errorsAt(
          copyForm(found.target, []),
          copied.problems ?? [{ field: "", text: copied.text }],
          "serviceName",
        ),
      };
}
