import { crashPoint } from "../../base/crash.ts";
import type { Instant } from "../../domain/time.ts";
import { openSecrets } from "../../store/bookkeeping.ts";
import type { EditPace } from "../../store/telling/edit-pace.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import {
  claimOutlets,
  type Lane,
  releaseOutlet,
} from "../../store/telling/outlets.ts";
import { contactOwner } from "../people/contact.ts";
import type { Context } from "../context.ts";
import { isPersonByMail } from "../mail/mail-tokens.ts";

export type { Outlet } from "../../store/entities/outlets.ts";
export type { EditPace } from "../../store/telling/edit-pace.ts";
export { type Lane, slowLanes } from "../../store/telling/outlets.ts";

/** Takes outlets that have something to do, for this instance alone. */
export async function claimDueOutlets(
  { store }: Context,
  limit: number,
  edits: EditPace,
  lane: Lane,
): Promise<Outlet[]> {
  const outlets = await claimOutlets(store.db, {
    limit,
    edits,
    lane,
  });
  for (const { label } of outlets) crashPoint("after-claim", label);
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
