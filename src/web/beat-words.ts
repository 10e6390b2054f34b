import type { Word } from "../actions/targets/hear-beat.ts";
import type { Outcome } from "../domain/result.ts";

/** What the last part of a heartbeat's address says; undefined where it says nothing known. */
export function heartbeatWord(
  what: string | undefined,
): Omit<Word, "text"> | undefined {
  if (what === undefined) return { kind: "end", outcome: "up", exitCode: null };
  if (what === "start") return { kind: "start", outcome: "up", exitCode: null };
  if (what === "fail") return { kind: "end", outcome: "down", exitCode: null };
  if (!/^\d{1,3}$/.test(what) || Number(what) > 255) return undefined;
  const exitCode = Number(what);
  return { kind: "end", outcome: exitCode === 0 ? "up" : "down", exitCode };
}

/** Ours, those of monitoring plugins, and their exit codes. */
const verdicts: Record<string, Outcome> = {
  up: "up",
  ok: "up",
  0: "up",
  degraded: "degraded",
  warning: "degraded",
  warn: "degraded",
  1: "degraded",
  down: "down",
  critical: "down",
  crit: "down",
  2: "down",
  unknown: "unknown",
  3: "unknown",
};

/**
 * What a system says of a service: a status as the end of the address ("/2"), in the query, or in a body of JSON or form
 * fields; words as the body, or as `text` beside the status. A sentence where there is no status that is known.
 */
export function pushWord(
  pathStatus: string | undefined,
  query: Record<string, unknown>,
  body: string | null,
): Word | string {
  const fields = { ...fieldsOf(body), ...textFields(query) };
  const status = pathStatus ?? fields["status"];
  const outcome =
    status === undefined ? undefined : verdicts[status.toLowerCase()];
  if (outcome === undefined)
    return 'Say how it is: up, degraded, down or unknown, as in /push/…/down or {"status": "down", "text": "disk full"}.';
  const isBare = fields["status"] === undefined && fields["text"] === undefined;
  const text = fields["text"] ?? (isBare ? body : null);
  return { kind: "end", outcome, exitCode: null, text };
}

function fieldsOf(body: string | null): Record<string, string> {
  if (body === null) return {};
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null)
      return textFields(parsed as Record<string, unknown>);
  } catch {
    // Not JSON: fields of a form, or just words.
  }
  const form = Object.fromEntries(new URLSearchParams(body));
  return "status" in form ? textFields(form) : {};
}

function textFields(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    ["status", "text"].flatMap((name) => {
      const value = values[name];
      return typeof value === "string" || typeof value === "number"
        ? [[name, String(value)]]
        : [];
    }),
  );
}
