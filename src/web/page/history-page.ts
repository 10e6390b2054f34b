import type { PublicIncident } from "../../actions/public-view.ts";
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
  }: { base: string; timezone: string; now: Instant; thisMonth: string },
): Html {
  return html`<h1>Incidents of ${monthWords(month)}</h1>
    ${incidentList(incidents, timezone, now, "None began in this month.")}
    <nav class="paging" aria-label="Months">
      <a rel="prev" href="${base}/${beside(month, -1)}"
        >${monthWords(beside(month, -1))}</a
      >
      ${month < thisMonth ? html`<a rel="next" href="${base}/${beside(month, 1)}">${monthWords(beside(month, 1))}</a>` : null}
    </nav>`;
}

function beside(month: string, months: number): string {
  return Temporal.PlainYearMonth.from(month).add({ months }).toString();
}
