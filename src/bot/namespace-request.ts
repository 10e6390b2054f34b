import {
  addNamespace,
  type Namespace,
  type NewNamespace,
} from "../actions/add-namespace.ts";
import type { Refusal } from "../actions/context.ts";
import { mayNotChange } from "../actions/permission.ts";
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
  const refusal = mayNotChange(context, null);
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
