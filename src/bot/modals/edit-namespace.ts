import * as z from "zod";
import {
  editNamespace,
  type NamespaceNow,
} from "../../actions/namespaces/edit-namespace.ts";
import { lines, option, plain, text } from "../../base/slack-blocks.ts";
import { compactDuration, parseDuration } from "../../domain/duration.ts";
import type { Tools } from "../commands/command.ts";
import { channelsOf } from "../namespace-request.ts";
import type { View } from "../reply.ts";
import { changedSentence } from "../sentences.ts";
import { errorsAt, OTHER_VERSION } from "./errors.ts";
import { input, textElement } from "./fields.ts";
import type { Outcome, Submission } from "./form.ts";
import { reader } from "../buttons/values.ts";

export const EDIT_NAMESPACE = "edit_namespace";

const difficulties = option(
  "Also tell customers of difficulties, not only of outages",
  "difficulties",
);

const metadata = z.object({ slug: z.string() });

/** The form with all that a namespace is, but for its short name. */
export function editNamespaceForm({
  namespace,
  channels,
  appearance,
}: NamespaceNow): View {
  const { slug, name, timezone, remindEveryMs, foldMs, owners } = namespace;
  // Slack refuses the whole form for one id that is none.
  const ids = channels
    .map(({ id }) => id)
    .filter((id) => /^[CG][A-Z0-9]+$/.test(id));
  return {
    type: "modal",
    callback_id: EDIT_NAMESPACE,
    private_metadata: JSON.stringify({ slug }),
    title: plain("Edit a namespace"),
    submit: plain("Save"),
    close: plain("Cancel"),
    blocks: [
      lines([text(slug, "bold")]),
      input({
        id: "name",
        label: "Name",
        element: textElement({ initial: name }),
      }),
      input({
        id: "timezone",
        label: "Time zone",
        help: "Schedules and reports are meant in it.",
        element: textElement({
          initial: timezone,
          placeholder: "Europe/London",
        }),
      }),
      input({
        id: "channels",
        label: "Slack channels that hear of it",
        optional: true,
        element: {
          type: "multi_conversations_select",
          filter: { include: ["public", "private"], exclude_bot_users: true },
          ...(ids.length === 0 ? {} : { initial_conversations: ids }),
        },
      }),
      input({
        id: "owners",
        label: "Owners",
        help: "Besides the admins, they may change what is in it.",
        optional: true,
        element: {
          type: "multi_users_select",
          ...(owners.length === 0 ? {} : { initial_users: owners }),
        },
      }),
      input({
        id: "remindEveryMs",
        label: "Reminders while it is down, every",
        element: textElement({ initial: compactDuration(remindEveryMs) }),
      }),
      input({
        id: "foldMs",
        label: "What happens within this time is told in one message",
        element: textElement({ initial: compactDuration(foldMs) }),
      }),
      input({
        id: "escalateMs",
        label: "Where nobody answers, the next person is called after",
        element: textElement({
          initial: compactDuration(namespace.escalateMs),
        }),
      }),
      input({
        id: "flags",
        label: "Customers",
        optional: true,
        element: {
          type: "checkboxes",
          options: [difficulties],
          ...(namespace.announceDifficulties
            ? { initial_options: [difficulties] }
            : {}),
        },
      }),
      ...appearanceInputs(appearance),
    ],
  };
}

/** How its public page looks. */
function appearanceInputs({
  title,
  accent,
  domain,
}: NamespaceNow["appearance"]): View["blocks"] {
  return [
    input({
      id: "title",
      label: "Title of its public page",
      optional: true,
      element: textElement({
        initial: title ?? undefined,
        placeholder: "IATI service status",
      }),
    }),
    input({
      id: "accent",
      label: "Its colour",
      help: "For links and lines; where it could not be read it is made darker or brighter.",
      optional: true,
      element: textElement({
        initial: accent ?? undefined,
        placeholder: "#0b5394",
      }),
    }),
    input({
      id: "domain",
      label: "Its own domain",
      help: "Where a name that leads here shows this page alone. Only admins change it.",
      optional: true,
      element: textElement({
        initial: domain ?? undefined,
        placeholder: "status.example.org",
      }),
    }),
  ];
}

const fields = [
  "name",
  "timezone",
  "channels",
  "owners",
  "remindEveryMs",
  "foldMs",
  "escalateMs",
  "title",
  "accent",
  "domain",
].map((id) => ({ type: "input", block_id: id }));

/** Changes what the form says; what is wrong is told at its fields. */
export async function submitEditNamespace(
  { values, metadata: carried, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const slug = readMetadata(carried)?.slug;
  if (slug === undefined) return { ok: false, errors: { name: OTHER_VERSION } };
  const list = (id: string): string[] => values[id]?.split(",") ?? [];
  const context = tools.context(actor);
  const channels = await channelsOf(context, slug, list("channels"), tools);
  const durations = readDurations(values);
  if (!channels.ok || !durations.ok)
    return {
      ok: false,
      errors: {
        ...(channels.ok ? {} : { channels: channels.text }),
        ...(durations.ok ? {} : durations.errors),
      },
    };
  const edited = await editNamespace(context, slug, {
    name: values["name"] ?? "",
    timezone: (values["timezone"] ?? "").trim(),
    owners: list("owners"),
    channels: channels.channels,
    announceDifficulties: values["flags"] === "difficulties",
    title: values["title"] ?? "",
    accent: values["accent"] ?? "",
    domain: values["domain"] ?? "",
    ...durations.values,
  });
  return edited.ok
    ? {
        ok: true,
        text: changedSentence(
          `Namespace ${edited.namespace.slug}`,
          edited.changes,
        ),
      }
    : {
        ok: false,
        errors: errorsAt(
          { blocks: fields },
          edited.problems ?? [{ field: "name", text: edited.text }],
          "name",
        ),
      };
}

const durationFields = {
  remindEveryMs: "4h",
  foldMs: "20s",
  escalateMs: "5m",
} as const;
type Durations = Record<keyof typeof durationFields, number>;

function readDurations(
  values: Record<string, string>,
):
  | { ok: true; values: Durations }
  | { ok: false; errors: Record<string, string> } {
  const read: Partial<Durations> = {};
  const errors: Record<string, string> = {};
  for (const [id, example] of Object.entries(durationFields)) {
    const ms = parseDuration(values[id] ?? "");
    if (ms === undefined)
      errors[id] = `Write a duration with its unit, as in "${example}".`;
    else read[id as keyof Durations] = ms;
  }
  return Object.keys(errors).length === 0
    ? { ok: true, values: read as Durations }
    : { ok: false, errors };
}

const readMetadata = reader(metadata);
