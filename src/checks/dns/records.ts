import type { CaaRecord, MxRecord, SoaRecord, SrvRecord } from "node:dns";
import type { Resolver } from "node:dns/promises";
import ipaddr from "ipaddr.js";

export const recordTypes = [
  "A",
  "AAAA",
  "CNAME",
  "MX",
  "NS",
  "TXT",
  "SOA",
  "SRV",
  "CAA",
  "PTR",
] as const;
export type RecordType = (typeof recordTypes)[number];

export interface Records {
  /** As zone files write them, names without their final dot. */
  texts: string[];
  /** The shortest of the times to live; only addresses come with theirs. */
  ttlSeconds: number | undefined;
}

/** Asks for the records of a name. Rejects with the codes of node:dns (ENOTFOUND, ESERVFAIL …). */
export async function fetchRecords(
  resolver: Resolver,
  name: string,
  type: RecordType,
): Promise<Records> {
  if (type !== "A" && type !== "AAAA")
    return {
      texts: await textsOf(resolver, name, type),
      ttlSeconds: undefined,
    };
  const found = await (type === "A"
    ? resolver.resolve4(name, { ttl: true })
    : resolver.resolve6(name, { ttl: true }));
  return {
    texts: found.map(({ address }) => address),
    ttlSeconds: Math.min(...found.map(({ ttl }) => ttl)),
  };
}

async function textsOf(
  resolver: Resolver,
  name: string,
  type: Exclude<RecordType, "A" | "AAAA">,
): Promise<string[]> {
  switch (type) {
    case "CNAME":
      return resolver.resolveCname(name);
    case "NS":
      return resolver.resolveNs(name);
    case "PTR":
      return resolver.resolvePtr(name);
    case "MX":
      return (await resolver.resolveMx(name)).map(mxText);
    case "TXT":
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(""));
    case "SOA":
      return [soaText(await resolver.resolveSoa(name))];
    case "SRV":
      return (await resolver.resolveSrv(name)).map(srvText);
    case "CAA":
      return (await resolver.resolveCaa(name)).map(caaText);
  }
}

function mxText({ priority, exchange }: MxRecord): string {
  // A lone dot says that the name takes no mail (RFC 7505).
  return `${priority} ${exchange === "" ? "." : exchange}`;
}

function soaText(soa: SoaRecord): string {
  const { nsname, hostmaster, serial, refresh, retry, expire, minttl } = soa;
  return [nsname, hostmaster, serial, refresh, retry, expire, minttl].join(" ");
}

function srvText({ priority, weight, port, name }: SrvRecord): string {
  return `${priority} ${weight} ${port} ${name === "" ? "." : name}`;
}

function caaText({ critical, ...tags }: CaaRecord): string {
  const [tag = "", value = ""] =
    Object.entries(tags).find(([name]) => name !== "type") ?? [];
  return `${critical} ${tag} "${value}"`;
}

/** A record in the one form in which two of them are compared: people write them in many. */
export function comparable(record: string, type: RecordType): string {
  const text = record.trim().replaceAll(/\s+/g, " ");
  if (type === "TXT") return unquoted(record.trim());
  if (type === "CAA")
    return text.replaceAll('"', "").replace(/^0 /, "").toLowerCase();
  if (type === "A" || type === "AAAA")
    return ipaddr.isValid(text) ? ipaddr.parse(text).toString() : text;
  return text
    .split(" ")
    .map((word) => (word === "." ? word : word.replace(/\.$/, "")))
    .join(" ")
    .toLowerCase();
}

function unquoted(text: string): string {
  return /^"([^"]*)"$/.exec(text)?.[1] ?? text;
}
