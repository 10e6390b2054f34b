import { durationInWords, parseDuration } from "../../domain/duration.ts";
import type { Reason } from "../../domain/result.ts";
import { SECOND } from "../../domain/time.ts";
import type { ProbeContext } from "../check.ts";
import { whyEndsSoon } from "../connection/tls-fields.ts";
import { whySlow } from "../slow.ts";
import { limitsOf, whyPassed } from "../thresholds.ts";
import type { Verdict } from "../verdict.ts";
import type { Answer, Replication } from "./dialect.ts";
import { type DatabaseSettings, watchesReplication } from "./settings.ts";

type Quote = ProbeContext["quote"];

/** What an answer to the query means; undefined where it is as it should be. */
export function judgeAnswer(
  { value }: Answer,
  settings: DatabaseSettings,
  quote: Quote,
): Verdict | undefined {
  const { equals } = settings;
  const limits = limitsOf(settings);
  if (equals === undefined && limits.length === 0) return undefined;
  if (value === undefined) return down("no-row", "the query found no row");
  if (value === null) return down("null", "the query answers NULL");
  if (equals !== undefined && value !== equals)
    return down(
      "value",
      `the query answers ${quote(value)}, not ${quote(equals)}`,
    );
  const number = value.trim() === "" ? NaN : Number(value);
  if (limits.length > 0 && !Number.isFinite(number))
    return down(
      "not-a-number",
      `the query answers ${quote(value)}, not a number`,
    );
  return whyPassed("the query answers", number, limits);
}

/** What the server's part in replication means. */
export function judgeReplication(
  seen: Replication,
  settings: DatabaseSettings,
  quote: Quote,
): Verdict | undefined {
  if (settings.role === "primary" && seen.role === "replica")
    return down("role", "the server is a replica, not a primary");
  if (!watchesReplication(settings)) return undefined;
  if (seen.role === "primary")
    return down("role", "the server is no replica of another");
  if (seen.stopped !== undefined)
    return down(
      "replication-stopped",
      `replication has stopped: ${quote(seen.stopped)}`,
    );
  return judgeLag(seen.lagSeconds, settings);
}

function judgeLag(
  seconds: number | null,
  { lag, lagDown }: DatabaseSettings,
): Verdict | undefined {
  if (lag === undefined && lagDown === undefined) return undefined;
  if (seconds === null)
    return {
      outcome: "unknown",
      reason: {
        kind: "lag-unknown",
        text: "the server cannot tell how far the replica is behind",
      },
    };
  for (const [outcome, limit] of [
    ["down", lagDown],
    ["degraded", lag],
  ] as const) {
    const limitMs = parseDuration(limit ?? "") ?? Infinity;
    if (seconds * SECOND <= limitMs) continue;
    const text = `the replica is ${durationInWords(seconds * SECOND)} behind (limit ${durationInWords(limitMs)})`;
    return { outcome, reason: { kind: "lag", text } };
  }
  return undefined;
}

/** What is a warning however good the answer is. */
export function whyDegraded(
  latencyMs: number,
  daysLeft: unknown,
  { slow, tls, certificateDays }: DatabaseSettings,
): Reason | undefined {
  const isJudged = tls === "verify" && typeof daysLeft === "number";
  return (
    whySlow(latencyMs, slow) ??
    (isJudged ? whyEndsSoon(daysLeft, certificateDays) : undefined)
  );
}

function down(kind: string, text: string): Verdict {
  return { outcome: "down", reason: { kind, text } };
}
