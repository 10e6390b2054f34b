import type { HookIncident } from "../../base/hook-event.ts";
import { clip } from "../../base/text.ts";
import type { Form, HookRequest, HookTelling } from "./request.ts";

const LONGEST_SUMMARY = 1_024;
const LONGEST_SOURCE = 255;
/**
 * PagerDuty takes an event for each incident, and about 120 a minute of a key: a storm's others are named by an alert of
 * their own, which people close.
 */
const MOST_EVENTS = 50;

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

function alerts(
  telling: HookTelling,
  { incidents, count }: { incidents: HookIncident[]; count: number },
): HookRequest[] {
  const requests = incidents
    .slice(0, MOST_EVENTS)
    .flatMap((incident) =>
      actionsOf(incident).map((action) => alert(telling, incident, action)),
    );
  const rest = incidents.slice(MOST_EVENTS);
  const isTrouble = rest.some((one) => actionsOf(one).includes("trigger"));
  return isTrouble
    ? [...requests, restAlert(telling, rest, count - MOST_EVENTS)]
    : requests;
}

/** What was down and is up again before anybody was told wakes nobody; to close what is not open does nothing. */
function actionsOf({ state, news }: HookIncident): Action[] {
  if (state === "resolved") return ["resolve"];
  const isTrouble = news.some((reason) => troubles.has(reason));
  const isTaken =
    news.includes("snoozed") ||
    (news.includes("acknowledged") && state === "acknowledged");
  return [
    ...(isTrouble ? ["trigger" as const] : []),
    ...(isTaken ? ["acknowledge" as const] : []),
  ];
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

function linksOf({ runbook }: HookIncident): object[] {
  return runbook === null ? [] : [{ href: runbook, text: "Runbook" }];
}

function restAlert(
  telling: HookTelling,
  rest: readonly HookIncident[],
  count: number,
): HookRequest {
  const key = keyOf(telling, `delivery-${telling.id}`);
  const names = rest.map(({ service }) => service).join(", ");
  return request(telling, telling.url, key, {
    event_action: "trigger",
    dedup_key: key,
    payload: {
      summary: clip(`${count} more in trouble: ${names}`, LONGEST_SUMMARY),
      source: "allswell",
      severity: "critical",
      custom_details: { incidents: rest.map(({ id }) => id) },
    },
  });
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
