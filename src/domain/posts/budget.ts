import type { Topic } from "../fold.ts";

/** What a post is to the budget: it opens a story whose end is to be told, ends one, or neither. */
export interface Expense {
  topic: Topic;
  /** Of maintenance: whether it ends what was announced. */
  isEnd: boolean;
  /** How many stories it tells. */
  stories: number;
  /** Thousandths of a dollar. */
  price: number;
}

/**
 * Whether a month's budget has room for a post, with enough left for the ends of all that was announced. An end is always
 * told: room was kept for it, unless a person went beyond the budget.
 */
export function isAffordable(
  { topic, isEnd, stories, price }: Expense,
  {
    budget,
    spent,
    owed,
    endPrice,
  }: {
    budget: number;
    /** So far this month. */
    spent: number;
    /** Announced before, and not over: each end costs `endPrice`. */
    owed: number;
    endPrice: number;
  },
): boolean {
  if (isEnd) return true;
  const opened = topic === "brief" ? 0 : stories;
  return spent + price + endPrice * (owed + opened) <= budget;
}

/** Of which parts of the budget the operators are warned. */
export const warningPercents = [100, 80] as const;

/** The highest part of which is to be warned; undefined where none is reached. */
export function warningAt(spent: number, budget: number): number | undefined {
  return warningPercents.find((percent) => spent * 100 >= budget * percent);
}
