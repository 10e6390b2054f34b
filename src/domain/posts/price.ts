import type { Instant } from "../time.ts";

/** What X takes for a post, in thousandths of a dollar, since April 2026: https://docs.x.com/x-api/getting-started/pricing */
export const POST_PRICE = 15;
export const LINK_PRICE = 200;
/** The words for those who do not see a post's picture. */
export const ALT_TEXT_PRICE = 5;

/** When a calendar month began; X bills in UTC. */
export function monthStart(now: Instant): Instant {
  const [year = 0, month = 1] = utcMonth(now).split("-").map(Number);
  return Temporal.Instant.from(
    `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-01T00:00:00Z`,
  ).epochMilliseconds;
}

/** "2026-11" */
export function utcMonth(now: Instant): string {
  return Temporal.Instant.fromEpochMilliseconds(now).toString().slice(0, 7);
}

/** Reads "$5", "5.50" or "5 USD" as thousandths of a dollar; undefined where it is no amount. */
export function parseDollars(typed: string): number | undefined {
  const [, amount] =
    /^\$?\s*(\d{1,7}(?:\.\d{1,3})?)\s*(?:\$|usd|dollars?)?$/i.exec(
      typed.trim(),
    ) ?? [];
  return amount === undefined ? undefined : Math.round(Number(amount) * 1_000);
}

/** Thousandths of a dollar as people read them: "$0.03", "$1.215". */
export function dollars(thousandths: number): string {
  const amount = (thousandths / 1_000).toFixed(3);
  return `$${amount.endsWith("0") ? amount.slice(0, -1) : amount}`;
}
