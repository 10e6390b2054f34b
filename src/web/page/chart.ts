import { type Instant, MINUTE } from "../../domain/time.ts";
import { widths } from "../../pictures/theme.ts";
import { fileName, type PictureFile } from "../pictures/files.ts";
import { html, type Html } from "./html.ts";
import { scrollingTable, type Table } from "./table.ts";

/** A page that renews itself asks for another picture so often at most: drawing costs more than all the rest. */
const PICTURE_MS = 5 * MINUTE;

export interface ChartParts {
  /** Unique on the page, and the name of its files. */
  id: string;
  /** What stands above it. */
  heading: string;
  /** Where its files are: "/s/datastore/response-times". */
  base: string;
  span: PictureFile["span"];
  /** When its figures were read. */
  madeAt: Instant;
  /** All that it shows, in words. */
  words: string;
  table: Table;
}

/** A picture in the reader's own scheme and for the width of the screen, what it says in words, as a table and as files. */
export function chart(parts: ChartParts): Html {
  const { id, heading, base, span, madeAt, words, table } = parts;
  const path = (file: Partial<PictureFile["look"]>, format = "svg"): string =>
    `${base}/${fileName({
      span,
      look: { scheme: "light", size: "wide", ...file },
      format: format as PictureFile["format"],
    })}`;
  const drawn = (look: Partial<PictureFile["look"]>): string =>
    `${path(look)}?at=${madeAt - (madeAt % PICTURE_MS)}`;
  const { wide, narrow } = widths;
  return html`<figure class="chart">
    <picture>
      <source
        media="(max-width: 32rem) and (prefers-color-scheme: dark)"
        srcset="${drawn({ scheme: "dark", size: "narrow" })}"
        width="${narrow}"
      />
      <source
        media="(max-width: 32rem)"
        srcset="${drawn({ size: "narrow" })}"
        width="${narrow}"
      />
      <source
        media="(prefers-color-scheme: dark)"
        srcset="${drawn({ scheme: "dark" })}"
      />
      <img src="${drawn({})}" alt="${words}" width="${wide}" loading="lazy" />
    </picture>
    <figcaption>
      ${words}
      <span class="files"
        >As <a href="${path({})}" download="${id}-${span}.svg">SVG</a>,
        <a href="${path({}, "png")}" download="${id}-${span}.png">PNG</a>,
        <a href="${path({}, "csv")}" download="${id}-${span}.csv">CSV</a></span
      >
    </figcaption>
    <details>
      <summary>As a table</summary>
      ${scrollingTable(heading, table)}
    </details>
  </figure>`;
}

/** The ways to the same over other spans. */
export function spanLinks<Span extends string>(
  label: string,
  spans: readonly Span[],
  chosen: Span,
  look: (span: Span) => { href: string; words: string },
): Html {
  return html`<nav class="spans" aria-label="${label}">
    <ul>
      ${spans.map((span) => {
        const { href, words } = look(span);
        return span === chosen
          ? html`<li><a href="${href}" aria-current="true">${words}</a></li>`
          : html`<li><a href="${href}">${words}</a></li>`;
      })}
    </ul>
  </nav>`;
}
