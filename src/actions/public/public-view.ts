import { postAddress } from "../../domain/post-address.ts";
import type { Status } from "../../domain/service.ts";
import { DAY, type Instant } from "../../domain/time.ts";
import { logoOf } from "../../store/targets/appearances.ts";
import type { Db } from "../../store/db.ts";
import {
  formerPublicSlugs,
  publicMaintenance,
  type PublicNamespaceRow,
  publicNamespaces,
  type PublicServiceRow,
  publicServices,
} from "../../store/views/public.ts";
import {
  type PublicPostRow,
  publicPosts,
} from "../../store/views/public-posts.ts";
import type { Context } from "../context.ts";
import {
  type PublicIncident,
  readOpenPublicIncidents,
} from "./public-incidents.ts";
import { type PublicPanel, PublicPanelReader } from "./public-panels.ts";
import { ServicePasts, type Shown } from "../figures/service-pasts.ts";

/** What anybody may know, built field by field: no host, no cause, no person. */
export interface PublicView {
  at: Instant;
  namespaces: PublicNamespace[];
  /** Open ones, the worst and longest first: as many of each namespace as a page shows. */
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

/** Maintenance is shown this long ahead. */
const AHEAD_MS = 60 * DAY;
/** That it is over is told for so long. */
const OVER_MS = 7 * DAY;
/** Posts are shown for so long, and so many of a namespace. */
const POSTS_MS = 30 * DAY;
const MOST_POSTS = 5;

/** Reads the public view again and again: what did not change since the last time costs little. */
export class PublicViewReader {
  readonly #panels = new PublicPanelReader();
  readonly #pasts = new ServicePasts();

  async read({ store: { db }, now }: Context): Promise<PublicView> {
    // All services take as long as all the rest, and are waited for beside it.
    const [all, { namespaces, posts, panels, ...rest }] = await Promise.all([
      this.#readServices(db, now),
      this.#readRest(db, now),
    ]);
    const services = Map.groupBy(all, ({ namespaceId }) => namespaceId);
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
      ...rest,
    };
  }

  async #readServices(db: Db, now: Instant): Promise<PublicServiceRow[]> {
    const all = await publicServices(db);
    await this.#pasts.read(db, all, now);
    return all;
  }

  async #readRest(db: Db, now: Instant) {
    const namespaces = await publicNamespaces(db);
    const posts = Map.groupBy(
      await publicPosts(db, now - POSTS_MS),
      ({ namespaceId }) => namespaceId,
    );
    const { maintenance = [], pastMaintenance = [] } = Object.groupBy(
      await publicMaintenance(db, {
        before: now + AHEAD_MS,
        overAfter: now - OVER_MS,
      }),
      ({ state }) =>
        state === "running" || state === "planned"
          ? "maintenance"
          : "pastMaintenance",
    );
    return {
      namespaces,
      posts,
      panels: await this.#panels.read(db),
      incidents: await readOpenPublicIncidents(db),
      maintenance,
      pastMaintenance,
      formerSlugs: new Map(
        (await formerPublicSlugs(db)).map(({ former, slug }) => [former, slug]),
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
