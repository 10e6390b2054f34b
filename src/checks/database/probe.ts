import type { ProbeResult } from "../../domain/result.ts";
import type { ProbeContext } from "../check.ts";
import {
  answeredResult,
  failedResult,
  type Progress,
  startProgress,
} from "../connection/progress.ts";
import { elapsedSince } from "../milliseconds.ts";
import type { Failed } from "../starttls/incoming.ts";
import type { Dialect, Session, Visit } from "./dialect.ts";
import { gravest, type Verdict } from "../verdict.ts";
import { judgeAnswer, judgeReplication, whyDegraded } from "./judge.ts";
import { openDatabase } from "./open.ts";
import { type DatabaseSettings, watchesReplication } from "./settings.ts";

/** What was looked at, and how long it took until the database had proved itself. */
type Seen = { ok: true; latencyMs: number; verdicts: (Verdict | undefined)[] };

/** One look at a database of any kind. */
export async function probeDatabase(
  dialect: Dialect,
  settings: DatabaseSettings,
  context: ProbeContext,
): Promise<ProbeResult> {
  const progress = startProgress();
  const seen = await look(dialect, { settings, context, progress });
  if (!seen.ok) return failedResult(progress, seen.failure, context);
  const { latencyMs, verdicts } = seen;
  const { facts } = progress;
  const verdict = gravest(verdicts);
  if (verdict !== undefined) return { ...verdict, latencyMs, facts };
  const daysLeft = facts["certificateDaysLeft"];
  const degraded = whyDegraded(latencyMs, daysLeft, settings);
  return answeredResult(progress, { degraded }, latencyMs);
}

async function look(dialect: Dialect, visit: Visit): Promise<Seen | Failed> {
  const { settings, progress } = visit;
  const opened = await openDatabase(dialect, visit);
  if (!opened.ok) return opened;
  const { socket, greeted } = opened;
  try {
    const hasLogin = settings.username !== undefined;
    progress.step = hasLogin ? "logging in" : "waiting for an answer";
    const fact = hasLogin ? "loginMs" : "answerMs";
    const entered = await timed(progress, fact, () => greeted.enter(socket));
    if (!entered.ok) return entered;
    if (entered.session === undefined) return seenNow(visit);
    const seen = await examine(entered.session, visit);
    entered.session.leave();
    return seen;
  } finally {
    // What was said last still goes out.
    if (visit.context.signal.aborted) socket.destroy();
    else socket.destroySoon();
  }
}

async function examine(session: Session, visit: Visit): Promise<Seen | Failed> {
  const { settings, context, progress } = visit;
  progress.step = "running the query";
  const answer = await timed(progress, "queryMs", () =>
    session.ask(settings.query ?? "SELECT 1"),
  );
  if (!answer.ok) return answer;
  const seen = seenNow(visit);
  if (settings.query !== undefined)
    progress.facts["answer"] = answer.value ?? null;
  seen.verdicts.push(judgeAnswer(answer, settings, context.quote));
  progress.step = "reading the server's state";
  Object.assign(progress.facts, await session.vitals());
  const replication = await readReplication(session, visit);
  if (!replication.ok) return replication;
  seen.verdicts.push(replication.verdict);
  return seen;
}

function seenNow({ progress }: Visit): Seen {
  return {
    ok: true,
    latencyMs: elapsedSince(progress.startedAt),
    verdicts: [],
  };
}

/** Reads the part in replication where the server tells it; that it must is only so where something is asked of it. */
async function readReplication(
  session: Session,
  { settings, context, progress }: Visit,
): Promise<{ ok: true; verdict: Verdict | undefined } | Failed> {
  const seen = await session.replication();
  if (!seen.ok) {
    const isAsked = settings.role === "primary" || watchesReplication(settings);
    if (!isAsked) return { ok: true, verdict: undefined };
    if (seen.failure.kind !== "not-permitted") return seen;
    return { ok: true, verdict: { outcome: "unknown", reason: seen.failure } };
  }
  progress.facts["role"] = seen.role;
  if (seen.role === "replica") {
    progress.facts["replicating"] = seen.stopped === undefined;
    progress.facts["replicationLagSeconds"] = seen.lagSeconds;
  }
  return { ok: true, verdict: judgeReplication(seen, settings, context.quote) };
}

/** Notes how long a step took. */
async function timed<Result>(
  { facts }: Progress,
  name: string,
  step: () => Promise<Result>,
): Promise<Result> {
  const started = performance.now();
  const result = await step();
  facts[name] = elapsedSince(started);
  return result;
}
