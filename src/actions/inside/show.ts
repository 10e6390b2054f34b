import { HOUR } from "../../domain/time.ts";
import {
  type BoardRow,
  type Part,
  servicePage,
  type StatusCount,
  statusCounts,
  troubledServices,
} from "../../store/views/board.ts";
import type { Namespace } from "../../store/entities/namespaces.ts";
import { listNamespaces } from "../../store/targets/namespaces.ts";
import { outletsByNamespace } from "../../store/telling/outlets.ts";
import {
  latestResults,
  type StoredResult,
} from "../../store/results/results.ts";
import type { Context } from "../context.ts";
import { openTroubles, type OwnTrouble } from "../upkeep/own-troubles.ts";

export type {
  BoardRow,
  MonitorLine,
  StatusCount,
} from "../../store/views/board.ts";
export type { IncidentLine } from "../../store/incidents/incident-history.ts";
export type { StoredResult } from "../../store/results/results.ts";

export interface Board {
  counts: StatusCount[];
  /** Not up: the worst and longest first. */
  troubled: BoardRow[];
  /** A page of all services, by namespace and name. */
  services: BoardRow[];
  page: number;
  pages: number;
  namespaceSlug: string | null;
  /** What allswell itself cannot tell at the moment. */
  own?: OwnTrouble[];
}

const SERVICES_PER_PAGE = 20;
const MOST_TROUBLED = 10;
const RECENT_MS = 6 * HOUR;

/** All services at a glance; `page` counts from 0. Everybody may look. */
export async function showBoard(
  { store }: Context,
  {
    namespaceSlug = null,
    page = 0,
  }: { namespaceSlug?: string | null; page?: number } = {},
): Promise<Board> {
  const counts = await statusCounts(store.db);
  const sizes = sizesOf(counts, namespaceSlug);
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  const pages = Math.max(1, Math.ceil(total / SERVICES_PER_PAGE));
  const shown = Math.min(Math.max(0, page), pages - 1);
  return {
    counts,
    troubled:
      shown === 0
        ? await troubledServices(store.db, MOST_TROUBLED, namespaceSlug)
        : [],
    services: await servicePage(
      store.db,
      partsOf(sizes, shown * SERVICES_PER_PAGE),
    ),
    page: shown,
    pages,
    namespaceSlug,
    own: await openTroubles(store.db),
  };
}

/** How many services each namespace has; of one only, where it is given. */
function sizesOf(
  counts: readonly StatusCount[],
  only: string | null,
): { slug: string; size: number }[] {
  const wanted = counts.filter(
    ({ namespaceSlug }) => only === null || namespaceSlug === only,
  );
  return [...Map.groupBy(wanted, (row) => row.namespaceSlug)].map(
    ([slug, rows]) => ({
      slug,
      size: rows.reduce((sum, { count }) => sum + count, 0),
    }),
  );
}

/** What of each namespace stands on the page that begins at `offset`. */
function partsOf(
  sizes: readonly { slug: string; size: number }[],
  offset: number,
): Part[] {
  const parts: Part[] = [];
  let [skipped, left] = [offset, SERVICES_PER_PAGE];
  for (const { slug, size } of sizes) {
    const limit = Math.min(size - skipped, left);
    if (limit > 0) parts.push({ namespaceSlug: slug, offset: skipped, limit });
    skipped = Math.max(0, skipped - size);
    left -= Math.max(0, limit);
    if (left === 0) break;
  }
  return parts;
}

export interface NamespaceLine {
  namespace: Namespace;
  outlets: { label: string; channel: string; offReason: string | null }[];
}

export async function showNamespaces({
  store,
}: Context): Promise<NamespaceLine[]> {
  const namespaces = await listNamespaces(store.db);
  const outlets = await outletsByNamespace(store.db);
  return namespaces.map((namespace) => ({
    namespace,
    outlets: outlets.filter(({ namespaceId }) => namespaceId === namespace.id),
  }));
}

/** What was seen lately, newest first. */
export async function showResults(
  { store, now }: Context,
  monitorId: number,
  limit: number,
): Promise<StoredResult[]> {
  return latestResults(store.db, { monitorId, since: now - RECENT_MS, limit });
}
