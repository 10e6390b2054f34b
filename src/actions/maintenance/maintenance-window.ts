import { zonedSpan } from "../../base/zoned-text.ts";
import type { Db } from "../../store/db.ts";
import type {
  MaintenanceWindow,
  Occurrence,
} from "../../store/entities/maintenance.ts";
import {
  scopePlaces,
  scopesOf,
} from "../../store/maintenance/maintenance-scopes.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { audit, mayNotChange } from "../people/permission.ts";

export function noSuchWindow(windowId: number): Refusal {
  return refuse(
    "not-found",
    `There is no maintenance window ${windowId} that runs or is to come. \`maintenance\` lists them.`,
  );
}

/** Whoever may change all that a window covers may change the window. */
export async function mayNotChangeWindow(
  context: Context,
  db: Db,
  windowId: number,
): Promise<Refusal | undefined> {
  const { places } = await scopePlaces(db, await scopesOf(db, windowId));
  if (places.length === 0) return mayNotChange(context, null);
  for (const place of places) {
    const refusal = mayNotChange(context, place);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

export async function auditWindow(
  tx: Db,
  context: Context,
  verb: string,
  { id, title, zone, rule }: MaintenanceWindow,
  { startsAt, endsAt }: Occurrence,
): Promise<void> {
  await audit(tx, context, verb, `window ${id}`, {
    title,
    time: zonedSpan(startsAt, endsAt, zone),
    ...(rule === null ? {} : { rule }),
  });
}
