import {
  inert,
  MAX_WEIGHT,
  updateText,
  weight,
} from "../../base/post-words.ts";
import { durationInWords } from "../../domain/duration.ts";
import type { Topic } from "../../domain/fold.ts";
import type { Instant } from "../../domain/time.ts";
import { DAY } from "../../domain/time.ts";
import type { Story } from "../channel.ts";

/** More names than this never fit. */
const MOST_NAMED = 30;

export interface PostText {
  text: string;
  /** The same with seconds, should this account have said the very same words before: X refuses repetitions. */
  alternative: string;
}

/**
 * What customers read: public names and times, never a cause, a host name, a link or a mention. A post with a link
 * costs thirteen times as much, and a bare host name is a link to X.
 */
export function postText(topic: Topic, stories: readonly Story[]): PostText {
  const [only] = stories;
  if (topic === "update" && only !== undefined) return updatePost(only);
  return {
    text: fitted(topic, stories, false),
    alternative: fitted(topic, stories, true),
  };
}

/** Somebody's own words; whoever took them in has seen to it that they fit. */
function updatePost({ service, detail, at, namespace }: Story): PostText {
  const text = updateText(service, detail ?? "");
  return {
    text,
    alternative: `${text} (${timeOfDay(at, at, namespace.timezone, true)})`,
  };
}

/** Names as many services as fit. */
function fitted(
  topic: Topic,
  stories: readonly Story[],
  withSeconds: boolean,
): string {
  for (let shown = Math.min(stories.length, MOST_NAMED); shown >= 1; shown--) {
    const text = sentence(topic, stories, shown, withSeconds);
    if (weight(text) <= MAX_WEIGHT) return text;
  }
  return sentence(topic, stories, 0, withSeconds);
}

function sentence(
  topic: Topic,
  stories: readonly Story[],
  shown: number,
  withSeconds: boolean,
): string {
  const clock = (at: Instant, reference: Instant): string =>
    timeOfDay(at, reference, zoneOf(stories), withSeconds);
  const began = Math.min(...stories.map(({ beganAt }) => beganAt));
  const at = Math.max(...stories.map((story) => story.at));
  const who = subject(stories, shown);
  const { are, were, have } = stories.length === 1 ? SINGULAR : PLURAL;
  switch (topic) {
    case "trouble":
      return stories.every(({ severity }) => severity === "down")
        ? `${who} ${are} down since ${clock(began, at)}.`
        : `${who} ${have} difficulties since ${clock(began, at)}.`;
    case "brief":
      return `${who} ${were} down from ${clock(began, at)} to ${clock(at, at)} and ${are} up again.`;
    case "recovered":
      return `${who} ${are} up again since ${clock(at, at)}, after ${durationInWords(at - began)}.`;
    case "still":
      return stories.every(({ severity }) => severity === "down")
        ? `${who} ${are} still down, for ${durationInWords(at - began)} at ${clock(at, at)}.`
        : `${who} ${were} down and ${have} difficulties now, at ${clock(at, at)}.`;
    case "note":
    case "update":
      return `${who}: news at ${clock(at, at)}.`;
  }
}

const SINGULAR = { are: "is", were: "was", have: "has" };
const PLURAL = { are: "are", were: "were", have: "have" };

/** "Datastore", "Datastore and Registry", "12 services (Datastore, Registry and 10 more)". */
function subject(stories: readonly Story[], shown: number): string {
  const names = [...new Set(stories.map(({ service }) => service))];
  const listed = names.slice(0, shown).map(inert);
  if (names.length <= 2 && listed.length === names.length)
    return listed.join(" and ");
  if (listed.length === 0)
    return stories.length === 1 ? "One service" : `${stories.length} services`;
  const rest = names.length - listed.length;
  return `${names.length} services (${listed.join(", ")}${rest > 0 ? ` and ${rest} more` : ""})`;
}

function zoneOf(stories: readonly Story[]): string {
  return stories[0]?.namespace.timezone ?? "UTC";
}

/** "10:02 GMT", with the day where it is not the day of `reference`. */
function timeOfDay(
  at: Instant,
  reference: Instant,
  timeZone: string,
  withSeconds: boolean,
): string {
  const isOld =
    reference - at >= DAY || day(at, timeZone) !== day(reference, timeZone);
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    ...(isOld ? { day: "numeric", month: "short" } : {}),
    hour: "2-digit",
    minute: "2-digit",
    ...(withSeconds ? { second: "2-digit" } : {}),
    timeZoneName: "short",
  }).format(at);
}

function day(at: Instant, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone }).format(at);
}
