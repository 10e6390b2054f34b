import type { Context } from "../actions/context.ts";
import {
  type Claim,
  rememberForNextLook,
  type StoredResult,
} from "../actions/upkeep/probe-work.ts";
import type { Transition } from "../actions/incidents/record-transition.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { runProbe } from "../checks/run-probe.ts";
import type { SmsLine } from "../checks/sms/line.ts";
import { type Health, isAboutToFall } from "../domain/health.ts";
import type { ProbeResult } from "../domain/result.ts";
import { MINUTE, type Instant } from "../domain/time.ts";
import type { Connector } from "../net/connector.ts";
import type { AnswerCounts } from "./answer-counts.ts";
import { heardFor } from "./heard-for.ts";
import { judge, type Seen } from "./judge.ts";
import type { Plan } from "./plan-cache.ts";
import type { ResultWriter } from "./result-writer.ts";
import type { StallWatch } from "./stall-watch.ts";
import { TransitionRecorder } from "./transition-recorder.ts";
import type { Witnesses } from "./witnesses.ts";

/** Facts of good results are kept this often; those of others, and of what changes the health, always. */
const FACTS_EVERY_MS = 5 * MINUTE;
const OWN_LINE = "own-line";
const STALLED = "stalled";
const RECORD_TRIES = 5;
const RECORD_RETRY_MS = 500;

export interface ProberParts {
  context: () => Context;
  clock: Clock;
  log: Log;
  connector: Connector;
  sms: SmsLine | null;
  writer: ResultWriter;
  answers: AnswerCounts;
  witnesses: Witnesses;
  stalls: StallWatch;
  /** Our own line is broken, or works again. */
  lineChanged: (works: boolean) => void;
  /** A row falls due at an instant that nobody planned. */
  wakeFor: (dueAt: Instant) => void;
}

/** Probes one claimed monitor and sees to it that what was seen is written down. */
export class Prober {
  readonly #parts: ProberParts;
  readonly #recorder: TransitionRecorder;

  constructor(parts: ProberParts) {
    this.#parts = parts;
    this.#recorder = new TransitionRecorder(parts.context);
  }

  /** `stop` ends the probe without a result: the program is going down. Returns false where that happened. */
  async probe(claim: Claim, plan: Plan, stop: AbortSignal): Promise<boolean> {
    const { clock } = this.#parts;
    const startedAt = clock.now();
    const line = isAboutToFall(claim.health, plan.policy)
      ? this.#parts.witnesses.anyAnswers()
      : undefined;
    const seen = await this.#look(plan, stop);
    if (stop.aborted) return false;
    const result = await this.#doubt(seen, claim.health, startedAt, line);
    if (result.latencyMs !== null)
      this.#parts.answers.add(plan.row.namespace, result.latencyMs);
    await this.#remember(plan, result);
    await this.#record(claim, plan, result, startedAt);
    return true;
  }

  async #look(plan: Plan, stop: AbortSignal): Promise<ProbeResult> {
    const { work, row } = plan;
    if (!work.ok) return ours("settings", work.text);
    const { clock, connector, context, log, sms } = this.#parts;
    const answer = await runProbe({
      check: work.check,
      settings: work.settings,
      timeoutMs: row.timeoutMs,
      remembered: row.remembered,
      timezone: row.timezone,
      heard: await heardFor(work.check, row.id, context()),
      sms,
      connector,
      now: () => clock.now(),
      signal: stop,
    });
    if (answer.bug !== undefined)
      log.error(
        { err: answer.bug, monitor: row.id, type: row.type },
        "a check failed to run",
      );
    return answer.result;
  }

  /** What the check wants to know at the next look; where it cannot be kept, that look finds out again. */
  async #remember({ row }: Plan, { remember }: ProbeResult): Promise<void> {
    if (remember === undefined) return;
    const { context, log } = this.#parts;
    try {
      await rememberForNextLook(context(), row, remember);
    } catch (error) {
      log.error({ err: error, monitor: row.id }, "nothing was remembered");
    }
  }

  /** A failure that may be our own is nobody's downtime. */
  async #doubt(
    seen: ProbeResult,
    health: Health,
    startedAt: Instant,
    line: Promise<boolean> | undefined,
  ): Promise<ProbeResult> {
    if (seen.outcome !== "down") return seen;
    const { stalls, clock, lineChanged, witnesses } = this.#parts;
    if (stalls.stalledWithin(startedAt, clock.now()))
      return ours(STALLED, "allswell itself stood still meanwhile");
    if (line === undefined) return seen;
    const works = await line;
    lineChanged(works);
    if (!works)
      return ours(
        OWN_LINE,
        `our own connection is broken (${seen.reason.text})`,
      );
    // What failed while it was broken confirms nothing once it is back.
    const countedSince = health.kind === "failing" ? health.since : startedAt;
    return witnesses.wasBrokenSince(countedSince)
      ? ours(OWN_LINE, `our own connection was broken (${seen.reason.text})`)
      : seen;
  }

  async #record(
    claim: Claim,
    plan: Plan,
    result: ProbeResult,
    startedAt: Instant,
  ): Promise<void> {
    const { clock, writer, wakeFor } = this.#parts;
    const { health, dueAt, mustWrite } = judge(claim, plan, seenOf(result), {
      startedAt,
      now: clock.now(),
    });
    const changes = health.kind !== claim.health.kind;
    const stored = this.#stored(plan, result, startedAt, changes);
    const { monitorId, version } = claim;
    if (health.belief === claim.health.belief) {
      writer.add(
        stored,
        mustWrite ? { monitorId, version, health, dueAt } : null,
      );
    } else {
      const { serviceId, name } = plan.row;
      await this.#recordTransition({
        serviceId,
        monitorName: name,
        version,
        before: claim.health,
        after: health,
        result: stored,
        dueAt,
      });
    }
    if (mustWrite) wakeFor(dueAt);
  }

  /** Tries again while the database is away: a change of mind must not be lost to a hiccup. */
  async #recordTransition(transition: Transition): Promise<void> {
    const { clock, log } = this.#parts;
    for (let attempt = 1; ; attempt++) {
      try {
        const outcome = await this.#recorder.record(transition, attempt > 1);
        if (outcome === "superseded")
          log.info(
            { monitor: transition.result.monitorId },
            "a result came too late to count",
          );
        return;
      } catch (error) {
        log.error(
          { err: error, monitor: transition.result.monitorId, attempt },
          "a transition could not be recorded",
        );
        if (attempt === RECORD_TRIES) return; // the row falls due again by itself
        await clock.sleep(RECORD_RETRY_MS * 2 ** (attempt - 1));
      }
    }
  }

  #stored(
    plan: Plan,
    result: ProbeResult,
    at: Instant,
    changes: boolean,
  ): StoredResult {
    const keepsFacts =
      changes ||
      result.outcome !== "up" ||
      at - plan.factsKeptAt >= FACTS_EVERY_MS;
    if (keepsFacts && result.facts !== undefined) plan.factsKeptAt = at;
    return {
      monitorId: plan.row.id,
      at,
      outcome: result.outcome,
      latencyMs: result.latencyMs,
      reason: result.outcome === "up" ? null : result.reason.text,
      facts: keepsFacts ? (result.facts ?? null) : null,
    };
  }
}

function seenOf(result: ProbeResult): Seen {
  if (result.outcome !== "unknown") return result.outcome;
  const { kind } = result.reason;
  return kind === OWN_LINE || kind === STALLED ? kind : "unknown";
}

/** "We could not look": the target's health stays what it was. */
function ours(kind: string, text: string): ProbeResult {
  return { outcome: "unknown", latencyMs: null, reason: { kind, text } };
}
