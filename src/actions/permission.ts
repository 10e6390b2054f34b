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
  if (actor.role === "unknown") return refuseUnknown();
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
  return refuse("not-allowed", `Only ${who} may change this: ask one of them.`);
}

/** Members may say "I have it" and look out of turn; guests and people of other workspaces only read. */
export function mayNotAct({ actor }: Context): Refusal | undefined {
  switch (actor.role) {
    case "admin":
    case "member":
      return undefined;
    case "unknown":
      return refuseUnknown();
    case "guest":
      return refuse(
        "not-allowed",
        "Guests can look at everything here, but not act on it.",
      );
  }
}

function refuseUnknown(): Refusal {
  return refuse(
    "not-known",
    "It cannot be seen at the moment who you are, so nothing was changed: try again in a minute.",
  );
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
