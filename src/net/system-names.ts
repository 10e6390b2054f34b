import { Resolver } from "node:dns/promises";
import { readFileSync, statSync } from "node:fs";
import { isIP } from "node:net";

/** Asks name servers; the part of node:dns that is used. Rejects with the codes of node:dns (ENOTFOUND, ESERVFAIL …). */
export interface NameServers {
  resolve4(name: string): Promise<string[]>;
  resolve6(name: string): Promise<string[]>;
}

/** What this machine knows of names: its hosts file, its search list, its name servers. */
export interface SystemNames {
  /** Addresses of a name, as written in the hosts file. */
  hosts(name: string): string[];
  /** Domains to try behind a short name. */
  searchList(): string[];
  nameServers(): NameServers;
}

const WINDOWS_HOSTS = "C:\\Windows\\System32\\drivers\\etc\\hosts";

/**
 * A server that does not answer is asked twice, after 1 s and after 2 s more, so that a broken one (typically for AAAA
 * alone) does not use up the usual deadline of 5 s.
 */
const PATIENCE = { timeout: 1_000, tries: 2 };

/** Reads the system's files, again whenever they change: laptops move, containers get new name servers. */
export function systemNames({
  hostsFile = process.platform === "win32" ? WINDOWS_HOSTS : "/etc/hosts",
  resolverFile = "/etc/resolv.conf",
} = {}): SystemNames {
  const hosts = followed(hostsFile, parseHosts);
  const resolver = followed(resolverFile, (text) => ({
    searchList: parseSearchList(text),
    // A new one, because c-ares reads the list of servers only once.
    nameServers: new Resolver(PATIENCE),
  }));
  return {
    hosts: (name) => hosts().get(name) ?? [],
    searchList: () => resolver().searchList,
    nameServers: () => resolver().nameServers,
  };
}

/** The parsed content of a file, parsed anew when the file has changed; a missing file counts as empty. */
function followed<Parsed>(
  path: string,
  parse: (text: string) => Parsed,
): () => Parsed {
  let seen: { version: string; parsed: Parsed } | undefined;
  return () => {
    const stat = statSync(path, { throwIfNoEntry: false });
    const version =
      stat === undefined ? "" : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
    if (seen?.version !== version)
      seen = { version, parsed: parse(stat ? readText(path) : "") };
    return seen.parsed;
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // Removed in between, or not ours to read: then it tells us nothing.
  }
}

function parseHosts(text: string): Map<string, string[]> {
  const hosts = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [address = "", ...names] = words(line);
    if (isIP(address) === 0) continue;
    for (const name of names.map((name) => name.toLowerCase()))
      hosts.set(name, [...(hosts.get(name) ?? []), address]);
  }
  return hosts;
}

function parseSearchList(text: string): string[] {
  const lists = text
    .split("\n")
    .map(words)
    .filter(([key]) => key === "search" || key === "domain");
  const [, ...domains] = lists.at(-1) ?? [];
  return domains
    .map((domain) => domain.replace(/\.$/, ""))
    .filter((domain) => domain !== "");
}

/** The words of a line, up to its comment. */
function words(line: string): string[] {
  const [text = ""] = line.split(/[#;]/, 1);
  return text.trim().split(/\s+/);
}
