import * as z from "zod";
import { DAY, type Instant } from "../../domain/time.ts";
import type { ProbeContext } from "../check.ts";
import { failed, type Failed } from "../starttls/incoming.ts";
import { fetchJson } from "./fetch-json.ts";

/** RFC 9224: which RDAP servers know the domains of which suffixes. */
const bootstrapFile = z.object({
  services: z.array(z.tuple([z.array(z.string()), z.array(z.string())])),
});

/** Suffixes in lower case, and the address of their server. */
type Servers = ReadonlyMap<string, string>;

const KEPT_MS = DAY;
const IANA = "https://data.iana.org/rdap/dns.json";

/** Where the list is fetched, and what was fetched last. */
const list: {
  url: string;
  kept?: { servers: Servers; at: Instant } | undefined;
} = { url: IANA };

/** Fetches the list from elsewhere from now on (back from IANA without an address), and forgets the old one. */
export function moveBootstrap(url: string = IANA): void {
  list.url = url;
  list.kept = undefined;
}

export type ServerFound =
  | {
      ok: true;
      /** Undefined where none is known for the suffix. */ server:
        string | undefined;
    }
  | Failed;

/** The RDAP server for a domain, by the longest suffix that is listed. The list is kept for a day. */
export async function findServer(
  domain: string,
  context: ProbeContext,
): Promise<ServerFound> {
  const servers = await knownServers(context);
  if ("failure" in servers) return servers;
  const labels = domain.split(".");
  const suffixes = labels.map((_, index) => labels.slice(index).join("."));
  const suffix = suffixes.find((one) => servers.has(one));
  return { ok: true, server: servers.get(suffix ?? "") };
}

async function knownServers(context: ProbeContext): Promise<Servers | Failed> {
  const { kept, url } = list;
  const now = context.now();
  if (kept !== undefined && Math.abs(now - kept.at) < KEPT_MS)
    return kept.servers;
  const servers = await fetchServers(url, context);
  if ("failure" in servers)
    // An old list is better than none: servers move rarely.
    return kept === undefined || context.signal.aborted
      ? servers
      : kept.servers;
  if (list.url === url) list.kept = { servers, at: now };
  return servers;
}

async function fetchServers(
  url: string,
  context: ProbeContext,
): Promise<Servers | Failed> {
  const fetched = await fetchJson(url, context);
  if (!fetched.ok) return aboutList(fetched.failure.text);
  const file = bootstrapFile.safeParse(fetched.value);
  if (!file.success)
    return aboutList(
      fetched.status === 200
        ? "it is not as RFC 9224 says"
        : `HTTP ${fetched.status}`,
    );
  const servers = new Map<string, string>();
  for (const [suffixes, urls] of file.data.services) {
    const best = urls.find((one) => one.startsWith("https:")) ?? urls[0];
    for (const suffix of suffixes)
      if (best !== undefined) servers.set(suffix.toLowerCase(), best);
  }
  return servers;
}

function aboutList(text: string): Failed {
  return failed(
    "no-bootstrap",
    `the list of registries could not be read: ${text}`,
  );
}
