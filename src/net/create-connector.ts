import { unlessAborted } from "./aborted.ts";
import { judgeAddress, parseNetwork, type Network } from "./addresses.ts";
import { connectTcp } from "./connect.ts";
import type {
  Address,
  Connected,
  ConnectFailed,
  ConnectOptions,
  Connector,
  Resolved,
  ResolveOptions,
} from "./connector.ts";
import { findAddresses } from "./resolve.ts";
import { secureSocket } from "./secure.ts";
import { secureContexts } from "./secure-contexts.ts";
import { systemNames, type NameServers } from "./system-names.ts";

export interface ConnectorOptions {
  /** Networks that may be reached besides public addresses: CIDR, or single addresses. */
  allowNetworks: readonly string[];
  /** Certificate authorities trusted besides the usual ones, as PEM. */
  authorities?: readonly string[];
  /** Asked instead of the system's name servers. */
  nameServers?: NameServers;
}

/** The connector of the whole program. Throws where a network is not one: the configuration says that first. */
export function createConnector({
  allowNetworks,
  authorities = [],
  nameServers,
}: ConnectorOptions): Connector {
  const allowed = allowNetworks.map(networkOrThrow);
  const system = {
    ...systemNames(),
    ...(nameServers && { nameServers: () => nameServers }),
  };
  const contextFor = secureContexts(authorities);

  async function resolve(
    options: ResolveOptions,
  ): Promise<Resolved | ConnectFailed> {
    const started = performance.now();
    const { host, family, signal } = options;
    const found = await unlessAborted(
      findAddresses(host, family, system),
      signal,
    );
    if (!found.ok) return found;
    const dnsMs = performance.now() - started;
    return refusal(found.addresses, allowed) ?? { ...found, dnsMs };
  }

  async function connect(
    options: ConnectOptions,
  ): Promise<Connected | ConnectFailed> {
    options.onStep?.("resolving");
    const resolved = await resolve(options);
    if (!resolved.ok) return resolved;
    options.onStep?.("connecting");
    const { addresses, dnsMs } = resolved;
    const connected = await connectTcp(addresses, options.port, options.signal);
    return connected.ok ? { ...connected, dnsMs } : connected;
  }

  return {
    resolve,
    connect,
    secure: (options) => secureSocket(options, contextFor(options.versions)),
  };
}

function networkOrThrow(text: string): Network {
  const network = parseNetwork(text);
  if (network === undefined) throw new Error(`not a network: ${text}`);
  return network;
}

/** One address that is not allowed refuses them all: otherwise a name could smuggle it in among good ones. */
function refusal(
  addresses: Address[],
  allowed: Network[],
): ConnectFailed | undefined {
  for (const { address } of addresses) {
    const verdict = judgeAddress(address, allowed);
    if (verdict.ok) continue;
    const { text } = verdict;
    return { ok: false, failure: { kind: "address-not-allowed", text } };
  }
  return undefined;
}
