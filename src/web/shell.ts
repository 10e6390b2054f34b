import type { Response } from "express";
import type { PublicNamespace } from "../actions/public/public-view.ts";
import { loadAssets } from "./page/assets.ts";
import { html, type Html } from "./page/html.ts";
import { brand, lookLink } from "./page/layout.ts";

const { style, icon } = loadAssets().paths;

const usualPolicy =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** The same, with forms that are sent to us. */
export const formPolicy = usualPolicy.replace(
  "form-action 'none'",
  "form-action 'self'",
);

interface Said {
  title: string;
  content: Html;
  /** Whose look it has; null: that of all. */
  namespace?: PublicNamespace | null;
  /** Where the way back leads; to the page of the namespace, where nothing else is said. */
  back?: string;
}

export interface Shell extends Said {
  status: number;
  policy?: string;
}

/** A page around some words, with a way back to how all is. */
export function shell({
  title,
  content,
  namespace = null,
  back,
}: Said): string {
  const home = namespace === null ? "/" : `/n/${namespace.slug}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="stylesheet" href="${style}" />
        ${lookLink(namespace)}
        <link rel="icon" href="${icon}" type="image/svg+xml" />
      </head>
      <body>
        <header>${brand(namespace, back ?? home)}</header>
        <main id="main">
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html> `.text;
}

/** Sends such a page, which nobody keeps or finds by searching. */
export function sendShell(response: Response, page: Shell): void {
  response
    .status(page.status)
    .set({
      "Content-Security-Policy": page.policy ?? usualPolicy,
      "Cache-Control": "no-store",
      "X-Robots-Tag": "noindex",
    })
    .type("html")
    .send(shell(page));
}
