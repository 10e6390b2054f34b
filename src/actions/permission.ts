import type { Namespace } from "../store/entities/namespaces.ts";
import { writeAudit } from "../store/bookkeeping.ts";
import type { Db } from "../store/db.ts";
import { type Context, refuse, type Refusal } from "./context.ts";

/** Admins change everything, a namespace's owners what is in it. Undefined means yes. */
export function mayNotChange(
  { actor }: Context,
  namespace: Pick<Namespace, "name" | "owners"> | null,
): Refusal | undefined {
  if (actor.role === "admin") return undefined;
  if (
    namespace !== null &&
    actor.role === "member" &&
    namespace.owners.includes(actor.id)
  )
    return undefined;
  const who =
    namespace === null || namespace.owners.length === 0
      ? "admins"
      : `admins and the owners of ${namespace.name}`;
  return refuse(
    "not-allowed",
    `Only ${who} may change this. Ask one of them, or an admin can add you: ADMINS in the configuration, owners of a namespace by \`namespace owner\`.`,
  );
}

/** Members may say "I have it"; guests and people of other workspaces only read. */
export function mayNotAct({ actor }: Context): Refusal | undefined {
  return actor.role === "guest"
    ? refuse(
        "not-allowed",
        "Guests can look at everything here, but not change it.",
      )
    : undefined;
}

/** Keeps who did what, in the transaction that does it. */
export async function audit(
  tx: Db,
  { actor, now }: Context,
  verb: string,
  target: string,
  details: Record<string, unknown> = {},
): Promise<void> {
  await writeAudit(tx, { at: now, actor: actor.id, verb, target, details });
}
