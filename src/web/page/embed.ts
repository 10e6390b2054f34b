import type { PublicNamespace, PublicView } from "../../actions/public-view.ts";
import { html } from "./html.ts";
import { icon, iconSheet } from "./icons.ts";
import { overallSentence } from "./words.ts";

/** It asks again by itself so often: another site's frame has no script of ours. */
const REFRESH_S = 60;

/** One line for other sites to put into a frame: how all is, with the way to the page. */
export function embedded(
  { namespaces }: PublicView,
  chosen: PublicNamespace | null,
  { style, page }: { style: string; page: string },
): string {
  const shown = chosen === null ? namespaces : [chosen];
  const { status, text } = overallSentence(
    shown.flatMap(({ services }) => services),
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="refresh" content="${REFRESH_S}" />
        <title>${text}</title>
        <link rel="stylesheet" href="${style}" />
      </head>
      <body class="embedded">
        ${iconSheet}
        <p>
          <a
            class="status ${status}"
            href="${page}"
            target="_blank"
            rel="noopener"
            >${icon(status)} ${text}</a
          >
        </p>
      </body>
    </html> `.text;
}
