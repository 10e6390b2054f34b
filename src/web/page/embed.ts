import type {
  PublicNamespace,
  PublicView,
} from "../../actions/public/public-view.ts";
import { html } from "./html.ts";
import { icon, iconSheet } from "./icons.ts";
import { moment, overallSentence } from "./words.ts";

/** It asks again by itself so often: another site's frame has no script of ours. */
export const REFRESH_S = 60;

/** For sites that are always light or always dark; otherwise it is as the reader's machine is. */
export const schemes = ["light", "dark"] as const;
export type Scheme = (typeof schemes)[number];

export interface EmbedParts {
  style: string;
  look: string | null;
  page: string;
  scheme: Scheme | null;
  /** What is known is too old. */
  isStale: boolean;
}

/** One line for other sites to put into a frame: how all is, with the way to the page. */
export function embedded(
  { namespaces, at }: PublicView,
  chosen: PublicNamespace | null,
  { style, look, page, scheme, isStale }: EmbedParts,
): string {
  const shown = chosen === null ? namespaces : [chosen];
  const known = overallSentence(shown.flatMap(({ services }) => services));
  const { status, text } = isStale
    ? { status: "unknown" as const, text: "Not known at the moment" }
    : known;
  const zone = chosen?.timezone ?? "UTC";
  return html`<!doctype html>
    <html lang="en" class="${scheme === null ? "" : `only-${scheme}`}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="${scheme ?? "light dark"}" />
        <title>${text}</title>
        <link rel="stylesheet" href="${style}" />
        ${look === null ? null : html`<link rel="stylesheet" href="${look}" />`}
      </head>
      <body class="embedded">
        ${iconSheet}
        <main>
          <h1>
            <a
              class="status ${status}"
              href="${page}"
              target="_blank"
              rel="noopener"
              >${icon(status)} ${text}</a
            >
          </h1>
          ${isStale ? html`<span class="note">last seen ${moment(at, zone)}</span>` : null}
        </main>
      </body>
    </html> `.text;
}
