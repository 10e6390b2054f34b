import {
  acknowledgeIncident,
  handBackIncident,
} from "../../actions/incidents/acknowledge-incident.ts";
import { type Context, refuse, type Refusal } from "../../actions/context.ts";
import { type Target, targetById } from "../../actions/targets/find-target.ts";
import { finishLook, planLook } from "../../actions/incidents/look-again.ts";
import {
  pauseMonitors,
  resumeMonitors,
} from "../../actions/targets/pause-monitors.ts";
import { mayNotAct } from "../../actions/people/permission.ts";
import { readService } from "../../actions/inside/private-view.ts";
import { monitorIdsOf } from "../../actions/upkeep/probe-work.ts";
import { lookAtAll, sightOf } from "../../actions/inside/sights.ts";
import {
  snoozeIncident,
  wakeIncident,
} from "../../actions/incidents/snooze-incident.ts";
import type { Sight } from "../../base/slack-evidence.ts";
import { parseDuration } from "../../domain/duration.ts";
import type { ProbeResult } from "../../domain/result.ts";
import type { Rest } from "../../domain/snooze.ts";
import type { About } from "../page/kept-pages.ts";

/** More at once would be a burst on somebody's host, and nobody reads so many. */
const MOST_LOOKS = 10;

/** What came of it: what was seen, where somebody wanted to see something. */
export type Acted = { ok: true; sights?: Sight[] } | Refusal;

/** What somebody who is signed in wants done. */
export interface Wish {
  context: Context;
  /** What they chose before. */
  choice: string;
  /** Looks at a monitor right now; nothing is recorded. Null where it was removed. */
  probe: (monitorId: number) => Promise<ProbeResult | null>;
}

type Act<Subject> = (subject: Subject, wish: Wish) => Promise<Acted>;

// The same verbs as in Slack: they say who may, and write down who did.

const ofIncident: Record<string, Act<number>> = {
  acknowledge: (id, { context }) => acknowledgeIncident(context, id),
  handback: (id, { context }) => handBackIncident(context, id),
  snooze: (id, { context, choice }) =>
    snoozeIncident(context, id, restOf(choice)),
  wake: (id, { context }) => wakeIncident(context, id),
  check: checkIncident,
};

const ofTarget: Record<string, Act<Target>> = {
  pause: (target, { context, choice }) => {
    const ms = choice === "" ? undefined : parseDuration(choice);
    if (choice !== "" && ms === undefined) return Promise.resolve(noSuchChoice);
    const until = ms === undefined ? null : context.now + ms;
    return pauseMonitors(context, target, until);
  },
  resume: (target, { context }) => resumeMonitors(context, target),
  check: checkTarget,
};

const noSuchChoice = refuse("invalid", "There is no such choice.");
const noSuchAct = refuse("invalid", "There is no such button here.");
const notThere = refuse("not-found", "There is nothing here any more.");

/** Does what a button says to what its page is about. */
export async function act(
  about: About,
  name: string,
  wish: Wish,
): Promise<Acted> {
  const { db } = wish.context.store;
  switch (about?.kind) {
    case "incident":
      return (own(ofIncident, name) ?? none)(about.id, wish);
    case "service": {
      const read = await readService(wish.context, about.slug);
      if (!read.ok) return notThere;
      const found = await targetById(db, { serviceId: read.service.id });
      return found.ok
        ? (own(ofTarget, name) ?? none)(found.target, wish)
        : found;
    }
    case "monitor": {
      const found = await targetById(db, { monitorId: about.id });
      return found.ok
        ? (own(ofTarget, name) ?? none)(found.target, wish)
        : found;
    }
    case "overview":
    case undefined:
      return noSuchAct;
  }
}

function own<Value>(
  table: Record<string, Value>,
  name: string,
): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

async function none(): Promise<Acted> {
  return noSuchAct;
}

function restOf(choice: string): Rest {
  if (choice === "tomorrow") return { kind: "tomorrow" };
  if (choice === "good") return { kind: "for-good" };
  return { kind: "for", ms: parseDuration(choice) ?? 0 };
}

/** It is kept with an incident that is open: everybody's message shows what was seen. */
async function checkIncident(
  id: number,
  { context, probe }: Wish,
): Promise<Acted> {
  const plan = await planLook(context, id);
  if (!plan.ok) return plan;
  const seen = await lookAtAll(context, plan.monitors, probe);
  const sights = seen.map(sightOf);
  if (plan.incident.resolvedAt === null)
    await finishLook(context, id, { sights, left: plan.left });
  return { ok: true, sights };
}

/** It sends requests out, so guests may not. */
async function checkTarget(
  target: Target,
  { context, probe }: Wish,
): Promise<Acted> {
  const refusal = mayNotAct(context);
  if (refusal !== undefined) return refusal;
  const monitors = await monitorIdsOf(context, target);
  const wanted = monitors.slice(0, MOST_LOOKS);
  const seen = await lookAtAll(context, wanted, probe);
  return { ok: true, sights: seen.map(sightOf) };
}
