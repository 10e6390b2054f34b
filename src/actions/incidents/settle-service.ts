import type { AnnouncementReason } from "../../domain/announcement.ts";
import {
  type IncidentChange,
  incidentChange,
  nextReminder,
  type Resolution,
} from "../../domain/incident.ts";
import {
  isUpThroughout,
  serviceStatus,
  type Status,
} from "../../domain/service.ts";
import type { Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import type { Incident } from "../../store/entities/incidents.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import type { Service } from "../../store/entities/services.ts";
import {
  awake,
  beginDowntime,
  changeIncident,
  endDowntime,
  findIncident,
  findOpenIncident,
  insertIncident,
} from "../../store/incidents/incidents.ts";
import {
  beginMaintenanceTime,
  endMaintenanceTime,
} from "../../store/maintenance/maintenance.ts";
import {
  oweRecovery,
  takeOwedRecoveries,
} from "../../store/maintenance/maintenance-coverage.ts";
import { monitorViews } from "../../store/targets/monitors.ts";
import { getNamespace } from "../../store/targets/namespaces.ts";
import { setStatus } from "../../store/targets/services.ts";
import { announce } from "./announce.ts";
import { refreshMessages } from "./refresh-messages.ts";
import { standingCause } from "./standing-cause.ts";

/** Why a service is judged anew. */
export interface Cause {
  at: Instant;
  /** When the trouble was first seen; at the latest now. */
  beganAt: Instant;
  /** What was seen or done, in words. */
  detail: string | null;
  /** Who did it, where a person did. */
  actor: string | null;
  /** What an end of the incident means, where it is not the one that the status suggests. */
  resolution?: Resolution;
}

/**
 * Makes a service's status, its incident and what is told of it follow its monitors. The caller holds the service's
 * lock, and the health that changed is written in the same transaction.
 */
export async function settleService(
  tx: Db,
  service: Service,
  cause: Cause,
): Promise<void> {
  const monitors = await monitorViews(tx, service.id);
  const status = serviceStatus(monitors);
  if (status !== service.status) await changeStatus(tx, service, status, cause);
  if (isUpThroughout(monitors)) await tellOwedRecoveries(tx, service, cause);
  const open = await findOpenIncident(tx, service.id);
  const change = incidentChange(open?.severity ?? null, status);
  if (change.kind === "none") {
    if (open !== null && cause.detail === null)
      await correctCause(tx, open, cause.at);
    return;
  }
  const namespace = await getNamespace(tx, service.namespaceId);
  const applied = await apply(tx, { change, open, service, namespace, cause });
  await announce(tx, {
    ...applied,
    service,
    namespace,
    at: cause.at,
    actor: cause.actor,
    isFirst: change.kind === "open",
  });
}

async function changeStatus(
  tx: Db,
  service: Service,
  status: Status,
  { at }: Cause,
): Promise<void> {
  await setStatus(tx, service.id, status, at);
  if (status === "maintenance") await beginMaintenanceTime(tx, service.id, at);
  else if (service.status === "maintenance")
    await endMaintenanceTime(tx, service.id, at);
}

/**
 * Customers who were told of an outage that went over into maintenance hear of its end when the service is seen to
 * work. The team knows more.
 */
async function tellOwedRecoveries(
  tx: Db,
  service: Service,
  { at }: Cause,
): Promise<void> {
  for (const id of await takeOwedRecoveries(tx, service.id)) {
    const incident = await findIncident(tx, id);
    if (incident === null) continue;
    const namespace = await getNamespace(tx, service.namespaceId);
    await announce(tx, {
      reason: "recovered",
      incident,
      service,
      namespace,
      at,
      detail: null,
      actor: null,
      only: "customers",
    });
  }
}

interface Application {
  change: Exclude<IncidentChange, { kind: "none" }>;
  open: Incident | null;
  service: Service;
  namespace: Namespace;
  cause: Cause;
}

type Applied = {
  reason: AnnouncementReason;
  incident: Incident;
  detail: string | null;
};

async function apply(tx: Db, application: Application): Promise<Applied> {
  const { change, open, cause } = application;
  if (change.kind === "open")
    return openIncident(tx, application, change.severity === "down");
  if (open === null)
    throw new Error(
      `incident change "${change.kind}" without an open incident`,
    );
  switch (change.kind) {
    case "worsen":
      return worsen(tx, application, open);
    case "improve":
      return improve(tx, open, cause);
    case "resolve":
      return resolve(tx, open, cause, resolutionOf(cause, change.resolution));
  }
}

/** A service that is up without what was removed of it is still watched, and works. */
function resolutionOf(
  { resolution }: Cause,
  suggested: Resolution,
): Resolution {
  return resolution === "removed" && suggested === "recovered"
    ? suggested
    : (resolution ?? suggested);
}

/** What was wrong first may be over, while something else still is. */
async function correctCause(
  tx: Db,
  open: Incident,
  at: Instant,
): Promise<void> {
  const reason = await standingCause(tx, open.serviceId);
  if (reason === null || reason === open.reason) return;
  await changeIncident(tx, open.id, { reason });
  await refreshMessages(tx, open.id, at);
}

async function improve(
  tx: Db,
  open: Incident,
  { at, detail }: Cause,
): Promise<Applied> {
  const left = detail ?? (await standingCause(tx, open.serviceId));
  await changeIncident(tx, open.id, {
    severity: "difficulties",
    reason: left ?? open.reason,
    downSince: null,
    nextReminderAt: null,
  });
  await endDowntime(tx, open.id, at);
  return {
    reason: "improved",
    incident: { ...open, severity: "difficulties" },
    detail: left,
  };
}

async function openIncident(
  tx: Db,
  { service, namespace, cause }: Application,
  isDown: boolean,
): Promise<Applied> {
  const incident = await insertIncident(tx, {
    serviceId: service.id,
    severity: isDown ? "down" : "difficulties",
    reason: cause.detail ?? "",
    beganAt: cause.beganAt,
    openedAt: cause.at,
    downSince: isDown ? cause.beganAt : null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    ...awake,
    resolvedAt: null,
    resolution: null,
    nextReminderAt: isDown
      ? nextReminder(cause.beganAt, namespace.remindEveryMs, cause.at)
      : null,
  });
  if (isDown) await beginDowntime(tx, incident.id, service.id, cause.beganAt);
  return {
    reason: isDown ? "down" : "difficulties",
    incident,
    detail: cause.detail,
  };
}

async function worsen(
  tx: Db,
  { service, namespace, cause }: Application,
  open: Incident,
): Promise<Applied> {
  const downSince = Math.max(cause.beganAt, open.beganAt);
  // Who sent difficulties to sleep did not mean this.
  const woken = open.snoozedSeverity === "difficulties" ? awake : {};
  await changeIncident(tx, open.id, {
    severity: "down",
    reason: cause.detail ?? open.reason,
    downSince,
    nextReminderAt: nextReminder(downSince, namespace.remindEveryMs, cause.at),
    ...woken,
  });
  await beginDowntime(tx, open.id, service.id, downSince);
  return {
    reason: "worsened",
    incident: { ...open, ...woken, severity: "down", downSince },
    detail: cause.detail,
  };
}

async function resolve(
  tx: Db,
  open: Incident,
  cause: Cause,
  resolution: Resolution,
): Promise<Applied> {
  await changeIncident(tx, open.id, {
    resolvedAt: cause.at,
    resolution,
    nextReminderAt: null,
    ...awake,
  });
  await endDowntime(tx, open.id, cause.at);
  if (resolution === "maintenance") await oweRecovery(tx, open.id);
  const incident = { ...open, resolvedAt: cause.at, resolution };
  if (resolution === "recovered")
    return { reason: "recovered", incident, detail: null };
  return { reason: "ended", incident, detail: endings[resolution] };
}

const endings: Record<Exclude<Resolution, "recovered">, string> = {
  paused: "its monitoring was paused",
  maintenance: "planned maintenance began",
  removed: "it was removed from allswell",
};
