import type { Instant } from "../../domain/time.ts";
import type { ReceivedSms } from "../../store/entities/sms.ts";
import { findReceivedSms, keepReceivedSms } from "../../store/paging/sms.ts";
import type { Context } from "../context.ts";

export type { ReceivedSms } from "../../store/entities/sms.ts";

/** Keeps an SMS that came to our number; a check may be waiting for it. */
export async function receiveSms(
  { store, now }: Context,
  sms: Pick<ReceivedSms, "sid" | "sender" | "recipient" | "text">,
): Promise<void> {
  await keepReceivedSms(store.db, {
    ...sms,
    at: now,
    handledAt: null,
    actedTo: null,
    actedCount: 0,
  });
}

/** What came to a number of ours, oldest first. */
export async function smsReceivedBy(
  { store }: Context,
  recipient: string,
  since: Instant,
): Promise<ReceivedSms[]> {
  return findReceivedSms(store.db, recipient, since);
}
