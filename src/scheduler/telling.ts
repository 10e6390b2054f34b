import type { Context } from "../actions/context.ts";
import type { Operators } from "../actions/upkeep/operators.ts";
import type { EditPace, Outlet } from "../actions/telling/outlets.ts";
import type {
  Delivery,
  MaintenanceStory,
  StoryRow,
  Task,
} from "../actions/telling/task.ts";
import type {
  Address,
  Channel,
  Content,
  Look,
  Maintenance,
  Story,
} from "../announcer/channel.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { type Instant, MINUTE } from "../domain/time.ts";

/** The remote's clock and ours may differ. */
const CLOCK_SKEW_MS = 2 * MINUTE;

/** What whoever tells needs. */
export interface TellerParts {
  context: () => Context;
  clock: Clock;
  log: Log;
  channels: Record<string, Channel>;
  operators: Operators;
  /** The wait before a second attempt, doubled each time; tests are in a hurry. */
  firstRetryMs?: number;
  edits?: EditPace;
}

/** One message on its way. */
export interface Telling {
  channel: Channel;
  outlet: Outlet;
  address: Address;
  /** When what it tells was decided. */
  plannedAt: Instant;
  /** Whether it is known of an earlier attempt that it was not taken. */
  wasRefused: boolean;
}

/** Where a task's message goes. */
export function addressed(
  outlet: Outlet,
  task: Task,
  credentials: Record<string, string>,
  now: Instant,
): Omit<Telling, "channel" | "outlet"> {
  const begun = task.kind === "post" ? null : task.delivery;
  const plannedAt =
    task.kind === "post" ? task.plannedAt : task.delivery.createdAt;
  const address = {
    deliveryId: task.kind === "post" ? (task.ids[0] ?? 0) : task.delivery.id,
    recipient: outlet.recipient,
    threadRemoteId: task.thread?.remoteId || null, // empty where the remote did not say
    since: plannedAt - CLOCK_SKEW_MS,
    triedAt: begun?.attemptedAt ?? now,
    attempt: begun === null ? 1 : attemptAfter(begun),
    credentials,
  };
  return {
    address,
    plannedAt,
    wasRefused: begun !== null && begun.failure !== null,
  };
}

/**
 * What our own death cut off says nothing of the remote: it is tried again under the same number, or a program that is
 * killed again and again would wait longer each time, and in the end give up. Only of the first one it counts: an earlier
 * attempt may have arrived.
 */
function attemptAfter({ state, attempts }: Delivery): number {
  return state === "sending" ? Math.max(2, attempts) : attempts + 1;
}

/** What a message is to say, from the rows that it is about. */
export function contentOf(
  task: Task & { kind: "post" | "edit" },
  { outlet, address }: Telling,
): Content {
  const isReply = task.thread !== null;
  if (task.maintenance !== null)
    return {
      kind: "maintenance",
      maintenance: maintenanceFor(task.maintenance),
      isReply,
    };
  if (task.kind === "post" && task.report !== undefined)
    return { kind: "report", report: task.report };
  if (task.draft !== undefined && task.draft !== null)
    return { kind: "words", lines: [task.draft.text], draft: task.draft };
  if (task.kind === "post" && task.stories === null)
    return { kind: "words", lines: task.lines };
  const stories = (task.stories ?? []).map(asStory);
  return {
    kind: "stories",
    topic: task.topic,
    isReply,
    stories,
    postId: address.deliveryId,
    broadcast: outlet.broadcast && stories.some(isForAll),
    ...(task.kind === "post" && task.beginnings !== undefined
      ? { beginnings: task.beginnings }
      : {}),
  };
}

/** Worth to be seen by those, too, who do not follow the thread. */
function isForAll({ news }: Story): boolean {
  const latest = news.at(-1);
  return latest === "recovered" || latest === "worsened";
}

/** What a message says of maintenance: how it stands, and what is new of it. */
function maintenanceFor({
  facts: { heard, ...facts },
  outletId,
  ...story
}: MaintenanceStory): Maintenance {
  const services = heard[outletId] ?? {
    names: [],
    count: 0,
    namespaces: [],
    timezone: "UTC",
  };
  return { ...facts, ...story, services };
}

function asStory({
  facts,
  reasons,
  snoozedAt,
  snoozedBy,
  snoozedUntil,
  look,
  ...incident
}: StoryRow): Story {
  const seen = look?.evidence as Look["seen"];
  return {
    ...incident,
    snooze:
      snoozedAt === null
        ? null
        : { by: snoozedBy ?? "somebody", until: snoozedUntil },
    look: look === null ? null : { at: look.at, by: look.by, seen },
    until: facts.until ?? null,
    service: facts.service.name,
    namespace: facts.namespace,
    namespaceSlug: facts.namespace.slug,
    news: reasons,
    detail: facts.detail,
    actor: facts.actor,
    at: facts.at,
  };
}
