import type { PublicIncident } from "../../actions/public/public-incidents.ts";
import type { Instant } from "../../domain/time.ts";
import { html, type Html } from "./html.ts";
import { badge } from "./icons.ts";
import { timeline } from "./overview.ts";
import { prose } from "./prose.ts";
import { incidentSummary, moment } from "./words.ts";

/** One incident, from its beginning to its end. */
export function incidentPage(
  incident: PublicIncident,
  timezone: string,
  now: Instant,
): Html {
  const { id, service, severity, beganAt, resolvedAt } = incident;
  return html`<h1>${service.name}: ${incidentSummary(incident, now)}</h1>
    <p class="state">
      ${resolvedAt === null ? badge(severity) : html`Over since ${moment(resolvedAt, timezone)}`}
      · began ${moment(beganAt, timezone)} · incident ${id}
    </p>
    ${timeline(incident, timezone)} ${postmortemSection(incident, timezone)}
    <p><a href="/s/${service.slug}">All about ${service.name}</a></p>`;
}

function postmortemSection(
  { postmortem }: PublicIncident,
  timezone: string,
): Html | null {
  if (postmortem === null) return null;
  return html`<section aria-labelledby="postmortem">
    <h2 id="postmortem">What happened</h2>
    ${prose(postmortem.text)}
    <p class="note">Written ${moment(postmortem.at, timezone)}</p>
  </section>`;
}
