import type { InsideService } from "../../actions/inside/inside-view.ts";
import { UNTIL_RESUMED } from "../../actions/targets/pause-monitors.ts";
import type { MonitorLine } from "../../actions/inside/show.ts";
import { counted, listed } from "../../base/text.ts";
import { compactDuration, durationInWords } from "../../domain/duration.ts";
import type { Sight } from "../../base/slack-evidence.ts";
import { html, type Html } from "../page/html.ts";
import { exactMoment, latencyWords, moment } from "../page/words.ts";
import { evidence } from "./evidence.ts";
import {
  actForm,
  factList,
  healthBadge,
  linkTo,
  outcomeBadge,
  pauseChoice,
  section,
  tableOf,
} from "./parts.ts";
import { vitalsOf } from "./vitals.ts";
import { targetWords } from "../../checks/target-words.ts";

export interface Scene {
  token: string;
  timezone: string;
  /** What was seen just now, where somebody asked for it; null where nobody did. */
  sights: readonly Sight[] | null;
}

/** Its monitors with what they saw last, its machines, and what can be done. */
export function serviceInside(view: InsideService, scene: Scene): Html {
  const { detail } = view;
  const { timezone, sights } = scene;
  return html`${sights === null ? null : html`<div data-once>${section("inside-seen", "Seen just now", evidence(sights, timezone))}</div>`}
  ${section("inside-service", "For the team", html`${factsOf(view)} ${actsOf(view, scene)}`)}
  ${section("inside-monitors", "Monitors", monitorTable(view, timezone))}
  ${
    detail.hosts.length === 0
      ? null
      : section(
          "inside-machines",
          "Machines",
          html`${detail.hosts.map(
            ({ monitorName, at, vitals }) =>
              html`<article>
                <h3>${monitorName}</h3>
                ${vitalsOf(vitals)}
                <p class="note">Seen ${moment(at, timezone)}</p>
              </article>`,
          )}`,
        )
  }`;
}

function factsOf({ row, detail }: InsideService): Html | null {
  return factList([
    ["Customers", row.public ? "see it" : "do not see it"],
    ["Namespace", detail.namespace.name],
    [
      "Open incident",
      row.incidentId === null
        ? null
        : html`<a href="/incidents/${row.incidentId}">${row.incidentId}</a>`,
    ],
    ["On call", detail.onCall.length === 0 ? null : listed(detail.onCall, 10)],
    ["Runbook", row.runbook === null ? null : linkTo(row.runbook)],
    [
      "Certificates",
      detail.certificates.length === 0
        ? null
        : detail.certificates
            .map(
              ({ monitorName, daysLeft }) =>
                `${monitorName}: ${daysLeft < 0 ? "has expired" : counted(daysLeft, "day")}`,
            )
            .join(", "),
    ],
  ]);
}

function actsOf(
  { row, detail, mayAct, mayChange }: InsideService,
  { token }: Scene,
): Html {
  const form = { action: `/s/${row.slug}`, to: `/s/${row.slug}`, token };
  const isPaused = ({ kind }: MonitorLine): boolean => kind === "paused";
  return html`<div class="acts">
    ${mayAct ? actForm(form, "check", "Look now") : null}
    ${mayChange && !detail.monitors.every(isPaused) ? actForm(form, "pause", "Pause", pauseChoice) : null}
    ${mayChange && detail.monitors.some(isPaused) ? actForm(form, "resume", "Resume") : null}
  </div>`;
}

function monitorTable(
  { detail, latest }: InsideService,
  timezone: string,
): Html {
  return tableOf(
    "Monitors",
    ["Monitor", "State", "Since", "Looks at", "When", "Last result"],
    detail.monitors.map((monitor) => {
      const last = latest.get(monitor.monitorId);
      return [
        html`<a href="/monitors/${monitor.monitorId}">${monitor.name}</a>`,
        html`${healthBadge(monitor.kind)}${pauseEnd(monitor, timezone)}`,
        moment(monitor.since, timezone),
        targetWords(monitor.type, monitor.settings),
        timing(monitor),
        last === undefined
          ? null
          : html`${outcomeBadge(last.outcome)}
            ${last.latencyMs === null ? null : latencyWords(last.latencyMs)}
            ${last.reason} ${exactMoment(last.at, timezone)}`,
      ];
    }),
    "There are none.",
  );
}

function pauseEnd(
  { kind, dueAt }: MonitorLine,
  timezone: string,
): Html | string | null {
  if (kind !== "paused") return null;
  return dueAt >= UNTIL_RESUMED
    ? " until resumed"
    : html` until ${moment(dueAt, timezone)}`;
}

function timing({
  everyMs,
  schedule,
  essential,
}: Pick<MonitorLine, "everyMs" | "schedule" | "essential">): string {
  const when =
    everyMs === null
      ? (schedule ?? []).join(", ")
      : `every ${compactDuration(everyMs)}`;
  return essential ? `${when}, essential` : when;
}

/** For a monitor's own page: how often, how long, how sure. */
export function timingFacts(
  monitor: Pick<MonitorLine, "everyMs" | "schedule" | "essential"> & {
    timeoutMs: number;
    confirmFailures: number;
    confirmRetryMs: number;
  },
): [string, string][] {
  const { timeoutMs, confirmFailures, confirmRetryMs } = monitor;
  return [
    ["When", timing(monitor)],
    ["Waits for an answer", durationInWords(timeoutMs)],
    [
      "Confirmed by",
      `${counted(confirmFailures, "failure")}, ${durationInWords(confirmRetryMs)} apart`,
    ],
  ];
}
