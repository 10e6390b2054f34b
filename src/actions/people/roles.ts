import { isRole, type Grant, type Role } from "../../domain/roles.ts";
import type { Db, Store } from "../../store/db.ts";
import type { GuestRights } from "../../store/entities/people.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import { listNamespaces } from "../../store/targets/namespaces.ts";
import {
  deleteRoleGrant,
  listRoleGrants,
  lockRoleGrants,
  putRoleGrant,
  removeOwner,
  type RoleLine,
} from "../../store/people/role-grants.ts";
import { type Actor, type Context, refuse, type Refusal } from "../context.ts";
import { audit, mayNotAdminister } from "./permission.ts";

export type { RoleLine } from "../../store/people/role-grants.ts";
export { type GuestRights, guestRights } from "../../store/entities/people.ts";

/** Who is given a role: a person or a user group of Slack's. */
export interface Subject {
  kind: "user" | "group";
  id: string;
  /** How people call it: "ada", "@ops-team". */
  label: string;
}

const GUESTS = "guests";

/** An actor with all that was given to them; `groupsOf` tells which of the groups they are in. */
export async function withGrants(
  { db }: Store,
  actor: Actor,
  groupsOf: (groupIds: readonly string[]) => Promise<string[]>,
): Promise<Actor> {
  const lines = await listRoleGrants(db);
  if (actor.role === "member")
    return { ...actor, grants: await grantsOf(actor.id, lines, groupsOf) };
  const isShutOut =
    actor.role !== "admin" && guestRightsIn(lines) === "nothing";
  return isShutOut ? { ...actor, isShutOut: true } : actor;
}

async function grantsOf(
  userId: string,
  lines: readonly RoleLine[],
  groupsOf: (groupIds: readonly string[]) => Promise<string[]>,
): Promise<Grant[]> {
  const ofGroups = lines.filter(({ kind }) => kind === "group");
  const groups = await groupsOf([
    ...new Set(ofGroups.map(({ subject }) => subject)),
  ]);
  return lines.flatMap(({ kind, subject, role, namespaceId }) => {
    const isTheirs =
      kind === "user" ? subject === userId : groups.includes(subject);
    return isTheirs && isRole(role) ? [{ role, namespaceId }] : [];
  });
}

function guestRightsIn(lines: readonly RoleLine[]): GuestRights {
  const line = lines.find(({ kind }) => kind === "guests");
  return line?.role === "nothing" ? "nothing" : "read";
}

/** Who may what besides what everybody may. */
export interface Roles {
  lines: RoleLine[];
  owned: Pick<Namespace, "id" | "slug" | "owners">[];
  guests: GuestRights;
}

/** In one namespace (with those who may it everywhere), or (null) in all. Everybody may look. */
export async function showRoles(
  { store: { db } }: Context,
  namespaceId: number | null = null,
): Promise<Roles> {
  const lines = await listRoleGrants(db);
  const namespaces = await listNamespaces(db);
  return {
    lines: lines.filter(
      (line) =>
        line.kind !== "guests" &&
        (namespaceId === null ||
          line.namespaceId === null ||
          line.namespaceId === namespaceId),
    ),
    owned: namespaces
      .filter(
        ({ id, owners }) =>
          owners.length > 0 && (namespaceId === null || id === namespaceId),
      )
      .map(({ id, slug, owners }) => ({ id, slug, owners })),
    guests: guestRightsIn(lines),
  };
}

/** Gives a role in a namespace or (null) everywhere; it takes the place of an earlier one there. */
export async function giveRole(
  context: Context,
  { kind, id, label }: Subject,
  role: Role,
  namespace: Namespace | null,
): Promise<{ ok: true } | Refusal> {
  const refusal = mayNotAdminister(context, namespace);
  if (refusal !== undefined) return refusal;
  return changeRoles(context, async (tx) => {
    await putRoleGrant(tx, {
      kind,
      subject: id,
      label,
      namespaceId: namespace?.id ?? null,
      role,
      createdAt: context.now,
    });
    await audit(tx, context, "people add", label, {
      role,
      in: namespace?.slug ?? "all",
    });
    return { ok: true as const };
  });
}

/** Takes what somebody was given in a namespace, or (null) all of it; owners are owners no more. */
export async function takeRoles(
  context: Context,
  { id, label }: Subject,
  namespace: Namespace | null,
): Promise<{ ok: true; taken: string[] } | Refusal> {
  const refusal = mayNotAdminister(context, namespace);
  if (refusal !== undefined) return refusal;
  return changeRoles(context, async (tx) => {
    const lines = (await listRoleGrants(tx)).filter(
      ({ subject, namespaceId }) =>
        subject === id && (namespace === null || namespaceId === namespace.id),
    );
    for (const line of lines) await deleteRoleGrant(tx, line.id);
    const owned = await removeOwner(tx, id, namespace?.id ?? null);
    const taken = [
      ...lines.map(grantWords),
      ...owned.map((s) => `owner of ${s}`),
    ];
    if (taken.length > 0)
      await audit(tx, context, "people remove", label, { taken });
    return { ok: true as const, taken };
  });
}

/** Takes one thing that was given, by the row that a button names. */
export async function takeRole(
  context: Context,
  grantId: number,
): Promise<{ ok: true; line: RoleLine } | Refusal> {
  return changeRoles(context, async (tx) => {
    const line = (await listRoleGrants(tx)).find(({ id }) => id === grantId);
    if (line === undefined)
      return refuse("gone", "This was taken away already.");
    const namespace = (await listNamespaces(tx)).find(
      ({ id }) => id === line.namespaceId,
    );
    const refusal = mayNotAdminister(context, namespace ?? null);
    if (refusal !== undefined) return refusal;
    await deleteRoleGrant(tx, grantId);
    await audit(tx, context, "people remove", line.label, {
      taken: [grantWords(line)],
    });
    return { ok: true as const, line };
  });
}

/** "editor in iati", "admin of everything" */
export function grantWords({
  role,
  namespaceSlug,
}: Pick<RoleLine, "role" | "namespaceSlug">): string {
  return namespaceSlug === null
    ? `${role} everywhere`
    : `${role} in ${namespaceSlug}`;
}

/** Whether guests and people of other workspaces may look at everything, or are shut out. */
export async function setGuestRights(
  context: Context,
  rights: GuestRights,
): Promise<{ ok: true } | Refusal> {
  const refusal = mayNotAdminister(context, null);
  if (refusal !== undefined) return refusal;
  return changeRoles(context, async (tx) => {
    await putRoleGrant(tx, {
      kind: GUESTS,
      subject: GUESTS,
      label: GUESTS,
      namespaceId: null,
      role: rights,
      createdAt: context.now,
    });
    await audit(tx, context, "people guests", rights);
    return { ok: true as const };
  });
}

/** Thrown to undo what would leave nobody in charge. */
class NobodyLeft extends Error {}

/** One change at a time, and none after which nobody could undo it. */
async function changeRoles<Answer>(
  context: Context,
  work: (tx: Db) => Promise<Answer>,
): Promise<Answer | Refusal> {
  try {
    return await context.store.transaction(async (tx) => {
      await lockRoleGrants(tx);
      const before = await adminLines(tx);
      const answer = await work(tx);
      if (!isSomebodyLeft(context, before, await adminLines(tx)))
        throw new NobodyLeft();
      return answer;
    });
  } catch (error) {
    if (!(error instanceof NobodyLeft)) throw error;
    return refuse(
      "last-admin",
      "Then nobody would be admin any more. Make somebody else admin first: `people add @ada admin`.",
    );
  }
}

/** Those who are admins everywhere because it was given to them. */
async function adminLines(tx: Db): Promise<RoleLine[]> {
  return (await listRoleGrants(tx)).filter(
    ({ role, namespaceId }) => role === "admin" && namespaceId === null,
  );
}

/**
 * Whoever is admin of the workspace or by the configuration stays it. One who is admin because it was given must leave
 * somebody who is, by name: a user group may be empty tomorrow.
 */
function isSomebodyLeft(
  { actor }: Context,
  before: readonly RoleLine[],
  after: readonly RoleLine[],
): boolean {
  return (
    actor.role === "admin" ||
    after.length >= before.length ||
    after.some(({ kind }) => kind === "user")
  );
}
