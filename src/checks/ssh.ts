import type { ProbeResult } from "../domain/result.ts";
import { defineCheck, type ProbeContext } from "./check.ts";
import { connectTo } from "./connection/open.ts";
import {
  answeredResult,
  failedResult,
  startProgress,
} from "./connection/progress.ts";
import { hostAndPortOf, joinHostAndPort } from "./host-and-port.ts";
import { elapsedSince } from "./milliseconds.ts";
import { whySlow } from "./slow.ts";
import { examine } from "./ssh/examine.ts";
import { hostKeyProblem, rememberedKey } from "./ssh/host-key.ts";
import { gravest, type Verdict } from "./verdict.ts";
import { readKey } from "./ssh/private-key.ts";
import { openSession } from "./ssh/session.ts";
import { SSH_PORT, sshSettings, type SshSettings } from "./ssh/settings.ts";
import type { Visit } from "./ssh/visit.ts";
import type { ParsedKey } from "ssh2";
import type { Failed } from "./starttls/incoming.ts";

/** A server that is reached by SSH: does it answer, is it still the same one, and how does it do? */
export const ssh = defineCheck({
  label: "SSH server",
  settings: sshSettings,
  target: "host",
  defaults: { everyMs: 5 * 60_000, timeoutMs: 20_000 },
  describe: (settings) => {
    const { host, port } = hostAndPortOf(settings, SSH_PORT);
    return joinHostAndPort(host, port);
  },
  host: (settings) => hostAndPortOf(settings).host,
  // A server may tell a part of a key: each of its lines is a secret.
  secrets: ({ privateKey = "" }) =>
    privateKey
      .split(/\s+|\\n/)
      .filter((line) => /^[A-Za-z0-9+/=]{16,}$/.test(line)),
  probe,
});

async function probe(
  settings: SshSettings,
  context: ProbeContext,
): Promise<ProbeResult> {
  const { privateKey, passphrase } = settings;
  const read =
    privateKey === undefined
      ? { ok: true as const, key: undefined }
      : await readKey(privateKey, passphrase, context.signal);
  // Nobody has looked: what is wrong is the key that we were given.
  if (!read.ok)
    return { outcome: "unknown", latencyMs: null, reason: read.failure };
  const visit: Visit = { settings, context, progress: startProgress() };
  const result = await probeWith(read.key, visit);
  return visit.remember === undefined
    ? result
    : { ...result, remember: visit.remember };
}

async function probeWith(
  key: ParsedKey | undefined,
  visit: Visit,
): Promise<ProbeResult> {
  const { settings, context, progress } = visit;
  const seen = await look(key, visit);
  if (!seen.ok) return failedResult(progress, seen.failure, context);
  const { latencyMs, verdicts } = seen;
  const verdict = gravest(verdicts);
  if (verdict !== undefined)
    return { ...verdict, latencyMs, facts: progress.facts };
  const degraded = whySlow(latencyMs, settings.slow);
  return answeredResult(progress, { degraded }, latencyMs);
}

/** What was seen, and how long it took until the server had proved itself. */
type Seen = { ok: true; latencyMs: number; verdicts: (Verdict | undefined)[] };

async function look(
  key: ParsedKey | undefined,
  visit: Visit,
): Promise<Seen | Failed> {
  const { settings, context, progress } = visit;
  const { username, password } = settings;
  const where = hostAndPortOf(settings, SSH_PORT);
  const connected = await connectTo(where, context, progress);
  if (!connected.ok) return connected;
  const { socket } = connected;
  const known = rememberedKey(context.remembered);
  try {
    const session = await openSession({
      socket,
      context,
      progress,
      knownKeyType: known?.type ?? "",
      judgeKey: (shown) => hostKeyProblem(shown, settings.hostKey, known),
      credentials:
        username === undefined ? undefined : { username, password, key },
      onProved: ({ fingerprint, type }) => {
        if (known?.fingerprint !== fingerprint)
          visit.remember = { hostKey: fingerprint, hostKeyType: type };
      },
    });
    if (!session.ok) return session;
    const latencyMs = elapsedSince(progress.startedAt);
    const seen = username === undefined ? [] : await examine(session, visit);
    if (!Array.isArray(seen)) return seen;
    session.client.end();
    return { ok: true, latencyMs, verdicts: seen };
  } finally {
    socket.destroy();
  }
}
