import type { PublicIncidentPart } from "../../actions/public/public-incidents.ts";
import type { PublicService } from "../../actions/public/public-view.ts";
import type { Instant } from "../../domain/time.ts";
import { html, type Html } from "./html.ts";
import { incidentList } from "./service-page.ts";
import { monthWords } from "./words.ts";

/** Incidents of one month ("2026-11"), with the ways to the others of it and to the months beside it. */
export function historyPage(
  month: string,
  part: PublicIncidentPart,
  {
    base,
    timezone,
    now,
    isLatest,
    thisMonth,
    firstMonth,
  }: Place & {
    base: string;
    thisMonth: string;
    /** Before it nothing was watched. */
    firstMonth: string;
  },
): Html {
  const before = month > firstMonth ? beside(month, -1) : null;
  const after = month < thisMonth ? beside(month, 1) : null;
  return html`<h1>Incidents of ${monthWords(month)}</h1>
    ${incidentList(part.incidents, timezone, now, "None began in this month.")}
    ${partLinks(`${base}/${month}`, part, isLatest)}
    ${
      before === null && after === null
        ? null
        : html`<nav class="paging" aria-label="Months">
            ${before === null ? null : html`<a rel="prev" href="${base}/${before}">${monthWords(before)}</a>`}
            ${after === null ? null : html`<a rel="next" href="${base}/${after}">${monthWords(after)}</a>`}
          </nav>`
    }`;
}

/** All incidents of a service. */
export function serviceHistoryPage(
  { slug, name }: Pick<PublicService, "slug" | "name">,
  part: PublicIncidentPart,
  { timezone, now, isLatest }: Place,
): Html {
  const path = `/s/${slug}`;
  return html`<h1>Incidents of ${name}</h1>
    ${incidentList(part.incidents, timezone, now, "None.")}
    ${partLinks(`${path}/history`, part, isLatest)}
    <p><a href="${path}">All about ${name}</a></p>`;
}

interface Place {
  timezone: string;
  now: Instant;
  /** Whether nothing is newer than what is shown. */
  isLatest: boolean;
}

/** The ways to the rest, where there is more than a page holds. */
function partLinks(
  path: string,
  { olderThan }: PublicIncidentPart,
  isLatest: boolean,
): Html | null {
  if (isLatest && olderThan === null) return null;
  return html`<nav class="paging" aria-label="Pages">
    ${isLatest ? null : html`<a href="${path}">Newest</a>`}
    ${olderThan === null ? null : html`<a rel="next" href="${path}?before=${olderThan}">Older</a>`}
  </nav>`;
}

function beside(month: string, months: number): string {
  return Temporal.PlainYearMonth.from(month).add({ months }).toString();
}
