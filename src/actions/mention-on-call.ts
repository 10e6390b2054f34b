import type { StoryRow } from "../store/stories.ts";
import type { Outlet } from "../store/entities/announcements.ts";
import type { Context } from "./context.ts";
import { onCallOf } from "./on-call.ts";

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
