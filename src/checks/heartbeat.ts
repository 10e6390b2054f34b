import * as z from "zod";
import { parseDuration } from "../domain/duration.ts";
import type { Heard } from "../domain/heard.ts";
import type { Facts, ProbeResult } from "../domain/result.ts";
import { defineCheck, type ProbeContext } from "./check.ts";
import { duration, text } from "./fields.ts";
import { expectationOf } from "./heartbeat/expectation.ts";
import { judgeBeats } from "./heartbeat/judge.ts";
import { unheard } from "./unheard.ts";

const settings = z.strictObject({
  runs: text(
    {
      label: "Runs",
      help: 'How often the job runs, as in "1d", or when, as a cron line in the namespace\'s time zone: "0 3 * * *".',
      placeholder: "1d",
    },
    {
      max: 100,
      judge: (typed) => {
        const read = expectationOf(typed, "UTC");
        return read.ok ? undefined : read.text;
      },
    },
  ),
  grace: duration(
    { label: "Grace", help: "A job that is so much later is not late yet." },
    { min: "1s", max: "31d" },
  ).default("5m"),
  longest: duration(
    {
      label: "Longest run",
      help: "A run that said when it started and takes longer hangs: it counts as down.",
    },
    { min: "1s", max: "31d" },
  ).default("1h"),
});

type Settings = z.output<typeof settings>;

/** A cron job or a backup that says when it ran. It looks nowhere: the job calls the monitor's address. */
export const heartbeat = defineCheck({
  label: "Heartbeat",
  settings,
  target: "runs",
  // Nothing is gained by looking again soon: what was not heard is not heard ten seconds later either.
  defaults: { everyMs: 30_000, timeoutMs: 5_000, failures: 1 },
  hears: "heartbeat",
  describe: ({ runs }) =>
    parseDuration(runs) === undefined
      ? `a job that runs at "${runs}"`
      : `a job that runs every ${runs}`,
  host: () => "",
  probe,
});

async function probe(
  { runs, grace, longest }: Settings,
  { heard, now, timezone }: ProbeContext,
): Promise<ProbeResult> {
  if (heard === null) return unheard;
  const read = expectationOf(runs, timezone);
  if (!read.ok) throw new Error(`the stored expectation ${read.text}`);
  const verdict = judgeBeats(
    heard,
    {
      expectation: read.expectation,
      graceMs: parseDuration(grace) ?? 0,
      longestRunMs: parseDuration(longest) ?? 0,
    },
    now(),
  );
  const facts = factsOf(heard);
  return verdict.outcome === "up"
    ? { ...verdict, facts }
    : { ...verdict, latencyMs: null, facts };
}

function factsOf({ lastStart, lastEnd }: Heard): Facts {
  const at = (instant: number | undefined): string | null =>
    instant === undefined ? null : new Date(instant).toISOString();
  return {
    lastStart: at(lastStart?.at),
    lastEnd: at(lastEnd?.at),
    runMs: lastEnd?.runMs ?? null,
    exitCode: lastEnd?.exitCode ?? null,
  };
}
