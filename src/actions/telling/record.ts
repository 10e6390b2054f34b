import { crashPoint } from "../../base/crash.ts";
import { isEditable } from "../../domain/channels.ts";
import type { Topic } from "../../domain/fold.ts";
import type { Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import {
  beginAgain,
  beginPost,
  markGone,
  markJoined,
  markSent,
  markUnsent,
} from "../../store/telling/tellings.ts";
import {
  type DueEdit,
  markEdited,
  wishEdit,
} from "../../store/telling/edits.ts";
import { getDelivery } from "../../store/telling/deliveries.ts";
import { type EditPace, restEdits } from "../../store/telling/edit-pace.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import { holdOutlet, switchOff } from "../../store/telling/outlets.ts";
import type { Context } from "../context.ts";
import { tellPeople } from "../upkeep/tell-operators.ts";

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
  return store.transaction(async (tx) => {
    if (!(await holdOutlet(tx, outlet))) return false;
    return beginPost(tx, { ...telling, now });
  });
}

/** Writes down another attempt, of this number, at the same message. */
export async function beginTellingAgain(
  { store, now }: Context,
  outlet: Outlet,
  postId: number,
  attempt: number,
): Promise<boolean> {
  return store.transaction(async (tx) => {
    if (!(await holdOutlet(tx, outlet))) return false;
    return beginAgain(tx, postId, attempt, now);
  });
}

/** What became of a message. */
export type Ending =
  | { kind: "sent"; remoteId: string }
  | { kind: "retry" | "ambiguous"; failure: string; nextAttemptAt: Instant }
  | { kind: "dead"; failure: string; outletIsDead: boolean };

/** What the operators are to hear of an ending; words that are null are not said. */
export interface Notice {
  /** Known beforehand: Slack may have to be asked, and no transaction waits for that. */
  operators: readonly string[];
  words: (tx: Db) => Promise<string | null>;
}

/**
 * Writes down what became of a message and all that it tells, and with it what the operators hear of that: whoever dies
 * between the two would leave them in the dark.
 */
export async function finishTelling(
  { store, now }: Context,
  outlet: Outlet,
  postId: number,
  ending: Ending,
  notice?: Notice,
): Promise<void> {
  crashPoint("after-send", outlet.label);
  await store.transaction(async (tx) => {
    if (!(await holdOutlet(tx, outlet))) return;
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
    const text = (await notice?.words(tx)) ?? null;
    if (notice !== undefined && text !== null)
      await tellPeople(tx, now, notice.operators, text);
  });
  crashPoint("after-finish", outlet.label);
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
  | { kind: "edited"; restMs: number }
  | { kind: "later"; failure: string; nextAttemptAt: Instant }
  | { kind: "gone"; failure: string };

export async function finishEdit(
  { store, now }: Context,
  outlet: Outlet,
  due: DueEdit,
  ending: EditEnding,
): Promise<void> {
  await store.transaction(async (tx) => {
    if (!(await holdOutlet(tx, outlet))) return;
    switch (ending.kind) {
      case "edited":
        await markJoined(tx, due.id, now);
        return markEdited(tx, due, ending.restMs);
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
