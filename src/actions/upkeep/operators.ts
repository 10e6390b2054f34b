import type { Db } from "../../store/db.ts";
import { listRoleGrants } from "../../store/people/role-grants.ts";

/** Slack user ids of those who hear that allswell itself does not do as it should. */
export type Operators = () => Promise<readonly string[]>;

/** Those who are named (the configuration's, or else the workspace's own admins), and who was made an admin of everything: user id to name. */
export async function operatorsAmong(
  db: Db,
  named: readonly string[],
): Promise<Map<string, string>> {
  const people = new Map(named.map((id) => [id, "an admin"]));
  for (const grant of await listRoleGrants(db)) {
    const { kind, subject, label, namespaceId, role } = grant;
    if (kind === "user" && namespaceId === null && role === "admin")
      people.set(subject, label);
  }
  return people;
}
