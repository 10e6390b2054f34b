import type { Check } from "./check.ts";
import { heartbeat } from "./heartbeat.ts";
import { http } from "./http.ts";
import { push } from "./push.ts";

/** Every check type, by the name that commands, YAML and the database use. */
export const checks = {
  http,
  heartbeat,
  push,
} as const;

export type CheckType = keyof typeof checks;

export const checkTypes = Object.keys(checks) as CheckType[];

/** The check of a type, for callers who parse its settings themselves; undefined where there is no such type. */
export function findCheck(type: string): Check | undefined {
  return Object.hasOwn(checks, type) ? checks[type as CheckType] : undefined;
}
