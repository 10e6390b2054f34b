import { addNamespace } from "../../actions/add-namespace.ts";
import type { Actor } from "../../actions/context.ts";
import { plain } from "../../base/slack-blocks.ts";
import { parseDuration } from "../../domain/duration.ts";
import type { Tools } from "../commands/command.ts";
import type { View } from "../reply.ts";
import { input, textElement } from "./fields.ts";

export const ADD_NAMESPACE = "add_namespace";

export function namespaceForm(): View {
  return {
    type: "modal",
    callback_id: ADD_NAMESPACE,
    title: plain("Add a namespace"),
    submit: plain("Add"),
    close: plain("Cancel"),
    blocks: [
      input({
        id: "slug",
        label: "Short name",
        help: "Lower case letters, digits and hyphens; part of addresses.",
        element: textElement({ placeholder: "iati" }),
      }),
      input({
        id: "name",
        label: "Name",
        element: textElement({ placeholder: "IATI" }),
      }),
      input({
        id: "timezone",
        label: "Time zone",
        element: textElement({ initial: "UTC", placeholder: "Europe/London" }),
      }),
      input({
        id: "channels",
        label: "Slack channels that hear of it",
        optional: true,
        element: {
          type: "multi_conversations_select",
          filter: { include: ["public", "private"], exclude_bot_users: true },
        },
      }),
      input({
        id: "owners",
        label: "Owners",
        help: "Besides the admins, they may change what is in it.",
        optional: true,
        element: { type: "multi_users_select" },
      }),
      input({
        id: "remindEveryMs",
        label: "Reminders while it is down, every",
        element: textElement({ initial: "4h" }),
      }),
    ],
  };
}

/** Makes the namespace that the form describes; what is wrong is told at its fields. */
export async function submitNamespace(
  values: Record<string, string>,
  actor: Actor,
  tools: Tools,
): Promise<
  { ok: true; text: string } | { ok: false; errors: Record<string, string> }
> {
  const remindEveryMs = parseDuration(values["remindEveryMs"] ?? "4h");
  if (remindEveryMs === undefined)
    return {
      ok: false,
      errors: { remindEveryMs: 'Write a duration with its unit, as in "4h".' },
    };
  const list = (id: string): string[] => values[id]?.split(",") ?? [];
  const added = await addNamespace(tools.context(actor), {
    slug: (values["slug"] ?? "").trim().toLowerCase(),
    name: values["name"] ?? "",
    timezone: (values["timezone"] ?? "").trim(),
    channels: await Promise.all(
      list("channels").map(async (id) => ({
        id,
        label: await tools.channelName(id),
      })),
    ),
    owners: list("owners"),
    remindEveryMs,
  });
  if (added.ok)
    return {
      ok: true,
      text: `Namespace ${added.namespace.name} (${added.namespace.slug}) is made.`,
    };
  return {
    ok: false,
    errors:
      added.problems === undefined
        ? { slug: added.text }
        : Object.fromEntries(
            added.problems.map(({ field, text }) => [field, text]),
          ),
  };
}
