import { deliveryWrites } from "./delivery-writes.ts";
import { incidentWrites } from "./incident-writes.ts";
import { maintenanceWrites } from "./maintenance-writes.ts";
import { monitorWrites } from "./monitor-writes.ts";
import { namespaceWrites } from "./namespace-writes.ts";
import type { PrivateEndpoint } from "./private-endpoint.ts";
import { privateReads } from "./private-reads.ts";
import { restoreWrites } from "./restore-writes.ts";
import { serviceWrites } from "./service-writes.ts";

/** What is asked and done with a token. */
export const privateEndpoints: readonly PrivateEndpoint[] = [
  ...privateReads,
  ...monitorWrites,
  ...serviceWrites,
  ...restoreWrites,
  ...incidentWrites,
  ...maintenanceWrites,
  ...deliveryWrites,
  ...namespaceWrites,
];
