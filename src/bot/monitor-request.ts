import type { NewMonitor } from "../actions/add-monitor.ts";
import {
  type Problem,
  refuseFields,
  type Refusal,
} from "../actions/context.ts";
import { clip } from "../base/text.ts";
import type { Check } from "../checks/check.ts";
import { type Field, fieldsOf, secretFields } from "../checks/fields.ts";
import { defaultPolicy } from "../domain/health.ts";
import { parseDuration } from "../domain/duration.ts";
import { cleanName, MAX_NAME_LENGTH } from "../domain/names.ts";
import { SHORTEST_INTERVAL_MS, timingProblems } from "../domain/timing.ts";

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
  const settings = readSettings(check, draft.settings, openSecret, problems);
  const timing = readTiming(check, draft, problems);
  problems.push(...nameProblems(draft));
  if (problems.length > 0) return refuseFields(problems);
  const secretNames = secretFields(check.settings);
  const entries = Object.entries(settings as Record<string, unknown>);
  return {
    ok: true,
    request: {
      type: draft.type,
      namespaceSlug: draft.namespaceSlug,
      serviceName: draft.serviceName ?? defaultServiceName(check, settings),
      monitorName: draft.monitorName ?? defaultMonitorName(check, settings),
      ...timing,
      schedule: draft.schedule ?? null,
      essential: draft.essential ?? false,
      public: !(draft.private ?? false),
      settings: Object.fromEntries(
        entries.filter(([name]) => !secretNames.includes(name)),
      ),
      secrets: Object.fromEntries(
        entries.flatMap(([name, value]) =>
          secretNames.includes(name) && typeof value === "string"
            ? [[name, value]]
            : [],
        ),
      ),
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
  return clip(check.host(settings) || check.label, MAX_NAME_LENGTH);
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

function readSettings(
  check: Check,
  typed: Record<string, string>,
  openSecret: (name: string) => string | undefined,
  problems: Problem[],
): unknown {
  const fields = new Map(
    fieldsOf(check.settings).map((field) => [field.name, field]),
  );
  const values: Record<string, string> = {};
  for (const [name, text] of Object.entries(typed)) {
    const field = fields.get(name);
    if (field === undefined)
      problems.push({
        field: name,
        text: `${check.label} has no setting "${clip(name, 40)}".`,
      });
    else
      values[name] =
        field.kind === "secret"
          ? readSecret(field, text, openSecret, problems)
          : text;
  }
  const parsed = check.settings.safeParse(values);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    const name = String(path[0] ?? check.target);
    if (!problems.some(({ field }) => field === name))
      problems.push({
        field: name,
        text: `${fields.get(name)?.label ?? name} ${message}.`,
      });
  }
  return {};
}

/** Secrets do not belong into Slack, where every typed word is kept: they are named, and taken from our environment. */
function readSecret(
  { name, label }: Field,
  text: string,
  openSecret: (name: string) => string | undefined,
  problems: Problem[],
): string {
  const reference = /^\$(MONITOR_SECRET_\w+)$/.exec(text.trim())?.[1];
  const value = reference === undefined ? undefined : openSecret(reference);
  if (value !== undefined) return value;
  problems.push({
    field: name,
    text:
      reference === undefined
        ? `${label} is a secret, and Slack keeps what is typed: set MONITOR_SECRET_… in allswell's environment and write $MONITOR_SECRET_… here.`
        : `${label}: allswell's environment has no ${reference}.`,
  });
  return "";
}

type Timing = Pick<
  NewMonitor,
  | "everyMs"
  | "timeoutMs"
  | "confirmFailures"
  | "confirmSuccesses"
  | "confirmRetryMs"
>;

function readTiming(
  check: Check,
  draft: MonitorDraft,
  problems: Problem[],
): Timing {
  const duration = (
    name: "every" | "timeout" | "retry",
    fallback: number,
  ): number => {
    const typed = draft[name];
    const ms = typed === undefined ? fallback : parseDuration(typed);
    if (ms === undefined)
      problems.push({
        field: commonFields[name],
        text: `"${clip(typed ?? "", 40)}" is not a duration: write it with its unit, as in "30s" or "5m".`,
      });
    return ms ?? fallback;
  };
  const number = (name: "failures" | "successes", fallback: number): number =>
    draft[name] === undefined ? fallback : Number(draft[name]);
  const everyMs =
    draft.schedule === undefined
      ? duration("every", check.defaults.everyMs)
      : null;
  // An impossible interval is told by itself, not by what would follow from it.
  const longest =
    everyMs !== null && everyMs >= SHORTEST_INTERVAL_MS ? everyMs : Infinity;
  const timing = {
    everyMs,
    timeoutMs: duration("timeout", Math.min(check.defaults.timeoutMs, longest)),
    confirmFailures: number(
      "failures",
      check.defaults.failures ?? defaultPolicy.failures,
    ),
    confirmSuccesses: number("successes", defaultPolicy.successes),
    confirmRetryMs: duration("retry", Math.min(defaultPolicy.retryMs, longest)),
  };
  problems.push(...timingProblems(timing));
  return timing;
}
