import type {
  PublicIncident,
  PublicIncidentPart,
} from "../../actions/public/public-incidents.ts";
import type {
  PublicMaintenance,
  PublicNamespace,
  PublicService,
} from "../../actions/public/public-view.ts";
import type { Instant } from "../../domain/time.ts";
import { barsByDay, barsTable } from "./bars.ts";
import { html, type Html } from "./html.ts";
import { maintenanceSection } from "./maintenance.ts";
import { badge, icon } from "./icons.ts";
import { scrollingTable } from "./table.ts";
import { incidentSummary, moment, percent } from "./words.ts";

const spanWords: Record<number, string> = {
  1: "24 hours",
  7: "7 days",
  30: "30 days",
  90: "90 days",
  365: "a year",
};

/** One service: how it is, how it was, and its latest incidents. */
export function servicePage(
  service: PublicService,
  { timezone }: PublicNamespace,
  {
    latest,
    planned,
    response,
    now,
  }: {
    latest: PublicIncidentPart;
    planned: readonly PublicMaintenance[];
    /** How quickly it answered. */
    response: Html;
    now: Instant;
  },
): Html {
  const { slug, name, status, since, uptimes, days } = service;
  const { incidents, olderThan } = latest;
  return html`<h1>${name}</h1>
    <p class="state">${badge(status)} since ${moment(since, timezone)}</p>
    ${maintenanceSection(planned, timezone)}
    <section aria-labelledby="uptime">
      <h2 id="uptime">Uptime</h2>
      <dl class="uptimes">
        ${uptimes.map(
          ({ days, ratio }) =>
            html`<div>
              <dt>${spanWords[days] ?? `${days} days`}</dt>
              <dd>${percent(ratio)}</dd>
            </div>`,
        )}
      </dl>
      ${barsByDay(service, timezone)}
      <p class="note">The last 90 days, today on the right.</p>
      <details class="note">
        <summary>As a table</summary>
        ${scrollingTable("Uptime by day", barsTable(days, timezone))}
      </details>
    </section>
    ${response}
    <section aria-labelledby="incidents">
      <h2 id="incidents">Incidents of the last 90 days</h2>
      ${incidentList(incidents, timezone, now, "None.")}
      <p class="note">
        ${olderThan === null ? null : html`These are the latest ${incidents.length}. `}<a
          href="/s/${slug}/history"
          >All incidents of ${name}</a
        >
      </p>
    </section>`;
}

/** Incidents, a line each. */
export function incidentList(
  incidents: readonly PublicIncident[],
  timezone: string,
  now: Instant,
  none: string,
): Html {
  if (incidents.length === 0) return html`<p>${none}</p>`;
  return html`<ul class="incidents">
    ${incidents.map(
      (incident) =>
        html`<li>
          ${icon(incident.resolvedAt === null ? incident.severity : "up")}
          ${moment(incident.beganAt, timezone)}
          <a href="/incidents/${incident.id}"
            >${incident.service.name}: ${incidentSummary(incident, now)}</a
          >
        </li> `,
    )}
  </ul>`;
}
