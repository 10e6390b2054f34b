import type { InsideOverview } from "../../actions/inside/inside-view.ts";
import { html, type Html } from "../page/html.ts";
import { badge } from "../page/icons.ts";
import { moment } from "../page/words.ts";
import { deliveryTable } from "./deliveries.ts";
import { actForm, section, tableOf } from "./parts.ts";

/** What is open and who is on it, what customers do not see, and what could not be told. */
export function overviewInside(
  view: InsideOverview,
  {
    token,
    to,
    zoneOf,
  }: { token: string; to: string; zoneOf: (namespace: string) => string },
): Html {
  return html`${section("inside-open", "Open incidents, for the team", openTable(view, { token, to, zoneOf }))}
  ${
    view.hidden.length === 0
      ? null
      : section(
          "inside-hidden",
          "Services that customers do not see",
          hiddenTable(view, zoneOf),
        )
  }
  ${
    view.untold.length === 0
      ? null
      : section(
          "inside-untold",
          "Not told yet",
          deliveryTable(view.untold, "UTC"),
        )
  }`;
}

function openTable(
  { open, hasMoreOpen, mayAct }: InsideOverview,
  {
    token,
    to,
    zoneOf,
  }: { token: string; to: string; zoneOf: (namespace: string) => string },
): Html {
  const rows = open.map((incident) => [
    html`<a href="/incidents/${incident.id}">${incident.id}</a>`,
    html`<a href="/s/${incident.service}">${incident.serviceName}</a>`,
    badge(incident.severity),
    incident.cause,
    moment(incident.beganAt, zoneOf(incident.namespace)),
    incident.acknowledgedBy ??
      (mayAct
        ? actForm(
            { action: `/incidents/${incident.id}`, to, token },
            "acknowledge",
            "Acknowledge",
          )
        : "nobody"),
  ]);
  return html`${tableOf(
    "Open incidents",
    ["Incident", "Service", "State", "Cause", "Since", "Who is on it"],
    rows,
    "None is open.",
  )}
  ${hasMoreOpen ? html`<p>There are more than these.</p>` : null}`;
}

function hiddenTable(
  { hidden }: InsideOverview,
  zoneOf: (namespace: string) => string,
): Html {
  return tableOf(
    "Services that customers do not see",
    ["Service", "Namespace", "State", "Since"],
    hidden.map(({ slug, name, namespace, status, since }) => [
      html`<a href="/s/${slug}">${name}</a>`,
      namespace,
      badge(status),
      moment(since, zoneOf(namespace)),
    ]),
    "",
  );
}
