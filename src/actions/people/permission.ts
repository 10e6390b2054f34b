import type { Namespace } from "../../store/entities/namespaces.ts";
import { includes, isGranted, type Role } from "../../domain/roles.ts";
import { writeAudit } from "../../store/bookkeeping.ts";
import type { Db } from "../../store/db.ts";
import type { Target } from "../../store/targets/targets.ts";
import { type Actor, type Context, refuse, type Refusal } from "../context.ts";

/** A namespace, or what lies in one. */
export type Place =
  | Pick<Namespace, "id" | "name" | "owners">
  | Pick<Target, "namespaceId" | "namespaceName" | "owners">;

/**
 * Who may add, edit, pause and plan maintenance: editors and all above them, and the namespace's owners. `place` null
 * means everywhere. Undefined means yes.
 */
export function mayNotChange(
  context: Context,
  place: Place | null,
): Refusal | undefined {
  return mayNot("editor", "change this", context, place);
}

/** Who may speak to customers (on X, on the page): announcers and admins, and the namespace's owners. Undefined means yes. */
export function mayNotAnnounce(
  context: Context,
  place: Place | null,
): Refusal | undefined {
  return mayNot("announcer", "speak to customers", context, place);
}

/** Who may make namespaces and say who may what: admins of a namespace there, of all everywhere. Undefined means yes. */
export function mayNotAdminister(
  context: Context,
  place: Place | null,
): Refusal | undefined {
  return mayNot("admin", "change this", context, place);
}

/** Who may remove a namespace: its owners and its admins. Undefined means yes. */
export function mayNotEnd(
  context: Context,
  namespace: Pick<Namespace, "id" | "name" | "owners">,
): Refusal | undefined {
  const { actor } = context;
  const isOwner =
    actor.role === "member" && namespace.owners.includes(actor.id);
  const refusal = isOwner ? undefined : mayNotAdminister(context, namespace);
  return refusal?.kind === "not-allowed"
    ? refuse(
        refusal.kind,
        `Only ${whoMay(OWNER, namespace)} may remove it: ask one of them.`,
      )
    : refusal;
}

function mayNot(
  needed: Role,
  what: string,
  { actor }: Context,
  place: Place | null,
): Refusal | undefined {
  if (actor.role === "admin") return undefined;
  if (actor.role === "unknown") return refuseUnknown();
  if (actor.role === "member" && isAllowed(actor, needed, place))
    return undefined;
  return refuse(
    "not-allowed",
    `Only ${whoMay(needed, place)} may ${what}: ask one of them.`,
  );
}

/** What an owner may in the namespace. */
const OWNER: Role = "announcer";

function isAllowed(
  { id, grants = [] }: Actor,
  needed: Role,
  place: Place | null,
): boolean {
  if (place === null) return isGranted(grants, needed, null);
  const namespaceId = "id" in place ? place.id : place.namespaceId;
  const isOwner = place.owners.includes(id) && includes(OWNER, needed);
  return isOwner || isGranted(grants, needed, namespaceId);
}

function whoMay(needed: Role, place: Place | null): string {
  const hasOwners = place !== null && place.owners.length > 0;
  if (!hasOwners || !includes(OWNER, needed)) return "admins";
  const name = "name" in place ? place.name : place.namespaceName;
  return `admins and the owners of ${name}`;
}

/** Everybody may look, but guests only where they are let in. Undefined means yes. */
export function mayNotLook({ isShutOut }: Actor): Refusal | undefined {
  return isShutOut === true
    ? refuse(
        "not-allowed",
        "allswell is for the members of this workspace; guests are not let in.",
      )
    : undefined;
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

/** Who did what is shown to members, not to guests. Undefined means yes. */
export function mayNotAudit(context: Context): Refusal | undefined {
  return context.actor.role === "guest"
    ? refuse("not-allowed", "Guests do not see who did what.")
    : mayNotAct(context);
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
  await writeAudit(tx, {
    at: now,
    actor: actor.id,
    actorName: actor.name,
    verb,
    target,
    details,
  });
}
