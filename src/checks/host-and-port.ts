// The two fields of checks that look at a port: the port may stand in its own field or behind the host.
import { isIPv6 } from "node:net";
import { canonicalHost } from "../net/host-name.ts";
import { text, wholeNumber, type FieldMeta } from "./fields.ts";

export interface HostAndPort {
  /** A name, or an address without brackets. */
  host: string;
  /** Undefined where only a host was written. */
  port: number | undefined;
}

const MOST_PORTS = 65_535;

/** Reads "host", "host:port", "[::1]:port" and "::1"; undefined where it is none of these. */
export function parseHostAndPort(written: string): HostAndPort | undefined {
  if (isIPv6(written)) return { host: written, port: undefined };
  const [, bracketed, name = "", digits] =
    /^(?:\[([^\]]*)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(written) ?? [];
  const host = bracketed ?? name;
  const port = digits === undefined ? undefined : Number(digits);
  if (port !== undefined && (port < 1 || port > MOST_PORTS)) return undefined;
  if (bracketed !== undefined && !isIPv6(bracketed)) return undefined;
  return canonicalHost(host) === "" ? undefined : { host, port };
}

/** The target of a check that looks at a port. */
export function hostField(meta: Partial<FieldMeta> = {}) {
  return text(
    {
      label: "Host",
      help: "A name or an address. The port may stand behind it, after a colon; an IPv6 address is then in brackets.",
      placeholder: "server.example.org",
      ...meta,
    },
    { tidy: (written) => written.trim(), judge: hostProblem },
  );
}

/** `standard` is the port that is meant where none is given, with words where it depends. */
export function portField(standard?: number | string, label = "Port") {
  const otherwise = standard === undefined ? "" : `; otherwise ${standard}`;
  return wholeNumber(
    { label, help: `Where it does not stand in the host${otherwise}.` },
    { min: 1, max: MOST_PORTS },
  );
}

function hostProblem(written: string): string | undefined {
  if (parseHostAndPort(written) !== undefined) return undefined;
  const [, rest] =
    /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#@]+)/i.exec(written) ?? [];
  return rest !== undefined && parseHostAndPort(rest) !== undefined
    ? `must be a host, not a URL: for example ${rest}`
    : "must be a host name or an address, such as server.example.org, server.example.org:8080 or [2001:db8::1]:8080";
}

interface Typed {
  host?: unknown;
  port?: unknown;
}

/** What is wrong with the two fields together, about the port; undefined where nothing is. */
export function portConflict(
  { host, port }: Typed,
  standardPort?: number,
): string | undefined {
  const inHost =
    typeof host === "string" ? parseHostAndPort(host.trim()) : undefined;
  if (inHost === undefined) return undefined; // That field has a problem of its own.
  if (inHost.port !== undefined)
    return port === undefined || Number(port) === inHost.port
      ? undefined
      : "stands in the host already, and is another one there";
  return port === undefined && standardPort === undefined
    ? "is missing"
    : undefined;
}

/** The host and port of settings that were judged by hostField and portConflict. */
export function hostAndPortOf(
  settings: { host: string; port?: number | undefined },
  standardPort = 0,
): { host: string; port: number } {
  const { host, port } = parseHostAndPort(settings.host) ?? {
    host: settings.host,
    port: undefined,
  };
  return { host, port: settings.port ?? port ?? standardPort };
}

/** "server.example.org:8080", "[2001:db8::1]:8080" */
export function joinHostAndPort(host: string, port: number): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
