import type { PublicMaintenance } from "../../actions/public/public-view.ts";
import { html, type Html } from "./html.ts";
import { icon } from "./icons.ts";
import { moment } from "./words.ts";

const MOST_LISTED = 20;
const MOST_NAMES = 10;

/** What runs, then what is planned. */
export function maintenanceSection(
  all: readonly PublicMaintenance[],
  timezone: string,
): Html | null {
  const running = all.filter(({ state }) => state === "running");
  const planned = all.filter(({ state }) => state === "planned");
  return html`${listed("under-way", "Maintenance under way", running, timezone)}
  ${listed("planned", "Planned maintenance", planned, timezone)}`;
}

function listed(
  id: string,
  title: string,
  all: readonly PublicMaintenance[],
  timezone: string,
): Html | null {
  if (all.length === 0) return null;
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${all.slice(0, MOST_LISTED).map((one) => card(one, timezone))}
  </section>`;
}

function card(
  { id, state, purpose, startsAt, endsAt, services }: PublicMaintenance,
  timezone: string,
): Html {
  const rest = services.length - MOST_NAMES;
  return html`<article class="incident planned" id="maintenance-${id}">
    <h3>
      ${icon("maintenance")}
      ${services
        .slice(0, MOST_NAMES)
        .map(
          ({ slug, name }, index) =>
            html`${index === 0 ? "" : ", "}<a href="/s/${slug}">${name}</a>`,
        )}${rest > 0 ? ` and ${rest} more` : ""}
    </h3>
    <p>
      ${state === "running" ? "Until" : html`${moment(startsAt, timezone)} to`}
      ${moment(endsAt, timezone)}
    </p>
    ${purpose === "" ? null : html`<p>${purpose}</p>`}
  </article>`;
}
