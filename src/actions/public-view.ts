import { monthOf } from "../base/local-days.ts";
import type { AnnouncementReason } from "../domain/announcement.ts";
import type { Resolution, Severity } from "../domain/incident.ts";
import { postAddress } from "../domain/post-address.ts";
import type { Status } from "../domain/service.ts";
import { DAY, type Instant } from "../domain/time.ts";
import { logoOf } from "../store/appearances.ts";
import type { Db } from "../store/db.ts";
import {
  formerPublicSlugs,
  openPublicIncidents,
  publicEntries,
  publicIncident,
  publicIncidentPage,
  type PublicIncidentRow,
  publicIncidentsBetween,
  publicMaintenance,
  type PublicNamespaceRow,
  publicNamespaces,
  publicServices,
} from "../store/public.ts";
import { postmortemsOf } from "../store/postmortems.ts";
import { type PublicPostRow, publicPosts } from "../store/public-posts.ts";
import type { Context } from "./context.ts";
import { type PublicPanel, PublicPanelReader } from "./public-panels.ts";
import { BAR_DAYS, ServicePasts, type Shown } from "./service-pasts.ts";

/** What anybody may know, built field by field: no host, no cause, no person. */
export interface PublicView {
  at: Instant;
  namespaces: PublicNamespace[];
  /** Open ones, the worst and longest first. */
  incidents: PublicIncident[];
  /** What runs and what comes, in this order. */
  maintenance: PublicMaintenance[];
  /** What ended or was called off lately, for those who heard of it before. */
  pastMaintenance: PublicMaintenance[];
  /** Slugs that services had before, each with the one that it has now. */
  formerSlugs: ReadonlyMap<string, string>;
}

export interface PublicMaintenance {
  id: number;
  state: "planned" | "running" | "ended" | "cancelled";
  /** What it is for, as written for customers; empty where nobody wrote it. */
  purpose: string;
  startsAt: Instant;
  endsAt: Instant;
  /** How often what was planned of it changed, and when the last time. */
  revision: number;
  changedAt: Instant;
  services: { slug: string; name: string; namespaceSlug: string }[];
}

export interface PublicNamespace {
  slug: string;
  name: string;
  timezone: string;
  /** What its page is called, where that is not its name. */
  title: string | null;
  /** "#0b5394" */
  accent: string | null;
  /** The host at which its page is alone. */
  domain: string | null;
  /** Width in dots, for twice the size at which it is shown. */
  logo: { hash: string; width: number } | null;
  /** What its accounts posted to customers, the latest first. */
  posts: readonly PublicPost[];
  panels: readonly PublicPanel[];
  /** When the first of its services began to be watched. */
  since: Instant;
  services: PublicService[];
}

export interface PublicPost {
  at: Instant;
  channel: string;
  /** "@iati_status" */
  account: string;
  text: string;
  /** The network's page of it, where that is known. */
  url: string | null;
}

export interface PublicService extends Shown {
  slug: string;
  name: string;
  status: Status;
  since: Instant;
}

export interface PublicIncident {
  id: number;
  service: { slug: string; name: string };
  namespaceSlug: string;
  severity: Severity;
  beganAt: Instant;
  resolvedAt: Instant | null;
  resolution: Resolution | null;
  /** In the order in which they happened. */
  updates: PublicUpdate[];
  /** What was written afterwards, and when. */
  postmortem: { at: Instant; text: string } | null;
}

export interface PublicUpdate {
  at: Instant;
  kind: AnnouncementReason;
  /** What somebody wrote for the page. */
  text: string | null;
}

/** Maintenance is shown this long ahead. */
const AHEAD_MS = 60 * DAY;
/** That it is over is told for so long. */
const OVER_MS = 7 * DAY;
const MOST_INCIDENTS = 200;
/** Posts are shown for so long, and so many of a namespace. */
const POSTS_MS = 30 * DAY;
const MOST_POSTS = 5;

/** Reads the public view again and again: what did not change since the last time costs little. */
export class PublicViewReader {
  readonly #panels = new PublicPanelReader();
  readonly #pasts = new ServicePasts();

  async read({ store, now }: Context): Promise<PublicView> {
    const namespaces = await publicNamespaces(store.db);
    const all = await publicServices(store.db);
    await this.#pasts.read(store.db, all, now);
    const services = Map.groupBy(all, ({ namespaceId }) => namespaceId);
    const open = await openPublicIncidents(store.db, MOST_INCIDENTS);
    const posts = Map.groupBy(
      await publicPosts(store.db, now - POSTS_MS),
      ({ namespaceId }) => namespaceId,
    );
    const panels = await this.#panels.read(store.db);
    const { maintenance = [], pastMaintenance = [] } = Object.groupBy(
      await publicMaintenance(store.db, {
        before: now + AHEAD_MS,
        overAfter: now - OVER_MS,
      }),
      ({ state }) =>
        state === "running" || state === "planned"
          ? "maintenance"
          : "pastMaintenance",
    );
    return {
      at: now,
      namespaces: namespaces.map((namespace) => {
        const { id, slug, name, timezone } = namespace;
        return {
          slug,
          name,
          timezone,
          ...lookOf(namespace),
          panels: panels.get(id) ?? [],
          since: Math.min(
            now,
            ...(services.get(id) ?? []).map(({ createdAt }) => createdAt),
          ),
          posts: (posts.get(id) ?? []).slice(0, MOST_POSTS).map(postOf),
          services: (services.get(id) ?? []).map((service) => ({
            slug: service.slug,
            name: service.name,
            status: service.status,
            since: service.since,
            ...this.#pasts.of(service, timezone, now),
          })),
        };
      }),
      incidents: await withUpdates(store.db, open),
      maintenance,
      pastMaintenance,
      formerSlugs: new Map(
        (await formerPublicSlugs(store.db)).map(({ former, slug }) => [
          former,
          slug,
        ]),
      ),
    };
  }
}

function postOf({
  at,
  channel,
  account,
  text,
  remoteId,
}: PublicPostRow): PublicPost {
  const url = postAddress(channel, account, remoteId);
  return { at, channel, account, text, url };
}

function lookOf({
  title,
  accent,
  domain,
  logoHash: hash,
  logoWidth: width,
}: PublicNamespaceRow): Pick<
  PublicNamespace,
  "title" | "accent" | "domain" | "logo"
> {
  const logo = hash === null || width === null ? null : { hash, width };
  return { title, accent, domain, logo };
}

/** A namespace's logo, as a PNG. */
export async function readPublicLogo(
  { store }: Context,
  slug: string,
): Promise<Buffer | null> {
  return logoOf(store.db, slug);
}

async function withUpdates(
  db: Db,
  rows: readonly PublicIncidentRow[],
): Promise<PublicIncident[]> {
  const ids = rows.map(({ id }) => id);
  const entries = Map.groupBy(
    ids.length === 0 ? [] : await publicEntries(db, ids),
    ({ incidentId }) => incidentId,
  );
  const written = ids.length === 0 ? undefined : await postmortemsOf(db, ids);
  return rows.map(({ serviceSlug, serviceName, ...incident }) => ({
    id: incident.id,
    service: { slug: serviceSlug, name: serviceName },
    namespaceSlug: incident.namespaceSlug,
    severity: incident.severity,
    beganAt: incident.beganAt,
    resolvedAt: incident.resolvedAt,
    resolution: incident.resolution,
    updates: (entries.get(incident.id) ?? []).map(({ at, kind, text }) => ({
      at,
      kind,
      text,
    })),
    postmortem: written?.get(incident.id) ?? null,
  }));
}

/** One incident of a public service; null where there is none of this number. */
export async function readPublicIncident(
  { store }: Context,
  id: number,
): Promise<PublicIncident | null> {
  const row = await publicIncident(store.db, id);
  if (row === null) return null;
  const [incident] = await withUpdates(store.db, [row]);
  return incident ?? null;
}

/** The incidents that began in a month of a zone, newest first; undefined where `month` ("2026-11") is none. */
export async function readPublicMonth(
  { store }: Context,
  month: string,
  timezone: string,
  namespaceSlug: string | null,
): Promise<PublicIncident[] | undefined> {
  const stretch = monthOf(month, timezone);
  if (stretch === undefined) return undefined;
  const rows = await publicIncidentsBetween(store.db, {
    ...stretch,
    namespaceSlug,
    serviceSlug: null,
    limit: MOST_INCIDENTS,
  });
  return withUpdates(store.db, rows);
}

/** The latest incidents of a service, newest first. */
export async function readPublicIncidentsOf(
  { store, now }: Context,
  serviceSlug: string,
): Promise<PublicIncident[]> {
  const rows = await publicIncidentsBetween(store.db, {
    from: now - BAR_DAYS * DAY,
    until: now,
    namespaceSlug: null,
    serviceSlug,
    limit: 20,
  });
  return withUpdates(store.db, rows);
}

/** Incidents by number, the latest first; `before` is the number of the last one seen. */
export async function readPublicIncidents(
  { store }: Context,
  wanted: Parameters<typeof publicIncidentPage>[1],
): Promise<PublicIncident[]> {
  return withUpdates(store.db, await publicIncidentPage(store.db, wanted));
}
