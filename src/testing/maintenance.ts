import {
  type MaintenanceRequest,
  type Planned,
  planMaintenance,
} from "../actions/maintenance/plan-maintenance.ts";
import type { Context } from "../actions/context.ts";
import { ofService } from "../actions/maintenance/find-scopes.ts";
import { coverAll } from "../actions/maintenance/cover-service.ts";
import { runOneMaintenance } from "../actions/maintenance/run-maintenance.ts";
import { HOUR, type Instant, MINUTE } from "../domain/time.ts";
import { rows, type Store } from "../store/db.ts";
import { contextOf, granted } from "./factory.ts";

export function maintenanceFields(
  serviceId: number,
  from: Instant,
  fields: Partial<MaintenanceRequest> = {},
): MaintenanceRequest {
  return {
    title: "DB upgrade",
    note: "",
    purpose: "",
    scopes: [ofService(serviceId)],
    zone: "UTC",
    from,
    until: from + HOUR,
    rule: null,
    durationMs: HOUR,
    tellsCustomers: true,
    ...fields,
  };
}

/** A window of an hour over a service, planned by an admin now, or a minute before it begins where that is earlier. */
export async function plan(
  store: Store,
  serviceId: number,
  from: Instant,
  {
    now = Math.min(Date.now(), from - MINUTE),
    ...fields
  }: Partial<MaintenanceRequest> & { now?: Instant } = {},
): Promise<Planned> {
  return granted(
    await planMaintenance(
      contextOf(store, { now }),
      maintenanceFields(serviceId, from, fields),
    ),
  );
}

/** What the loop does at an instant; returns how many times began, ended or were missed. */
export async function atTime(context: Context): Promise<number> {
  let turns = 0;
  while (await runOneMaintenance(context)) turns += 1;
  await coverAll(context);
  return turns;
}

/** Every announcement of maintenance, in order. */
export async function saidOfMaintenance(store: Store): Promise<string[]> {
  const said = await rows<{ reason: string }>(
    store.db,
    "SELECT reason FROM announcements WHERE occurrence_id IS NOT NULL ORDER BY id",
  );
  return said.map(({ reason }) => reason);
}

/** What an outlet was told or is to be told, by its label, in order. */
export async function deliveredTo(
  store: Store,
  label: string,
): Promise<string[]> {
  const told = await rows<{ reason: string }>(
    store.db,
    "SELECT d.reason FROM deliveries d JOIN outlets o ON o.id = d.outlet_id WHERE o.label = $1 ORDER BY d.id",
    [label],
  );
  return told.map(({ reason }) => reason);
}
