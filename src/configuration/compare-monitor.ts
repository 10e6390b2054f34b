import {
  type NewMonitor,
  whenProblems,
} from "../actions/targets/add-monitor.ts";
import type { Problem } from "../actions/context.ts";
import {
  type MonitorEdit,
  plannedEdit,
} from "../actions/targets/edit-monitor.ts";
import type { ServiceContents } from "../actions/targets/read-configuration.ts";
import type { Check } from "../checks/check.ts";
import { secretFields } from "../checks/fields.ts";
import { findCheck } from "../checks/index.ts";
import { looksElsewhere, readSettings } from "../checks/read-settings.ts";
import { timingOf } from "../checks/timing-of.ts";
import { compactDuration } from "../domain/duration.ts";
import { cleanName } from "../domain/names.ts";
import {
  changedLine,
  type Findings,
  tellProblems,
  tellRefusal,
} from "./compare-parts.ts";
import type { PlanOptions } from "./plan.ts";
import type { MonitorWish, ServiceWish } from "./wish.ts";

type MonitorThere = ServiceContents["monitors"][number];

interface Parent {
  namespaceSlug: string;
  timezone: string;
  service: ServiceWish;
}

/** What must be done to one monitor; `there` is undefined where it is new. */
export function compareMonitor(
  wish: MonitorWish,
  there: MonitorThere | undefined,
  parent: Parent,
  options: PlanOptions,
  findings: Findings,
): void {
  const check = findCheck(wish.type);
  if (check === undefined) return; // told where it was read
  const read = readWish(check, wish, there, options);
  const timing = timingOf(check, wish, wish.schedule !== null);
  const problems: Problem[] = [
    ...(read.ok ? [] : read.problems),
    ...whenProblems({ ...timing, schedule: wish.schedule }, parent.timezone),
  ];
  const name = cleanName(wish.name);
  if (!name.ok) problems.push({ field: "monitorName", text: name.text });
  tellProblems(problems, wish, findings);
  if (!read.ok || problems.length > 0) return;
  const common = {
    ...timing,
    type: wish.type,
    settings: read.settings,
    schedule: wish.schedule,
    essential: wish.essential,
  };
  if (there === undefined) {
    const { namespaceSlug, service } = parent;
    const request: NewMonitor = {
      ...common,
      namespaceSlug,
      serviceName: service.name,
      monitorName: wish.name,
      secrets: read.secrets,
      public: service.public,
      runbook: service.runbook,
      pages: service.pages,
      spread: true,
    };
    findings.steps.push({ kind: "add-monitor", request });
    findings.lines.push({
      sign: "+",
      name: `${namespaceSlug}/${service.name}/${wish.name}`,
      what: `${wish.type} ${check.describe(read.parsed)}, ${whenOf(common)}`,
      changes: [],
    });
    return;
  }
  const edit = editOf(check, there, {
    ...common,
    name: wish.name,
    secrets: secretsOf(there, read.secrets),
    looksElsewhere: isElsewhere(check, there, read.parsed),
  });
  const planned = plannedEdit(there, edit, parent);
  if (!planned.ok) tellRefusal(planned, wish, findings);
  else if (planned.changes.length > 0) {
    const { id } = there.monitor;
    findings.steps.push({ kind: "edit-monitor", monitorId: id, edit });
    findings.lines.push(
      changedLine(
        `${parent.namespaceSlug}/${parent.service.name}/${there.monitor.name}`,
        planned.changes,
      ),
    );
  }
}

function whenOf({
  everyMs,
  schedule,
}: Pick<NewMonitor, "everyMs" | "schedule">): string {
  return everyMs === null
    ? `at ${(schedule ?? []).join(", ")}`
    : `every ${compactDuration(everyMs)}`;
}

function readWish(
  check: Check,
  wish: MonitorWish,
  there: MonitorThere | undefined,
  { openSecret }: PlanOptions,
) {
  return readSettings(
    check,
    { ...wish.settings, ...wish.secrets },
    ({ name, label }) => {
      const secret = wish.secrets[name];
      if (secret === undefined) return { ok: true, value: "" };
      if ("stored" in secret) {
        const isSame = there?.monitor.type === wish.type;
        const value = isSame ? there.secrets[secret.stored] : undefined;
        return value === undefined
          ? {
              ok: false,
              text: `${label}: nothing is stored for it here: write $MONITOR_SECRET_… and set that in allswell's environment.`,
            }
          : { ok: true, value };
      }
      const value = openSecret(secret.environment);
      return value === undefined
        ? {
            ok: false,
            text: `${label}: allswell's environment has no ${secret.environment}.`,
          }
        : { ok: true, value };
    },
  );
}

/** Those that are otherwise; what the file leaves out is taken away. */
function secretsOf(
  there: MonitorThere,
  wished: Record<string, string>,
): Record<string, string | null> {
  const set = Object.entries(wished).filter(
    ([name, value]) => there.secrets[name] !== value,
  );
  const gone = Object.keys(there.secrets).filter(
    (name) => wished[name] === undefined,
  );
  return {
    ...Object.fromEntries(set),
    ...Object.fromEntries(gone.map((name) => [name, null])),
  };
}

/** The settings until now are compared as the schema reads them today. */
function editOf(
  check: Check,
  { monitor, secrets }: MonitorThere,
  edit: MonitorEdit,
): MonitorEdit {
  if (edit.type !== monitor.type) return edit;
  const before = check.settings.safeParse({ ...monitor.settings, ...secrets });
  if (!before.success) return edit;
  const names = secretFields(check.settings);
  const open = Object.entries(before.data as Record<string, unknown>).filter(
    ([name]) => !names.includes(name),
  );
  return { ...edit, settingsWere: Object.fromEntries(open) };
}

function isElsewhere(
  check: Check,
  { monitor, secrets }: MonitorThere,
  parsed: unknown,
): boolean {
  const before = check.settings.safeParse({ ...monitor.settings, ...secrets });
  return !before.success || looksElsewhere(check, before.data, parsed);
}
