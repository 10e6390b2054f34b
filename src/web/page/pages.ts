import {
  readPublicHistoryOf,
  readPublicIncident,
  readPublicIncidentsOf,
  readPublicMonth,
} from "../../actions/public/public-incidents.ts";
import type {
  PublicNamespace,
  PublicService,
  PublicView,
} from "../../actions/public/public-view.ts";
import { monthAt } from "../../base/local-days.ts";
import type { Span } from "../../domain/pictures.ts";
import { embedded, type Scheme } from "./embed.ts";
import { historyPage, serviceHistoryPage } from "./history-page.ts";
import { incidentPage } from "./incident-page.ts";
import {
  type About,
  type Answer,
  type Inside,
  KeptPages,
  type PageParts,
  titleOf,
} from "./kept-pages.ts";
import { overview, pageCount } from "./overview.ts";
import { lookPath } from "./look.ts";
import { numbersPage } from "./numbers-page.ts";
import { responseSection } from "./response-section.ts";
import { servicePage } from "./service-page.ts";
import type { Gallery } from "../pictures/gallery.ts";
import type { failureSpans } from "../pictures/files.ts";
import { sharedZone, siteTitle, zoneOf } from "./words.ts";

interface Parts extends PageParts {
  gallery: Gallery;
  /** What there is to see for those who are signed in. */
  viewOfTeam: PageParts["view"];
}

/** What there is to see: each page, and what is read for it. */
export class Pages {
  readonly #parts: Parts;
  readonly #kept: KeptPages;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#kept = new KeptPages(parts);
  }

  /** The same pages as somebody sees them who is signed in: made anew each time, and kept nowhere. */
  for(inside: Inside): Pages {
    const view = this.#parts.viewOfTeam;
    return new Pages({ ...this.#parts, view, inside });
  }

  overview(slug: string | null, number: number): Promise<Answer> {
    const about: About = { kind: "overview", namespace: slug };
    return this.#kept.page(
      `overview ${slug ?? ""} ${number}`,
      about,
      (whole) => {
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
      },
    );
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
    return this.#kept.page(`service ${slug} ${span}`, about, async (view) => {
      const found = serviceOf(view, slug);
      if (found === undefined) return undefined;
      const { namespace, service } = found;
      const { context, gallery } = this.#parts;
      const [latest, times] = await Promise.all([
        readPublicIncidentsOf(context(), slug),
        gallery.responseTimes(slug, span),
      ]);
      if (times === undefined) return undefined;
      return {
        title: `${service.name} · ${siteTitle(namespace)}`,
        namespace,
        services: [slug],
        content: servicePage(service, namespace, {
          latest,
          planned: view.maintenance.filter(({ services }) =>
            services.some((one) => one.slug === slug),
          ),
          response: responseSection(slug, times),
          now: view.at,
        }),
      };
    });
  }

  /** All incidents of a service, those after one where it is given. */
  serviceHistory(slug: string, before: number | null): Promise<Answer> {
    const key = `service history ${slug} ${before ?? ""}`;
    return this.#kept.page(key, null, async (view) => {
      const found = serviceOf(view, slug);
      if (found === undefined) return undefined;
      const { namespace, service } = found;
      const context = this.#parts.context();
      const part = await readPublicHistoryOf(context, slug, before);
      if (part === undefined) return undefined;
      const place = {
        timezone: namespace.timezone,
        now: view.at,
        isLatest: before === null,
      };
      return {
        title: `History of ${service.name} · ${siteTitle(namespace)}`,
        namespace,
        services: [slug],
        content: serviceHistoryPage(service, part, place),
      };
    });
  }

  /** How often services failed: of a namespace, or (null) of all. */
  numbers(
    slug: string | null,
    span: (typeof failureSpans)[number],
  ): Promise<Answer> {
    return this.#kept.page(
      `numbers ${slug ?? ""} ${span}`,
      null,
      async (view) => {
        const namespace = slug === null ? null : namespaceOf(view, slug);
        if (namespace === undefined) return undefined;
        const failures = await this.#parts.gallery.failures(slug, span);
        if (failures === undefined) return undefined;
        const base = slug === null ? "/numbers" : `/n/${slug}/numbers`;
        return {
          title: `Numbers · ${siteTitle(namespace)}`,
          namespace,
          hasMore: true,
          content: numbersPage(base, failures),
        };
      },
    );
  }

  incident(id: number): Promise<Answer> {
    const about: About = { kind: "incident", id };
    return this.#kept.page(`incident ${id}`, about, async (view) => {
      const incident = await readPublicIncident(this.#parts.context(), id);
      if (incident === null) return undefined;
      const namespace = namespaceOf(view, incident.namespaceSlug);
      if (namespace === undefined) return undefined;
      const zone = zoneOf(view.namespaces, incident.namespaceSlug);
      return {
        title: `Incident ${id} · ${incident.service.name}`,
        namespace,
        services: [incident.service.slug],
        content: incidentPage(incident, zone, view.at),
      };
    });
  }

  /** One monitor: nothing that everybody sees. */
  monitor(id: number): Promise<Answer> {
    return this.#kept.page("missing", { kind: "monitor", id }, () => undefined);
  }

  /** The incidents of a month (null: this one), those after one where it is given. */
  history(
    slug: string | null,
    month: string | null,
    before: number | null,
  ): Promise<Answer> {
    const key = `history ${slug ?? ""} ${month ?? ""} ${before ?? ""}`;
    return this.#kept.page(key, null, async (view) => {
      const namespace = slug === null ? null : namespaceOf(view, slug);
      if (namespace === undefined) return undefined;
      const timezone = namespace?.timezone ?? sharedZone(view.namespaces);
      const thisMonth = monthAt(view.at, timezone);
      const shown = month ?? thisMonth;
      const part = await readPublicMonth(
        this.#parts.context(),
        shown,
        timezone,
        { namespaceSlug: slug, before },
      );
      if (part === undefined) return undefined;
      const base = slug === null ? "/history" : `/n/${slug}/history`;
      const since = Math.min(
        view.at,
        ...(namespace === null ? view.namespaces : [namespace]).map(
          (one) => one.since,
        ),
      );
      const firstMonth = monthAt(since, timezone);
      const place = {
        base,
        timezone,
        now: view.at,
        isLatest: before === null,
        thisMonth,
        firstMonth,
      };
      return {
        title: `History · ${siteTitle(namespace)}`,
        namespace,
        services: part.incidents.map(({ service }) => service.slug),
        content: historyPage(shown, part, place),
      };
    });
  }

  /** For a frame on somebody else's site. */
  embedded(slug: string | null, scheme: Scheme | null): Promise<Answer> {
    const key = `embedded ${slug ?? ""} ${scheme ?? ""}`;
    return this.#kept.bare(key, (view, isStale) => {
      const namespace = slug === null ? null : namespaceOf(view, slug);
      if (namespace === undefined) return undefined;
      return embedded(view, namespace, {
        style: this.#parts.assets.style,
        look: namespace === null ? null : lookPath(namespace),
        page: slug === null ? "/" : `/n/${slug}`,
        scheme,
        isStale,
      });
    });
  }

  /** There is nothing at this address. */
  missing(): Promise<Answer> {
    return this.#kept.page("missing", null, () => undefined);
  }
}

function serviceOf(
  { namespaces }: PublicView,
  slug: string,
): { namespace: PublicNamespace; service: PublicService } | undefined {
  return namespaces
    .flatMap((namespace) =>
      namespace.services.map((service) => ({ namespace, service })),
    )
    .find(({ service }) => service.slug === slug);
}

function namespaceOf(
  { namespaces }: PublicView,
  slug: string,
): PublicNamespace | undefined {
  return namespaces.find((one) => one.slug === slug);
}
