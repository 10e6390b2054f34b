import type { PublicNamespace } from "../../actions/public/public-view.ts";
import type { Instant } from "../../domain/time.ts";
import { html, type Html } from "./html.ts";
import { iconSheet } from "./icons.ts";
import { logoPath, lookPath } from "./look.ts";
import { moment, siteTitle } from "./words.ts";
import { isOpen } from "../open-namespace.ts";

/** Where the files beside the page are found; their names change with their content. */
export interface AssetPaths {
  style: string;
  script: string;
  /** For what only some see. */
  inside: string;
  icon: string;
}

export interface Frame {
  title: string;
  /** For search engines and previews. */
  description: string;
  /** Of which the page is; null for all. */
  namespace: PublicNamespace | null;
  namespaces: readonly Pick<PublicNamespace, "slug" | "name">[];
  assets: AssetPaths;
  /** When what it shows was read. */
  at: Instant;
  /** Of the view that it shows; empty where it shows an older one. */
  version: string;
  /** It shows more than is in the view. */
  hasMore: boolean;
  /** That is too long ago. */
  isStale: boolean;
  /** The page is of a sandbox: where one plays with it. */
  playground: string | null;
  /** Whether people can ask for mails. */
  hasMail?: boolean;
  /** Where people of the team sign in; null where they cannot, or have. */
  signIn: string | null;
  /** For somebody who is signed in. */
  inside?: { head: Html; who: Html } | undefined;
  content: Html;
}

/** A whole page around its content. */
export function page(frame: Frame): string {
  const { title, description, assets, namespace, at, content } = frame;
  const { inside, version, hasMore } = frame;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="description" content="${description}" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="stylesheet" href="${assets.style}" />
        ${lookLink(namespace)} ${feedLinks(namespace)}
        <link rel="icon" href="${assets.icon}" type="image/svg+xml" />
        <script src="${assets.script}" type="module"></script>
        ${inside?.head ?? null}
      </head>
      <body>
        <a class="skip" href="#main">To the content</a>
        ${iconSheet} ${header(frame)}
        <main
          id="main"
          data-at="${at}"
          data-version="${version}"
          ${hasMore ? html`data-more` : null}
        >
          ${staleNote(frame)} ${content}
          <p class="as-of">As of ${moment(at, namespace?.timezone ?? "UTC")}</p>
        </main>
        <p class="read-out" role="status"></p>
        <footer>
          ${links(frame)}
          <p>Watched by allswell.</p>
        </footer>
      </body>
    </html> `.text;
}

/** The style sheet of a namespace that has a colour of its own. */
export function lookLink(namespace: PublicNamespace | null): Html | null {
  const path = namespace === null ? null : lookPath(namespace);
  return path === null ? null : html`<link rel="stylesheet" href="${path}" />`;
}

function logo(namespace: PublicNamespace | null): Html | null {
  const path = namespace === null ? null : logoPath(namespace);
  if (path === null || namespace?.logo === null) return null;
  const width = Math.round((namespace?.logo.width ?? 0) / 2);
  return html`<img class="logo" src="${path}" alt="" width="${width}" /> `;
}

/** Feeds are for everybody: a namespace that the team alone sees has none. */
function baseOf(namespace: PublicNamespace | null): string {
  return namespace === null || !isOpen(namespace) ? "" : `/n/${namespace.slug}`;
}

function feedLinks(namespace: PublicNamespace | null): Html {
  const base = baseOf(namespace);
  return html`<link
      rel="alternate"
      type="application/atom+xml"
      title="Incidents"
      href="${base}/feed.atom"
    />
    <link
      rel="alternate"
      type="application/feed+json"
      title="Incidents"
      href="${base}/feed.json"
    />`;
}

/** For machines, and for people who want to hear of it elsewhere. */
function links({ namespace, hasMail = false, signIn }: Frame): Html {
  const base = baseOf(namespace);
  return html`<p>
    ${hasMail ? html`<a href="${base}/subscribe">News by mail</a> ·` : null}
    <a href="${base}/feed.atom">Atom feed</a> ·
    <a href="${base}/feed.json">JSON feed</a> ·
    <a href="${base}/calendar.ics">Calendar of maintenance</a> ·
    <a href="/openapi.json">API</a>${signInLink(signIn)}
  </p>`;
}

function signInLink(path: string | null): Html | null {
  return path === null
    ? null
    : html` ·
        <a href="${path}" rel="nofollow">Sign in with Slack</a>`;
}

/** Kept empty for the script while all is well. */
function staleNote({ isStale, at, namespace }: Frame): Html {
  return isStale
    ? html`<p class="stale" role="status">
        This page could not be brought up to date since
        ${moment(at, namespace?.timezone ?? "UTC")}.
      </p>`
    : html`<p class="stale" role="status" hidden></p>`;
}

function header({ namespace, namespaces, playground, inside }: Frame): Html {
  return html`<header>
    ${playground === null ? null : html`<p class="playground">This is a sandbox: <a href="${playground}">type commands and break something</a>.</p>`}
    ${brand(namespace, namespace === null ? "/" : `/n/${namespace.slug}`)}
    ${namespaces.length < 2 ? null : filter(namespace, namespaces)}${inside?.who ?? null}
  </header>`;
}

/** What the page is called, with its logo: the way back to how all is. */
export function brand(namespace: PublicNamespace | null, path: string): Html {
  return html`<p class="site">
    <a href="${path}">${logo(namespace)}${siteTitle(namespace)}</a>
  </p>`;
}

function filter(
  chosen: PublicNamespace | null,
  namespaces: Frame["namespaces"],
): Html {
  return html`<nav aria-label="Namespaces">
    <ul>
      ${link("/", "All", chosen === null)}
      ${namespaces.map(({ slug, name }) => link(`/n/${slug}`, name, chosen?.slug === slug))}
    </ul>
  </nav>`;
}

function link(path: string, words: string, isCurrent: boolean): Html {
  return isCurrent
    ? html`<li><a href="${path}" aria-current="page">${words}</a></li>`
    : html`<li><a href="${path}">${words}</a></li>`;
}
