import type { HookIncident } from "../../base/hook-event.ts";
import { clip, counted } from "../../base/text.ts";
import { MOST_ALERTS } from "../../domain/hook-forms.ts";
import type { Beginning, Story } from "../channel.ts";
import type { HookNews } from "./event.ts";
import type {
  Form,
  HookRequest,
  HookTelling,
  OpenAlerts,
  Storm,
} from "./request.ts";

const LONGEST_SUMMARY = 1_024;
const LONGEST_SOURCE = 255;

type Action = "trigger" | "acknowledge" | "resolve";

/**
 * Events API v2: an alert for each incident, which the same key opens, acknowledges and closes, however often it is sent.
 * https://developer.pagerduty.com/docs/send-alert-event
 * Maintenance, reports and words are change events: they wake nobody.
 * https://developer.pagerduty.com/docs/send-change-event
 */
export const pagerDutyForm: Form = {
  requests: (telling) =>
    telling.news.type === "incidents"
      ? alerts(telling, telling.news)
      : [change(telling)],
  isTaken(answer) {
    try {
      const { status } = JSON.parse(answer) as { status?: unknown };
      return status === "success";
    } catch {
      return false;
    }
  },
};

/** What stands open of incidents, by the messages that first told of them. */
export function openAlerts(beginnings: readonly Beginning[]): OpenAlerts {
  const isStorm = ({ count }: Beginning): boolean => count > MOST_ALERTS;
  return {
    own: beginnings
      .filter((one) => !isStorm(one))
      .flatMap(({ incidentIds }) => incidentIds),
    storms: beginnings
      .filter(isStorm)
      .map(({ postId: id, incidentIds, isOver }) => ({
        id,
        incidentIds,
        isOver,
      })),
  };
}

/** The stories that have alerts of their own come first: of many not all are listed. */
export function ownFirst(
  stories: readonly Story[],
  { own }: OpenAlerts,
): Story[] {
  const known = new Set(own);
  const isOwn = ({ incidentId }: Story): boolean => known.has(incidentId);
  return [
    ...stories.filter(isOwn),
    ...stories.filter((story) => !isOwn(story)),
  ];
}

/** Each incident's news go to its own alert, or to the one that stands for it and others. */
function alerts(
  telling: HookTelling,
  { incidents, count }: HookNews & { type: "incidents" },
): HookRequest[] {
  const { own, storms } = telling.alerts ?? { own: [], storms: [] };
  const hasOwn = new Set(own);
  const inStorms = storms.flatMap(({ incidentIds = [] }) => incidentIds);
  const known = new Set([...own, ...inStorms]);
  const fresh = incidents.filter(({ id }) => !known.has(id));
  const isStorm = count > MOST_ALERTS;
  const together = isStorm && fresh.some(isTrouble) ? fresh : [];
  return [
    ...incidents
      .filter((one) => hasOwn.has(one.id) || (!isStorm && !known.has(one.id)))
      .flatMap((one) => actionsOf(one).map((act) => alert(telling, one, act))),
    ...(together.length === 0
      ? []
      : [
          stormAlert(telling, Number(telling.id), together, count - known.size),
        ]),
    ...storms.flatMap((storm) => stormNews(telling, storm, incidents)),
  ];
}

/** An alert that stands for many ends with the last of them; news of trouble among them are told under its key. */
function stormNews(
  telling: HookTelling,
  { id, incidentIds = [], isOver }: Storm,
  incidents: readonly HookIncident[],
): HookRequest[] {
  if (isOver) return [stormEnd(telling, id)];
  const members = new Set(incidentIds);
  const troubled = incidents.filter(
    (one) => members.has(one.id) && isTrouble(one),
  );
  return troubled.length === 0
    ? []
    : [stormAlert(telling, id, troubled, members.size)];
}

/** What was down and is up again before anybody was told wakes nobody; to close what is not open does nothing. */
function actionsOf(incident: HookIncident): Action[] {
  const { state, news } = incident;
  if (state === "resolved") return ["resolve"];
  const isTaken =
    news.includes("snoozed") ||
    (news.includes("acknowledged") && state === "acknowledged");
  return [
    ...(isTrouble(incident) ? ["trigger" as const] : []),
    ...(isTaken ? ["acknowledge" as const] : []),
  ];
}

function isTrouble({ state, news }: HookIncident): boolean {
  return state !== "resolved" && news.some((reason) => troubles.has(reason));
}

const troubles: ReadonlySet<HookIncident["news"][number]> = new Set([
  "down",
  "difficulties",
  "worsened",
  "improved",
  "reminder",
  "handed-back",
  "woken",
]);

function alert(
  telling: HookTelling,
  incident: HookIncident,
  action: Action,
): HookRequest {
  const key = keyOf(telling, `incident-${incident.id}`);
  return request(telling, telling.url, key, {
    event_action: action,
    dedup_key: key,
    ...(action === "trigger"
      ? {
          client: "allswell",
          payload: payloadOf(incident),
          links: linksOf(incident),
        }
      : {}),
  });
}

function payloadOf(incident: HookIncident): object {
  const { service, namespace, severity, cause, beganAt } = incident;
  const is = severity === "down" ? "is down" : "has difficulties";
  const why = cause === "" ? "" : `: ${cause}`;
  return {
    summary: clip(`${namespace.name}: ${service} ${is}${why}`, LONGEST_SUMMARY),
    source: clip(`${namespace.name}/${service}`, LONGEST_SOURCE),
    severity: severity === "down" ? "critical" : "warning",
    timestamp: beganAt,
    component: service,
    group: namespace.name,
    custom_details: { ...incident },
  };
}

function linksOf({ id, url, runbook }: HookIncident): object[] {
  return [
    ...(url === null ? [] : [{ href: url, text: `Incident ${id}` }]),
    ...(runbook === null ? [] : [{ href: runbook, text: "Runbook" }]),
  ];
}

/** One alert for all of a storm; whoever is woken up needs no thousands of them. */
function stormAlert(
  telling: HookTelling,
  id: number,
  incidents: readonly HookIncident[],
  count: number,
): HookRequest {
  const key = stormKey(telling, id);
  const names = incidents.map(({ service }) => service).join(", ");
  return request(telling, telling.url, key, {
    event_action: "trigger",
    dedup_key: key,
    client: "allswell",
    payload: {
      summary: clip(
        `${counted(count, "service")} in trouble: ${names}`,
        LONGEST_SUMMARY,
      ),
      source: "allswell",
      severity: "critical",
      custom_details: { incidents: incidents.map(({ id }) => id) },
    },
  });
}

function stormEnd(telling: HookTelling, id: number): HookRequest {
  const key = stormKey(telling, id);
  return request(telling, telling.url, key, {
    event_action: "resolve",
    dedup_key: key,
  });
}

function stormKey(telling: HookTelling, deliveryId: number): string {
  return keyOf(telling, `delivery-${deliveryId}`);
}

function change(telling: HookTelling): HookRequest {
  const { letter, news, id, at } = telling;
  const url = telling.url.replace(/\/enqueue$/u, "/change/enqueue");
  return request(telling, url, id, {
    payload: {
      summary: clip(letter.headline, LONGEST_SUMMARY) || "News",
      source: "allswell",
      timestamp: new Date(at).toISOString(),
      custom_details: news,
    },
  });
}

/** Of ours alone, also where two installations share an account. */
function keyOf({ recipient }: HookTelling, what: string): string {
  return `allswell-${recipient.slice(-8)}-${what}`;
}

function request(
  { secret }: HookTelling,
  url: string,
  remoteId: string,
  event: object,
): HookRequest {
  return {
    url,
    headers: {},
    body: JSON.stringify({ routing_key: secret, ...event }),
    remoteId,
  };
}
