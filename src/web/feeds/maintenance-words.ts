import type {
  PublicMaintenance,
  PublicView,
} from "../../actions/public/public-view.ts";
import { siteAddress } from "../../base/site-address.ts";
import { clip, listed } from "../../base/text.ts";
import { zonedSpan, zonedTime } from "../../base/zoned-text.ts";
import { zoneOf } from "../page/words.ts";
import type { FeedEntry } from "./entries.ts";

const LONGEST_NAME = 120;
const MOST_NAMED = 3;
/** Of more there is nobody who reads it. */
const MOST_LISTED = 100;

/** Where people read of it: on the page of the namespace, or of all where it is of several. */
export function maintenanceAddress(
  { id, services }: PublicMaintenance,
  { namespaces }: Pick<PublicView, "namespaces">,
  urlOf: (path: string) => string,
): string {
  const [slug, ...others] = new Set(
    services.map(({ namespaceSlug }) => namespaceSlug),
  );
  const namespace = namespaces.find((one) => one.slug === slug);
  if (namespace === undefined || others.length > 0)
    return urlOf(`/#maintenance-${id}`);
  const { domain } = namespace;
  const path = domain === null ? `/n/${namespace.slug}` : "/";
  return siteAddress(urlOf, domain)(`${path}#maintenance-${id}`);
}

/** Maintenance as feeds tell it. */
export function maintenanceEntry(
  maintenance: PublicMaintenance,
  view: Pick<PublicView, "namespaces">,
  urlOf: (path: string) => string,
): FeedEntry {
  const { id, state, purpose, services, startsAt } = maintenance;
  const names = services.slice(0, MOST_LISTED).map(({ name }) => name);
  return {
    id: urlOf(`/maintenance/${id}`),
    url: maintenanceAddress(maintenance, view, urlOf),
    title: sentence(
      maintenance,
      zoneOf(view.namespaces, maintenance.services[0]?.namespaceSlug),
    ),
    lines: [
      ...(purpose === "" ? [] : [purpose]),
      ...(services.length > MOST_NAMED ? names : []),
    ],
    beganAt: null,
    // That it begins changes nothing of the plan, and is news.
    changedAt: Math.max(
      maintenance.changedAt,
      state === "running" ? startsAt : 0,
    ),
  };
}

function sentence(
  { state, startsAt, endsAt, services }: PublicMaintenance,
  timezone: string,
): string {
  const who = listed(
    services.map(({ name }) => clip(name, LONGEST_NAME)),
    MOST_NAMED,
  );
  const until = zonedTime(endsAt, timezone, { withDay: true });
  switch (state) {
    case "planned":
      return `Planned maintenance of ${who}: ${zonedSpan(startsAt, endsAt, timezone)}`;
    case "running":
      return `Maintenance of ${who} is under way until ${until}`;
    case "ended":
      return `The maintenance of ${who} ended: ${until}`;
    case "cancelled":
      return `Cancelled: the maintenance of ${who}, ${zonedSpan(startsAt, endsAt, timezone)}`;
  }
}
