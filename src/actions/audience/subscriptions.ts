import { cleanName } from "../../domain/names.ts";
import { isPattern, matchesPattern } from "../../domain/pattern.ts";
import { nameKey } from "../../domain/names.ts";
import type { Db } from "../../store/db.ts";
import type { Subscription } from "../../store/entities/outlets.ts";
import { listNamespaces } from "../../store/targets/namespaces.ts";
import { ensureOutlet } from "../../store/telling/outlets.ts";
import {
  deleteSubscription,
  findSubscription,
  insertSubscription,
  subscriptionsOf,
  type SubscriptionLine,
} from "../../store/telling/subscriptions.ts";
import { allServiceNames } from "../../store/targets/targets.ts";
import { type Context, refuse, type Refusal } from "../context.ts";
import { findTarget } from "../targets/find-target.ts";
import { audit, mayNotAct, mayNotChange } from "../people/permission.ts";
import { placeOfLine, topicName } from "./subscribed-topics.ts";

export type { SubscriptionLine } from "../../store/telling/subscriptions.ts";

/** A Slack channel or person that hears. */
export interface Listener {
  recipient: string;
  /** How people call it: "#ops", "ada". */
  label: string;
}

/** What can be subscribed to: a namespace, a service, or what a pattern matches. */
export interface Topic extends Pick<
  Subscription,
  "namespaceId" | "serviceId" | "pattern"
> {
  /** How people call it: "iati", "iati/Datastore", "*data*". */
  name: string;
  /** How many services it means now; null for one service. */
  services: number | null;
}

/** A refusal may carry names that each find exactly one. */
export type FoundTopic =
  { ok: true; topic: Topic } | (Refusal & { choices: string[] });

/** What somebody means by "iati", "datastore" or "iati/data*": a namespace before a service of that name. */
export async function findTopic(
  { store: { db } }: Context,
  text: string,
): Promise<FoundTopic> {
  if (isPattern(text)) return patternTopic(db, text);
  const wanted = nameKey(text);
  const namespace = (await listNamespaces(db)).find(
    ({ slug, name }) => slug === wanted || nameKey(name) === wanted,
  );
  if (namespace !== undefined) {
    const { id, slug } = namespace;
    return {
      ok: true,
      topic: {
        namespaceId: id,
        serviceId: null,
        pattern: null,
        name: slug,
        services: await countMatches(db, `${slug}/*`),
      },
    };
  }
  const found = await findTarget(db, text);
  if (!found.ok) return found;
  const { serviceId, serviceName, namespaceSlug } = found.target;
  return {
    ok: true,
    topic: {
      namespaceId: null,
      serviceId,
      pattern: null,
      name: `${namespaceSlug}/${serviceName}`,
      services: null,
    },
  };
}

async function patternTopic(db: Db, text: string): Promise<FoundTopic> {
  const cleaned = cleanName(text);
  if (!cleaned.ok) return { ...refuse("invalid", cleaned.text), choices: [] };
  const pattern = cleaned.name;
  return {
    ok: true,
    topic: {
      namespaceId: null,
      serviceId: null,
      pattern,
      name: pattern,
      services: await countMatches(db, pattern),
    },
  };
}

async function countMatches(db: Db, pattern: string): Promise<number> {
  const all = await allServiceNames(db);
  return all.filter(({ name, namespaceSlug }) =>
    matchesPattern(pattern, { namespaceSlug, nameKey: nameKey(name) }),
  ).length;
}

/** Lets a channel or a person hear of something; `isNew` is false where it did already. */
export async function subscribeTo(
  context: Context,
  { recipient, label }: Listener,
  { name, namespaceId, serviceId, pattern }: Topic,
): Promise<{ ok: true; isNew: boolean } | Refusal> {
  const refusal = mayNotAct(context);
  if (refusal !== undefined) return refusal;
  return context.store.transaction(async (tx) => {
    const outlet = await ensureOutlet(
      tx,
      { channel: "slack", recipient, label, audience: "team" },
      context.now,
    );
    const isNew = await insertSubscription(tx, {
      outletId: outlet.id,
      namespaceId,
      serviceId,
      pattern,
      createdBy: context.actor.id,
    });
    if (isNew) await audit(tx, context, "subscribe", name, { who: label });
    return { ok: true as const, isNew };
  });
}

/**
 * Ends a subscription. Everybody ends their own; what a channel hears is ended by whoever made that, or may change what
 * it is about: an alarm that one of many switches off is missed by all.
 */
export async function unsubscribe(
  context: Context,
  id: number,
): Promise<{ ok: true; line: SubscriptionLine } | Refusal> {
  return context.store.transaction(async (tx) => {
    const line = await findSubscription(tx, id);
    if (line === null || line.channel !== "slack")
      return refuse("gone", "This subscription has ended already.");
    const { actor } = context;
    const isOwn = line.recipient === actor.id || line.createdBy === actor.id;
    const refusal = isOwn
      ? undefined
      : mayNotChange(context, placeOfLine(line));
    if (refusal !== undefined) return refusal;
    await deleteSubscription(tx, id);
    await audit(tx, context, "unsubscribe", topicName(line), {
      who: line.outletLabel,
    });
    return { ok: true as const, line };
  });
}

/** What channels and people of Slack hear of; everybody may look. */
export async function showSubscriptions(
  { store }: Context,
  recipients: readonly string[],
): Promise<SubscriptionLine[]> {
  return subscriptionsOf(store.db, recipients);
}
