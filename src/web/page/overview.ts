import type { PublicIncident } from "../../actions/public/public-incidents.ts";
import type {
  PublicNamespace,
  PublicService,
  PublicView,
} from "../../actions/public/public-view.ts";
import { counted, listed } from "../../base/text.ts";
import { type Status, statuses } from "../../domain/service.ts";
import { bars } from "./bars.ts";
import { maintenanceSection } from "./maintenance.ts";
import { panelsSection } from "./panels.ts";
import { html, type Html } from "./html.ts";
import { badge, icon } from "./icons.ts";
import { postsSection } from "./posts-section.ts";
import {
  incidentSummary,
  moment,
  overallSentence,
  percent,
  sharedZone,
  statusWords,
  updateWords,
  zoneOf,
} from "./words.ts";

/** So many services a page shows with their bars; a namespace that has more is paged. */
export const SERVICES_PER_PAGE = 100;
const MOST_INCIDENTS = 20;

/** What is wrong, then all services: of all namespaces, or of one with `page` counting from 1. */
export function overview(
  view: PublicView,
  chosen: PublicNamespace | null,
  page: number,
): Html {
  const filled = view.namespaces.filter(({ services }) => services.length > 0);
  const shown = chosen === null ? filled : [chosen];
  const [only] = shown.length === 1 ? shown : [];
  const services = shown.flatMap((namespace) => namespace.services);
  const overall = overallSentence(services);
  const planned = view.maintenance.filter((one) =>
    one.services.some(
      ({ namespaceSlug }) => chosen === null || namespaceSlug === chosen.slug,
    ),
  );
  const incidents = view.incidents.filter(
    ({ namespaceSlug }) => chosen === null || namespaceSlug === chosen.slug,
  );
  const base = chosen === null ? "" : `/n/${chosen.slug}`;
  return html`<h1 class="overall ${overall.status}">
      ${icon(overall.status)} ${overall.text}
    </h1>
    ${incidents.length === 0 ? null : current(incidents, services, view)}
    ${maintenanceSection(planned, chosen?.timezone ?? sharedZone(view.namespaces))}
    ${sections(view, chosen, page)}
    ${only === undefined ? null : panelsSection(only.panels, only.timezone, view.at)}
    ${only === undefined ? null : postsSection(only.posts, only.timezone)}
    <p class="more">
      <a href="${base}/history">Earlier incidents</a>
      <a href="${base}/numbers">Numbers: how often, and when</a>
    </p>`;
}

function current(
  incidents: readonly PublicIncident[],
  services: readonly PublicService[],
  view: PublicView,
): Html {
  // A view holds the worst incidents of each namespace; each of the others is a service in trouble, too.
  const troubled = services.filter(({ status }) => isTrouble(status)).length;
  const rest = Math.max(incidents.length, troubled) - MOST_INCIDENTS;
  return html`<section aria-labelledby="now">
    <h2 id="now">Now</h2>
    ${incidents.slice(0, MOST_INCIDENTS).map((incident) => card(incident, view))}
    ${rest > 0 ? html`<p>and ${rest} more</p>` : null}
  </section>`;
}

function isTrouble(status: Status): boolean {
  return status === "down" || status === "difficulties";
}

function card(incident: PublicIncident, { namespaces, at }: PublicView): Html {
  const zone = zoneOf(namespaces, incident.namespaceSlug);
  return html`<article class="incident ${incident.severity}">
    <h3>
      ${icon(incident.severity)}
      <a href="/incidents/${incident.id}">${incident.service.name}</a>:
      ${incidentSummary(incident, at)}
    </h3>
    ${timeline(incident, zone)}
  </article>`;
}

/** What happened, the latest first. */
export function timeline(incident: PublicIncident, timezone: string): Html {
  return html`<ol class="timeline">
    ${incident.updates
      .toReversed()
      .map(
        (update) =>
          html`<li>
            ${moment(update.at, timezone)} ${updateWords(update, incident)}
          </li>`,
      )}
  </ol>`;
}

function sections(
  { namespaces }: PublicView,
  chosen: PublicNamespace | null,
  page: number,
): Html {
  if (chosen !== null) return namespaceSection(chosen, page, false);
  const total = namespaces.reduce((sum, one) => sum + one.services.length, 0);
  const filled = namespaces.filter(({ services }) => services.length > 0);
  return total > SERVICES_PER_PAGE
    ? html`<section aria-labelledby="all">
        <h2 id="all">Services</h2>
        <ul class="summaries">
          ${filled.map(summary)}
        </ul>
      </section>`
    : html`${filled.map((one) => namespaceSection(one, 1, filled.length > 1))}`;
}

/** Where there are too many to list: how many of a namespace are how. */
function summary({ slug, name, services }: PublicNamespace): Html {
  const counts = statuses.flatMap((status) => {
    const n = services.filter((one) => one.status === status).length;
    return n === 0
      ? []
      : [
          html`<span class="status ${status}"
            >${icon(status)} ${n} ${statusWords[status].toLowerCase()}</span
          > `,
        ];
  });
  return html`<li>
    <a href="/n/${slug}">${name}</a> <span class="counts">${counts}</span>
  </li>`;
}

function namespaceSection(
  namespace: PublicNamespace,
  page: number,
  isTitled: boolean,
): Html {
  const { slug, name, services, timezone } = namespace;
  const pages = pageCount(namespace);
  const from = (page - 1) * SERVICES_PER_PAGE;
  const listed = services.slice(from, from + SERVICES_PER_PAGE);
  return html`<section aria-labelledby="n-${slug}">
    <h2 id="n-${slug}">${isTitled ? name : "Services"}</h2>
    <ul class="services">
      ${listed.map((service) => row(service, timezone))}
    </ul>
    ${pages > 1 ? paging(namespace, page, pages) : null}
    ${isTitled ? elsewhere(namespace) : null}
  </section>`;
}

/** What stands on the namespace's own page alone, where several are shown. */
function elsewhere({ slug, panels, posts }: PublicNamespace): Html | null {
  const shown = panels.filter(({ at }) => at !== null);
  const links = [
    ...(shown.length === 0
      ? []
      : [
          html`<a href="/n/${slug}#panels"
            >${listed(shown.map(({ name }) => name))}</a
          >`,
        ]),
    ...(posts.length === 0
      ? []
      : [html`<a href="/n/${slug}#posts">What we posted</a>`]),
  ];
  return links.length === 0
    ? null
    : html`<p class="note">
        ${links.map((link, index) => html`${index === 0 ? "" : " · "}${link}`)}
      </p>`;
}

export function pageCount({ services }: PublicNamespace): number {
  return Math.max(1, Math.ceil(services.length / SERVICES_PER_PAGE));
}

function row(service: PublicService, timezone: string): Html {
  const { slug, name, status, uptimes } = service;
  const ratio = uptimes.find(({ days }) => days === 90)?.ratio ?? null;
  return html`<li>
    <a class="name" href="/s/${slug}">${name}</a
    >${badge(status)}${bars(service, timezone)}<span class="percent"
      >${percent(ratio)}</span
    >
  </li> `;
}

function paging(
  { slug, services }: PublicNamespace,
  page: number,
  pages: number,
): Html {
  const link = (to: number, words: string, rel: string): Html | null =>
    to < 1 || to > pages
      ? null
      : html`<a rel="${rel}" href="/n/${slug}?page=${to}">${words}</a> `;
  return html`<nav class="paging" aria-label="Pages">
    ${link(page - 1, "Back", "prev")}<span
      >Page ${page} of ${pages}, ${counted(services.length, "service")}</span
    >
    ${link(page + 1, "On", "next")}
  </nav>`;
}
