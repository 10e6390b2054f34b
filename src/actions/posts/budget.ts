import { isAffordable, warningAt } from "../../domain/posts/budget.ts";
import {
  dollars,
  LINK_PRICE,
  monthStart,
  POST_PRICE,
  utcMonth,
} from "../../domain/posts/price.ts";
import { piecesOf } from "../../domain/posts/templates.ts";
import type { Topic } from "../../domain/fold.ts";
import { owedBy } from "../../store/telling/drafts.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import type { StoredVoice } from "../../store/entities/voices.ts";
import { getNamespace } from "../../store/targets/namespaces.ts";
import {
  findVoice,
  firstWarning,
  namespaceOfDelivery,
  spendingSince,
} from "../../store/telling/voices.ts";
import type { Context } from "../context.ts";

/** A post as the budget sees it. */
export interface PricedPost {
  ids: number[];
  topic: Topic;
  /** Whether it says that maintenance is over, or will not be. */
  endsMaintenance: boolean;
  payload: unknown;
}

/** Whether the namespace's budget of this month has room for a post. */
export async function hasBudgetFor(
  { store: { db }, now }: Context,
  outlet: Outlet,
  voice: StoredVoice,
  { ids, topic, endsMaintenance, payload }: PricedPost,
): Promise<boolean> {
  const price = priceOf(payload);
  if (voice.budget === null || price === 0) return true;
  const { spent } = await spendingSince(db, [outlet.id], monthStart(now));
  return isAffordable(
    {
      topic,
      isEnd: topic === "recovered" || endsMaintenance,
      stories: ids.length,
      price,
    },
    {
      budget: voice.budget,
      spent,
      owed: await owedBy(db, outlet.id, ids),
      endPrice: endPriceOf(voice),
    },
  );
}

function priceOf(payload: unknown): number {
  const { price } = payload as { price?: unknown };
  return typeof price === "number" ? price : 0;
}

function endPriceOf({ links, templates }: StoredVoice): number {
  const ends = [templates.recovered ?? "", templates.ends ?? ""];
  const hasAddress = ends.some((text) =>
    piecesOf(text).some(({ kind }) => kind === "address"),
  );
  return links && hasAddress ? LINK_PRICE : POST_PRICE;
}

/** What the operators are to know of the budget after a post, once each; null where that is nothing. */
export async function budgetWarning(
  { store, now }: Context,
  outlet: Outlet,
  deliveryId: number,
): Promise<string | null> {
  const namespace = await namespaceOfDelivery(store.db, deliveryId);
  if (namespace === null) return null;
  const { budget } = await findVoice(store.db, namespace.id);
  if (budget === null) return null;
  const since = monthStart(now);
  const { spent } = await spendingSince(store.db, [outlet.id], since);
  const percent = warningAt(spent, budget);
  if (percent === undefined) return null;
  return warnOnce({ store, now }, namespace.id, percent, spent, budget);
}

/** The same where a post had to be held. */
export async function usedUpWarning(
  { store, now }: Pick<Context, "store" | "now">,
  outlet: Outlet,
  { namespaceId, budget }: StoredVoice,
): Promise<string | null> {
  const since = monthStart(now);
  const { spent } = await spendingSince(store.db, [outlet.id], since);
  return warnOnce({ store, now }, namespaceId, 100, spent, budget ?? 0);
}

async function warnOnce(
  { store, now }: Pick<Context, "store" | "now">,
  namespaceId: number,
  percent: number,
  spent: number,
  budget: number,
): Promise<string | null> {
  const month = utcMonth(now);
  if (!(await firstWarning(store.db, namespaceId, month, percent))) return null;
  const { name, slug } = await getNamespace(store.db, namespaceId);
  const used = `${dollars(spent)} of the ${dollars(budget)} for posts of ${name} this month are spent`;
  return percent < 100
    ? `${used}. \`posts ${slug} budget $10\` raises the budget.`
    : `The budget is used up: ${used}, and the rest is kept for the ends of what was announced. New posts are held until somebody allows them. \`posts ${slug} budget $10\` raises the budget.`;
}
