import { Resolver } from "node:dns/promises";
import type { Facts, ProbeResult } from "../domain/result.ts";
import { defineCheck, type ProbeContext } from "./check.ts";
import { dnsFailure } from "./dns/failures.ts";
import { whyWrong } from "./dns/judge.ts";
import { questionName } from "./dns/name.ts";
import { fetchRecords, type Records } from "./dns/records.ts";
import { dnsSettings, type DnsSettings } from "./dns/settings.ts";
import { hostAndPortOf, joinHostAndPort } from "./host-and-port.ts";
import { elapsedSince } from "./milliseconds.ts";
import { outcomeOf } from "./outcomes.ts";
import { whySlow } from "./slow.ts";
import { timedOut } from "./timed-out.ts";

const DNS_PORT = 53;

/** Asked again after 1, 2, 4 … s: a datagram may be lost. Longer in all than most deadlines, which end it. */
const PATIENCE = { timeout: 1_000, tries: 4 };

/** Records of a name, asked of a name server each time: nothing is cached here. */
export const dns = defineCheck({
  label: "DNS record",
  settings: dnsSettings,
  target: "name",
  defaults: { everyMs: 60_000, timeoutMs: 5_000 },
  describe: ({ name, type, resolver }) =>
    `${type} ${name}${resolver === undefined ? "" : ` at ${resolver}`}`,
  host: ({ resolver }) =>
    resolver === undefined ? "" : hostAndPortOf({ host: resolver }).host,
  probe,
});

async function probe(
  settings: DnsSettings,
  context: ProbeContext,
): Promise<ProbeResult> {
  const resolver = new Resolver(PATIENCE);
  const server = await chooseServer(resolver, settings, context);
  if (!server.ok) return server.result;
  const started = performance.now();
  const answer = await ask(resolver, settings, context.signal);
  const latencyMs = elapsedSince(started);
  if (!answer.ok) {
    const reason = dnsFailure({
      error: answer.error,
      name: questionName(settings.name),
      type: settings.type,
      resolver: settings.resolver,
      elapsedMs: context.signal.aborted ? context.timeoutMs : latencyMs,
    });
    const outcome = outcomeOf(reason.kind);
    const { facts } = server;
    return {
      outcome,
      latencyMs: reason.kind === "timeout" ? null : latencyMs,
      reason,
      facts,
    };
  }
  const facts = { ...server.facts, ...factsOf(answer.records) };
  return { ...judged(answer.records, latencyMs, settings, context), facts };
}

function judged(
  { texts }: Records,
  latencyMs: number,
  settings: DnsSettings,
  { quote }: ProbeContext,
): ProbeResult {
  const down = whyWrong(texts, settings, quote);
  if (down !== undefined) return { outcome: "down", latencyMs, reason: down };
  const slow = whySlow(latencyMs, settings.slow);
  return slow === undefined
    ? { outcome: "up", latencyMs }
    : { outcome: "degraded", latencyMs, reason: slow };
}

type Server = { ok: true; facts: Facts } | { ok: false; result: ProbeResult };

/** Points the resolver at the name server of the settings, an address that may be reached; else it stays as it is. */
async function chooseServer(
  resolver: Resolver,
  { resolver: written }: DnsSettings,
  { connector, signal, timeoutMs }: ProbeContext,
): Promise<Server> {
  if (written === undefined)
    return { ok: true, facts: { server: resolver.getServers().join(", ") } };
  const { host, port } = hostAndPortOf({ host: written }, DNS_PORT);
  const resolved = await connector.resolve({ host, signal });
  if (!resolved.ok) {
    const reason = signal.aborted
      ? timedOut(timeoutMs, "looking up the name server")
      : resolved.failure;
    const outcome = outcomeOf(reason.kind);
    return { ok: false, result: { outcome, latencyMs: null, reason } };
  }
  const servers = resolved.addresses.map(({ address }) =>
    joinHostAndPort(address, port),
  );
  resolver.setServers(servers);
  return { ok: true, facts: { server: servers.join(", ") } };
}

type Answer = { ok: true; records: Records } | { ok: false; error: unknown };

async function ask(
  resolver: Resolver,
  { name, type }: DnsSettings,
  signal: AbortSignal,
): Promise<Answer> {
  const cancel = () => resolver.cancel();
  const records = fetchRecords(resolver, questionName(name), type);
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    return { ok: true, records: await records };
  } catch (error) {
    return { ok: false, error };
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

function factsOf({ texts, ttlSeconds }: Records): Facts {
  return {
    records: texts.length,
    answer: texts.join(", "),
    ...(ttlSeconds !== undefined && { ttlSeconds }),
  };
}
