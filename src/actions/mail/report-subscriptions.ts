import { latestSlot, nextSlot, type Rhythm } from "../../base/report-times.ts";
import type { Report, ReportKind } from "../../domain/report.ts";
import { MINUTE } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import {
  insertAnnouncement,
  insertDeliveries,
} from "../../store/telling/deliveries.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import type { ReportSubscription } from "../../store/entities/reports.ts";
import { getNamespace } from "../../store/targets/namespaces.ts";
import { ensureOutlet, getOutlet } from "../../store/telling/outlets.ts";
import {
  claimDueReport,
  deleteReportSubscription,
  findReportLine,
  isAnyReportDue,
  type ReportLine,
  reportLineOf,
  reportLines,
  setNextReport,
  upsertReportSubscription,
} from "../../store/mail/reports.ts";
import {
  type Context,
  inTransaction,
  refuse,
  type Refusal,
} from "../context.ts";
import { audit, mayNotAct, mayNotChange } from "../people/permission.ts";
import { commonZone, failuresOf } from "../figures/pictures.ts";
import { makeReport } from "./reports.ts";
import type { Listener } from "../audience/subscriptions.ts";

export type { ReportLine } from "../../store/mail/reports.ts";

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
  wanted: WantedReport,
): Promise<{ ok: true; line: ReportLine } | Refusal> {
  const refusal = mayNotAct(context) ?? noTime(wanted);
  if (refusal !== undefined) return refusal;
  const { store, now } = context;
  return store.transaction(async (tx) => {
    const outlet = await ensureOutlet(
      tx,
      { channel: "slack", recipient, label, audience: "team" },
      now,
    );
    return {
      ok: true as const,
      line: await beginReport(tx, context, outlet, wanted),
    };
  });
}

/** Why there is no such time of the day; undefined where there is. */
export function noTime({ atMinute }: WantedReport): Refusal | undefined {
  return Number.isInteger(atMinute) && atMinute >= 0 && atMinute < MINUTES_A_DAY
    ? undefined
    : refuse("invalid", "The time must be one of the day, as in 08:00.");
}

/** Lets a report come to an outlet. */
export async function beginReport(
  tx: Db,
  context: Context,
  outlet: Outlet,
  { kind, namespaceId, atMinute }: WantedReport,
): Promise<ReportLine> {
  const { now, actor } = context;
  const timezone = await zoneOf(tx, namespaceId);
  await upsertReportSubscription(tx, {
    outletId: outlet.id,
    namespaceId,
    kind,
    atMinute,
    nextAt: nextSlot({ kind, atMinute, timezone }, now).at,
    createdBy: actor.id,
    createdAt: now,
  });
  const line = await reportLineOf(tx, outlet.id, { kind, namespaceId });
  await audit(tx, context, "report subscribe", topicOf(line), {
    who: outlet.label,
    kind,
    atMinute,
  });
  return { ...line, timezone };
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
    facts: { report: await withPicture(tx, context, due, report) },
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

/** How far back the picture of a mail looks. */
const pictureSpans = { daily: "7d", weekly: "7d", monthly: "30d" } as const;

/** A mail shows at which hours it failed; in Slack a chart of its own does. */
async function withPicture(
  tx: Db,
  context: Context,
  { outletId, namespaceId, kind }: ReportSubscription,
  report: Report,
): Promise<Report> {
  const { channel } = await getOutlet(tx, outletId);
  if (channel !== "mail") return report;
  const failures = await failuresOf(
    inTransaction(context, tx),
    { namespaceId },
    pictureSpans[kind],
  );
  return { ...report, histogram: { kind: "failures-by-hour", ...failures } };
}

/** As the ledger lists it. */
function sentenceOf({ kind, namespace, services }: Report): string {
  return `${kind} report of ${namespace.name}: ${services.up} of ${services.total} up`;
}
