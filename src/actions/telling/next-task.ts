import { isEditable, isToldAtOnce } from "../../domain/channels.ts";
import {
  type AnnouncementReason,
  announcementReasons,
} from "../../domain/announcement.ts";
import {
  isUrgent,
  nextTelling,
  pacedUntil,
  STORM_MS,
  stormUntil,
  topicOf,
} from "../../domain/fold.ts";
import { nextMaintenanceTelling } from "../../domain/maintenance.ts";
import { isNetwork } from "../../domain/posts/networks.ts";
import type { Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import { beginJoin } from "../../store/telling/tellings.ts";
import { editDueIn } from "../../store/telling/edits.ts";
import {
  getDelivery,
  type Pending,
  pendingIn,
  postedIn,
} from "../../store/telling/deliveries.ts";
import { type EditPace, takeEdit } from "../../store/telling/edit-pace.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import { foldWindowOf } from "../../store/telling/outlets.ts";
import { inNamespaceOf } from "../../store/telling/voices.ts";
import type { Context } from "../context.ts";
import { callsSomebodyElse } from "../incidents/mention-on-call.ts";
import { sortedByDrafts } from "../posts/open-drafts.ts";
import { portionOf } from "./alerts.ts";
import {
  allowedTask,
  copyTask,
  draftTask,
  editTask,
  maintenanceTask,
  type Post,
  postTask,
  reportTask,
  threadOf,
  wordsTask,
} from "./make-task.ts";
import { PARKED, type Rest, type Task } from "./task.ts";

/**
 * The next thing to do for an outlet, in the order in which things happened; undefined where nothing is due, or only
 * edits for which there is no allowance at the moment.
 */
export async function nextTask(
  context: Context,
  outlet: Outlet,
  edits: EditPace,
): Promise<Task | Rest | undefined> {
  const { store, now } = context;
  const { db } = store;
  const editable = isEditable(outlet.channel);
  const waiting = (await pendingIn(db, outlet.id)).filter(isAlive);
  const attempted = waiting.find(({ state }) => state !== "planned");
  if (attempted !== undefined) return resume(db, attempted, now);
  const { ready, left: pending } = await sortedByDrafts(
    context,
    outlet,
    waiting,
  );
  if (ready !== undefined)
    return planned(await allowedTask(db, ready), waiting, now);
  const due = pending.filter(({ nextAttemptAt }) => nextAttemptAt <= now);
  const [next] = due;
  if (next !== undefined) {
    const folded = await ofOneNamespace(db, outlet, next, pending);
    const until = await restUntil(db, outlet, folded, now);
    if (until !== null) return { kind: "rest", until };
    const task = await plan(context, outlet, editable ? due : folded);
    if (task === "joined") return nextTask(context, outlet, edits);
    return task && planned(task, waiting, now);
  }
  const edit = await editDueIn(db, outlet.id, edits.gapMs);
  if (edit === null || !(await takeEdit(db, outlet.channel, edits)))
    return undefined;
  return editTask(context, outlet, edit);
}

/** Each namespace speaks for itself: an account says nothing of one together with another's, which has a voice of its own. */
async function ofOneNamespace<Told extends { id: number }>(
  db: Db,
  { channel }: Outlet,
  { id, incidentId }: Pick<Pending, "id" | "incidentId">,
  all: Told[],
): Promise<Told[]> {
  if (!isNetwork(channel) || incidentId === null) return all;
  if (all.every((one) => one.id === id)) return all;
  const ids = all.map((one) => one.id);
  const same = await inNamespaceOf(db, id, ids);
  return all.filter((one) => same.has(one.id));
}

/** Until when more is waited for, in a storm. */
async function restUntil(
  db: Db,
  outlet: Outlet,
  pending: readonly Pending[],
  now: Instant,
): Promise<Instant | null> {
  if (isEditable(outlet.channel)) return null;
  const isAtOnce = isToldAtOnce(outlet);
  const folded = pending.map(asFolded);
  if (!isAtOnce && isUrgent(folded, now)) return null;
  const posted = await postedIn(db, outlet.id, now - STORM_MS);
  if (isAtOnce) return pacedUntil(posted, now);
  const [first] = pending.flatMap(asWaiting);
  const topic = first && topicOf([first.reason]);
  const alike = posted.filter((one) => one.topic === topic);
  const ours = first && (await ofOneNamespace(db, outlet, first, alike));
  return stormUntil(folded, ours ?? alike, now);
}

/** Since when the oldest of what it tells waits. */
function planned(post: Post, waiting: readonly Pending[], now: Instant): Task {
  const ids = new Set(post.ids);
  const told = waiting.filter(({ id }) => ids.has(id));
  const times = told.map(({ createdAt }) => createdAt);
  return { ...post, plannedAt: Math.min(now, ...times) };
}

function isAlive({ state, nextAttemptAt }: Pending): boolean {
  return state !== "ambiguous" || nextAttemptAt < PARKED;
}

/** What was begun and not finished comes before anything new, or the order would be lost. */
async function resume(
  db: Db,
  { id, state, nextAttemptAt }: Pending,
  now: Instant,
): Promise<Task | undefined> {
  const isOurs = state === "sending"; // its deliverer is gone: the outlet's lease is ours
  if (!isOurs && nextAttemptAt > now) return undefined;
  const delivery = await getDelivery(db, id);
  return {
    kind: state === "retry" ? "again" : "ask",
    delivery,
    thread: await threadOf(db, delivery),
  };
}

/** "joined" where what waits will be told by an edit of a message that is out. */
async function plan(
  context: Context,
  outlet: Outlet,
  waiting: Pending[],
): Promise<Post | "joined" | undefined> {
  const { store, now } = context;
  const { db } = store;
  const editable = isEditable(outlet.channel);
  const report = waiting.find(({ reason }) => reason === "report");
  if (report !== undefined) return reportTask(db, report.id);
  const copy = waiting.find(({ reason }) => reason === "copy");
  if (copy !== undefined) return copyTask(db, copy.id);
  const draft = waiting.find(({ reason }) => reason === "draft");
  if (draft !== undefined) return draftTask(context, draft.id);
  const words = waiting
    .filter((one) => one.incidentId === null && one.occurrenceId === null)
    .map(({ id }) => id);
  if (words.length > 0) return wordsTask(db, outlet, words);
  const [first] = waiting;
  if (first !== undefined && first.occurrenceId !== null)
    return planMaintenance({ store, now }, outlet, {
      ...first,
      news: waiting.filter((one) => one.occurrenceId === first.occurrenceId),
    });
  const windowMs = await foldWindowOf(db, outlet.id);
  const since = now - Math.max(windowMs, STORM_MS);
  const posted = editable ? await postedIn(db, outlet.id, since) : [];
  const joinable = (await needsItsOwn(context, outlet, waiting, posted))
    ? []
    : posted;
  const telling = nextTelling(waiting.flatMap(asWaiting), joinable, {
    editable,
    threads: outlet.threads,
    now,
    windowMs,
  });
  if (telling === undefined) return undefined;
  if (telling.kind === "post") {
    const portion = await portionOf(db, outlet, telling, waiting);
    return postTask(context, outlet, portion);
  }
  await store.transaction((tx) =>
    beginJoin(tx, telling.ids, telling.postId, now),
  );
  return "joined";
}

async function needsItsOwn(
  context: Context,
  outlet: Outlet,
  waiting: readonly Pending[],
  posted: readonly { id: number }[],
): Promise<boolean> {
  const idsOf = (all: readonly { id: number }[]) => all.map(({ id }) => id);
  return callsSomebodyElse(context, outlet, idsOf(waiting), idsOf(posted));
}

function asFolded({ createdAt, nextAttemptAt }: Pending) {
  return { decidedAt: createdAt, dueAt: nextAttemptAt };
}

function asWaiting({ id, incidentId, reason, threadId }: Pending) {
  return incidentId === null || !isIncidentReason(reason)
    ? []
    : [{ id, incidentId, reason, threadId }];
}

function isIncidentReason(
  reason: Pending["reason"],
): reason is AnnouncementReason {
  return announcementReasons.some((one) => one === reason);
}

/** News of one maintenance: a message of its own, a line below it, or where nobody wants lines a change of the message. */
async function planMaintenance(
  { store, now }: Pick<Context, "store" | "now">,
  outlet: Outlet,
  { news, threadId }: Pick<Pending, "threadId"> & { news: Pending[] },
): Promise<Post | "joined" | undefined> {
  const editable = isEditable(outlet.channel);
  if (editable && !outlet.threads && threadId !== null) {
    const ids = news.map(({ id }) => id);
    await store.transaction((tx) => beginJoin(tx, ids, threadId, now));
    return "joined";
  }
  const telling = nextMaintenanceTelling(news, editable);
  return telling === undefined ? undefined : maintenanceTask(store.db, telling);
}
