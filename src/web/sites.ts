import type { Request } from "express";
import type {
  PublicMaintenance,
  PublicNamespace,
} from "../actions/public-view.ts";
import type { Edition, Snapshot } from "./snapshot.ts";

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

  /** What is to be seen of one namespace alone, or (null) of all. */
  view(only: string | null): Edition | undefined {
    const { view } = this.#snapshot;
    const namespace = view?.namespaces.find(({ slug }) => slug === only);
    return view === undefined || namespace === undefined
      ? view
      : this.#narrow(view, namespace);
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
