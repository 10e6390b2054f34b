import { clip } from "../../base/text.ts";
import type { Topic } from "../../domain/fold.ts";
import type { DraftView } from "../../domain/posts/draft.ts";
import { networkNames, isNetwork } from "../../domain/posts/networks.ts";
import { MINUTE } from "../../domain/time.ts";
import { beginPost } from "../../store/telling/tellings.ts";
import {
  insertAnnouncement,
  insertDeliveries,
} from "../../store/telling/deliveries.ts";
import type { Db } from "../../store/db.ts";
import {
  changeDraft,
  draftShownBy,
  dropPlanned,
  HELD,
  insertDraft,
  lockDraft,
  openDrafts,
  postpone,
  teamChannelsOf,
  timeSaidFor,
} from "../../store/telling/drafts.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import type { Draft, StoredVoice } from "../../store/entities/voices.ts";
import { dropUntrue } from "../../store/telling/not-told.ts";
import { holdOutlet } from "../../store/telling/outlets.ts";
import { findVoice, namespaceOfDelivery } from "../../store/telling/voices.ts";
import { type Context, inTransaction } from "../context.ts";
import type { Operators } from "../upkeep/operators.ts";
import { tellPeople } from "../upkeep/tell-operators.ts";
import { hasBudgetFor, usedUpWarning } from "./budget.ts";
import { inNewWords } from "./voice.ts";

const USED_UP = "the budget of the month is used up";
export const WAITS_TO_BE_ALLOWED = "waits for somebody to allow it";

export type { Draft } from "../../store/entities/voices.ts";

/** A post whose words are fixed, before it goes out. */
export interface FixedPost {
  ids: number[];
  topic: Topic;
  threadId: number | null;
  payload: unknown;
  /** Of maintenance; somebody planned that, and is not asked again. */
  isMaintenance: boolean;
  endsMaintenance: boolean;
}

/**
 * Whether a post may go out: there is money for it, and nobody wants to see it first. What may not is written down; the
 * operators hear where the money is used up.
 */
export async function review(
  context: Context,
  outlet: Outlet,
  namespaceId: number,
  post: FixedPost,
  operators: Operators,
): Promise<boolean> {
  const voice = await findVoice(context.store.db, namespaceId);
  if (!(await hasBudgetFor(context, outlet, voice, post))) {
    await hold(context, outlet, voice, post, "budget", operators);
    return false;
  }
  const isAsked =
    voice.approvalMs !== null && !post.isMaintenance && post.topic !== "update";
  if (isAsked) await hold(context, outlet, voice, post, "approval", operators);
  return !isAsked;
}

async function hold(
  context: Context,
  outlet: Outlet,
  voice: StoredVoice,
  post: FixedPost,
  because: Draft["because"],
  operators: Operators,
): Promise<void> {
  const { store, now } = context;
  const people = because === "budget" ? await operators() : [];
  await store.transaction(async (tx) => {
    if (!(await holdOutlet(tx, outlet))) return;
    // Where one of them was dropped meanwhile, nobody is shown it: the others are thought over again.
    const waiting = await postpone(tx, post.ids, now, null);
    if (waiting < post.ids.length) return;
    if (because === "budget")
      await warnUsedUp(inTransaction(context, tx), outlet, voice, people);
    if (because === "budget" && post.topic === "still")
      return dropPlanned(tx, post.ids, USED_UP);
    // What was shown already waits no longer for being shown in other words, or with other news.
    const said = await timeSaidFor(tx, post.ids);
    await replaceDrafts(tx, outlet, post.ids, now);
    const draft = {
      outletId: outlet.id,
      announcementId: null,
      deliveryIds: post.ids,
      topic: post.topic,
      threadId: post.threadId,
      payload: post.payload as Draft["payload"],
      state: because === "budget" ? ("held" as const) : ("waiting" as const),
      because,
      postsAt:
        because === "budget"
          ? null
          : (said ?? now + (voice.approvalMs ?? 10 * MINUTE)),
      decidedBy: null,
      createdAt: now,
    };
    const until = draft.postsAt ?? HELD;
    const why = because === "budget" ? USED_UP : WAITS_TO_BE_ALLOWED;
    await postpone(tx, post.ids, until, why);
    const announcementId = await showToTeam(tx, outlet, voice, draft, now);
    await insertDraft(tx, { ...draft, announcementId });
  });
}

/** News make drafts of the same things pointless. */
async function replaceDrafts(
  tx: Db,
  outlet: Outlet,
  ids: readonly number[],
  now: number,
): Promise<void> {
  const touched = (await openDrafts(tx, outlet.id)).filter(({ deliveryIds }) =>
    deliveryIds.some((id) => ids.includes(id)),
  );
  for (const draft of touched) {
    await changeDraft(tx, draft, { state: "replaced" }, now);
    const left = draft.deliveryIds.filter((id) => !ids.includes(id));
    await postpone(tx, left, now, null);
  }
}

async function showToTeam(
  tx: Db,
  { label, channel }: Outlet,
  { namespaceId }: StoredVoice,
  { payload, because }: Pick<Draft, "payload" | "because">,
  now: number,
): Promise<number> {
  const network = isNetwork(channel) ? networkNames[channel] : channel;
  const why = because === "budget" ? "is held" : "waits to be allowed";
  const announcement = await insertAnnouncement(tx, {
    incidentId: null,
    reason: "draft",
    text: `A post of ${label} on ${network} ${why}: ${clip(payload.text, 280)}`,
    facts: {},
    createdAt: now,
  });
  const outlets = await teamChannelsOf(tx, namespaceId);
  await insertDeliveries(
    tx,
    announcement,
    outlets.map((outletId) => ({ outletId, dueAt: now })),
    now,
  );
  return announcement.id;
}

/** The draft that a delivery to the team shows; null where it is gone. */
export async function draftOf(
  { store }: Context,
  deliveryId: number,
): Promise<DraftView | null> {
  return draftShownBy(store.db, deliveryId);
}

export function isReady({ state, postsAt }: Draft, now: number): boolean {
  if (state === "approved") return true;
  return state === "waiting" && postsAt !== null && postsAt <= now;
}

/**
 * Writes down that a draft is about to be sent, and returns what is; null where somebody held it meanwhile, or it is not true
 * any more. Words that the account said while it waited, or that somebody typed again, have the time with them.
 */
export async function beginDraft(
  context: Context,
  outlet: Outlet,
  { id }: Draft,
): Promise<Draft["payload"] | null> {
  const { store, now } = context;
  return store.transaction(async (tx) => {
    if (!(await holdOutlet(tx, outlet))) return null;
    const draft = await lockDraft(tx, id);
    if (draft === null || !isReady(draft, now)) return null;
    const { deliveryIds: ids, threadId, topic } = draft;
    await dropUntrue(tx, ids);
    const payload = await inNewWords(
      inTransaction(context, tx),
      outlet,
      draft.payload,
    );
    // Where something else became of one of its deliveries, the others are thought over again.
    const isWhole = (await postpone(tx, ids, now, null)) === ids.length;
    if (isWhole) await beginPost(tx, { ids, threadId, topic, payload, now });
    const state = isWhole ? "posted" : "dropped";
    await changeDraft(tx, draft, { state }, now);
    return isWhole ? payload : null;
  });
}

/** Whether a draft may go out that nobody looked at: there must still be money for it. */
export async function reviewAgain(
  context: Context,
  outlet: Outlet,
  draft: Draft,
  operators: Operators,
): Promise<boolean> {
  const { store, now } = context;
  const [deliveryId = 0] = draft.deliveryIds;
  const namespace = await namespaceOfDelivery(store.db, deliveryId);
  if (draft.state !== "waiting" || namespace === null) return true;
  const voice = await findVoice(store.db, namespace.id);
  const { deliveryIds: ids, topic, payload } = draft;
  const post = { ids, topic, payload, endsMaintenance: false };
  if (await hasBudgetFor(context, outlet, voice, post)) return true;
  const people = await operators();
  await store.transaction(async (tx) => {
    const waiting = await lockDraft(tx, draft.id);
    if (waiting?.state !== "waiting") return;
    await postpone(tx, ids, HELD, USED_UP);
    const held = { state: "held", because: "budget", postsAt: null } as const;
    await changeDraft(tx, draft, held, now);
    await warnUsedUp(inTransaction(context, tx), outlet, voice, people);
  });
  return false;
}

/** The operators hear of it in the transaction that holds the post: whoever dies between the two would leave them in the dark. */
async function warnUsedUp(
  context: Context,
  outlet: Outlet,
  voice: StoredVoice,
  operators: readonly string[],
): Promise<void> {
  const text = await usedUpWarning(context, outlet, voice);
  const { store, now } = context;
  if (text !== null) await tellPeople(store.db, now, operators, text);
}
