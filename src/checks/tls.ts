import type { ProbeResult, Reason } from "../domain/result.ts";
import { describeCertificate } from "../net/certificate-details.ts";
import type { Secured, TlsVersions } from "../net/connector.ts";
import { defineCheck, type ProbeContext } from "./check.ts";
import { connectTo, secureTo } from "./connection/open.ts";
import {
  answeredResult,
  failedResult,
  startProgress,
  type Progress,
} from "./connection/progress.ts";
import { hostAndPortOf, joinHostAndPort } from "./host-and-port.ts";
import { elapsedSince } from "./milliseconds.ts";
import { whySlow } from "./slow.ts";
import type { Failed } from "./starttls/incoming.ts";
import { certificateFacts, whyDaysDegraded, whyDown } from "./tls/judge.ts";
import { standardPort, tlsSettings, type TlsSettings } from "./tls/settings.ts";
import { protocols } from "./tls/start-tls.ts";
import {
  offeredVersions,
  olderVersions,
  versionInWords,
} from "./tls/versions.ts";

/** The certificate of any port that speaks TLS, at once or after being asked to. */
export const tls = defineCheck({
  label: "TLS certificate",
  settings: tlsSettings,
  target: "host",
  defaults: { everyMs: 3_600_000, timeoutMs: 10_000 },
  describe: (settings) => {
    const { host, port } = whereOf(settings);
    const { startTls } = settings;
    return `${joinHostAndPort(host, port)}${startTls === "no" ? "" : ` (${startTls})`}`;
  },
  host: (settings) => whereOf(settings).host,
  probe,
});

function whereOf(settings: TlsSettings): { host: string; port: number } {
  return hostAndPortOf(settings, standardPort(settings.startTls));
}

async function probe(
  settings: TlsSettings,
  context: ProbeContext,
): Promise<ProbeResult> {
  const progress = startProgress();
  const versions = offeredVersions(settings.oldestTls);
  const secured = await shakeHands(settings, versions, context, progress);
  if (!secured.ok) return failedResult(progress, secured.failure, context);
  const latencyMs = elapsedSince(progress.startedAt);
  const details = describeCertificate(secured.socket, context.now());
  Object.assign(progress.facts, details && certificateFacts(details));
  await leave(secured, settings, context);
  const down = whyDown(secured, settings);
  if (down !== undefined) return answeredResult(progress, { down }, latencyMs);
  const degraded =
    whyDaysDegraded(
      secured.certificate.daysLeft,
      details ?? { authorities: [] },
      settings,
      context.quote,
    ) ??
    (await whyTooOld(settings, context, progress)) ??
    whySlow(latencyMs, settings.slow);
  return answeredResult(progress, { degraded }, latencyMs);
}

/** Connects, asks for TLS where that is needed, and speaks it. Where this fails, no socket is left. */
async function shakeHands(
  settings: TlsSettings,
  versions: TlsVersions,
  context: ProbeContext,
  progress: Progress,
): Promise<Secured | Failed> {
  const { host, port } = whereOf(settings);
  const connected = await connectTo({ host, port }, context, progress);
  if (!connected.ok) return connected;
  const { upgrade } = protocols[settings.startTls];
  if (upgrade !== undefined) {
    progress.step = "asking for TLS";
    const upgraded = await upgrade(connected.socket, context);
    if (!upgraded.ok) return upgraded;
    if (upgraded.greeting !== "")
      progress.facts["greeting"] = upgraded.greeting;
  }
  const wishes = { host: settings.serverName ?? host, versions };
  return secureTo(connected.socket, wishes, context, progress);
}

async function leave(
  { socket }: Secured,
  { startTls }: TlsSettings,
  { signal }: ProbeContext,
): Promise<void> {
  await protocols[startTls].leave?.(socket, signal);
  // Sends what was said, then closes, without waiting for the other side.
  socket.destroySoon();
}

/** Asks once more, with versions that the server should refuse. A server that cannot be reached now takes nothing. */
async function whyTooOld(
  settings: TlsSettings,
  context: ProbeContext,
  progress: Progress,
): Promise<Reason | undefined> {
  const older = settings.refusesOlder
    ? olderVersions(settings.oldestTls)
    : undefined;
  if (older === undefined) return undefined;
  const secured = await shakeHands(settings, older, context, startProgress());
  if (!secured.ok) {
    if (secured.failure.kind === "tls" || secured.failure.kind === "reset")
      progress.facts["olderTls"] = "refused";
    return undefined;
  }
  await leave(secured, settings, context);
  const spoken = versionInWords(secured.tlsVersion);
  progress.facts["olderTls"] = spoken;
  return {
    kind: "old-tls",
    text: `the server also takes ${spoken} (oldest accepted: ${settings.oldestTls})`,
  };
}
