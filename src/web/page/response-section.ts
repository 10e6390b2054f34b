import type { PublicResponseTimes } from "../../actions/public/public-pictures.ts";
import { localLabel } from "../../base/zone.ts";
import { durationInWords } from "../../domain/duration.ts";
import { DAY } from "../../domain/time.ts";
import { type Span, spans, spanSizes } from "../../domain/pictures.ts";
import { pictureWords } from "../../pictures/words.ts";
import { responseSteps } from "../pictures/csv.ts";
import type { Dated } from "../pictures/gallery.ts";
import { chart, spanLinks } from "./chart.ts";
import { html, type Html } from "./html.ts";
import { latencyWords } from "./words.ts";
import type { Table } from "./table.ts";

/** How quickly a service answered, and when it was down. */
export function responseSection(
  slug: string,
  { madeAt, value: { picture, percentiles } }: Dated<PublicResponseTimes>,
): Html {
  const { span, lines, downtimes } = picture;
  const isEmpty = lines.length === 0 && downtimes.length === 0;
  return html`<section aria-labelledby="response">
    <h2 id="response">Response time</h2>
    ${spanLinks("Response time over", spans, span, (one) => ({
      href: `/s/${slug}?span=${one}#response`,
      words: spanSizes[one].words,
    }))}
    ${percentiles.length === 0 ? null : figures(percentiles)}
    ${
      isEmpty
        ? html`<p>
            Nothing was measured in the last ${spanSizes[span].words}.
          </p>`
        : chart({
            id: "response-times",
            heading: "Response time",
            base: `/s/${slug}/response-times`,
            span,
            madeAt,
            words: pictureWords(picture),
            table: tableOf(picture),
          })
    }
  </section>`;
}

function figures(percentiles: PublicResponseTimes["percentiles"]): Html {
  return html`<dl class="uptimes">
    ${percentiles.map(
      ({ share, ms }) =>
        html`<div>
          <dt>${share * 100} % within</dt>
          <dd>${latencyWords(ms)}</dd>
        </div>`,
    )}
  </dl>`;
}

const labels = {
  "24h": "time",
  "7d": "weekday-time",
  "30d": "moment",
  "90d": "day",
} as const satisfies Record<Span, Parameters<typeof localLabel>[2]>;

function tableOf(picture: PublicResponseTimes["picture"]): Table {
  const { span, stepMs } = picture;
  // What is kept by the day is of days of UTC: on other clocks they begin on the day before.
  const timezone = stepMs < DAY ? picture.timezone : "UTC";
  return {
    head: [`From (${timezone})`, "95 % within", "half within", "down"],
    rows: responseSteps(picture).map(({ from, ms, downMs }) => [
      localLabel(from, timezone, labels[span]),
      ...ms.map((one) => (one === null ? "–" : latencyWords(one))),
      downMs === 0 ? "–" : durationInWords(downMs),
    ]),
  };
}
