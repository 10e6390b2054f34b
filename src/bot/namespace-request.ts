import {
  addNamespace,
  type Namespace,
  type NewNamespace,
} from "../actions/namespaces/add-namespace.ts";
import type { Context, Refusal } from "../actions/context.ts";
import { showNamespace } from "../actions/namespaces/edit-namespace.ts";
import { mayNotAdminister } from "../actions/people/permission.ts";
import type { Ask, Tools } from "./commands/command.ts";

/** A namespace that somebody wants, and why its channels would not hear of it. */
export interface NamespaceWish {
  draft: NewNamespace;
  problems: string[];
}

/** Looks the channels up, and says of each in which nothing would arrive. */
export async function withLabels(
  draft: Omit<NewNamespace, "channels">,
  channelIds: readonly string[],
  tools: Tools,
): Promise<NamespaceWish> {
  const channels = await Promise.all(
    [...new Set(channelIds)].map(async (id) => ({
      id,
      ...(await tools.channel(id)),
    })),
  );
  return {
    draft: {
      ...draft,
      channels: channels.map(({ id, label }) => ({ id, label })),
    },
    problems: channels.flatMap(({ problem }) => problem ?? []),
  };
}

/** Makes the namespace; used by the command and the form alike. */
export async function saveNamespace(
  { draft, problems }: NamespaceWish,
  { actor }: Pick<Ask, "actor">,
  tools: Tools,
): Promise<{ ok: true; namespace: Namespace; told: string[] } | Refusal> {
  const context = tools.context(actor);
  const refusal = mayNotAdminister(context, null);
  if (refusal !== undefined) return refusal;
  if (problems.length > 0)
    return {
      ok: false,
      kind: "invalid",
      text: problems.join(" "),
      problems: [{ field: "channels", text: problems.join(" ") }],
    };
  const added = await addNamespace(context, draft);
  return added.ok
    ? { ...added, told: draft.channels.map(({ label }) => label) }
    : added;
}

/**
 * The channels that are to hear of a namespace that is there. Those that hear of it already are taken as they are; one
 * in which nothing would arrive is refused.
 */
export async function channelsOf(
  context: Context,
  slug: string,
  ids: readonly string[],
  tools: Tools,
): Promise<
  | { ok: true; channels: { id: string; label: string }[] }
  | { ok: false; text: string }
> {
  const shown = await showNamespace(context, slug);
  const known = shown.ok ? shown.channels : [];
  const found = await Promise.all(
    [...new Set(ids)].map(async (id) => ({
      id,
      ...(known.find((channel) => channel.id === id) ??
        (await tools.channel(id))),
    })),
  );
  const problems = found.flatMap((channel) =>
    "problem" in channel && channel.problem !== undefined
      ? [channel.problem]
      : [],
  );
  return problems.length > 0
    ? { ok: false, text: problems.join(" ") }
    : {
        ok: true,
        channels: found.map(({ id, label }) => ({ id, label })),
      };
}
