/**
 * What somebody may do, each more than the one before: a viewer looks, acknowledges and rechecks; an editor adds, edits,
 * pauses and plans maintenance; an announcer speaks to customers; an admin makes namespaces and says who may what.
 */
export const roles = ["viewer", "editor", "announcer", "admin"] as const;
export type Role = (typeof roles)[number];

/** A role in one namespace, or (null) everywhere. */
export interface Grant {
  role: Role;
  namespaceId: number | null;
}

export function isRole(word: string): word is Role {
  return roles.some((role) => role === word);
}

/** Whether a role includes what another one may. */
export function includes(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

/** Whether the grants allow what a role may, in a namespace or (null) everywhere. */
export function isGranted(
  grants: readonly Grant[],
  needed: Role,
  namespaceId: number | null,
): boolean {
  return grants.some(
    (grant) =>
      includes(grant.role, needed) &&
      (grant.namespaceId === null || grant.namespaceId === namespaceId),
  );
}
