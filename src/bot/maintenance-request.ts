import { type Scope } from "../actions/maintenance/find-scopes.ts";
import {
  editMaintenance,
  type MaintenanceRequest,
  planMaintenance,
} from "../actions/maintenance/plan-maintenance.ts";
import { readRule } from "../base/recurrence.ts";
import { spokenRule } from "../base/spoken-time.ts";
import { wallOf, zoneNamed } from "../base/wall-clock.ts";
import type { Instant } from "../domain/time.ts";
import { MINUTE, SECOND } from "../domain/time.ts";
import { readId } from "./buttons/values.ts";
import type { Tools } from "./commands/command.ts";
import { durationOf } from "./commands/durations.ts";
import type { Outcome, Submission } from "./modals/form.ts";
import { type Repeat, repeatChoices } from "./modals/maintenance.ts";
import { plannedView } from "./views/maintenance.ts";

type Values = Submission["values"];
type Read<Value> =
  { ok: true; value: Value } | { ok: false; field: string; text: string };

/** Plans the maintenance that the form describes, or changes the window that it was opened for. */
export async function submitMaintenance(
  { values, metadata, actor }: Submission,
  tools: Tools,
): Promise<Outcome> {
  const context = tools.context(actor);
  const windowId = readId(metadata);
  const request = readRequest(values, context.now, windowId === undefined);
  if (!request.ok) return request;
  const saved =
    windowId === undefined
      ? await planMaintenance(context, request.request)
      : await editMaintenance(context, windowId, request.request);
  if (saved.ok) {
    const { text, blocks } = plannedView(saved);
    return {
      ok: true,
      text,
      blocks: blocks.filter(({ type }) => type !== "actions"),
    };
  }
  const problems = saved.problems ?? [{ field: "title", text: saved.text }];
  return {
    ok: false,
    errors: Object.fromEntries(
      problems.map(({ field, text }) => [blocks[field] ?? field, text]),
    ),
  };
}

/** The fields of a request and the form's blocks for them, where they differ. */
const blocks: Partial<Record<string, string>> = { end: "duration" };

/** Nobody takes longer over the form. */
const FILLING_IN_MS = 15 * MINUTE;

function readRequest(
  values: Values,
  now: Instant,
  isNew: boolean,
):
  | { ok: true; request: MaintenanceRequest }
  | { ok: false; errors: Record<string, string> } {
  const zone = zoneNamed((values["zone"] ?? "").trim());
  const durationMs = durationOf(values["duration"] ?? "");
  const start = startOf(values["start"]);
  const rule =
    zone === undefined || !Number.isFinite(start)
      ? ({ ok: true, value: null } as const)
      : ruleOf(values, start, zone, now);
  const errors: Record<string, string> = {
    ...(zone === undefined
      ? { zone: 'There is no such time zone. Write one as in "Europe/London".' }
      : {}),
    ...(durationMs === undefined || durationMs <= 0
      ? { duration: 'Write a duration with its unit, as in "2h".' }
      : {}),
    ...(Number.isFinite(start) ? {} : { start: "When does it begin?" }),
    ...(rule.ok ? {} : { [rule.field]: rule.text }),
  };
  if (
    zone === undefined ||
    durationMs === undefined ||
    !rule.ok ||
    Object.keys(errors).length > 0
  )
    return { ok: false, errors };
  const from = Math.max(start, now);
  // "Now" was offered when the form was opened: filling it in takes nothing from the hour that was wished for.
  const isJustPast = isNew && now - start < FILLING_IN_MS;
  return {
    ok: true,
    request: {
      title: values["title"] ?? "",
      note: values["note"] ?? "",
      purpose: values["purpose"] ?? "",
      scopes: readScopes(values["scope"] ?? ""),
      zone,
      from,
      until: (isJustPast ? from : start) + durationMs,
      rule: rule.value,
      durationMs,
      tellsCustomers: values["tell"] === "yes",
    },
  };
}

/** The menu gives seconds; NaN where it gives no moment that a calendar has. */
function startOf(seconds: string | undefined): Instant {
  const start = Number(seconds) * SECOND;
  return Math.abs(start) < LAST_MOMENT ? start : Number.NaN;
}

/** The year 9999: calendars of all kinds go so far. */
const LAST_MOMENT: Instant = 253_370_764_800_000;

/** What was chosen in the menu: "n12", "s5", "m7". */
function readScopes(chosen: string): Scope[] {
  return chosen.split(",").flatMap((value) => {
    const id = readId(value.slice(1));
    const scope: Scope = {
      namespaceId: value.startsWith("n") ? (id ?? null) : null,
      serviceId: value.startsWith("s") ? (id ?? null) : null,
      monitorId: value.startsWith("m") ? (id ?? null) : null,
    };
    return Object.values(scope).some((part) => part !== null) ? [scope] : [];
  });
}

const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const A_WEEK = 7;

/** What is written counts before what is chosen: nobody writes it for nothing. */
function ruleOf(
  values: Values,
  start: Instant,
  zone: string,
  now: Instant,
): Read<string | null> {
  const typed = (values["rule"] ?? "").trim();
  if (typed !== "") return readTyped(typed, zone, now);
  const first = wallOf(start, zone);
  const day = weekdays[first.dayOfWeek - 1] ?? "";
  const value = (rule: string | null): Read<string | null> => ({
    ok: true,
    value: rule,
  });
  const repeat = values["repeat"] ?? "once";
  if (!isRepeat(repeat))
    return { ok: false, field: "repeat", text: "Choose one of the list." };
  switch (repeat) {
    case "once":
      return value(null);
    case "daily":
      return value("FREQ=DAILY");
    case "weekdays":
      return value("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR");
    case "weekly":
      return value(`FREQ=WEEKLY;BYDAY=${day}`);
    case "monthly":
      return value(`FREQ=MONTHLY;BYDAY=${placeInMonth(first)}${day}`);
    case "monthday":
      return value(`FREQ=MONTHLY;BYMONTHDAY=${first.day}`);
    case "rule":
      return {
        ok: false,
        field: "rule",
        text: 'Write how often, as in "every first Sunday until March".',
      };
  }
}

function isRepeat(value: string): value is Repeat {
  return Object.hasOwn(repeatChoices, value);
}

/** The first to fourth of its kind; a fifth is the last, which every month has. */
function placeInMonth({ day }: Temporal.PlainDateTime): number {
  const place = Math.ceil(day / A_WEEK);
  return place > 4 ? -1 : place;
}

function readTyped(
  typed: string,
  zone: string,
  now: Instant,
): Read<string | null> {
  const rule = readRule(typed);
  if (rule !== undefined) return { ok: true, value: rule };
  const spoken = spokenRule(typed, { now, zone });
  return spoken.ok
    ? { ok: true, value: spoken.rule }
    : { ok: false, field: "rule", text: spoken.text };
}
