import { crashPoint } from "../base/crash.ts";
import { isEditable } from "../domain/channels.ts";
import { nextTelling, type Telling, type Topic } from "../domain/fold.ts";
import type { Instant } from "../domain/time.ts";
import { openSecrets } from "../store/bookkeeping.ts";
import type { Db } from "../store/db.ts";
import {
  beginAgain,
  beginJoin,
  beginPost,
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
  type StoryRow,
  storiesIn,
  storiesOf,
  wishEdit,
  wordsOf,
} from "../store/deliveries.ts";
import type { Delivery, Outlet } from "../store/entities/announcements.ts";
import {
  claimOutlets,
  foldWindowOf,
  holdOutlet,
  releaseOutlet,
  switchOff,
} from "../store/outlets.ts";
import type { Context } from "./context.ts";

export type { Delivery, Outlet } from "../store/entities/announcements.ts";
export type { StoryRow } from "../store/deliveries.ts";

/** How long a deliverer may work on one telling before another one takes over. */
export const OUTLET_LEASE_MS = 40_000;

/** Takes outlets that have something to do, for this instance alone. */
export async function claimDueOutlets(
  { store }: Context,
  limit: number,
): Promise<Outlet[]> {
  const outlets = await claimOutlets(store.db, {
    limit,
    leaseMs: OUTLET_LEASE_MS,
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
  return (
    (await openSecrets(store.db, secrets, [`outlet:${outlet.id}`])).get(
      `outlet:${outlet.id}`,
    ) ?? {}
  );
}

/** What a deliverer is to do next. */
export type Task =
  /** A message that may have been sent: ask before sending again. */
  | { kind: "ask"; delivery: Delivery; thread: Delivery | null }
  /** A message that was refused for now: the same again. */
  | { kind: "again"; delivery: Delivery; thread: Delivery | null }
  /** A new message, about incidents or (null) for the operators. */
  | {
      kind: "post";
      ids: number[];
      topic: Topic;
      thread: Delivery | null;
      stories: StoryRow[] | null;
      lines: string[];
    }
  /** A message that is out is to be brought up to date, for those that join it or because its incidents changed. */
  | {
      kind: "edit";
      delivery: Delivery;
      thread: Delivery | null;
      topic: Topic;
      stories: StoryRow[];
      editDueAt: Instant;
    };

/** The next thing to do for an outlet, in the order in which things happened; undefined where nothing is due. */
export async function nextTask(
  { store, now }: Context,
  outlet: Outlet,
): Promise<Task | undefined> {
  const { db } = store;
  const editable = isEditable(outlet.channel);
  const pending = (await pendingIn(db, outlet.id)).filter(isAlive);
  const attempted = pending.find(({ state }) => state !== "planned");
  if (attempted !== undefined) return resume(db, attempted, now);
  const due = pending.filter(({ nextAttemptAt }) => nextAttemptAt <= now);
  if (due.length > 0)
    return plan(db, outlet, editable ? due : pending, { editable, now });
  const edit = await editDueIn(db, outlet.id, now);
  return edit === null ? undefined : editTask(db, edit.id, edit.editDueAt);
}

/** When a delivery that stays ambiguous is tried again: never by itself. It is shown in the ledger, not guessed. */
export const PARKED: Instant = 253_370_764_800_000; // the year 9999

function isAlive({ state, nextAttemptAt }: Pending): boolean {
  return state !== "ambiguous" || nextAttemptAt < PARKED;
}

/** What was begun and not finished comes before anything new, or the order would be lost. */
async function resume(
  db: Db,
  { id, postId, state, nextAttemptAt }: Pending,
  now: Instant,
): Promise<Task | undefined> {
  const isOurs = state === "sending"; // its deliverer is gone: the outlet's lease is ours
  if (!isOurs && nextAttemptAt > now) return undefined;
  const delivery = await getDelivery(db, postId ?? id);
  if (delivery.remoteId !== null) return editTask(db, delivery.id, now);
  return {
    kind: state === "retry" ? "again" : "ask",
    delivery,
    thread: await threadOf(db, delivery),
  };
}

async function plan(
  db: Db,
  outlet: Outlet,
  waiting: Pending[],
  { editable, now }: { editable: boolean; now: Instant },
): Promise<Task | undefined> {
  const words = waiting
    .filter(({ incidentId }) => incidentId === null)
    .map(({ id }) => id);
  if (words.length > 0)
    return {
      kind: "post",
      ids: words,
      topic: "note",
      thread: null,
      stories: null,
      lines: await wordsOf(db, words),
    };
  const windowMs = await foldWindowOf(db, outlet.id);
  const posted = editable ? await postedIn(db, outlet.id, now - windowMs) : [];
  const telling = nextTelling(waiting.flatMap(asWaiting), posted, {
    editable,
    now,
    windowMs,
  });
  return telling === undefined ? undefined : taskOf(db, telling, now);
}

function asWaiting({ id, incidentId, reason, threadId }: Pending) {
  return incidentId === null || reason === "operators"
    ? []
    : [{ id, incidentId, reason, threadId }];
}

async function taskOf(db: Db, telling: Telling, now: Instant): Promise<Task> {
  if (telling.kind === "join") {
    await beginJoin(db, telling.ids, telling.postId, now);
    return editTask(db, telling.postId, now);
  }
  const thread =
    telling.threadId === null ? null : await getDelivery(db, telling.threadId);
  return {
    kind: "post",
    ids: telling.ids,
    topic: telling.topic,
    thread,
    stories: await storiesOf(db, telling.ids),
    lines: [],
  };
}

async function editTask(
  db: Db,
  postId: number,
  editDueAt: Instant,
): Promise<Task> {
  const delivery = await getDelivery(db, postId);
  return {
    kind: "edit",
    delivery,
    thread: await threadOf(db, delivery),
    topic: delivery.topic ?? "note",
    stories: await storiesIn(db, postId),
    editDueAt,
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
    await beginAgain(tx, postId, now);
    return true;
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
  postId: number,
  editDueAt: Instant,
  ending: EditEnding,
): Promise<void> {
  await store.transaction(async (tx) => {
    if (!(await holdOutlet(tx, outlet, OUTLET_LEASE_MS))) return;
    switch (ending.kind) {
      case "edited":
        await markJoined(tx, postId, now);
        return markEdited(tx, postId, editDueAt);
      case "gone":
        return markGone(tx, postId, ending.failure);
      case "later":
        await markEdited(tx, postId, editDueAt);
        return wishEdit(tx, postId, ending.nextAttemptAt);
    }
  });
}
