import { siteAddress } from "../../base/site-address.ts";
import type { Site } from "../channel.ts";

/** Whose mail it is, and what it is about: a page of that namespace. */
export interface LetterSite extends Site {
  /** Begins with "/". */
  path: string;
}

/** The namespace that all of it is of; undefined where there are several, or not all of it is public. */
export function commonSite(sites: readonly (Site | null)[]): Site | undefined {
  const [first] = sites;
  return first !== undefined &&
    first !== null &&
    sites.every((site) => site?.slug === first.slug)
    ? first
    : undefined;
}

/** The namespace's own page. */
export function homePath({ slug, domain }: Site): string {
  return domain === null ? `/n/${slug}` : "/";
}

/** The page's address; `home` is where this program is reached. */
export function pageUrl({ domain, path }: LetterSite, home: string): string {
  const base = home.replace(/\/$/u, "");
  return siteAddress((below) => `${base}${below}`, domain)(path);
}
