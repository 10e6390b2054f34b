import {
  insertAnnouncement,
  insertDeliveries,
} from "../../store/telling/deliveries.ts";
import type { Instant } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import { ensureOutlet } from "../../store/telling/outlets.ts";
import type { Context } from "../context.ts";

/** Tells the people who run allswell something about allswell itself, each in a direct message. */
export async function tellOperators(
  { store, now }: Context,
  operators: readonly string[],
  text: string,
): Promise<void> {
  await store.transaction((tx) => tellPeople(tx, now, operators, text));
}

/** Tells people something in direct messages, within a transaction: with what it is about, or not at all. */
export async function tellPeople(
  tx: Db,
  now: Instant,
  userIds: readonly string[],
  text: string,
): Promise<void> {
  const outlets: number[] = [];
  for (const userId of new Set(userIds)) {
    const outlet = await ensureOutlet(
      tx,
      {
        channel: "slack",
        recipient: userId,
        label: `<@${userId}>`,
        audience: "team",
      },
      now,
    );
    outlets.push(outlet.id);
  }
  await tellOutlets(tx, now, outlets, text);
}

/** Says plain words through outlets, at once. */
export async function tellOutlets(
  tx: Db,
  now: Instant,
  outletIds: readonly number[],
  text: string,
): Promise<void> {
  if (outletIds.length === 0) return;
  const announcement = await insertAnnouncement(tx, {
    incidentId: null,
    reason: "operators",
    text,
    facts: {},
    createdAt: now,
  });
  await insertDeliveries(
    tx,
    announcement,
    outletIds.map((outletId) => ({ outletId, dueAt: now })),
    now,
  );
}
