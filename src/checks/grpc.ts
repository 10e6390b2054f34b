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
import { askGrpc } from "./grpc/ask.ts";
import { statusName, whyDown } from "./grpc/judge.ts";
import { healthRequest, healthState } from "./grpc/messages.ts";
import { grpcSettings, type GrpcSettings } from "./grpc/settings.ts";
import { hostAndPortOf, joinHostAndPort } from "./host-and-port.ts";
import { elapsedSince } from "./milliseconds.ts";
import { whySlow } from "./slow.ts";
import type { Failed } from "./starttls/incoming.ts";

/**
 * The health of a gRPC server (grpc.health.v1). The call is made with node:http2 on our own connection: the usual library
 * makes its own connections, looks names up by itself and keeps trying behind our back.
 */
export const grpc = defineCheck({
  label: "gRPC health",
  settings: grpcSettings,
  target: "host",
  defaults: { everyMs: 60_000, timeoutMs: 10_000 },
  describe: (settings) => {
    const { host, port } = hostAndPortOf(settings);
    const { service } = settings;
    return `${joinHostAndPort(host, port)}${service === undefined ? "" : ` ${service}`}`;
  },
  host: (settings) => hostAndPortOf(settings).host,
  secrets: ({ secretValue }) => {
    const [, token] = /^\S+\s+(\S.*)$/.exec(secretValue ?? "") ?? [];
    return token === undefined ? [] : [token];
  },
  probe,
});

async function probe(
  settings: GrpcSettings,
  context: ProbeContext,
): Promise<ProbeResult> {
  const progress = startProgress();
  const opened = await open(settings, context, progress);
  if (!opened.ok) return failedResult(progress, opened.failure, context);
  progress.step = "waiting for the answer";
  const asked = performance.now();
  const answer = await askGrpc(opened.socket, question(settings, context));
  if (!answer.ok) return failedResult(progress, answer.failure, context);
  const latencyMs = elapsedSince(progress.startedAt);
  Object.assign(progress.facts, {
    answerMs: elapsedSince(asked),
    httpStatus: answer.httpStatus,
    ...(answer.status !== undefined && {
      grpcStatus: statusName(answer.status),
    }),
    ...(answer.status === 0 && {
      state: healthState(answer.message) ?? "not a health answer",
    }),
  });
  const down = whyDown(answer, settings.service ?? "", context.quote);
  const degraded =
    whySlow(latencyMs, settings.slow) ??
    whyEndsSoon(opened.daysLeft, settings.certificateDays);
  return answeredResult(progress, { down, degraded }, latencyMs);
}

function question(
  { secretHeader, secretValue, service = "", ...settings }: GrpcSettings,
  { signal, timeoutMs }: ProbeContext,
) {
  const { host, port } = hostAndPortOf(settings);
  return {
    origin: `${settings.tls ? "https" : "http"}://${joinHostAndPort(host, port)}`,
    path: "/grpc.health.v1.Health/Check",
    metadata:
      secretValue === undefined
        ? {}
        : { [secretHeader.toLowerCase()]: secretValue },
    message: healthRequest(service),
    timeoutMs,
    signal,
  };
}

type Opened = { ok: true; socket: Socket; daysLeft: number } | Failed;

/** A connected socket, with TLS unless the settings say that there is none. */
async function open(
  settings: GrpcSettings,
  context: ProbeContext,
  progress: Progress,
): Promise<Opened> {
  const where = hostAndPortOf(settings);
  const connected = await connectTo(where, context, progress);
  if (!connected.ok) return connected;
  const { socket } = connected;
  if (!settings.tls) return { ok: true, socket, daysLeft: Infinity };
  const { verifyTls } = settings;
  const wishes = { host: where.host, protocols: ["h2"], verifyTls };
  const secured = await secureVerified(socket, wishes, context, progress);
  if (!secured.ok) return secured;
  // Whoever does not judge certificates does not judge their days.
  const daysLeft = verifyTls ? secured.certificate.daysLeft : Infinity;
  return { ok: true, socket: secured.socket, daysLeft };
}
