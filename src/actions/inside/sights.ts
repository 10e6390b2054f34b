import type { Earlier, Sight } from "../../base/slack-evidence.ts";
import { durationInWords } from "../../domain/duration.ts";
import type { ProbeResult } from "../../domain/result.ts";
import type { Context } from "../context.ts";
import { showResults, type StoredResult } from "./show.ts";

const EARLIER_RESULTS = 5;

/** What one monitor saw just now, and before. */
export interface Evidence {
  name: string;
  result: ProbeResult;
  earlier: readonly StoredResult[];
}

/** Looks at these monitors now, all at once; those that were removed meanwhile are left out. */
export async function lookAtAll(
  context: Context,
  monitors: readonly { id: number; name: string }[],
  probe: (monitorId: number) => Promise<ProbeResult | null>,
): Promise<Evidence[]> {
  const looks = monitors.map(async ({ id, name }): Promise<Evidence[]> => {
    const result = await probe(id);
    if (result === null) return [];
    const earlier = await showResults(context, id, EARLIER_RESULTS);
    return [{ name, result, earlier }];
  });
  return (await Promise.all(looks)).flat();
}

/** What was seen, as it is shown and kept. */
export function sightOf({ name, result, earlier }: Evidence): Sight {
  return {
    name,
    outcome: result.outcome,
    took: inWords(result.latencyMs),
    reason: result.outcome === "up" ? null : result.reason.text,
    facts: result.facts ?? {},
    earlier: earlier.map(earlierOf),
  };
}

/** A result of before, as it is shown. */
export function earlierOf({
  at,
  outcome,
  latencyMs,
  reason,
}: Omit<StoredResult, "monitorId" | "facts">): Earlier {
  return { at, outcome, took: inWords(latencyMs), reason };
}

function inWords(latencyMs: number | null): string | null {
  return latencyMs === null ? null : durationInWords(latencyMs);
}
