import { DAY } from "../../domain/time.ts";
import { statusCounts, type StatusCount } from "../../store/views/board.ts";
import { type InstanceLine, listInstances } from "../../store/instances.ts";
import {
  type DeliveryCount,
  type MonitorMeasure,
  monitorMeasures,
  openIncidentCounts,
  recentDeliveries,
  waitingDeliveries,
} from "../../store/views/metrics.ts";
import type { Context } from "../context.ts";

export type {
  DeliveryCount,
  MonitorMeasure,
} from "../../store/views/metrics.ts";

/** All that is measured, at one moment. */
export interface Measures {
  services: StatusCount[];
  monitors: MonitorMeasure[];
  incidents: Awaited<ReturnType<typeof openIncidentCounts>>;
  waiting: DeliveryCount[];
  /** Of the last day. */
  told: DeliveryCount[];
  instances: InstanceLine[];
}

/** Reads a row of every monitor: to be kept for seconds. */
export async function readMeasures({
  store: { db },
  now,
}: Context): Promise<Measures> {
  return {
    services: await statusCounts(db),
    monitors: await monitorMeasures(db),
    incidents: await openIncidentCounts(db),
    waiting: await waitingDeliveries(db),
    told: await recentDeliveries(db, now - DAY),
    instances: await listInstances(db),
  };
}
