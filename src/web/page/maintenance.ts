import type { PublicMaintenance } from "../../actions/public-view.ts";
import { html, type Html } from "./html.ts";
import { icon } from "./icons.ts";
import { moment } from "./words.ts";

const MOST_LISTED = 20;
const MOST_NAMES = 10;

/** What runs and what is planned. */
export function maintenanceSection(
  planned: readonly PublicMaintenance[],
  timezone: string,
): Html | null {
  if (planned.length === 0) return null;
  return html`<section aria-labelledby="planned">
    <h2 id="planned">Planned maintenance</h2>
    ${planned.slice(0, MOST_LISTED).map((one) => card(one, timezone))}
  </section>`;
}

function card(
  { isRunning, startsAt, endsAt, services }: PublicMaintenance,
  timezone: string,
): Html {
  const rest = services.length - MOST_NAMES;
  return html`<article class="incident planned">
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
      ${isRunning ? "Now, until" : html`${moment(startsAt, timezone)} to`}
      ${moment(endsAt, timezone)}
    </p>
  </article>`;
}
