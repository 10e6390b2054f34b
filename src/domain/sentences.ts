import type { AnnouncementReason } from "./announcement.ts";
import { durationInWords } from "./duration.ts";
import type { Instant } from "./time.ts";

export interface Happening {
  reason: AnnouncementReason;
  service: string;
  /** When the outage began. */
  beganAt: Instant;
  at: Instant;
  /** What was seen, or why it ended, in words. */
  detail: string | null;
  /** Who did it, by name. */
  actor: string | null;
}

/** One plain sentence for the team's timeline; what customers read is made by their channels and names no cause. */
export function sentence({
  reason,
  service,
  beganAt,
  at,
  detail,
  actor,
}: Happening): string {
  const because = detail === null ? "" : `: ${detail}`;
  const lasted = durationInWords(at - beganAt);
  switch (reason) {
    case "down":
      return `${service} is down${because}`;
    case "difficulties":
      return `${service} is in difficulties${because}`;
    case "worsened":
      return `${service} is down now${because}`;
    case "improved":
      return `${service} answers again, with difficulties${because}`;
    case "recovered":
      return `${service} is up again after ${lasted}`;
    case "reminder":
      return `${service} is still down after ${lasted}`;
    case "acknowledged":
      return `${actor ?? "Somebody"} is on it: ${service}`;
    case "handed-back":
      return `Nobody is on it any more: ${service}`;
    case "snoozed":
      return `${service} is snoozed${detail === null ? "" : ` ${detail}`}`;
    case "woken":
      return `The snooze is over: ${service}`;
    case "update":
      return detail ?? "";
    case "ended":
      return `${service}: closed after ${lasted}${because}`;
  }
}

/** " (ada)" behind what was done; nothing where the sentence begins with the name, or where it was measured. */
export function behindSentence(text: string, actor: string | null): string {
  return actor === null || text.startsWith(`${actor} `) ? "" : ` (${actor})`;
}
