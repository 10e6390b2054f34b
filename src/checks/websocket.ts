import type { Socket } from "node:net";
import type { ProbeResult } from "../domain/result.ts";
import { defineCheck, type ProbeContext } from "./check.ts";
import { connectTo } from "./connection/open.ts";
import {
  answeredResult,
  failedResult,
  startProgress,
  type Progress,
} from "./connection/progress.ts";
import { whyEndsSoon } from "./connection/tls-fields.ts";
import { secureVerified } from "./connection/verified.ts";
import { elapsedSince } from "./milliseconds.ts";
import { whySlow } from "./slow.ts";
import type { Failed } from "./starttls/incoming.ts";
import {
  webSocketSettings,
  type WebSocketSettings,
} from "./websocket/settings.ts";
import { talk } from "./websocket/talk.ts";

/** A WebSocket: its handshake, what it answers, and its pong. */
export const websocket = defineCheck({
  label: "WebSocket",
  settings: webSocketSettings,
  target: "url",
  defaults: { everyMs: 60_000, timeoutMs: 10_000 },
  // Tokens hide in the query.
  describe: ({ url }) => url.replace(/\?.*$/, ""),
  host: ({ url }) => new URL(url).hostname,
  secrets: ({ secretValue }) => {
    const [, token] = /^\S+\s+(\S.*)$/.exec(secretValue ?? "") ?? [];
    return token === undefined ? [] : [token];
  },
  probe,
});

async function probe(
  settings: WebSocketSettings,
  context: ProbeContext,
): Promise<ProbeResult> {
  const progress = startProgress();
  const opened = await open(settings, context, progress);
  if (!opened.ok) return failedResult(progress, opened.failure, context);
  const { socket, daysLeft } = opened;
  const talked = await talk(socket, settings, context, progress);
  if (!talked.ok) return failedResult(progress, talked.failure, context);
  const latencyMs = elapsedSince(progress.startedAt);
  const degraded =
    whySlow(latencyMs, settings.slow) ??
    whyEndsSoon(daysLeft, settings.certificateDays);
  return answeredResult(progress, { degraded }, latencyMs);
}

type Opened = { ok: true; socket: Socket; daysLeft: number } | Failed;

/** A connected socket, with TLS where the URL wants it. */
async function open(
  settings: WebSocketSettings,
  context: ProbeContext,
  progress: Progress,
): Promise<Opened> {
  const { protocol, hostname: host, port } = new URL(settings.url);
  const isSecure = protocol === "wss:";
  const where = { host, port: Number(port || (isSecure ? 443 : 80)) };
  const connected = await connectTo(where, context, progress);
  if (!connected.ok) return connected;
  const { socket } = connected;
  if (!isSecure) return { ok: true, socket, daysLeft: Infinity };
  const { verifyTls } = settings;
  const wishes = { host, protocols: ["http/1.1"], verifyTls };
  const secured = await secureVerified(socket, wishes, context, progress);
  if (!secured.ok) return secured;
  // Whoever does not judge certificates does not judge their days.
  const daysLeft = verifyTls ? secured.certificate.daysLeft : Infinity;
  return { ok: true, socket: secured.socket, daysLeft };
}
