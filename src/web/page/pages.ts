import {
  type PublicNamespace,
  type PublicView,
  readPublicIncident,
  readPublicIncidentsOf,
  readPublicMonth,
} from "../../actions/public-view.ts";
import { monthAt } from "../../base/local-days.ts";
import { MINUTE } from "../../domain/time.ts";
import { embedded } from "./embed.ts";
import { historyPage } from "./history-page.ts";
import { html, type Html } from "./html.ts";
import { incidentPage } from "./incident-page.ts";
import { KeptAnswer } from "../kept-answer.ts";
import { KeptAnswers } from "../kept-answers.ts";
import { type AssetPaths, page } from "./layout.ts";
import { overview, pageCount, zoneOf } from "./overview.ts";
import { servicePage } from "./service-page.ts";
import type { Snapshot, SnapshotParts } from "../snapshot.ts";
import { overallSentence } from "./words.ts";

/** What is older than this is said to be old. */
const STALE_MS = 2 * MINUTE;
const HTML_TYPE = "text/html; charset=utf-8";
const NOTHING_KNOWN =
  "How the services are is not known yet: try again in a minute.";

interface Parts extends SnapshotParts {
  snapshot: Snapshot;
  assets: AssetPaths;
  /** Where one plays with the sandbox; null where there is none. */
  playground: string | null;
}

/** What a page shows beside the frame. */
interface Shown {
  title: string;
  namespace: PublicNamespace | null;
  content: Html;
}

/** Makes the pages, each once for each view. */
export class Pages {
  readonly #parts: Parts;
  readonly #kept = new KeptAnswers();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  overview(slug: string | null, number: number): Promise<KeptAnswer> {
    return this.#keep(`overview ${slug ?? ""} ${number}`, (view) => {
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

  service(slug: string): Promise<KeptAnswer> {
    return this.#keep(`service ${slug}`, async (view) => {
      const found = view.namespaces
        .flatMap((namespace) =>
          namespace.services.map((service) => ({ namespace, service })),
        )
        .find(({ service }) => service.slug === slug);
      if (found === undefined) return undefined;
      const { namespace, service } = found;
      const incidents = await readPublicIncidentsOf(
        this.#parts.context(),
        slug,
      );
      return {
        title: `${service.name} · ${namespace.name} status`,
        namespace,
        content: servicePage(service, namespace, {
          incidents,
          planned: view.maintenance.filter(({ services }) =>
            services.some((one) => one.slug === slug),
          ),
          now: view.at,
        }),
      };
    });
  }

  incident(id: number): Promise<KeptAnswer> {
    return this.#keep(`incident ${id}`, async (view) => {
      const incident = await readPublicIncident(this.#parts.context(), id);
      if (incident === null) return undefined;
      const namespace = namespaceOf(view, incident.namespaceSlug) ?? null;
      const zone = zoneOf(view.namespaces, incident.namespaceSlug);
      return {
        title: `Incident ${id} · ${incident.service.name}`,
        namespace,
        content: incidentPage(incident, zone, view.at),
      };
    });
  }

  history(slug: string | null, month: string | null): Promise<KeptAnswer> {
    return this.#keep(`history ${slug ?? ""} ${month ?? ""}`, async (view) => {
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
      const place = { base, timezone, now: view.at, thisMonth };
      return {
        title: `History · ${namespace === null ? "Status" : `${namespace.name} status`}`,
        namespace,
        content: historyPage(shown, incidents, place),
      };
    });
  }

  /** For a frame on somebody else's site. */
  async embedded(slug: string | null): Promise<KeptAnswer> {
    const { view } = this.#parts.snapshot;
    if (view === undefined) return notNow(NOTHING_KNOWN);
    const namespace = slug === null ? null : namespaceOf(view, slug);
    if (namespace === undefined) return this.missing();
    return this.#kept.get(view, `embedded ${slug ?? ""}`, async () => {
      const { style } = this.#parts.assets;
      const page = slug === null ? "/" : `/n/${slug}`;
      const text = embedded(view, namespace, { style, page });
      return new KeptAnswer(200, HTML_TYPE, text);
    });
  }

  /** There is nothing at this address. */
  missing(): Promise<KeptAnswer> {
    return this.#keep("missing", () => undefined);
  }

  async #keep(
    key: string,
    make: (view: PublicView) => Shown | undefined | Promise<Shown | undefined>,
  ): Promise<KeptAnswer> {
    const { view } = this.#parts.snapshot;
    if (view === undefined) return notNow(NOTHING_KNOWN);
    const isStale = this.#parts.clock.now() - view.at > STALE_MS;
    try {
      return await this.#kept.get(view, `${key} ${isStale}`, () =>
        this.#make(view, isStale, make),
      );
    } catch (error) {
      this.#parts.log.warn({ err: error }, "a public page could not be made");
      return notNow(
        "This page cannot be shown at the moment: try again in a minute.",
      );
    }
  }

  async #make(
    view: PublicView,
    isStale: boolean,
    make: (view: PublicView) => Shown | undefined | Promise<Shown | undefined>,
  ): Promise<KeptAnswer> {
    const shown = await make(view);
    const { assets, playground } = this.#parts;
    const frame = {
      namespaces: view.namespaces.filter(({ services }) => services.length > 0),
      assets,
      playground,
      at: view.at,
      isStale,
    };
    const { title, namespace, content } = shown ?? nothingHere;
    const text = page({
      ...frame,
      title,
      namespace,
      content,
      description: titleOf(view, namespace),
    });
    return new KeptAnswer(shown === undefined ? 404 : 200, HTML_TYPE, text);
  }
}

const nothingHere: Shown = {
  title: "Not found",
  namespace: null,
  content: html`<h1>There is nothing here</h1>
    <p><a href="/">How all services are</a></p>`,
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
  return `${text} · ${namespace === null ? "Status" : `${namespace.name} status`}`;
}

/** For as long as the database is away. */
function notNow(sentence: string): KeptAnswer {
  const words = html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" /><title>Status</title>
      <p>${sentence}</p>
    </html>`;
  return new KeptAnswer(503, HTML_TYPE, words.text);
}
