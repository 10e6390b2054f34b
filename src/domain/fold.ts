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
  /** How many deliveries it tells; counted as far as a storm. */
  size: number;
}

/** What a message is about when several incidents share it. `brief`: down and back before anybody was told. */
export type Topic =
  "trouble" | "brief" | "recovered" | "still" | "note" | "update";

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
    threads,
    now,
    windowMs,
  }: { editable: boolean; threads: boolean; now: Instant; windowMs: number },
): Telling | undefined {
  const inOrder = waiting.toSorted((a, b) => a.id - b.id);
  const [first] = inOrder;
  if (first === undefined) return undefined;
  if (!editable) return tellOnce(inOrder, first);
  const topic = topicOf([first.reason]);
  const inThread = inOrder.filter(
    ({ threadId }) => threadId === first.threadId,
  );
  if (!threads && first.threadId !== null)
    return {
      kind: "join",
      topic,
      ids: inThread.map(({ id }) => id),
      postId: first.threadId,
    };
  const ids = alike(inThread, first, topic).map(({ id }) => id);
  const open = posted.findLast(
    (post) =>
      post.threadId === first.threadId &&
      post.topic === topic &&
      now - post.postedAt < openMs(post, windowMs),
  );
  if (open !== undefined && comesInStorms(topic))
    return { kind: "join", topic, ids, postId: open.id };
  return { kind: "post", topic, ids, threadId: first.threadId };
}

/** How long others may join a message: a storm goes on when the window is over. */
function openMs({ size }: Posted, windowMs: number): number {
  return size >= STORM ? Math.max(windowMs, STORM_MS) : windowMs;
}

/** So many within a window are a storm: monitors are looked at one after the other, and it is not over with the window. */
export const STORM = 20;
/** So long what comes in one is told together. */
export const STORM_MS = 60_000;
/** It is over when nothing came for so long; the first of it is told at the latest after the longest wait. */
const LULL_MS = 5_000;
const LONGEST_WAIT_MS = 45_000;

/** What waits to be told, and is told together where it comes in storms. */
export interface Folded {
  decidedAt: Instant;
  dueAt: Instant;
}

/** Whether something was due the moment it was decided: somebody's own words, a reader's copy. */
export function isUrgent(waiting: readonly Folded[], now: Instant): boolean {
  return waiting.some(
    ({ decidedAt, dueAt }) => dueAt <= Math.min(decidedAt, now),
  );
}

/**
 * Until when the rest of a storm is waited for, where a message that is out stays as it is; null where what waits is told
 * now. Whoever was just told of a storm hears of what follows it a minute later, all at once: `posted` is what was told of
 * the same topic.
 */
export function stormUntil(
  waiting: readonly Folded[],
  posted: readonly Pick<Posted, "postedAt" | "size">[],
  now: Instant,
): Instant | null {
  const next = pacedUntil(posted, now, STORM_MS);
  if (waiting.length < STORM) return next;
  let [first, last] = [Infinity, -Infinity];
  for (const { decidedAt } of waiting) {
    first = Math.min(first, decidedAt);
    last = Math.max(last, decidedAt);
  }
  const end = Math.min(first + LONGEST_WAIT_MS, last + LULL_MS);
  const until = Math.max(end, next ?? end);
  return until > now ? until : null;
}

/** Programs are told of each incident at once; in a storm they are told together so often. */
const PACE_MS = 20_000;

/** Until when whoever was just told of a storm, as a program, rests from more of it; null where it is told at once. */
export function pacedUntil(
  posted: readonly Pick<Posted, "postedAt" | "size">[],
  now: Instant,
  paceMs = PACE_MS,
): Instant | null {
  const recent = posted.filter(({ postedAt }) => now - postedAt < STORM_MS);
  const told = recent.reduce((sum, { size }) => sum + size, 0);
  const last = Math.max(...recent.map(({ postedAt }) => postedAt));
  return told >= STORM && last + paceMs > now ? last + paceMs : null;
}

/** An edit rings nobody's bell: only what comes in dozens is joined, never somebody's note. */
function comesInStorms(topic: Topic): boolean {
  return topic === "trouble" || topic === "recovered";
}

/** What may share a message: a storm's parts; of what people do only the same thing done to several incidents. */
function alike(
  waiting: readonly Waiting[],
  first: Waiting,
  topic: Topic,
): Waiting[] {
  if (comesInStorms(topic))
    return waiting.filter(({ reason }) => topicOf([reason]) === topic);
  if (topic === "update") return [first];
  const ofIncident = Map.groupBy(
    waiting.filter(({ reason }) => reason === first.reason),
    ({ incidentId }) => incidentId,
  );
  return [...ofIncident.values()].flatMap(([one]) =>
    one === undefined ? [] : [one],
  );
}

/** Where nothing can be edited, all that waits of an incident is told in one go, together with the incidents like it. */
function tellOnce(waiting: readonly Waiting[], first: Waiting): Telling {
  if (first.reason === "update")
    return {
      kind: "post",
      topic: "update",
      ids: [first.id],
      threadId: first.threadId,
    };
  const stories = Map.groupBy(
    beforeUpdates(waiting),
    ({ incidentId }) => incidentId,
  );
  const topics = new Map(
    [...stories].map(([id, story]) => [id, topicOfStory(story)]),
  );
  const topic = topics.get(first.incidentId) ?? "note";
  const members = [...stories.values()]
    .flat()
    .filter(({ incidentId }) => topics.get(incidentId) === topic);
  const threads = new Set(members.map(({ threadId }) => threadId));
  const [threadId] = threads;
  return {
    kind: "post",
    topic,
    ids: sorted(members.map(({ id }) => id)),
    threadId: threads.size === 1 && threadId !== undefined ? threadId : null,
  };
}

/** Somebody's words stand alone: what happened before them is told before, what came after them after. */
function beforeUpdates(waiting: readonly Waiting[]): Waiting[] {
  const updated = new Set<number>();
  return waiting.filter(({ incidentId, reason }) => {
    if (reason === "update") updated.add(incidentId);
    return !updated.has(incidentId);
  });
}

/** Whoever was not told of an incident so far hears of it as of one that begins with this. */
function topicOfStory(story: readonly Waiting[]): Topic {
  const reasons = story.map(({ reason }) => reason);
  const topic = topicOf(reasons);
  const isNews = story.every(({ threadId }) => threadId === null);
  return topic === "recovered" && isNews && reasons.includes("worsened")
    ? "brief"
    : topic;
}

/** What an incident's news amounts to: the last word counts, and a whole outage in one breath is a brief one. */
export function topicOf(reasons: readonly AnnouncementReason[]): Topic {
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
    case "update":
      return "update";
    case "acknowledged":
    case "handed-back":
    case "snoozed":
    case "woken":
    case "ended":
    case undefined:
      return "note";
  }
}

function sorted(ids: number[]): number[] {
  return ids.toSorted((a, b) => a - b);
}
