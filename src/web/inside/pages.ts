import type { Context } from "../../actions/context.ts";
import {
  insideIncident,
  insideMonitor,
  insideOverview,
  insideService,
} from "../../actions/inside/inside-view.ts";
import type { PublicView } from "../../actions/public/public-view.ts";
import type { Sight } from "../../base/slack-evidence.ts";
import type { Instant } from "../../domain/time.ts";
import { loadAssets } from "../page/assets.ts";
import { html, type Html } from "../page/html.ts";
import { badge } from "../page/icons.ts";
import type { About, Inside, Shown } from "../page/kept-pages.ts";
import { incidentSummary, moment, siteTitle, zoneOf } from "../page/words.ts";
import type { Visitor } from "../sign-in/visitors.ts";
import { incidentInside } from "./incident.ts";
import { monitorInside } from "./monitor.ts";
import { overviewInside } from "./overview.ts";
import { type Scene, serviceInside } from "./service.ts";

/** What came of a button that was pressed. */
export type Note =
  | { kind: "refused"; status: number; text: string }
  | { kind: "seen"; sights: Sight[] };

interface Given {
  /** The visitor's own. */
  context: Context;
  /** Of the page that was asked for. */
  path: string;
  /** Results of a monitor are shown from here back; null: from now. */
  before: Instant | null;
  note: Note | null;
}

const { inside: style } = loadAssets().paths;

/** The pages as a visitor sees them. */
export function insideOf(visitor: Visitor, given: Given): Inside {
  const { note } = given;
  return {
    status: note?.kind === "refused" ? note.status : undefined,
    head: html`<link rel="stylesheet" href="${style}" />`,
    who: whoOf(visitor, given.path),
    async add(about, shown, view) {
      const more = await moreOf(about, shown, view, visitor, given);
      if (note?.kind !== "refused") return more;
      const content = html`<p class="refused" role="alert">${note.text}</p>
        ${more?.content ?? html`<p><a href="/">How all services are</a></p>`}`;
      return { title: "Not done", namespace: null, ...more, content };
    },
  };
}

function whoOf({ actor, formToken }: Visitor, path: string): Html {
  return html`<form class="who" method="post" action="/sign-out">
    <input type="hidden" name="token" value="${formToken}" />
    <input type="hidden" name="to" value="${path}" />
    <span>Signed in as <strong>${actor.name}</strong></span>
    <button>Sign out</button>
    <button name="everywhere" value="yes">Sign out everywhere</button>
  </form>`;
}

async function moreOf(
  about: About,
  shown: Shown | undefined,
  view: PublicView,
  visitor: Visitor,
  { context, before, note }: Given,
): Promise<Shown | undefined> {
  const { formToken: token } = visitor;
  const zone = (slug: string): string => zoneOf(view.namespaces, slug);
  const sceneAt = (namespace: string): Scene => ({
    token,
    timezone: zone(namespace),
    sights: note?.kind === "seen" ? note.sights : null,
  });
  switch (about?.kind) {
    case "overview": {
      if (shown === undefined) return undefined;
      const slug = about.namespace;
      const to = slug === null ? "/" : `/n/${slug}`;
      const overview = await insideOverview(context, slug);
      return below(
        shown,
        overviewInside(overview, { token, to, zoneOf: zone }),
      );
    }
    case "service": {
      const found = await insideService(context, about.slug);
      if (found === null) return shown;
      const { row } = found;
      const title = html`<h1>${row.name}</h1>
        <p class="state">
          ${badge(row.status)} since ${moment(row.since, zone(row.namespace))}
        </p>`;
      const whole = shown ?? hidden(view, row.namespace, row.name, title);
      return below(whole, serviceInside(found, sceneAt(row.namespace)));
    }
    case "incident": {
      const found = await insideIncident(context, about.id);
      if (found === null) return shown;
      const { incident } = found;
      const summary = incidentSummary(incident, context.now);
      const title = html`<h1>${incident.serviceName}: ${summary}</h1>
        <p class="state">
          ${badge(incident.resolvedAt === null ? incident.severity : "up")} ·
          began ${moment(incident.beganAt, zone(incident.namespace))} · incident
          ${incident.id}
        </p>`;
      const name = `Incident ${incident.id} · ${incident.serviceName}`;
      const whole = shown ?? hidden(view, incident.namespace, name, title);
      return below(whole, incidentInside(found, sceneAt(incident.namespace)));
    }
    case "monitor": {
      const found = await insideMonitor(context, about.id, before);
      if (found === null) return undefined;
      const { monitor, serviceName } = found;
      const content = monitorInside(found, sceneAt(monitor.namespace));
      const name = `${serviceName} / ${monitor.name}`;
      return hidden(view, monitor.namespace, name, content);
    }
    case undefined:
      return shown;
  }
}

/** What everybody sees, then what only some see. */
function below(shown: Shown, more: Html): Shown {
  const content = html`<p class="to-team"><a href="#team">For the team</a></p>
    ${shown.content}
    <div id="team">${more}</div>`;
  return { ...shown, content };
}

/** A page that everybody else does not have. */
function hidden(
  view: PublicView,
  namespaceSlug: string,
  name: string,
  content: Html,
): Shown {
  const namespace =
    view.namespaces.find(({ slug }) => slug === namespaceSlug) ?? null;
  return { title: `${name} · ${siteTitle(namespace)}`, namespace, content };
}
