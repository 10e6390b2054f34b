import type { AnnouncementReason } from "./announcement.ts";
import type { Instant } from "./time.ts";

/** A delivery that waits to be told through one outlet. */
export interface Waiting {
  id: number;
  incidentId: number;
  reason: AnnouncementReason;
  /** The delivery whose message the incident lives in; null before there is one. */
  threadId: number | null;
}

/** A message that was posted through the outlet lately. */
export interface Posted {
  id: number;
  threadId: number | null;
  topic: Topic;
  postedAt: Instant;
}

/** What a message is about when several incidents share it. `brief`: down and back before anybody was told. */
export type Topic = "trouble" | "brief" | "recovered" | "still" | "note";

export type Telling =
  /** A message of its own, or a reply in the thread of `threadId`. */
  | { kind: "post"; topic: Topic; ids: number[]; threadId: number | null }
  /** Joins a message that is out already: it is edited to list these, too. */
  | { kind: "join"; topic: Topic; ids: number[]; postId: number };

/**
 * The next thing to tell through an outlet, in the order in which it happened; undefined where nothing waits.
 * What belongs together becomes one message that counts and lists: where messages can be edited the first goes out
 * at once and the rest of the window joins it, elsewhere the caller has waited the window out.
 */
export function nextTelling(
  waiting: readonly Waiting[],
  posted: readonly Posted[],
  {
    editable,
    now,
    windowMs,
  }: { editable: boolean; now: Instant; windowMs: number },
): Telling | undefined {
  const first = waiting.toSorted((a, b) => a.id - b.id)[0];
  if (first === undefined) return undefined;
  if (!editable) return tellOnce(waiting, first);
  const topic = topicOf([first.reason]);
  const alike = waiting.filter(
    ({ threadId, reason }) =>
      threadId === first.threadId && topicOf([reason]) === topic,
  );
  const ids = sorted(alike.map(({ id }) => id));
  const open = posted.findLast(
    (post) =>
      post.threadId === first.threadId &&
      post.topic === topic &&
      now - post.postedAt < windowMs,
  );
  if (open !== undefined && comesInStorms(topic))
    return { kind: "join", topic, ids, postId: open.id };
  return { kind: "post", topic, ids, threadId: first.threadId };
}

/** An edit rings nobody's bell: only what comes in dozens is joined, never somebody's note. */
function comesInStorms(topic: Topic): boolean {
  return topic === "trouble" || topic === "recovered";
}

/** Where nothing can be edited, all that waits of an incident is told in one go, together with the incidents like it. */
function tellOnce(waiting: readonly Waiting[], first: Waiting): Telling {
  const stories = Map.groupBy(waiting, ({ incidentId }) => incidentId);
  const topics = new Map(
    [...stories].map(([id, story]) => [id, topicOf(sortedReasons(story))]),
  );
  const topic = topics.get(first.incidentId) ?? "note";
  const members = waiting.filter(
    ({ incidentId }) => topics.get(incidentId) === topic,
  );
  const threads = new Set(members.map(({ threadId }) => threadId));
  const [threadId] = threads;
  return {
    kind: "post",
    topic,
    ids: sorted(members.map(({ id }) => id)),
    threadId: threads.size === 1 && threadId !== undefined ? threadId : null,
  };
}

function sortedReasons(story: readonly Waiting[]): AnnouncementReason[] {
  return story.toSorted((a, b) => a.id - b.id).map(({ reason }) => reason);
}

/** What an incident's news amounts to: the last word counts, and a whole outage in one breath is a brief one. */
function topicOf(reasons: readonly AnnouncementReason[]): Topic {
  switch (reasons.at(-1)) {
    case "down":
    case "difficulties":
    case "worsened":
      return "trouble";
    case "recovered":
      return reasons.some(
        (reason) => reason === "down" || reason === "difficulties",
      )
        ? "brief"
        : "recovered";
    case "reminder":
    case "improved":
      return "still";
    case "acknowledged":
    case "ended":
    case undefined:
      return "note";
  }
}

function sorted(ids: number[]): number[] {
  return ids.toSorted((a, b) => a - b);
}
