import { putSecret } from "../store/bookkeeping.ts";
import type { Outlet } from "../store/entities/announcements.ts";
import { findNamespace } from "../store/namespaces.ts";
import { ensureOutlet, subscribe } from "../store/outlets.ts";
import { noSuchNamespace } from "./add-monitor.ts";
import type { Context, Refusal } from "./context.ts";
import { audit, mayNotChange } from "./permission.ts";

/** An account of a social network, as its sign-in gave it. */
export interface Account {
  channel: "x";
  /** The remote's id of the account. */
  id: string;
  /** Without the @. */
  handle: string;
  tokens: Record<string, string>;
}

/** Lets an account speak for a namespace to its customers. Its tokens are stored sealed. */
export async function connectAccount(
  context: Context,
  namespaceSlug: string,
  account: Account,
): Promise<{ ok: true; outlet: Outlet } | Refusal> {
  const namespace = await findNamespace(context.store.db, namespaceSlug);
  if (namespace === null)
    return noSuchNamespace(context.store.db, namespaceSlug);
  const refusal = mayNotChange(context, namespace);
  if (refusal !== undefined) return refusal;
  return context.store.transaction(async (tx) => {
    const outlet = await ensureOutlet(
      tx,
      {
        channel: account.channel,
        recipient: account.id,
        label: `@${account.handle}`,
        audience: "customers",
      },
      context.now,
    );
    for (const [name, value] of Object.entries(account.tokens))
      await putSecret(tx, context.secrets, `outlet:${outlet.id}`, name, value);
    await subscribe(tx, namespace.id, outlet.id);
    await audit(
      tx,
      context,
      "connect",
      `${namespace.slug} ${account.channel} @${account.handle}`,
    );
    return { ok: true as const, outlet };
  });
}
