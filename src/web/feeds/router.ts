import {
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from "express";
import {
  type PublicIncident,
  readPublicIncidents,
} from "../../actions/public/public-incidents.ts";
import type {
  PublicMaintenance,
  PublicNamespace,
  PublicService,
  PublicView,
} from "../../actions/public/public-view.ts";
import type { Context } from "../../actions/context.ts";
import type { Log } from "../../base/log.ts";
import { siteAddress } from "../../base/site-address.ts";
import { KeptAnswer } from "../kept-answer.ts";
import { KeptAnswers } from "../kept-answers.ts";
import { siteTitle } from "../page/words.ts";
import { maintenanceOf, type Site, Sites } from "../sites.ts";
import type { Snapshot } from "../snapshot.ts";
import { atomFeed } from "./atom.ts";
import {
  type Badge,
  badgeJson,
  badgeOfAll,
  badgeOfService,
  badgeSvg,
  notKnown,
} from "./badge.ts";
import { calendar } from "./calendar.ts";
import { type Feed, type FeedEntry, feedEntry } from "./entries.ts";
import { jsonFeed } from "./json-feed.ts";
import { maintenanceAddress, maintenanceEntry } from "./maintenance-words.ts";

const MOST_ENTRIES = 50;
const MOST_MAINTENANCE = 20;

export interface FeedParts {
  context: () => Context;
  log: Log;
  snapshot: Snapshot;
  /** Where this program is reached from outside; `path` begins with "/". */
  urlOf: (path: string) => string;
}

const writers = {
  atom: { type: "application/atom+xml; charset=utf-8", write: atomFeed },
  json: { type: "application/feed+json; charset=utf-8", write: jsonFeed },
} as const;

const badges = {
  svg: { type: "image/svg+xml", draw: badgeSvg },
  json: { type: "application/json", draw: badgeJson },
} as const;

/** Feeds of what happens for readers of all kinds, and badges; other sites may show them. */
export function feedRouter(parts: FeedParts): Router {
  const router = Router({ caseSensitive: true });
  const kept = new KeptAnswers(parts.log);
  const sites = new Sites(parts.snapshot);
  const serve = <Params>(
    path: string,
    tells: Tells,
    make: (
      seen: Seen,
      request: Request<Params>,
    ) => KeptAnswer | Promise<KeptAnswer>,
  ): void => {
    router.get(path, elsewhere, (request, response) =>
      answer(parts, kept, tells, request, response, sites.of(request), (seen) =>
        make(seen, request as unknown as Request<Params>),
      ),
    );
  };
  /** The same of all (or of the one whose domain was asked), and of each namespace. */
  const serveBoth = (
    file: string,
    tells: Tells,
    make: (
      seen: Seen,
      namespace: PublicNamespace | null,
    ) => KeptAnswer | Promise<KeptAnswer>,
  ): void => {
    serve(`/${file}`, tells, (seen) => make(seen, onlyOf(seen)));
    serve<{ slug: string }>(`/n/:slug/${file}`, tells, (seen, { params }) => {
      const namespace = seen.view.namespaces.find(
        ({ slug }) => slug === params.slug,
      );
      return namespace === undefined ? nothing() : make(seen, namespace);
    });
  };
  for (const kind of ["atom", "json"] as const)
    serveBoth(`feed.${kind}`, "past", ({ view }, namespace) =>
      feed(parts, view, namespace, kind),
    );
  serveBoth("calendar.ics", "past", ({ view }, namespace) =>
    planned(parts, view, namespace),
  );
  for (const kind of ["svg", "json"] as const) {
    serveBoth(`badge.${kind}`, "now", (seen, namespace) => {
      const shown = namespace === null ? seen.view.namespaces : [namespace];
      return badge(badgeOfAll(namespace, shown.flatMap(ofThat)), kind, seen);
    });
    serve<{ slug: string }>(
      `/badge/:slug.${kind}`,
      "now",
      (seen, { params }) => {
        const { namespaces, formerSlugs } = seen.view;
        const current = formerSlugs.get(params.slug) ?? params.slug;
        const service = namespaces
          .flatMap(ofThat)
          .find(({ slug }) => slug === current);
        return service === undefined
          ? nothing()
          : badge(badgeOfService(service), kind, seen);
      },
    );
  }
  return router;
}

/** What was stays true when it is old; how things are does not. */
type Tells = "now" | "past";

/** What there is to see where somebody asks, and whether it is too old to be how things are. */
interface Seen extends Site {
  isStale: boolean;
}

/** The namespace whose own domain was asked. */
function onlyOf({ only, view }: Site): PublicNamespace | null {
  return view.namespaces.find(({ slug }) => slug === only) ?? null;
}

const elsewhere: RequestHandler = (_request, response, next) => {
  response.set({
    "Access-Control-Allow-Origin": "*",
    "Content-Security-Policy":
      "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  });
  next();
};

async function answer(
  { snapshot, log }: FeedParts,
  kept: KeptAnswers,
  tells: Tells,
  request: Request,
  response: Response,
  site: Site | undefined,
  make: (seen: Seen) => KeptAnswer | Promise<KeptAnswer>,
): Promise<void> {
  const { view } = snapshot;
  if (view === undefined || site === undefined) return notNow(response);
  const seen = { ...site, isStale: snapshot.isStale };
  const age = tells === "now" && seen.isStale ? "stale" : "";
  const key = `${site.only ?? ""} ${request.path} ${age}`;
  try {
    const made = await kept.get(view, key, async () => make(seen));
    await made.send(request, response);
  } catch (error) {
    log.warn({ err: error }, "a feed could not be made");
    notNow(response);
  }
}

async function feed(
  { context, urlOf }: FeedParts,
  view: PublicView,
  namespace: PublicNamespace | null,
  kind: keyof typeof writers,
): Promise<KeptAnswer> {
  const base = namespace === null ? "" : `/n/${namespace.slug}`;
  const { path, addressOf } = placeOf(namespace, urlOf);
  const incidents = await readPublicIncidents(context(), {
    before: null,
    namespaceSlug: namespace?.slug ?? null,
    serviceSlug: null,
    onlyOpen: false,
    limit: MOST_ENTRIES,
  });
  const incidentEntries = incidents.map((incident) =>
    incidentEntry(incident, view, urlOf),
  );
  const maintenanceEntries = maintenanceIn(view, namespace)
    .slice(0, MOST_MAINTENANCE)
    .map((one) => maintenanceEntry(one, view, urlOf));
  const told: Feed = {
    title: siteTitle(namespace),
    id: urlOf(base === "" ? "/" : base),
    page: addressOf(path === "" ? "/" : path),
    self: addressOf(`${path}/feed.${kind}`),
    entries: [...incidentEntries, ...maintenanceEntries].toSorted(
      (a, b) => b.changedAt - a.changedAt,
    ),
    at: view.at,
  };
  const { type, write } = writers[kind];
  return new KeptAnswer(200, type, write(told), {
    services: incidents.map(({ service }) => service.slug),
  });
}

function incidentEntry(
  incident: PublicIncident,
  { at: now, namespaces }: PublicView,
  urlOf: FeedParts["urlOf"],
): FeedEntry {
  const path = `/incidents/${incident.id}`;
  const namespace =
    namespaces.find(({ slug }) => slug === incident.namespaceSlug) ?? null;
  return feedEntry(incident, {
    now,
    timezone: namespace?.timezone ?? "UTC",
    id: urlOf(path),
    url: placeOf(namespace, urlOf).addressOf(path),
  });
}

/** Where the page of a namespace is, or (null) of all. */
function placeOf(
  namespace: PublicNamespace | null,
  urlOf: FeedParts["urlOf"],
): { path: string; addressOf: (path: string) => string } {
  const domain = namespace?.domain ?? null;
  const isBelow = namespace !== null && domain === null;
  return {
    path: isBelow ? `/n/${namespace.slug}` : "",
    addressOf: siteAddress(urlOf, domain),
  };
}

function planned(
  { urlOf }: FeedParts,
  view: PublicView,
  namespace: PublicNamespace | null,
): KeptAnswer {
  const title =
    namespace === null
      ? "Planned maintenance"
      : `${siteTitle(namespace)}: planned maintenance`;
  const events = maintenanceIn(view, namespace).map((maintenance) => ({
    maintenance,
    id: urlOf(`/maintenance/${maintenance.id}`),
    url: maintenanceAddress(maintenance, view, urlOf),
  }));
  const body = calendar(title, events);
  return new KeptAnswer(200, "text/calendar; charset=utf-8", body);
}

/** What runs and comes, and what was over lately. */
function maintenanceIn(
  { maintenance, pastMaintenance }: PublicView,
  namespace: PublicNamespace | null,
): PublicMaintenance[] {
  const all = [...maintenance, ...pastMaintenance];
  return namespace === null ? all : maintenanceOf(all, namespace.slug);
}

/** What was is not told as what is, as little as a page does. */
function badge(
  known: Badge,
  kind: keyof typeof badges,
  { isStale }: Seen,
): KeptAnswer {
  const { type, draw } = badges[kind];
  return new KeptAnswer(200, type, draw(isStale ? notKnown(known) : known));
}

function ofThat({ services }: PublicNamespace): PublicService[] {
  return services;
}

function nothing(): KeptAnswer {
  return new KeptAnswer(404, "text/plain", "There is nothing here.\n");
}

function notNow(response: Response): void {
  response
    .status(503)
    .type("text")
    .send("This cannot be told at the moment: try again in a minute.\n");
}
