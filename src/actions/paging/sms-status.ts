import { stageOf } from "../../domain/sms-status.ts";
import type { Instant } from "../../domain/time.ts";
import { repliesAwaitedSince } from "../../store/paging/paged-people.ts";
import { sidsUnderWay } from "../../store/paging/pager-calls.ts";
import { keepSmsStatus } from "../../store/paging/sms.ts";
import type { Context } from "../context.ts";

/** More at once would be a storm of its own; the others come next. */
const MOST_ASKED = 50;

/** Twilio tells how far an SMS of ours has come, in any order; a word that is not known changes nothing. */
export async function hearSmsStatus(
  { store, now }: Context,
  {
    sid,
    status,
    errorCode,
  }: { sid: string; status: string; errorCode: number | null },
): Promise<void> {
  const stage = stageOf(status);
  if (stage === undefined) return;
  await keepSmsStatus(store.db, { sid, status, stage, errorCode, at: now });
}

/** The SMS to people of which it is not known yet how they ended. */
export async function smsUnderWay({ store }: Context): Promise<string[]> {
  return sidsUnderWay(store.db, MOST_ASKED);
}

/** Since when somebody may have answered a call; null where nobody is being called. */
export async function answersAwaited({
  store,
}: Context): Promise<Instant | null> {
  return repliesAwaitedSince(store.db);
}
