import type {
  PublicPanel,
  PublicSeries,
} from "../../actions/public/public-panels.ts";
import type { Instant } from "../../domain/time.ts";
import { html, type Html } from "./html.ts";
import { moment } from "./words.ts";

/** What scripts and printers tell, each with its age; nothing where a namespace has no panels. */
export function panelsSection(
  panels: readonly PublicPanel[],
  timezone: string,
  now: Instant,
): Html | null {
  const shown = panels.filter(({ at }) => at !== null);
  if (shown.length === 0) return null;
  return html`<section aria-labelledby="panels">
    <h2 id="panels">More</h2>
    <div class="panels">
      ${shown.map((panel) => panelCard(panel, timezone, now))}
    </div>
  </section>`;
}

function panelCard(panel: PublicPanel, timezone: string, now: Instant): Html {
  const { slug, name, image, series, at } = panel;
  const isStale = now > panel.staleFrom;
  return html`<article
    class="panel ${isStale ? "old" : "fresh"}"
    aria-labelledby="panel-${slug}"
  >
    <h3 id="panel-${slug}">${name}</h3>
    ${
      image === null
        ? null
        : html`<a href="/panels/${slug}/image"
            ><img
              src="/panels/${slug}/image?v=${image.digest}"
              width="${image.width}"
              height="${image.height}"
              loading="lazy"
              alt="${name}"
          /></a>`
    }
    ${series.length === 0 ? null : html`<dl>${series.map((one) => seriesRow(one, isLeft(panel, one, now) ? timezone : null))}</dl>`}
    <p class="age">
      ${isStale ? html`<strong>Old:</strong> renewed ` : "Renewed "}${moment(at ?? 0, timezone)}
    </p>
  </article>`;
}

/** Whether a number is old, while others of its panel are told still. */
export function isLeft(
  { at, staleFrom }: Pick<PublicPanel, "at" | "staleFrom">,
  { points }: PublicSeries,
  now: Instant,
): boolean {
  const last = points.at(-1);
  if (at === null || last === undefined || now > staleFrom) return false;
  return now - last.at > staleFrom - at;
}

/** `oldIn` is the zone in which it is said when a number was told, where that is too long ago. */
function seriesRow(
  { name, unit, points }: PublicSeries,
  oldIn: string | null,
): Html {
  const last = points.at(-1);
  const old =
    last === undefined || oldIn === null
      ? null
      : html` <span class="age"
          ><strong>Old:</strong> told ${moment(last.at, oldIn)}</span
        >`;
  return html`<div>
    <dt>${name}${old}</dt>
    <dd>
      <span
        >${last === undefined ? "–" : numberWords(last.value)}${unit === "" ? "" : ` ${unit}`}</span
      >
      ${points.length < 3 ? null : spark(points.map(({ value }) => value))}
    </dd>
  </div>`;
}

/** At most two decimals, thousands apart. */
export function numberWords(value: number): string {
  const isHuge = Math.abs(value) >= 1e15;
  return isHuge
    ? value.toExponential(2)
    : value.toLocaleString("en", { maximumFractionDigits: 2 });
}

const WIDTH = 120;
const HEIGHT = 24;
const MOST_DOTS = 60;

/** How a number went; the words beside it say what it is now. */
function spark(values: readonly number[]): Html {
  const shown = thinned(values);
  const low = Math.min(...shown);
  const span = Math.max(...shown) - low || 1;
  const points = shown
    .map((value, index) => {
      const x = (index / (shown.length - 1)) * WIDTH;
      const y = HEIGHT - 1 - ((value - low) / span) * (HEIGHT - 2);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(" ");
  return html`<svg
    class="spark"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    width="${WIDTH}"
    height="${HEIGHT}"
    aria-hidden="true"
    focusable="false"
  >
    <polyline
      points="${points}"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
    />
  </svg>`;
}

/** The last ones, evenly: a small chart shows no more. */
function thinned(values: readonly number[]): number[] {
  if (values.length <= MOST_DOTS) return [...values];
  const step = (values.length - 1) / (MOST_DOTS - 1);
  return Array.from(
    { length: MOST_DOTS },
    (_, index) => values[Math.round(index * step)] ?? 0,
  );
}
