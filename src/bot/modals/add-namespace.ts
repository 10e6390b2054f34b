import { plain } from "../../base/slack-blocks.ts";
import { parseDuration } from "../../domain/duration.ts";
import type { Tools } from "../commands/command.ts";
import { saveNamespace, withLabels } from "../namespace-request.ts";
import { savedSentence } from "../sentences.ts";
import type { View } from "../reply.ts";
import { input, textElement } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";

export const ADD_NAMESPACE = "add_namespace";

const REMIND_EVERY = "4h";

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
        element: textElement({ initial: REMIND_EVERY }),
      }),
    ],
  };
}

/** Makes the namespace that the form describes; what is wrong is told at its fields. */
export async function submitNamespace(
  { values, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const remindEveryMs = parseDuration(values["remindEveryMs"] ?? REMIND_EVERY);
  if (remindEveryMs === undefined)
    return {
      ok: false,
      errors: {
        remindEveryMs: `Write a duration with its unit, as in "${REMIND_EVERY}".`,
      },
    };
  const list = (id: string): string[] => values[id]?.split(",") ?? [];
  const wish = {
    slug: (values["slug"] ?? "").trim().toLowerCase(),
    name: values["name"] ?? "",
    timezone: (values["timezone"] ?? "").trim(),
    owners: list("owners"),
    remindEveryMs,
  };
  const saved = await saveNamespace(
    await withLabels(wish, list("channels"), tools),
    { actor },
    tools,
  );
  if (saved.ok) return { ok: true, text: savedSentence(saved) };
  const problems = saved.problems ?? [{ field: "slug", text: saved.text }];
  return {
    ok: false,
    errors: Object.fromEntries(
      problems.map(({ field, text }) => [field, text]),
    ),
  };
}
