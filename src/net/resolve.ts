import { isIP } from "node:net";
import type { Address, ConnectFailure } from "./connector.ts";
import { canonicalHost } from "./host-name.ts";
import type { SystemNames } from "./system-names.ts";

type Found =
  { ok: true; addresses: Address[] } | { ok: false; failure: ConnectFailure };

type Families = readonly (4 | 6)[];

/** The answers of a name server that mean "there is nothing by this name". */
const absent = new Set(["ENOTFOUND", "ENODATA", "EBADNAME", "ENONAME"]);

/**
 * The addresses of a host: a literal address, the hosts file, or DNS, in that order. IPv4 comes first, because a machine
 * without IPv6 is far more common than a target without IPv4.
 */
export async function findAddresses(
  host: string,
  family: 4 | 6 | undefined,
  system: SystemNames,
): Promise<Found> {
  const families: Families = family === undefined ? [4, 6] : [family];
  const name = canonicalHost(host);
  if (name === "") return noSuchHost(`"${host}" is not a host name`);
  if (isIP(name) !== 0) return ofFamilies([name], families, host);
  const known = knownAddresses(name, system);
  if (known.length > 0) return ofFamilies(known, families, host);
  return askNameServers(name, host.endsWith("."), families, system);
}

function knownAddresses(name: string, system: SystemNames): string[] {
  const written = system.hosts(name);
  if (written.length > 0) return written;
  // RFC 6761, section 6.3: never asked of a name server.
  return /(^|\.)localhost$/.test(name) ? ["127.0.0.1", "::1"] : [];
}

async function askNameServers(
  name: string,
  isAbsolute: boolean,
  families: Families,
  system: SystemNames,
): Promise<Found> {
  const suffixed = isAbsolute
    ? []
    : system.searchList().map((domain) => `${name}.${domain}`);
  // A short name is meant within our own domains first; a full one is what it says.
  const candidates = name.includes(".")
    ? [name, ...suffixed]
    : [...suffixed, name];
  for (const candidate of candidates) {
    const answer = await askBothFamilies(candidate, families, system);
    if (answer !== undefined) return answer;
  }
  return noSuchHost(`the name ${name} does not exist`);
}

/** Undefined where the name does not exist. One family's trouble does not matter where the other has addresses. */
async function askBothFamilies(
  name: string,
  families: Families,
  system: SystemNames,
): Promise<Found | undefined> {
  const servers = system.nameServers();
  const answers = await Promise.allSettled(
    families.map((family) =>
      family === 4 ? servers.resolve4(name) : servers.resolve6(name),
    ),
  );
  const addresses = answers.flatMap((answer) =>
    answer.status === "fulfilled" ? answer.value : [],
  );
  if (addresses.length > 0) return ofFamilies(addresses, families, name);
  const codes = answers.flatMap((answer) =>
    answer.status === "rejected" ? [codeOf(answer.reason)] : [],
  );
  const trouble = codes.find((code) => !absent.has(code));
  return trouble === undefined
    ? undefined
    : { ok: false, failure: dnsFailure(name, trouble) };
}

function ofFamilies(
  addresses: string[],
  families: Families,
  host: string,
): Found {
  const found = families.flatMap((family) =>
    [...new Set(addresses)]
      .filter((address) => isIP(address) === family)
      .map((address) => ({ address, family })),
  );
  if (found.length > 0) return { ok: true, addresses: found };
  return noSuchHost(`${host} has no IPv${families.join(" or IPv")} address`);
}

function noSuchHost(text: string): Found {
  return { ok: false, failure: { kind: "no-such-host", text } };
}

function dnsFailure(name: string, code: string): ConnectFailure {
  switch (code) {
    case "ETIMEOUT":
      return {
        kind: "dns-error",
        text: `the name servers did not answer for ${name}`,
      };
    case "ESERVFAIL":
      return {
        kind: "dns-error",
        text: `the name servers could not resolve ${name} (SERVFAIL)`,
      };
    case "ECONNREFUSED":
      return {
        kind: "dns-unavailable",
        text: "this machine's name servers cannot be reached",
      };
    default:
      return {
        kind: "dns-error",
        text: `the name ${name} could not be looked up (${code})`,
      };
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error
    ? String(error.code)
    : "unknown";
}
