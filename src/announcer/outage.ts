import type { Instant } from "../domain/time.ts";
import type { Story } from "./channel.ts";

/** Since when it is as bad as it is now, as far as those know who are told. */
export function standsSince({
  severity,
  beganAt,
  downSince,
  firstDownAt,
  hearsDifficulties,
}: Story): Instant {
  if (severity !== "down") return beganAt;
  return (hearsDifficulties ? downSince : firstDownAt) ?? beganAt;
}

/** When the trouble began: whoever hears nothing of difficulties knows of none before it was down. */
export function troubleSince({
  beganAt,
  firstDownAt,
  hearsDifficulties,
}: Story): Instant {
  return hearsDifficulties ? beganAt : (firstDownAt ?? beganAt);
}

/** Those that are down, and those that have difficulties. */
export function bySeverity(stories: readonly Story[]): {
  down: Story[];
  difficulties: Story[];
} {
  const { down = [], difficulties = [] } = Object.groupBy(
    stories,
    ({ severity }) => severity,
  );
  return { down, difficulties };
}

/** Those of what is over that were down, and those that only had difficulties. */
export function byWorst(stories: readonly Story[]): {
  down: Story[];
  difficulties: Story[];
} {
  const { down = [], difficulties = [] } = Object.groupBy(
    stories,
    ({ severity, firstDownAt }) =>
      severity === "down" || firstDownAt !== null ? "down" : "difficulties",
  );
  return { down, difficulties };
}
