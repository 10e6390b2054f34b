import { clip, counted, listed } from "../../base/text.ts";
import type { Db } from "../../store/db.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import {
  findNamespace,
  lockNamespace,
} from "../../store/targets/namespaces.ts";
import {
  contentsOf,
  hearersOf,
  markNamespaceRemoved,
  type NamespaceContents,
} from "../../store/targets/removing-namespaces.ts";
import { accountsOf } from "../../store/telling/voices.ts";
import { hookLinesOf } from "../../store/telling/webhooks.ts";
import { noSuchNamespace } from "../targets/add-monitor.ts";
import { listRemoved } from "../targets/find-removed.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { audit, mayNotEnd } from "../people/permission.ts";
import { takeVoice } from "../posts/accounts.ts";
import { endHookLine } from "../audience/webhooks.ts";

const MOST_NAMED = 5;
const LONGEST_TITLE = 60;

/** A namespace that may be removed, and who hears of it no more then. */
export interface NamespaceRemoval {
  ok: true;
  namespace: Namespace;
  hearers: string[];
  /** What was removed lately, and can be brought back as long as the namespace is there. */
  restorable: string[];
}

/** Whether a namespace may be removed, and what goes with it: nothing is written. */
export async function planRemoval(
  context: Context,
  slug: string,
): Promise<NamespaceRemoval | Refusal> {
  const { db } = context.store;
  const namespace = await findNamespace(db, slug);
  if (namespace === null) return noSuchNamespace(db, slug);
  const refusal =
    mayNotEnd(context, namespace) ??
    notEmpty(namespace, await contentsOf(db, namespace.id));
  if (refusal !== undefined) return refusal;
  const hearers = await hearersOf(db, namespace.id);
  const removed = await listRemoved(context);
  return {
    ok: true,
    namespace,
    restorable: removed
      .filter(({ namespaceId }) => namespaceId === namespace.id)
      .map(({ serviceName, monitorName }) => monitorName ?? serviceName),
    hearers: hearers.map(({ label, readers }) =>
      readers > 0 ? counted(readers, "reader") : label,
    ),
  };
}

/**
 * Removes a namespace that holds nothing any more. Who heard of it hears nothing more: accounts are silent and webhooks
 * forgotten as if they were removed one by one. The history of what was in it stays.
 */
export async function removeNamespace(
  context: Context,
  slug: string,
): Promise<{ ok: true; namespace: Namespace } | Refusal> {
  const planned = await planRemoval(context, slug);
  if (!planned.ok) return planned;
  return context.store.transaction(async (tx) => {
    const namespace = await lockNamespace(tx, planned.namespace.id);
    const refusal =
      namespace.removedAt === null
        ? notEmpty(namespace, await contentsOf(tx, namespace.id))
        : refuse("removed", `${namespace.name} was removed meanwhile.`);
    if (refusal !== undefined) return refusal;
    await silence(tx, context, namespace);
    await markNamespaceRemoved(tx, namespace.id, context.now);
    await audit(tx, context, "namespace remove", namespace.slug);
    return { ok: true as const, namespace };
  });
}

async function silence(
  tx: Db,
  context: Context,
  namespace: Namespace,
): Promise<void> {
  for (const account of await accountsOf(tx, namespace.id))
    await takeVoice(tx, context, namespace, account);
  for (const line of await hookLinesOf(tx, namespace.id))
    await endHookLine(tx, context, line);
}

function notEmpty(
  { name, slug }: Pick<Namespace, "name" | "slug">,
  { services, monitors, windows }: NamespaceContents,
): Refusal | undefined {
  if (services > 0)
    return {
      ...refuse(
        "not-empty",
        `${name} still has ${counted(services, "service")} with ${counted(monitors, "monitor")}: move or remove ${services === 1 ? "it" : "them"} first.`,
      ),
      hint: `\`remove ${slug}/*\` removes all of them, \`move\` takes one elsewhere.`,
    };
  if (windows.length === 0) return undefined;
  const named = windows.map(
    ({ id, title }) => `${id} (${clip(title, LONGEST_TITLE)})`,
  );
  return refuse(
    "not-empty",
    `Maintenance of all of ${name} is planned or runs: ${listed(named, MOST_NAMED)}. Cancel or end it first.`,
  );
}
