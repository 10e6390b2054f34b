import type { NewMonitor } from "../actions/targets/add-monitor.ts";
import {
  type Problem,
  refuseFields,
  type Refusal,
} from "../actions/context.ts";
import { clip } from "../base/text.ts";
import type { Check } from "../checks/check.ts";
import { timingOf } from "../checks/timing-of.ts";
import { readSettings, referredSecret } from "../checks/read-settings.ts";
import { parseDuration } from "../domain/duration.ts";
import { cleanName, MAX_NAME_LENGTH } from "../domain/names.ts";
import { PAGE_LEVEL_PROBLEM, pageLevelNamed } from "../domain/paging.ts";
import { type Timing, timingProblems } from "../domain/timing.ts";

/** A monitor as somebody wrote it down: text throughout, what was left out is missing. */
export interface MonitorDraft {
  type: string;
  namespaceSlug: string;
  serviceName?: string;
  monitorName?: string;
  every?: string;
  schedule?: string[];
  timeout?: string;
  failures?: string;
  successes?: string;
  retry?: string;
  essential?: boolean;
  private?: boolean;
  /** Of a new service: whether its trouble calls the person on call. */
  pages?: string;
  /** The check's own settings by name. */
  settings: Record<string, string>;
}

/** The names of the durations and numbers that every monitor has, as people call them, and what the verb calls them. */
export const commonFields = {
  every: "everyMs",
  timeout: "timeoutMs",
  failures: "confirmFailures",
  successes: "confirmSuccesses",
  retry: "confirmRetryMs",
} as const;

/**
 * Turns what somebody wrote into a request for the verb, or all that is wrong with it at once, field by field.
 * `openSecret` gives the value that a reference ("$MONITOR_SECRET_X") stands for.
 */
export function monitorRequest(
  check: Check,
  draft: MonitorDraft,
  openSecret: (name: string) => string | undefined,
): { ok: true; request: NewMonitor } | Refusal {
  const problems: Problem[] = [];
  const read = readSettings(check, draft.settings, (field, written) =>
    referredSecret(field, String(written), openSecret),
  );
  if (!read.ok) problems.push(...read.problems);
  const timing = readTiming(check, draft, problems);
  const pages = pageLevelNamed(draft.pages ?? "no");
  if (pages === undefined)
    problems.push({ field: "flags", text: PAGE_LEVEL_PROBLEM });
  problems.push(...nameProblems(draft));
  if (!read.ok || problems.length > 0) return refuseFields(problems);
  return {
    ok: true,
    request: {
      type: draft.type,
      namespaceSlug: draft.namespaceSlug,
      serviceName: draft.serviceName ?? defaultServiceName(check, read.parsed),
      monitorName: draft.monitorName ?? defaultMonitorName(check, read.parsed),
      ...timing,
      schedule: draft.schedule ?? null,
      essential: draft.essential ?? false,
      public: !(draft.private ?? false),
      ...(pages === undefined ? {} : { pages }),
      settings: read.settings,
      secrets: read.secrets,
    },
  };
}

/** A name that was left out is made of the settings. */
function nameProblems(draft: MonitorDraft): Problem[] {
  return (["serviceName", "monitorName"] as const).flatMap((field) => {
    const cleaned = cleanName(draft[field] ?? "-");
    return cleaned.ok ? [] : [{ field, text: cleaned.text }];
  });
}

function defaultServiceName(check: Check, settings: unknown): string {
  const subject = check.subject?.(settings) ?? check.host(settings);
  return clip(subject || check.label, MAX_NAME_LENGTH);
}

function defaultMonitorName(check: Check, settings: unknown): string {
  return clip(
    check
      .describe(settings)
      .replace(/https?:\/\//, "")
      .replace(/\/$/, ""),
    MAX_NAME_LENGTH,
  );
}

function readTiming(
  check: Check,
  draft: MonitorDraft,
  problems: Problem[],
): Timing {
  const typed = typedTiming(draft, problems);
  const timing = timingOf(check, typed, draft.schedule !== undefined);
  problems.push(...timingProblems(timing));
  return timing;
}

/** The durations and numbers that were written down, as far as they were. */
export function typedTiming(
  draft: Pick<MonitorDraft, keyof typeof commonFields>,
  problems: Problem[],
): Partial<Record<keyof Timing, number>> {
  const timing: Partial<Record<keyof Timing, number>> = {};
  for (const name of ["every", "timeout", "retry"] as const) {
    const typed = draft[name];
    if (typed === undefined) continue;
    const field = commonFields[name];
    const ms = parseDuration(typed);
    if (ms !== undefined) timing[field] = ms;
    else
      problems.push({
        field,
        text: `"${clip(typed, 40)}" is not a duration: write it with its unit, as in "30s" or "5m".`,
      });
  }
  for (const name of ["failures", "successes"] as const) {
    const typed = draft[name];
    if (typed !== undefined) timing[commonFields[name]] = Number(typed);
  }
  return timing;
}
