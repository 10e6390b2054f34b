import { latestSlot, nextSlot, type Rhythm } from "../base/report-times.ts";
import type { Report, ReportKind } from "../domain/report.ts";
import { MINUTE } from "../domain/time.ts";
import type { Db } from "../store/db.ts";
import { insertAnnouncement, insertDeliveries } from "../store/deliveries.ts";
import type { ReportSubscription } from "../store/entities/reports.ts";
import { getNamespace } from "../store/namespaces.ts";
import { ensureOutlet } from "../store/outlets.ts";
import {
  claimDueReport,
  deleteReportSubscription,
  findReportLine,
  isAnyReportDue,
  type ReportLine,
  reportLines,
  setNextReport,
  upsertReportSubscription,
} from "../store/reports.ts";
import { type Context, refuse, type Refusal } from "./context.ts";
import { audit, mayNotAct, mayNotChange } from "./permission.ts";
import { commonZone } from "./pictures.ts";
import { makeReport } from "./reports.ts";
import type { Listener } from "./subscriptions.ts";

export type { ReportLine } from "../store/reports.ts";

const MINUTES_A_DAY = 24 * 60;
/** A report that cannot be made now is tried again after this long, and stops no other. */
const TROUBLE_MS = 5 * MINUTE;

/** What somebody wants to get, and when. */
export interface WantedReport {
  kind: ReportKind;
  /** Null: of everything. */
  namespaceId: number | null;
  atMinute: number;
}

/** Lets a report come to a channel or a person; one of the same kind gets the new time. */
export async function subscribeToReport(
  context: Context,
  { recipient, label }: Listener,
  { kind, namespaceId, atMinute }: WantedReport,
): Promise<{ ok: true; line: ReportLine } | Refusal> {
  const refusal = mayNotAct(context);
  if (refusal !== undefined) return refusal;
  if (!Number.isInteger(atMinute) || atMinute < 0 || atMinute >= MINUTES_A_DAY)
    return refuse("invalid", "The time must be one of the day, as in 08:00.");
  const { store, now, actor } = context;
  return store.transaction(async (tx) => {
    const timezone = await zoneOf(tx, namespaceId);
    const outlet = await ensureOutlet(
      tx,
      { channel: "slack", recipient, label, audience: "team" },
      now,
    );
    await upsertReportSubscription(tx, {
      outletId: outlet.id,
      namespaceId,
      kind,
      atMinute,
      nextAt: nextSlot({ kind, atMinute, timezone }, now).at,
      createdBy: actor.id,
      createdAt: now,
    });
    const line = (await reportLines(tx, [recipient])).find(
      (one) => one.kind === kind && one.namespaceId === namespaceId,
    );
    if (line === undefined)
      throw new Error("a report subscription is not there");
    await audit(tx, context, "report subscribe", topicOf(line), {
      who: label,
      kind,
      atMinute,
    });
    return { ok: true as const, line: { ...line, timezone } };
  });
}

/** Ends reports. Everybody ends their own; what a channel gets is ended by whoever made that, or may change the namespace. */
export async function endReport(
  context: Context,
  id: number,
): Promise<{ ok: true; line: ReportLine } | Refusal> {
  return context.store.transaction(async (tx) => {
    const line = await findReportLine(tx, id);
    if (line === null)
      return refuse("gone", "These reports have ended already.");
    const { actor } = context;
    const isOwn = line.recipient === actor.id || line.createdBy === actor.id;
    const place =
      line.namespaceId === null
        ? null
        : {
            namespaceId: line.namespaceId,
            namespaceName: line.namespaceName ?? "",
            owners: line.owners ?? [],
          };
    const refusal = isOwn ? undefined : mayNotChange(context, place);
    if (refusal !== undefined) return refusal;
    await deleteReportSubscription(tx, id);
    await audit(tx, context, "report unsubscribe", topicOf(line), {
      who: line.outletLabel,
      kind: line.kind,
    });
    return { ok: true as const, line };
  });
}

/** What comes to a channel and a person. Everybody may look. */
export async function showReports(
  { store }: Context,
  recipients: readonly string[],
): Promise<ReportLine[]> {
  const lines = await reportLines(store.db, recipients);
  const zone = await commonZone(store.db);
  return lines.map((line) => ({ ...line, timezone: line.timezone ?? zone }));
}

function topicOf({ namespaceSlug }: ReportLine): string {
  return namespaceSlug ?? "everything";
}

async function zoneOf(db: Db, namespaceId: number | null): Promise<string> {
  return namespaceId === null
    ? commonZone(db)
    : (await getNamespace(db, namespaceId)).timezone;
}

/**
 * Makes one report that is due and puts it into the ledger, in one transaction: whatever crashes, it comes once. Of
 * several that were missed only the latest comes. False where none is due.
 */
export async function sendOneReport(context: Context): Promise<boolean> {
  const { store, now } = context;
  if (!(await isAnyReportDue(store.db, now))) return false;
  return store
    .transaction(async (tx) => {
      const due = await claimDueReport(tx, now);
      if (due === null) return false;
      try {
        await tx.transaction((inner) => send(inner, context, due));
      } catch (error) {
        await setNextReport(tx, due.id, now + TROUBLE_MS);
        return { error };
      }
      return true;
    })
    .then((sent) => {
      if (typeof sent === "boolean") return sent;
      throw new Error("a report could not be made; it is tried again", {
        cause: sent.error,
      });
    });
}

async function send(
  tx: Db,
  context: Context,
  due: ReportSubscription,
): Promise<void> {
  const { now } = context;
  const { kind, atMinute, namespaceId } = due;
  const rhythm: Rhythm = {
    kind,
    atMinute,
    timezone: await zoneOf(tx, namespaceId),
  };
  const { at, from, until } = latestSlot(rhythm, now);
  const report = await makeReport(
    { store: { ...context.store, db: tx }, now },
    {
      kind,
      namespaceId,
      window: { from, until },
      dueAt: at,
      subscriptionId: due.id,
    },
  );
  const announcement = await insertAnnouncement(tx, {
    incidentId: null,
    reason: "report",
    text: sentenceOf(report),
    facts: { report },
    createdAt: now,
  });
  await insertDeliveries(
    tx,
    announcement,
    [{ outletId: due.outletId, dueAt: now }],
    now,
  );
  await setNextReport(tx, due.id, nextSlot(rhythm, now).at);
}

/** As the ledger lists it. */
function sentenceOf({ kind, namespace, services }: Report): string {
  return `${kind} report of ${namespace.name}: ${services.up} of ${services.total} up`;
}
