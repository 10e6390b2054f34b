import * as z from "zod";
import { durationInWords, parseDuration } from "../domain/duration.ts";
import type { ProbeResult } from "../domain/result.ts";
import { defineCheck, type ProbeContext } from "./check.ts";
import { duration } from "./fields.ts";
import { unheard } from "./unheard.ts";

const settings = z.strictObject({
  fresh: duration(
    {
      label: "Fresh for",
      help: "How long a verdict counts; where none comes for so long, the service is down.",
      placeholder: "10m",
    },
    { min: "5s", max: "366d" },
  ),
});

type Settings = z.output<typeof settings>;

/** Another system's verdict: a script that looks by itself tells the monitor's address what it saw. */
export const push = defineCheck({
  label: "Push",
  settings,
  target: "fresh",
  defaults: { everyMs: 30_000, timeoutMs: 5_000, failures: 1 },
  hears: "push",
  describe: ({ fresh }) => `another system's verdict, at least every ${fresh}`,
  host: () => "",
  probe,
});

async function probe(
  { fresh }: Settings,
  { heard, now, quote }: ProbeContext,
): Promise<ProbeResult> {
  if (heard === null) return unheard;
  const { lastEnd, since, deaf } = heard;
  const freshMs = parseDuration(fresh) ?? 0;
  // While nobody listened, nothing could be told.
  const heardAt = Math.max(lastEnd?.at ?? since, deaf?.until ?? 0);
  if (now() - heardAt > freshMs)
    return {
      outcome: "down",
      latencyMs: null,
      reason: {
        kind: "late",
        text: `no verdict for ${durationInWords(now() - (lastEnd?.at ?? since))} (expected every ${fresh})`,
      },
    };
  if (lastEnd === null)
    return {
      outcome: "unknown",
      latencyMs: null,
      reason: { kind: "waiting", text: "no verdict was heard yet" },
    };
  const { outcome, text } = lastEnd;
  const facts = {
    told: text === null ? null : text.trim(),
    toldAt: new Date(lastEnd.at).toISOString(),
  };
  if (outcome === "up") return { outcome, latencyMs: null, facts };
  const words =
    text === null ? `told to be ${outcome}` : `told: ${quote(text.trim())}`;
  return {
    outcome,
    latencyMs: null,
    reason: { kind: "told", text: words },
    facts,
  };
}
