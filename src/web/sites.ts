import type { Request } from "express";
import type {
  PublicMaintenance,
  PublicNamespace,
} from "../actions/public/public-view.ts";
import type { Edition, Snapshot } from "./snapshot.ts";
import { isOpen } from "./open-namespace.ts";

/** What there is to see at the host that was asked. */
export interface Site {
  /** The namespace whose own domain it is; null where all are shown. */
  only: string | null;
  view: Edition;
}

/** Which namespaces are shown at which host: one that has a domain of its own is alone there. */
export class Sites {
  readonly #snapshot: Snapshot;
  readonly #narrowed = new WeakMap<Edition, Map<string, Edition>>();
  readonly #opened = new WeakMap<Edition, Edition>();

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  /** Undefined while nothing is known yet. */
  of(request: Pick<Request, "hostname">): Site | undefined {
    const host = (request.hostname ?? "").toLowerCase();
    const { namespaces = [] } = this.#snapshot.view ?? {};
    const only = namespaces.find(({ domain }) => domain === host)?.slug ?? null;
    const view = this.view(only);
    return view === undefined ? undefined : { only, view };
  }

  /** What everybody sees of one namespace alone, or (null) of all. */
  view(only: string | null): Edition | undefined {
    const { view } = this.#snapshot;
    const namespace = view?.namespaces.find(({ slug }) => slug === only);
    if (view === undefined) return undefined;
    return namespace === undefined
      ? this.#open(view)
      : this.#narrow(view, namespace);
  }

  /** The same with namespaces that show nothing to anybody, for those who are signed in. */
  viewOfTeam(only: string | null): Edition | undefined {
    const { view } = this.#snapshot;
    if (view === undefined || only !== null) return this.view(only);
    // Colours and logos are files for everybody: where nothing else is, there are none.
    const namespaces = view.namespaces.map((one) =>
      isOpen(one) ? one : { ...one, accent: null, logo: null },
    );
    return { ...view, namespaces };
  }

  #open(view: Edition): Edition {
    const known = this.#opened.get(view);
    if (known !== undefined) return known;
    const opened = { ...view, namespaces: view.namespaces.filter(isOpen) };
    this.#opened.set(view, opened);
    return opened;
  }

  /** The same each time for the same view. */
  #narrow(view: Edition, namespace: PublicNamespace): Edition {
    const known = this.#narrowed.get(view) ?? new Map<string, Edition>();
    const narrowed = known.get(namespace.slug) ?? narrow(view, namespace);
    known.set(namespace.slug, narrowed);
    this.#narrowed.set(view, known);
    return narrowed;
  }
}

function narrow(view: Edition, namespace: PublicNamespace): Edition {
  const { slug } = namespace;
  const own = new Set(namespace.services.map((service) => service.slug));
  return {
    ...view,
    namespaces: [namespace],
    incidents: view.incidents.filter(
      ({ namespaceSlug }) => namespaceSlug === slug,
    ),
    maintenance: maintenanceOf(view.maintenance, slug),
    pastMaintenance: maintenanceOf(view.pastMaintenance, slug),
    formerSlugs: new Map(
      [...view.formerSlugs].filter(([, current]) => own.has(current)),
    ),
  };
}

/** What concerns a namespace, and of it what lies there. */
export function maintenanceOf(
  all: readonly PublicMaintenance[],
  slug: string,
): PublicMaintenance[] {
  return all
    .map((one) => ({
      ...one,
      services: one.services.filter(
        ({ namespaceSlug }) => namespaceSlug === slug,
      ),
    }))
    .filter(({ services }) => services.length > 0);
}
