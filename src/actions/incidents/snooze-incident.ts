import { tomorrowAt } from "../../base/tomorrow.ts";
import { localLabel } from "../../base/zone.ts";
import { durationInWords } from "../../domain/duration.ts";
import { MORNING, type Rest } from "../../domain/snooze.ts";
import { DAY, type Instant, MINUTE } from "../../domain/time.ts";
import {
  awake,
  changeIncident,
  findIncident,
  findSnoozeOver,
  wake,
} from "../../store/incidents/incidents.ts";
import { type Acted, actOnIncident, sceneOf } from "./act-on-incident.ts";
import { announce } from "./announce.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { audit } from "../people/permission.ts";

const SHORTEST_MS = MINUTE;
/** What is to rest for longer is over by then, or forgotten. */
const LONGEST_MS = 30 * DAY;

/**
 * "Not now": the team is not pinged about an incident for a while; it hears when it gets worse and when it is over.
 * Customers are told as ever. Who is on it stays.
 */
export async function snoozeIncident(
  context: Context,
  incidentId: number,
  rest: Rest,
): Promise<Acted | Refusal> {
  const { actor, now } = context;
  if (rest.kind === "for" && (rest.ms < SHORTEST_MS || rest.ms > LONGEST_MS))
    return refuse(
      "invalid",
      `A snooze lasts from ${durationInWords(SHORTEST_MS)} to ${durationInWords(LONGEST_MS)}, or until the incident is over: "for good".`,
    );
  return actOnIncident(context, incidentId, async (tx, scene) => {
    const { incident, service, namespace } = scene;
    const until = endOf(rest, now, namespace.timezone);
    const snooze = {
      snoozedAt: now,
      snoozedBy: actor.name,
      snoozedUntil: until,
      snoozedSeverity: incident.severity,
    };
    await changeIncident(tx, incident.id, snooze);
    await announce(tx, {
      ...scene,
      reason: "snoozed",
      incident: { ...incident, ...snooze },
      at: now,
      detail: endInWords(until, namespace.timezone),
      actor: actor.name,
      until,
    });
    await audit(tx, context, "snooze", `incident ${incident.id}`, {
      service: service.name,
      until,
    });
    return undefined;
  });
}

function endOf(rest: Rest, now: Instant, timezone: string): Instant | null {
  switch (rest.kind) {
    case "for":
      return now + rest.ms;
    case "tomorrow":
      return tomorrowAt(MORNING, now, timezone);
    case "for-good":
      return null;
  }
}

function endInWords(until: Instant | null, timezone: string): string {
  return until === null
    ? "until it is over"
    : `until ${localLabel(until, timezone, "moment")}`;
}

/** The team is pinged again. */
export async function wakeIncident(
  context: Context,
  incidentId: number,
): Promise<Acted | Refusal> {
  const { actor, now } = context;
  return actOnIncident(context, incidentId, async (tx, scene) => {
    const { incident, service } = scene;
    if (!(await wake(tx, incident.id)))
      return refuse(
        "not-snoozed",
        `Incident ${incident.id} (${service.name}) is not snoozed.`,
      );
    await announce(tx, {
      ...scene,
      reason: "woken",
      incident: { ...incident, ...awake },
      at: now,
      detail: null,
      actor: actor.name,
    });
    await audit(tx, context, "wake", `incident ${incident.id}`, {
      service: service.name,
    });
    return undefined;
  });
}

/** Wakes one incident whose snooze is over; false where there is none. */
export async function wakeOne({ store, now }: Context): Promise<boolean> {
  const known = await findSnoozeOver(store.db, now);
  if (known === null) return false;
  await store.transaction(async (tx) => {
    const scene = await sceneOf(tx, known);
    const current = await findIncident(tx, known.id);
    // Meanwhile another instance woke it, or somebody snoozed it anew.
    const isDue =
      current !== null &&
      current.snoozedUntil !== null &&
      current.snoozedUntil <= now;
    if (!isDue || !(await wake(tx, known.id))) return;
    await announce(tx, {
      ...scene,
      reason: "woken",
      incident: { ...current, ...awake },
      at: now,
      detail: null,
      actor: null,
    });
  });
  return true;
}
