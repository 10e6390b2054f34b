import { emoji, type Leaf, text } from "../../base/slack-blocks.ts";
import { durationInWords } from "../../domain/duration.ts";
import type { Instant } from "../../domain/time.ts";
import type { Story } from "../channel.ts";
import { standsSince } from "../outage.ts";

interface State {
  emoji: string;
  words: string;
}

/** How an incident stands, as an emoji and in words: never by colour alone. */
export function stateOf({
  resolvedAt,
  resolution,
  severity,
  beganAt,
}: Story): State {
  if (resolvedAt !== null) {
    const lasted = durationInWords(resolvedAt - beganAt);
    return resolution === "recovered"
      ? { emoji: "large_green_circle", words: `is up again after ${lasted}` }
      : { emoji: "white_circle", words: `: closed after ${lasted}` };
  }
  return severity === "down"
    ? { emoji: "red_circle", words: "is down" }
    : { emoji: "large_yellow_circle", words: "is in difficulties" };
}

/** From when on it is as the headline says; all that was, where it is over. */
export function shownSince(story: Story): Instant {
  return story.resolvedAt === null ? standsSince(story) : story.beganAt;
}

/** "🔴 Datastore is down" */
export function headline(story: Story): Leaf[] {
  const { emoji: name, words } = stateOf(story);
  return [
    emoji(name),
    text(" "),
    text(story.service, "bold"),
    text(words.startsWith(":") ? words : ` ${words}`),
  ];
}

/** The same for a lock screen, with the cause. */
export function plainHeadline(story: Story): string {
  const { words } = stateOf(story);
  const because =
    story.resolvedAt === null && story.cause !== "" ? `: ${story.cause}` : "";
  return `${story.service}${words.startsWith(":") ? "" : " "}${words}${because}`;
}

/** Those who are on call, mentioned: their bells ring. */
export function onCallLine(stories: readonly Story[]): Leaf[][] {
  const people = [...new Set(stories.flatMap(({ onCall }) => onCall))];
  if (people.length === 0) return [];
  const leaves = people.flatMap((id): Leaf[] => [
    text(" "),
    { type: "user", user_id: id },
  ]);
  return [[text("On call:"), ...leaves]];
}
