import { getDomain } from "tldts";
import { canonicalHost } from "../../net/host-name.ts";

/** Without what comes along when a URL or a mail address is pasted. */
export function tidyDomain(written: string): string {
  return written
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, "")
    .replace(/[/?#].*$/, "")
    .replace(/^.*@/, "")
    .replace(/:\d*$/, "");
}

/** What is wrong with a domain; undefined where nothing is. */
export function domainProblem(written: string): string | undefined {
  return registrable(written) === ""
    ? "must be a domain name, such as example.org"
    : undefined;
}

/** The part that somebody registered: "example.co.uk" of "www.example.co.uk", as xn--; empty where there is none. */
export function registrable(written: string): string {
  const host = canonicalHost(written);
  // A name without a known suffix is not registered with anybody.
  return host === "" ? "" : (getDomain(host) ?? "");
}
