import { DAY } from "../domain/time.ts";
import {
  ledgerCounts,
  type LedgerCounts,
  type LedgerLine,
  ledgerLines,
  type LedgerPlace,
  notTold,
  tellableIncident,
} from "../store/telling/ledger.ts";
import type { Context } from "./context.ts";
import { notToldBecause } from "./ledger/words.ts";

export type {
  LedgerCounts,
  LedgerLine,
  LedgerPart,
  LedgerPlace,
} from "../store/telling/ledger.ts";
export { ledgerParts } from "../store/telling/ledger.ts";

const PER_PAGE = 10;

/** A page of the ledger, the latest first. */
export interface LedgerPage {
  place: LedgerPlace;
  counts: LedgerCounts;
  lines: LedgerLine[];
  hasEarlier: boolean;
  /** Of one incident: who hears of its service and was not told, and why. */
  untold: { label: string; why: string }[];
  now: number;
}

/** What was told, what waits and what failed; null where there is no such incident. Everybody may look. */
export async function showDeliveries(
  { store, now }: Context,
  place: LedgerPlace,
): Promise<LedgerPage | null> {
  const { db } = store;
  const { incidentId, beforeId } = place;
  const incident =
    incidentId === null ? null : await tellableIncident(db, incidentId);
  if (incidentId !== null && incident === null) return null;
  const found = await ledgerLines(db, place, {
    limit: PER_PAGE + 1,
    since: now - DAY,
  });
  const untold =
    incidentId === null || incident === null || beforeId !== null
      ? []
      : await notTold(db, incidentId, incident);
  return {
    place,
    counts: await ledgerCounts(db, now - DAY),
    lines: found.slice(0, PER_PAGE),
    hasEarlier: found.length > PER_PAGE,
    untold: untold.map((one) => ({
      label: one.label,
      why: notToldBecause(one, incident),
    })),
    now,
  };
}
