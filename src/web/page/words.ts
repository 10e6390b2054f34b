import type {
  PublicIncident,
  PublicUpdate,
} from "../../actions/public/public-incidents.ts";
import type { PublicNamespace } from "../../actions/public/public-view.ts";
import { listed } from "../../base/text.ts";
import { durationInWords } from "../../domain/duration.ts";
import type { PublicStep } from "../../domain/announcement.ts";
import { type Course, courseInWords } from "../../domain/incident.ts";
import type { Status } from "../../domain/service.ts";
import { type Instant, SECOND } from "../../domain/time.ts";
import { html, type Html } from "./html.ts";

/** What the page of a namespace is called; null: that of all. */
export function siteTitle(
  namespace: Pick<PublicNamespace, "name" | "title"> | null,
): string {
  if (namespace === null) return "Status";
  return namespace.title ?? `${namespace.name} status`;
}

/** A status in a word: never by colour alone. */
export const statusWords: Record<Status, string> = {
  up: "Up",
  difficulties: "Difficulties",
  down: "Down",
  maintenance: "Maintenance",
  unknown: "Not known",
};

/** The one sentence on top. */
export function overallSentence(
  services: readonly { name: string; status: Status }[],
): { status: Status; text: string } {
  const named = (status: Status): string[] =>
    services.filter((one) => one.status === status).map(({ name }) => name);
  const down = named("down");
  if (down.length > 0)
    return { status: "down", text: `${listed(down)} ${are(down)} down` };
  const troubled = named("difficulties");
  if (troubled.length > 0)
    return {
      status: "difficulties",
      text: `${listed(troubled)} ${troubled.length === 1 ? "has" : "have"} difficulties`,
    };
  const planned = named("maintenance");
  if (planned.length > 0)
    return {
      status: "maintenance",
      text: `${listed(planned)} ${are(planned)} in planned maintenance`,
    };
  if (services.length === 0)
    return { status: "unknown", text: "No services are shown here yet" };
  if (services.every(({ status }) => status === "unknown"))
    return { status: "unknown", text: "Nothing is known yet" };
  return { status: "up", text: "All's well" };
}

function are(names: readonly string[]): string {
  return names.length === 1 ? "is" : "are";
}

type Step = Pick<PublicIncident, "service" | "beganAt" | "resolution"> & {
  at: Instant;
  text: string | null;
};

/** The steps of an incident that concern customers, as they read them. */
const steps: Record<PublicStep, (step: Step) => string> = {
  down: ({ service }) => `${service.name} is down.`,
  difficulties: ({ service }) => `${service.name} has difficulties.`,
  worsened: ({ service }) => `${service.name} is down now.`,
  improved: ({ service }) =>
    `${service.name} answers again, with difficulties.`,
  acknowledged: () => "We are working on it.",
  update: ({ text }) => text ?? "",
  recovered: ({ service, at, beganAt }) =>
    `${service.name} is up again after ${durationInWords(at - beganAt)}.`,
  ended: ({ resolution }) =>
    resolution === "maintenance"
      ? "Planned maintenance began."
      : "It is no longer watched.",
};

export function updateWords(
  { kind, at, text }: PublicUpdate,
  incident: PublicIncident,
): string {
  return steps[kind]({ ...incident, at, text });
}

/** "down for 14 min so far", "in difficulties for 2 h" */
export function incidentSummary(incident: Course, now: Instant): string {
  const words = courseInWords(incident, now);
  return incident.resolvedAt === null ? `${words} so far` : words;
}

/** "410 ms", "1.4 s" */
export function latencyWords(ms: number): string {
  return ms < SECOND
    ? `${Math.round(ms)} ms`
    : `${Number((ms / SECOND).toFixed(ms < 10 * SECOND ? 1 : 0))} s`;
}

/** What a computer's fractions are off by. */
const ROUNDING = 1e-6;

/** 0.99987 is 9998 hundredths of a percent: rounded down, so that 100 % means all of the time. */
export function hundredths(ratio: number): number {
  return Math.floor(ratio * 10_000 + ROUNDING);
}

/** 0.99987 is "99.98 %". */
export function percent(ratio: number | null): string {
  if (ratio === null) return "no figure";
  return `${ratio === 1 ? "100" : (hundredths(ratio) / 100).toFixed(2)} %`;
}

/** A moment in the zone of the namespace; the script shows it in the reader's own language and zone. */
export function moment(at: Instant, timezone: string): Html {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}">${inZone(at, timezone)}</time>`;
}

/** The same to the second, for what happens often. */
export function exactMoment(at: Instant, timezone: string): Html {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}" data-exact
    >${inZone(at, timezone, true)}</time
  >`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function inZone(at: Instant, timeZone: string, isExact = false): string {
  const key = `${isExact ? "exact " : ""}${timeZone}`;
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone,
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      ...(isExact ? { second: "2-digit" } : {}),
      timeZoneName: "short",
    });
  formats.set(key, format);
  return format.format(at);
}

/** A day of a zone: "3 Nov". */
export function dayWords(at: Instant, timeZone: string): string {
  const key = `day ${timeZone}`;
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat("en-GB", {
      timeZone,
      day: "numeric",
      month: "short",
    });
  formats.set(key, format);
  return format.format(at);
}

/** "November 2026" */
export function monthWords(month: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: "UTC",
    month: "long",
    year: "numeric",
  }).format(Date.parse(`${month}-15T00:00Z`));
}

/** The zone in which a namespace's times are told. */
export function zoneOf(
  namespaces: readonly PublicNamespace[],
  slug: string | undefined,
): string {
  return namespaces.find((one) => one.slug === slug)?.timezone ?? "UTC";
}

/** The zone of what is about all namespaces: theirs, where they share one. */
export function sharedZone(namespaces: readonly PublicNamespace[]): string {
  const [zone = "UTC", ...others] = new Set(
    namespaces.map(({ timezone }) => timezone),
  );
  return others.length === 0 ? zone : "UTC";
}
