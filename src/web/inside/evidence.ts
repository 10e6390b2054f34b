import type { Earlier, Sight } from "../../base/slack-evidence.ts";
import { html, type Html } from "../page/html.ts";
import { exactMoment } from "../page/words.ts";
import { factList, outcomeBadge, plainValue } from "./parts.ts";

/** What was seen when somebody looked: raw, with what was seen before. */
export function evidence(sights: readonly Sight[], timezone: string): Html {
  if (sights.length === 0)
    return html`<p>
      There was nothing left to look at: it is paused or removed.
    </p>`;
  return html`${sights.map((sight) => sightOf(sight, timezone))}`;
}

function sightOf(
  { name, outcome, took, reason, facts, earlier }: Sight,
  timezone: string,
): Html {
  return html`<article class="sight">
    <h3>${name}</h3>
    <p>
      ${outcomeBadge(outcome)}${took === null ? null : ` in ${took}`}${reason === null ? null : html`: ${reason}`}
    </p>
    ${factsOf(facts)}
    ${
      earlier.length === 0
        ? null
        : html`<p>Before:</p>
            <ul>
              ${earlier.map((one) => html`<li>${earlierLine(one, timezone)}</li>`)}
            </ul>`
    }
  </article> `;
}

/** What was measured, name by name. */
export function factsOf(facts: Sight["facts"]): Html | null {
  return factList(
    Object.entries(facts).map(([name, value]) => [
      name,
      value === null ? null : plainValue(value),
    ]),
  );
}

function earlierLine(
  { at, outcome, took, reason }: Earlier,
  timezone: string,
): Html {
  return html`${exactMoment(at, timezone)}
  ${outcomeBadge(outcome)}${took === null ? null : ` in ${took}`}${reason === null ? null : html`: ${reason}`}`;
}
