import { isNetwork } from "../../domain/posts/networks.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import type { Draft } from "../../store/entities/voices.ts";
import { openDrafts } from "../../store/telling/drafts.ts";
import type { Context } from "../context.ts";
import { isReady } from "./review.ts";

interface Planned {
  id: number;
  state: string;
  reason: string;
  incidentId: number | null;
}

/**
 * What is to be told of a network's account. `ready`: a draft that somebody allowed, or that nobody looked at in time;
 * undefined where none is to go out now. One that is outdated by what is pending does not: it is thought over again, and an
 * outage is told together with its end. `left`: what waits in no draft for somebody, or in an outdated one. What is held is
 * not told at all.
 */
export async function sortedByDrafts<Pending extends Planned>(
  { store, now }: Context,
  outlet: Outlet,
  pending: readonly Pending[],
): Promise<{ ready: Draft | undefined; left: Pending[] }> {
  if (!isNetwork(outlet.channel))
    return { ready: undefined, left: [...pending] };
  const drafts = await openDrafts(store.db, outlet.id);
  const outdated = outdatedDrafts(drafts, pending);
  const drafted = idsIn(drafts);
  const again = idsIn(outdated);
  return {
    ready: drafts.find(
      (draft) => isReady(draft, now) && !outdated.includes(draft),
    ),
    left: pending.filter(({ id }) => !drafted.has(id) || again.has(id)),
  };
}

/**
 * Drafts that nobody has looked at, and that do not say how it is any more: there is news, or not all of it is to be told.
 * All of such a draft is thought over again.
 */
function outdatedDrafts(
  drafts: readonly Draft[],
  pending: readonly Planned[],
): Draft[] {
  const drafted = idsIn(drafts);
  const news = newsIn(pending.filter(({ id }) => !drafted.has(id)));
  const byId = new Map(pending.map((one) => [one.id, one]));
  return drafts.filter(({ state, deliveryIds }) => {
    const left = deliveryIds.flatMap((id) => byId.get(id) ?? []);
    if (state !== "waiting" || left.length === 0) return false;
    return (
      left.length < deliveryIds.length ||
      left.some(({ incidentId }) => incidentId !== null && news.has(incidentId))
    );
  });
}

function idsIn(drafts: readonly Draft[]): Set<number> {
  return new Set(drafts.flatMap(({ deliveryIds }) => deliveryIds));
}

/**
 * The incidents of which there is news. Somebody's words stand alone and wait for nobody: they are no news of what does,
 * and what came after them is news once they are told; what came before them is news.
 */
function newsIn(pending: readonly Planned[]): Set<number> {
  const news = new Set<number>();
  const updated = new Set<number>();
  for (const { incidentId, reason } of pending) {
    if (incidentId === null || updated.has(incidentId)) continue;
    if (reason === "update") updated.add(incidentId);
    else news.add(incidentId);
  }
  return news;
}
