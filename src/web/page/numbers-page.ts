import { type Failures, spanSizes } from "../../domain/pictures.ts";
import { pictureWords } from "../../pictures/words.ts";
import { failureRows } from "../pictures/csv.ts";
import {
  type FailureKind,
  failureKinds,
  failureSpans,
} from "../pictures/files.ts";
import type { Dated } from "../pictures/gallery.ts";
import { chart, spanLinks } from "./chart.ts";
import { html, type Html } from "./html.ts";
import type { Table } from "./table.ts";

const headings: Record<FailureKind, string> = {
  "failures-by-day": "By day",
  "failures-by-hour": "By hour of the day",
  "failures-by-week-hour": "By hour and weekday",
};

/** How often services failed, and when; `base` is "/numbers", or the same of a namespace. */
export function numbersPage(
  base: string,
  { madeAt, value }: Dated<Omit<Failures, "kind">>,
): Html {
  const { span, scope, total, timezone } = value;
  return html`<h1>How often services failed</h1>
    ${spanLinks("Over", failureSpans, span as (typeof failureSpans)[number], (one) => ({ href: `${base}?span=${one}`, words: spanSizes[one].words }))}
    ${
      total === 0
        ? html`<p>
            ${scope}: no failure in the last ${spanSizes[span].words}.
          </p>`
        : html`<p>
              Each outage counts once, when it began, on the clocks of
              ${timezone}.
            </p>
            ${failureKinds.map((kind) => section(base, kind, value, madeAt))}`
    }`;
}

function section(
  base: string,
  kind: FailureKind,
  failures: Omit<Failures, "kind">,
  madeAt: number,
): Html {
  const picture = { ...failures, kind };
  return html`<section aria-labelledby="${kind}">
    <h2 id="${kind}">${headings[kind]}</h2>
    ${chart({
      id: kind,
      heading: headings[kind],
      base: `${base}/${kind}`,
      span: failures.span,
      madeAt,
      words: pictureWords(picture),
      table: tableOf(picture),
    })}
  </section>`;
}

function tableOf(picture: Failures): Table {
  const [head = [], ...rows] = failureRows(picture);
  return {
    head: head.map(String),
    rows: rows.map((row) => row.map((cell) => cell ?? "")),
  };
}
