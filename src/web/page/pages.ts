import {
  type PublicNamespace,
  type PublicView,
  readPublicIncident,
  readPublicIncidentsOf,
  readPublicMonth,
} from "../../actions/public-view.ts";
import { monthAt } from "../../base/local-days.ts";
import type { Span } from "../../domain/pictures.ts";
import { MINUTE } from "../../domain/time.ts";
import { embedded, type Scheme } from "./embed.ts";
import { historyPage } from "./history-page.ts";
import { html, type Html } from "./html.ts";
import { incidentPage } from "./incident-page.ts";
import { inTime } from "../in-time.ts";
import { KeptAnswer } from "../kept-answer.ts";
import { KeptAnswers } from "../kept-answers.ts";
import { PrivateAnswer } from "../private-answer.ts";
import { shell } from "../shell.ts";
import { type AssetPaths, page } from "./layout.ts";
import { LastShown } from "./last-shown.ts";
import { overview, pageCount, zoneOf } from "./overview.ts";
import { lookPath } from "./look.ts";
import { numbersPage } from "./numbers-page.ts";
import { responseSection } from "./response-section.ts";
import { servicePage } from "./service-page.ts";
import type { Gallery } from "../pictures/gallery.ts";
import type { failureSpans } from "../pictures/files.ts";
import type { SnapshotParts } from "../snapshot.ts";
import { overallSentence, siteTitle } from "./words.ts";

/** What is older than this is said to be old. */
const STALE_MS = 2 * MINUTE;
const HTML_TYPE = "text/html; charset=utf-8";
const NOTHING_KNOWN =
  "How the services are is not known yet: try again in a minute.";

interface Parts extends SnapshotParts {
  /** What there is to see; undefined while nothing is known yet. */
  view: () => PublicView | undefined;
  assets: AssetPaths;
  gallery: Gallery;
  /** Where one plays with the sandbox; null where there is none. */
  playground: string | null;
  /** Whether people can ask for mails. */
  hasMail?: boolean;
  /** Whether people of the team can sign in. */
  hasSignIn?: boolean;
  /** Who sees more than everybody; undefined: nobody does. */
  inside?: Inside;
}

/** What a page is about; null where there is no more to see than everybody sees. */
export type About =
  | { kind: "overview"; namespace: string | null }
  | { kind: "service"; slug: string }
  | { kind: "incident"; id: number }
  | { kind: "monitor"; id: number }
  | null;

/** What somebody who is signed in sees. */
export interface Inside {
  /** The status of what is answered; undefined: that of the page. */
  status: number | undefined;
  /** Stands in the head of the page. */
  head: Html;
  /** In the header: who they are. */
  who: Html;
  /** The page with all that they see; `shown` is what everybody sees, undefined where that is nothing. */
  add: (
    about: About,
    shown: Shown | undefined,
    view: PublicView,
  ) => Promise<Shown | undefined>;
}

/** An answer that is ready to be sent. */
export type Answer = KeptAnswer | PrivateAnswer;

/** What a page shows beside the frame. */
export interface Shown {
  title: string;
  namespace: PublicNamespace | null;
  content: Html;
  /** The service that it is about, by slug. */
  service?: string;
}

/** Makes the pages, each once for each view. */
export class Pages {
  readonly #parts: Parts;
  readonly #kept = new KeptAnswers();
  readonly #last = new LastShown();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The same pages as somebody sees them who is signed in: made anew each time, and kept nowhere. */
  for(inside: Inside): Pages {
    return new Pages({ ...this.#parts, inside });
  }

  overview(slug: string | null, number: number): Promise<Answer> {
    const about: About = { kind: "overview", namespace: slug };
    return this.#keep(`overview ${slug ?? ""} ${number}`, about, (whole) => {
      const view = this.#withPosts(whole);
      const namespace = slug === null ? null : namespaceOf(view, slug);
      if (namespace === undefined) return undefined;
      if (number > (namespace === null ? 1 : pageCount(namespace)))
        return undefined;
      return {
        title: titleOf(view, namespace),
        namespace,
        content: overview(view, namespace, number),
      };
    });
  }

  /** What was posted in a sandbox is nowhere to be found outside. */
  #withPosts(view: PublicView): PublicView {
    if (this.#parts.playground === null) return view;
    const namespaces = view.namespaces.map((namespace) => ({
      ...namespace,
      posts: namespace.posts.map((post) => ({ ...post, url: null })),
    }));
    return { ...view, namespaces };
  }

  /** A service, with its response times over a span. */
  service(slug: string, span: Span): Promise<Answer> {
    const about: About = { kind: "service", slug };
    return this.#keep(`service ${slug} ${span}`, about, async (view) => {
      const found = view.namespaces
        .flatMap((namespace) =>
          namespace.services.map((service) => ({ namespace, service })),
        )
        .find(({ service }) => service.slug === slug);
      if (found === undefined) return undefined;
      const { namespace, service } = found;
      const { context, gallery } = this.#parts;
      const [incidents, times] = await Promise.all([
        readPublicIncidentsOf(context(), slug),
        gallery.responseTimes(slug, span),
      ]);
      if (times === undefined) return undefined;
      return {
        title: `${service.name} · ${siteTitle(namespace)}`,
        namespace,
        service: slug,
        content: servicePage(service, namespace, {
          incidents,
          planned: view.maintenance.filter(({ services }) =>
            services.some((one) => one.slug === slug),
          ),
          response: responseSection(slug, times),
          now: view.at,
        }),
      };
    });
  }

  /** How often services failed: of a namespace, or (null) of all. */
  numbers(
    slug: string | null,
    span: (typeof failureSpans)[number],
  ): Promise<Answer> {
    return this.#keep(`numbers ${slug ?? ""} ${span}`, null, async (view) => {
      const namespace = slug === null ? null : namespaceOf(view, slug);
      if (namespace === undefined) return undefined;
      const failures = await this.#parts.gallery.failures(slug, span);
      if (failures === undefined) return undefined;
      const base = slug === null ? "/numbers" : `/n/${slug}/numbers`;
      return {
        title: `Numbers · ${siteTitle(namespace)}`,
        namespace,
        content: numbersPage(base, failures),
      };
    });
  }

  incident(id: number): Promise<Answer> {
    const about: About = { kind: "incident", id };
    return this.#keep(`incident ${id}`, about, async (view) => {
      const incident = await readPublicIncident(this.#parts.context(), id);
      if (incident === null) return undefined;
      const namespace = namespaceOf(view, incident.namespaceSlug);
      if (namespace === undefined) return undefined;
      const zone = zoneOf(view.namespaces, incident.namespaceSlug);
      return {
        title: `Incident ${id} · ${incident.service.name}`,
        namespace,
        service: incident.service.slug,
        content: incidentPage(incident, zone, view.at),
      };
    });
  }

  /** One monitor: nothing that everybody sees. */
  monitor(id: number): Promise<Answer> {
    return this.#keep("missing", { kind: "monitor", id }, () => undefined);
  }

  history(slug: string | null, month: string | null): Promise<Answer> {
    const key = `history ${slug ?? ""} ${month ?? ""}`;
    return this.#keep(key, null, async (view) => {
      const namespace = slug === null ? null : namespaceOf(view, slug);
      if (namespace === undefined) return undefined;
      const timezone = namespace?.timezone ?? "UTC";
      const thisMonth = monthAt(view.at, timezone);
      const shown = month ?? thisMonth;
      const incidents = await readPublicMonth(
        this.#parts.context(),
        shown,
        timezone,
        slug,
      );
      if (incidents === undefined) return undefined;
      const base = slug === null ? "/history" : `/n/${slug}/history`;
      const since = Math.min(
        view.at,
        ...(namespace === null ? view.namespaces : [namespace]).map(
          (one) => one.since,
        ),
      );
      const firstMonth = monthAt(since, timezone);
      const place = { base, timezone, now: view.at, thisMonth, firstMonth };
      return {
        title: `History · ${siteTitle(namespace)}`,
        namespace,
        content: historyPage(shown, incidents, place),
      };
    });
  }

  /** For a frame on somebody else's site. */
  async embedded(slug: string | null, scheme: Scheme | null): Promise<Answer> {
    const view = this.#parts.view();
    if (view === undefined) return notNow(NOTHING_KNOWN);
    const namespace = slug === null ? null : namespaceOf(view, slug);
    if (namespace === undefined) return this.missing();
    const isStale = this.#isStale(view);
    const key = `embedded ${slug ?? ""} ${scheme ?? ""} ${isStale}`;
    return this.#kept.get(view, key, async () => {
      const text = embedded(view, namespace, {
        style: this.#parts.assets.style,
        look: namespace === null ? null : lookPath(namespace),
        page: slug === null ? "/" : `/n/${slug}`,
        scheme,
        isStale,
      });
      return new KeptAnswer(200, HTML_TYPE, text);
    });
  }

  #isStale({ at }: PublicView): boolean {
    return this.#parts.clock.now() - at > STALE_MS;
  }

  /** There is nothing at this address. */
  missing(): Promise<Answer> {
    return this.#keep("missing", null, () => undefined);
  }

  async #keep(key: string, about: About, make: Make): Promise<Answer> {
    const view = this.#parts.view();
    if (view === undefined) return notNow(NOTHING_KNOWN);
    const isStale = this.#isStale(view);
    const { inside } = this.#parts;
    try {
      if (inside !== undefined) {
        const shown = await inside.add(about, await make(view), view);
        const { status, text } = this.#text(view, isStale, about, shown);
        return new PrivateAnswer(inside.status ?? status, text);
      }
      const answer = this.#kept.get(view, `${key} ${isStale}`, async () => {
        const shown = await make(view);
        this.#last.keep(key, shown, view.at);
        const made = this.#text(view, isStale, about, shown);
        return new KeptAnswer(made.status, HTML_TYPE, made.text);
      });
      const hasLast = this.#last.of(key, view) !== undefined;
      return await (hasLast ? inTime(answer) : answer);
    } catch (error) {
      this.#parts.log.warn({ err: error }, "a public page could not be made");
      return this.#instead(key, about, view);
    }
  }

  /** The last good page with its age; where there is none, that it cannot be shown now. */
  #instead(key: string, about: About, view: PublicView): KeptAnswer {
    const last = this.#last.of(key, view);
    const { status, text } =
      last === undefined
        ? { ...this.#text(view, this.#isStale(view), null, away), status: 503 }
        : this.#text({ ...view, at: last.at }, true, about, last.shown);
    return new KeptAnswer(status, HTML_TYPE, text);
  }

  #text(
    view: PublicView,
    isStale: boolean,
    about: About,
    shown: Shown | undefined,
  ): { status: number; text: string } {
    const { assets, playground, hasMail = false, inside } = this.#parts;
    const { hasSignIn = false } = this.#parts;
    const frame = {
      namespaces: view.namespaces.filter(({ services }) => services.length > 0),
      assets,
      playground,
      hasMail,
      at: view.at,
      isStale,
      inside,
    };
    const { title, namespace, content } = shown ?? nothingHere;
    const path = pathOf(about, namespace);
    const text = page({
      ...frame,
      title,
      namespace,
      content,
      description: titleOf(view, namespace),
      signIn:
        hasSignIn && inside === undefined
          ? `/sign-in?to=${encodeURIComponent(path)}`
          : null,
    });
    return { status: shown === undefined ? 404 : 200, text };
  }
}

type Make = (
  view: PublicView,
) => Shown | undefined | Promise<Shown | undefined>;

/** Where to come back to after signing in. */
function pathOf(about: About, namespace: PublicNamespace | null): string {
  switch (about?.kind) {
    case "service":
      return `/s/${about.slug}`;
    case "incident":
      return `/incidents/${about.id}`;
    case "monitor":
      return `/monitors/${about.id}`;
    case "overview":
    case undefined:
      return namespace === null ? "/" : `/n/${namespace.slug}`;
  }
}

const nothingHere: Shown = {
  title: "Not found",
  namespace: null,
  content: html`<h1>There is nothing here</h1>
    <p><a href="/">How all services are</a></p>`,
};

const away: Shown = {
  title: "Not at the moment",
  namespace: null,
  content: html`<h1>This page cannot be shown at the moment</h1>
    <p>Try again in a minute. <a href="/">How all services are</a></p>`,
};

function namespaceOf(
  { namespaces }: PublicView,
  slug: string,
): PublicNamespace | undefined {
  return namespaces.find((one) => one.slug === slug);
}

function titleOf(view: PublicView, namespace: PublicNamespace | null): string {
  const shown = namespace === null ? view.namespaces : [namespace];
  const { text } = overallSentence(shown.flatMap(({ services }) => services));
  return `${text} · ${siteTitle(namespace)}`;
}

/** While nothing was ever known: the database is away since before the start. */
function notNow(sentence: string): KeptAnswer {
  const words = shell({
    title: "Not at the moment",
    content: html`<p>${sentence} <a href="/">Try again</a></p>`,
  });
  return new KeptAnswer(503, HTML_TYPE, words);
}
