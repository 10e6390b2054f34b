import { ruleInWords } from "../../base/recurrence.ts";
import { listed } from "../../base/text.ts";
import { zonedSpan, zonedTime } from "../../base/zoned-text.ts";
import { isEditable } from "../../domain/channels.ts";
import {
  decideMaintenance,
  type MaintenanceReason,
  type Meanwhile,
} from "../../domain/maintenance.ts";
import type { Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import {
  insertAnnouncement,
  insertDeliveries,
  wakeDeliverers,
} from "../../store/telling/deliveries.ts";
import { messagesOfMaintenance, wishEdit } from "../../store/telling/edits.ts";
import type {
  HeardServices,
  MaintenanceFacts,
} from "../../store/entities/announcements.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import type {
  MaintenanceWindow,
  Occurrence,
} from "../../store/entities/maintenance.ts";
import {
  type CoveredService,
  coveredServices,
  listenersOfServices,
} from "../../store/maintenance/maintenance-coverage.ts";
import { dropUnsaid } from "../../store/telling/drafts.ts";
import { toldOfMaintenance } from "../../store/maintenance/maintenance-news.ts";
import { foldWindowOf } from "../../store/telling/outlets.ts";

export interface MaintenanceNews {
  reason: MaintenanceReason;
  window: MaintenanceWindow;
  occurrence: Occurrence;
  at: Instant;
  actor: string | null;
  meanwhile?: Meanwhile;
}

/** So many services are named in a message; the rest is counted. */
const MOST_NAMED = 30;

/** Decides once, in the transaction of the change itself, who is told what of maintenance. */
export async function announceMaintenance(
  tx: Db,
  news: MaintenanceNews,
): Promise<void> {
  const { window, occurrence, reason, at } = news;
  // Whoever has read nothing of it yet is not told that it is over.
  if (outdatesWhatWasSaid(reason)) await dropUnsaid(tx, occurrence.id, at);
  const services = await coveredServices(tx, window.id);
  const told = await toldOfMaintenance(tx, occurrence.id);
  const hearers = (await listenersOfServices(tx, services)).flatMap(
    ({ outlet, services: concerning }) => {
      const heard = heardBy(outlet, concerning);
      const decision = decideMaintenance(
        reason,
        { audience: outlet.audience, told: told.get(outlet.id) ?? [] },
        window.tellsCustomers,
      );
      return decision.tell && heard.count > 0 ? [{ outlet, heard }] : [];
    },
  );
  const announcement = await insertAnnouncement(tx, {
    incidentId: null,
    occurrenceId: occurrence.id,
    reason,
    text: sentence(news, services),
    facts: factsOf(news, hearers),
    createdAt: at,
  });
  const deliveries = [];
  for (const { outlet } of hearers)
    deliveries.push({
      outletId: outlet.id,
      dueAt: isEditable(outlet.channel)
        ? at
        : at + (await foldWindowOf(tx, outlet.id)),
    });
  await insertDeliveries(tx, announcement, deliveries, at);
  await showMaintenance(tx, occurrence.id, at);
}

function outdatesWhatWasSaid(reason: MaintenanceReason): boolean {
  return reason !== "planned" && reason !== "moved" && reason !== "extended";
}

/** Brings the messages that a maintenance lives in up to date. */
export async function showMaintenance(
  tx: Db,
  occurrenceId: number,
  at: Instant,
): Promise<void> {
  for (const { postId, channel } of await messagesOfMaintenance(
    tx,
    occurrenceId,
  ))
    if (isEditable(channel)) await wishEdit(tx, postId, at);
  await wakeDeliverers(tx);
}

/** Customers hear of what is public. */
function heardBy(
  { audience }: Outlet,
  concerning: readonly CoveredService[],
): HeardServices {
  const services = concerning.filter(
    (service) => audience === "team" || service.public,
  );
  return {
    names: services.slice(0, MOST_NAMED).map(({ name }) => name),
    count: services.length,
    namespaces: [...new Set(services.map((one) => one.namespaceName))],
    timezone: services[0]?.timezone ?? "UTC",
  };
}

function factsOf(
  { window, occurrence, at, actor, meanwhile }: MaintenanceNews,
  hearers: readonly { outlet: Outlet; heard: HeardServices }[],
): MaintenanceFacts {
  return {
    title: window.title,
    note: window.note,
    again: window.rule === null ? null : ruleInWords(window.rule),
    startsAt: occurrence.startsAt,
    endsAt: occurrence.endsAt,
    heard: Object.fromEntries(
      hearers.map(({ outlet, heard }) => [String(outlet.id), heard]),
    ),
    at,
    meanwhile: meanwhile ?? null,
    actor,
    tellsCustomers: window.tellsCustomers,
  };
}

/** One plain sentence for the ledger. */
function sentence(
  { reason, window, occurrence: { startsAt, endsAt } }: MaintenanceNews,
  services: readonly CoveredService[],
): string {
  const what = `Maintenance of ${listed(services.map(({ name }) => name)) || "nothing"} (${window.title})`;
  const until = zonedTime(endsAt, window.zone, { withDay: true });
  switch (reason) {
    case "planned":
      return `${what} is planned: ${zonedSpan(startsAt, endsAt, window.zone)}`;
    case "moved":
      return `${what} is moved: ${zonedSpan(startsAt, endsAt, window.zone)}`;
    case "begins":
      return `${what} has begun, until ${until}`;
    case "extended":
      return `${what} is to last until ${until} now`;
    case "ends":
      return `${what} has ended`;
    case "cancelled":
      return `${what} is cancelled`;
  }
}
