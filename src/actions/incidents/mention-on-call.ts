import {
  type StoryRow,
  unattendedNamespaces,
} from "../../store/incidents/stories.ts";
import type { Outlet } from "../../store/entities/outlets.ts";
import type { Context } from "../context.ts";
import { onCallOf } from "../people/on-call.ts";

/** Whom a channel that wants it mentions: those on call for what is down and has nobody on it yet. */
export async function withOnCall(
  context: Context,
  { mentionOnCall }: Outlet,
  stories: StoryRow[],
): Promise<StoryRow[]> {
  if (!mentionOnCall) return stories;
  const calling = stories.filter(needsSomebody);
  const onCall = new Map<number, string[]>();
  for (const id of new Set(calling.map(({ namespaceId }) => namespaceId)))
    onCall.set(id, await peopleOf(context, id));
  return stories.map((story) =>
    needsSomebody(story)
      ? { ...story, onCall: onCall.get(story.namespaceId) ?? [] }
      : story,
  );
}

/**
 * Whether what waits calls somebody whom the messages that it could join do not mention. An edit rings nobody's bell:
 * it needs a message of its own.
 */
export async function callsSomebodyElse(
  context: Context,
  { mentionOnCall }: Outlet,
  deliveryIds: number[],
  postIds: number[],
): Promise<boolean> {
  if (!mentionOnCall || postIds.length === 0) return false;
  const called = await calledFor(context, { postIds });
  const calling = await calledFor(context, { deliveryIds });
  return [...calling].some((id) => !called.has(id));
}

async function calledFor(
  context: Context,
  told: Parameters<typeof unattendedNamespaces>[1],
): Promise<Set<string>> {
  const called = new Set<string>();
  for (const id of await unattendedNamespaces(context.store.db, told))
    for (const person of await peopleOf(context, id)) called.add(person);
  return called;
}

async function peopleOf(
  { store, now }: Context,
  namespaceId: number,
): Promise<string[]> {
  const people = await onCallOf(store.db, namespaceId, now);
  return people.map(({ id }) => id);
}

function needsSomebody(story: StoryRow): boolean {
  const { severity, acknowledgedAt, snoozedAt, resolvedAt } = story;
  return (
    severity === "down" &&
    acknowledgedAt === null &&
    snoozedAt === null &&
    resolvedAt === null
  );
}
