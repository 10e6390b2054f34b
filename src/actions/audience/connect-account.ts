import { putSecret } from "../../store/bookkeeping.ts";
import type { Db } from "../../store/db.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import { findNamespace } from "../../store/targets/namespaces.ts";
import { ensureOutlet, subscribe } from "../../store/telling/outlets.ts";
import { noSuchNamespace } from "../targets/add-monitor.ts";
import type { Context, Refusal } from "../context.ts";
import { accountOn, takeVoice } from "../posts/accounts.ts";
import type { Network } from "../../domain/posts/networks.ts";
import { audit, mayNotAnnounce } from "../people/permission.ts";

/** An account of a social network, as its sign-in gave it. */
export interface Account {
  channel: Network;
  /** The remote's id of the account. */
  id: string;
  /** Without the @. */
  handle: string;
  tokens: Record<string, string>;
}

/**
 * Lets an account speak for a namespace to its customers, in the place of the one that did before: two would post the same
 * words, which networks take for spam. Its tokens are stored sealed.
 */
export async function connectAccount(
  context: Context,
  namespaceSlug: string,
  account: Account,
): Promise<{ ok: true; outlet: Outlet } | Refusal> {
  const namespace = await findNamespace(context.store.db, namespaceSlug);
  if (namespace === null)
    return noSuchNamespace(context.store.db, namespaceSlug);
  const refusal = mayNotAnnounce(context, namespace);
  if (refusal !== undefined) return refusal;
  return context.store.transaction(async (tx) => {
    await takeOver(tx, context, namespace, account);
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

async function takeOver(
  tx: Db,
  context: Context,
  namespace: Namespace,
  { channel, id }: Account,
): Promise<void> {
  const former = await accountOn(tx, namespace, channel);
  if (former !== null && former.recipient !== id)
    await takeVoice(tx, context, namespace, former);
}
