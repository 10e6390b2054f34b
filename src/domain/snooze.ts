import { HOUR, MINUTE } from "./time.ts";

/** How long an incident is to rest: a while, until the next morning, or until it is over. */
export type Rest =
  { kind: "for"; ms: number } | { kind: "tomorrow" } | { kind: "for-good" };

/** The hour that "tomorrow" means. */
export const MORNING = 9;

/** What menus offer; the words are stable, because old messages go on offering them. */
export const rests = {
  "30m": { label: "For 30 minutes", rest: { kind: "for", ms: 30 * MINUTE } },
  "1h": { label: "For 1 hour", rest: { kind: "for", ms: HOUR } },
  "4h": { label: "For 4 hours", rest: { kind: "for", ms: 4 * HOUR } },
  tomorrow: {
    label: `Until tomorrow ${MORNING}:00`,
    rest: { kind: "tomorrow" },
  },
  "for-good": { label: "Until it is over", rest: { kind: "for-good" } },
} as const satisfies Record<string, { label: string; rest: Rest }>;

export type RestName = keyof typeof rests;

/** What a menu's choice means; undefined where it is none of ours. */
export function restNamed(name: string): Rest | undefined {
  return Object.hasOwn(rests, name) ? rests[name as RestName].rest : undefined;
}
