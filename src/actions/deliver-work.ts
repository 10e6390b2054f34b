import { crashPoint } from "../base/crash.ts";
import {
  type AnnouncementReason,
  announcementReasons,
} from "../domain/announcement.ts";
import { isEditable } from "../domain/channels.ts";
import { nextTelling, type Telling, type Topic } from "../domain/fold.ts";
import type { DraftView } from "../domain/posts/draft.ts";
import { isNetwork } from "../domain/posts/networks.ts";
import type { Report } from "../domain/report.ts";
import { nextMaintenanceTelling } from "../domain/maintenance.ts";
import type { Instant } from "../domain/time.ts";
import { openSecrets } from "../store/bookkeeping.ts";
import type { Db } from "../store/db.ts";
import {
  beginAgain,
  beginJoin,
  beginPost,
  type DueEdit,
  editDueIn,
  getDelivery,
  markEdited,
  markGone,
  markJoined,
  markSent,
  markUnsent,
  type Pending,
  pendingIn,
  postedIn,
  wishEdit,
  reportOf,
  wordsOf,
} from "../store/deliveries.ts";
import { type EditPace, restEdits, takeEdit } from "../store/edit-pace.ts";
import type { Delivery, Outlet } from "../store/entities/announcements.ts";
import {
  claimOutlets,
  foldWindowOf,
  holdOutlet,
  type Lane,
  releaseOutlet,
  switchOff,
} from "../store/outlets.ts";
import {
  type MaintenanceStory,
  maintenanceIn,
  maintenanceOf,
} from "../store/maintenance-news.ts";
import { type StoryRow, storiesIn, storiesOf } from "../store/stories.ts";
import { contactOwner } from "./contact.ts";
import type { Context } from "./context.ts";
import { isPersonByMail } from "./mail-tokens.ts";
import {
  type Draft,
  draftOf,
  readyDraft,
  withoutDrafts,
} from "./posts/review.ts";
import { withOnCall } from "./mention-on-call.ts";

export type { Delivery, Outlet } from "../store/entities/announcements.ts";
export type { StoryRow } from "../store/stories.ts";
export type { MaintenanceStory } from "../store/maintenance-news.ts";
export type { EditPace } from "../store/edit-pace.ts";
export { type Lane, slowLanes } from "../store/outlets.ts";

/** How long a deliverer may work on one telling before another one takes over. */
export const OUTLET_LEASE_MS = 40_000;

/** Takes outlets that have something to do, for this instance alone. */
export async function claimDueOutlets(
  { store }: Context,
  limit: number,
  edits: EditPace,
  lane: Lane,
): Promise<Outlet[]> {
  const outlets = await claimOutlets(store.db, {
    limit,
    leaseMs: OUTLET_LEASE_MS,
    edits,
    lane,
  });
  if (outlets.length > 0) crashPoint("after-claim");
  return outlets;
}

/** Gives an outlet back, to be looked at again from `pausedUntil` on. */
export async function giveBackOutlet(
  { store }: Context,
  outlet: Outlet,
  pausedUntil: Instant | null,
): Promise<void> {
  await releaseOutlet(store.db, outlet, pausedUntil);
}

export async function credentialsOf(
  { store, secrets }: Context,
  outlet: Outlet,
): Promise<Record<string, string>> {
  // Of a person the number is what they keep as theirs at the moment of sending.
  const owner =
    outlet.channel === "sms" || isPersonByMail(outlet)
      ? contactOwner(outlet.recipient)
      : `outlet:${outlet.id}`;
  return (await openSecrets(store.db, secrets, [owner])).get(owner) ?? {};
}

/** What a deliverer is to do next. */
export type Task =
  /** A message that may have been sent: ask before sending again. */
  | { kind: "ask"; delivery: Delivery; thread: Delivery | null }
  /** A message that was refused for now: the same again. */
  | { kind: "again"; delivery: Delivery; thread: Delivery | null }
  /** A new message: about incidents, about maintenance, or (both null) for the operators. */
  | {
      kind: "post";
      ids: number[];
      topic: Topic;
      thread: Delivery | null;
      stories: StoryRow[] | null;
      maintenance: MaintenanceStory | null;
      /** A report that comes by itself; nothing else is told then. */
      report?: Report;
      /** A post that waits for somebody, shown to the team; nothing else is told then. */
      draft?: DraftView;
      /** A post whose words somebody allowed; nothing else is told then. */
      allowed?: Draft;
      lines: string[];
    }
  /** A message that is out is to be brought up to date, for those that join it or because its incidents changed. */
  | {
      kind: "edit";
      delivery: Delivery;
      thread: Delivery | null;
      topic: Topic;
      stories: StoryRow[];
      maintenance: MaintenanceStory | null;
      draft: DraftView | null;
      due: DueEdit;
    };

/**
 * The next thing to do for an outlet, in the order in which things happened; undefined where nothing is due, or only
 * edits for which there is no allowance at the moment.
 */
export async function nextTask(
  context: Context,
  outlet: Outlet,
  edits: EditPace,
): Promise<Task | undefined> {
  const { store, now } = context;
  const { db } = store;
  const editable = isEditable(outlet.channel);
  const waiting = (await pendingIn(db, outlet.id)).filter(isAlive);
  const attempted = waiting.find(({ state }) => state !== "planned");
  if (attempted !== undefined) return resume(db, attempted, now);
  const ready = await readyTask(context, outlet);
  if (ready !== undefined) return ready;
  const pending = await withoutDrafts(context, outlet, waiting);
  const due = pending.filter(({ nextAttemptAt }) => nextAttemptAt <= now);
  if (due.length > 0) {
    const task = await plan(context, outlet, editable ? due : pending);
    return task === "joined" ? nextTask(context, outlet, edits) : task;
  }
  const edit = await editDueIn(db, outlet.id, edits.gapMs);
  if (edit === null || !(await takeEdit(db, outlet.channel, edits)))
    return undefined;
  return editTask(context, outlet, edit);
}

/** When a delivery that stays ambiguous is tried again: never by itself. It is shown in the ledger, not guessed. */
export const PARKED: Instant = 253_370_764_800_000; // the year 9999

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
): Promise<Task | "joined" | undefined> {
  const { store, now } = context;
  const { db } = store;
  const editable = isEditable(outlet.channel);
  const report = waiting.find(({ reason }) => reason === "report");
  if (report !== undefined) return reportTask(db, report.id);
  const draft = waiting.find(({ reason }) => reason === "draft");
  if (draft !== undefined) return draftTask(context, draft.id);
  const words = waiting
    .filter((one) => one.incidentId === null && one.occurrenceId === null)
    .map(({ id }) => id);
  if (words.length > 0)
    return {
      kind: "post",
      ids: words,
      topic: "note",
      thread: null,
      stories: null,
      maintenance: null,
      lines: await wordsOf(db, words),
    };
  const [first] = waiting;
  if (first !== undefined && first.occurrenceId !== null)
    return planMaintenance({ store, now }, outlet, {
      ...first,
      news: waiting.filter((one) => one.occurrenceId === first.occurrenceId),
    });
  const windowMs = await foldWindowOf(db, outlet.id);
  const posted = editable ? await postedIn(db, outlet.id, now - windowMs) : [];
  const telling = nextTelling(waiting.flatMap(asWaiting), posted, {
    editable,
    threads: outlet.threads,
    now,
    windowMs,
  });
  if (telling === undefined) return undefined;
  if (telling.kind === "post") return postTask(context, outlet, telling);
  await store.transaction((tx) =>
    beginJoin(tx, telling.ids, telling.postId, now),
  );
  return "joined";
}

function alone(ids: number[], topic: Topic = "note") {
  return {
    kind: "post" as const,
    ids,
    topic,
    thread: null,
    stories: null,
    maintenance: null,
    lines: [],
  };
}

/** Each post that waits for somebody has a message of its own. */
async function draftTask(context: Context, id: number): Promise<Task> {
  const draft = await draftOf(context, id);
  if (draft === null) throw new Error(`delivery ${id} shows no draft`);
  return { ...alone([id]), draft };
}

/** What somebody allowed to be posted, or nobody objected to in time. */
async function readyTask(
  context: Context,
  outlet: Outlet,
): Promise<Task | undefined> {
  if (!isNetwork(outlet.channel)) return undefined;
  const draft = await readyDraft(context, outlet);
  if (draft === undefined) return undefined;
  const { deliveryIds, topic, threadId } = draft;
  const thread =
    threadId === null ? null : await getDelivery(context.store.db, threadId);
  return { ...alone(deliveryIds, topic), thread, allowed: draft };
}

/** Each report has a message of its own. */
async function reportTask(db: Db, id: number): Promise<Task> {
  return { ...alone([id]), report: await reportOf(db, id) };
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
): Promise<Task | "joined" | undefined> {
  const editable = isEditable(outlet.channel);
  if (editable && !outlet.threads && threadId !== null) {
    const ids = news.map(({ id }) => id);
    await store.transaction((tx) => beginJoin(tx, ids, threadId, now));
    return "joined";
  }
  const telling = nextMaintenanceTelling(news, editable);
  if (telling === undefined) return undefined;
  const thread =
    telling.threadId === null
      ? null
      : await getDelivery(store.db, telling.threadId);
  return {
    kind: "post",
    ids: telling.ids,
    topic: "note",
    thread,
    stories: null,
    maintenance: await maintenanceOf(store.db, telling.ids),
    lines: [],
  };
}

async function postTask(
  context: Context,
  outlet: Outlet,
  telling: Telling & { kind: "post" },
): Promise<Task> {
  const { db } = context.store;
  const thread =
    telling.threadId === null ? null : await getDelivery(db, telling.threadId);
  return {
    kind: "post",
    ids: telling.ids,
    topic: telling.topic,
    thread,
    stories: await withOnCall(
      context,
      outlet,
      await storiesOf(db, telling.ids),
    ),
    maintenance: null,
    lines: [],
  };
}

async function editTask(
  context: Context,
  outlet: Outlet,
  due: DueEdit,
): Promise<Task> {
  const { id } = due;
  const { db } = context.store;
  const delivery = await getDelivery(db, id);
  return {
    kind: "edit",
    delivery,
    thread: await threadOf(db, delivery),
    topic: delivery.topic ?? "note",
    stories: await withOnCall(context, outlet, await storiesIn(db, id)),
    maintenance:
      delivery.occurrenceId === null ? null : await maintenanceIn(db, id),
    draft: delivery.reason === "draft" ? await draftOf(context, id) : null,
    due,
  };
}

async function threadOf(
  db: Db,
  { threadId }: Delivery,
): Promise<Delivery | null> {
  return threadId === null ? null : getDelivery(db, threadId);
}

/**
 * Writes down what is about to be sent, before it is sent. False where the outlet is another deliverer's by now,
 * or the deliveries changed: then nothing may be sent.
 */
export async function beginTelling(
  { store, now }: Context,
  outlet: Outlet,
  telling: {
    ids: number[];
    threadId: number | null;
    topic: Topic;
    payload: unknown;
  },
): Promise<boolean> {
  const begun = await store.transaction(async (tx) => {
    if (!(await holdOutlet(tx, outlet, OUTLET_LEASE_MS))) return false;
    return beginPost(tx, { ...telling, now });
  });
  crashPoint("before-send");
  return begun;
}

/** Writes down another attempt at the same message. */
export async function beginTellingAgain(
  { store, now }: Context,
  outlet: Outlet,
  postId: number,
): Promise<boolean> {
  return store.transaction(async (tx) => {
    if (!(await holdOutlet(tx, outlet, OUTLET_LEASE_MS))) return false;
    return beginAgain(tx, postId, now);
  });
}

/** What became of a message. */
export type Ending =
  | { kind: "sent"; remoteId: string }
  | { kind: "retry" | "ambiguous"; failure: string; nextAttemptAt: Instant }
  | { kind: "dead"; failure: string; outletIsDead: boolean };

/** Writes down what became of a message and all that it tells. */
export async function finishTelling(
  { store, now }: Context,
  outlet: Outlet,
  postId: number,
  ending: Ending,
): Promise<void> {
  crashPoint("after-send");
  await store.transaction(async (tx) => {
    if (!(await holdOutlet(tx, outlet, OUTLET_LEASE_MS))) return;
    if (ending.kind === "sent")
      await recordSent(tx, outlet, postId, ending.remoteId, now);
    else {
      const nextAttemptAt = ending.kind === "dead" ? now : ending.nextAttemptAt;
      await markUnsent(tx, postId, {
        state: ending.kind,
        failure: ending.failure,
        nextAttemptAt,
      });
      if (ending.kind === "dead" && ending.outletIsDead)
        await switchOff(tx, outlet.id, ending.failure);
    }
  });
  crashPoint("after-finish");
}

/** News in a thread changes the message that the thread hangs on. */
async function recordSent(
  tx: Db,
  { channel }: Outlet,
  postId: number,
  remoteId: string,
  now: Instant,
): Promise<void> {
  await markSent(tx, postId, remoteId, now);
  const { threadId } = await getDelivery(tx, postId);
  if (threadId !== null && isEditable(channel))
    await wishEdit(tx, threadId, now);
}

/** What became of an edit; one that was refused for now is wished for again. */
export type EditEnding =
  | { kind: "edited" }
  | { kind: "later"; failure: string; nextAttemptAt: Instant }
  | { kind: "gone"; failure: string };

export async function finishEdit(
  { store, now }: Context,
  outlet: Outlet,
  due: DueEdit,
  ending: EditEnding,
): Promise<void> {
  await store.transaction(async (tx) => {
    if (!(await holdOutlet(tx, outlet, OUTLET_LEASE_MS))) return;
    switch (ending.kind) {
      case "edited":
        await markJoined(tx, due.id, now);
        return markEdited(tx, due);
      case "gone":
        return markGone(tx, due.id, ending.failure);
      case "later":
        await markEdited(tx, due);
        return wishEdit(tx, due.id, ending.nextAttemptAt);
    }
  });
}

/** The remote asked for patience with edits. What is new can still be told there. */
export async function restFromEdits(
  { store }: Context,
  { channel }: Outlet,
  edits: EditPace,
  forMs: number,
): Promise<void> {
  await restEdits(store.db, channel, edits, forMs);
}
