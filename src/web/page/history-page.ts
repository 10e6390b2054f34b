import type { PublicIncident } from "../../actions/public-incidents.ts";
import type { Instant } from "../../domain/time.ts";
import { html, type Html } from "./html.ts";
import { incidentList } from "./service-page.ts";
import { monthWords } from "./words.ts";

/** The incidents of one month ("2026-11"), with the ways to the months beside it. */
export function historyPage(
  month: string,
  incidents: readonly PublicIncident[],
  {
    base,
    timezone,
    now,
    thisMonth,
    firstMonth,
  }: {
    base: string;
    timezone: string;
    now: Instant;
    thisMonth: string;
    /** Before it nothing was watched. */
    firstMonth: string;
  },
): Html {
  const before = month > firstMonth ? beside(month, -1) : null;
  const after = month < thisMonth ? beside(month, 1) : null;
  return html`<h1>Incidents of ${monthWords(month)}</h1>
    ${incidentList(incidents, timezone, now, "None began in this month.")}
    ${
      before === null && after === null
        ? null
        : html`<nav class="paging" aria-label="Months">
            ${before === null ? null : html`<a rel="prev" href="${base}/${before}">${monthWords(before)}</a>`}
            ${after === null ? null : html`<a rel="next" href="${base}/${after}">${monthWords(after)}</a>`}
          </nav>`
    }`;
}

function beside(month: string, months: number): string {
  return Temporal.PlainYearMonth.from(month).add({ months }).toString();
}
