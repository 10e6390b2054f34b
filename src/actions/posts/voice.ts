import type { UptimeCalendar } from "../../domain/pictures.ts";
import { nameKey } from "../../domain/names.ts";
import type { Limit } from "../../domain/posts/limits.ts";
import type { Voice } from "../../domain/posts/render.ts";
import { DAY } from "../../domain/time.ts";
import type { Db } from "../../store/db.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import {
  findVoice,
  hasSaid,
  namespaceOfDelivery,
  namesHeardElsewhere,
  saveLimits,
} from "../../store/telling/voices.ts";
import type { Context } from "../context.ts";
import { calendarOf } from "../figures/pictures.ts";

const PICTURED_DAYS = 90;
/** Texts say the time of day, not the day. */
const REMEMBERED_MS = 7 * DAY;

/** How what an account is to post is said. */
export interface Speaking {
  namespaceId: number;
  voice: Voice;
  /** Whether it may stand below an earlier post. */
  replies: boolean;
  /** Whether posts of one outage show how the service did lately. */
  pictures: boolean;
  /** What a service is called in it. */
  nameOf: (service: string) => string;
}

/**
 * How deliveries are said to customers: as the first one's namespace speaks. Where another account of the network speaks of a
 * service of the same name, the namespace is said with it: two accounts never post the same words.
 */
export async function speakingOf(
  { store: { db } }: Context,
  outlet: Outlet,
  deliveryId: number,
  services: readonly string[],
): Promise<Speaking | null> {
  const namespace = await namespaceOfDelivery(db, deliveryId);
  if (namespace === null) return null;
  const { language, templates, links, replies, pictures } = await findVoice(
    db,
    namespace.id,
  );
  const shared = new Set(
    await namesHeardElsewhere(db, outlet, services.map(nameKey)),
  );
  return {
    namespaceId: namespace.id,
    voice: { language, templates, links },
    replies,
    pictures,
    nameOf: (service) =>
      shared.has(nameKey(service))
        ? besideOthers(service, namespace.name)
        : service,
  };
}

function besideOthers(service: string, namespace: string): string {
  return `${service} (${namespace})`;
}

/** What a service is called in the longest of the posts that these outlets make of it. */
export async function postedName(
  db: Db,
  outlets: readonly Outlet[],
  service: string,
  namespace: string,
): Promise<string> {
  for (const outlet of outlets) {
    const key = nameKey(service);
    if ((await namesHeardElsewhere(db, outlet, [key])).includes(key))
      return besideOthers(service, namespace);
  }
  return service;
}

/**
 * The same post in words that the account did not say lately. Of words that it said X cannot be asked whether they have
 * arrived once more: a second outage within a minute would be taken for the first.
 */
export async function inNewWords<
  Words extends { text: string; alternative: string },
>(
  { store: { db }, now }: Context,
  outlet: Outlet,
  words: Words,
): Promise<Words> {
  const isSaid = await hasSaid(db, outlet.id, words.text, now - REMEMBERED_MS);
  return isSaid ? { ...words, text: words.alternative } : words;
}

/** How a service did lately, for a post; its public name alone is in it. */
export async function postPicture(
  context: Context,
  serviceId: number,
): Promise<UptimeCalendar> {
  return calendarOf(context, { serviceId }, PICTURED_DAYS);
}

/** What the network said of the account's limits with a post that it took. */
export async function keepLimits(
  { store: { db }, now }: Context,
  outlet: Outlet,
  limits: Limit[],
): Promise<void> {
  await saveLimits(db, outlet.id, limits, now);
}
