import type { Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import { teamOutletsOf } from "../../store/telling/outlets.ts";
import { tellOutlets, tellPeople } from "../upkeep/tell-operators.ts";

/**
 * Tells those who look after a namespace that calling people does not go as it should: the operators and the owners,
 * each in a direct message. Where nobody is either, the namespace's channels.
 */
export async function tellKeepers(
  tx: Db,
  now: Instant,
  namespace: Pick<Namespace, "id" | "owners">,
  operators: readonly string[],
  text: string,
  /** Whom it is about, and who knows it already. */
  but?: string,
): Promise<void> {
  const keepers = [...operators, ...namespace.owners];
  if (keepers.length > 0)
    return tellPeople(
      tx,
      now,
      keepers.filter((id) => id !== but),
      text,
    );
  const team = await teamOutletsOf(tx, namespace.id);
  const inSlack = team.filter(({ channel }) => channel === "slack");
  return tellOutlets(
    tx,
    now,
    inSlack.map(({ id }) => id),
    text,
  );
}
