import type { HealthKind } from "../../domain/health.ts";
import type { Severity } from "../../domain/incident.ts";
import type { Status } from "../../domain/service.ts";

import type { Look } from "../../base/slack-evidence.ts";

export { type Look, outcomeLooks } from "../../base/slack-evidence.ts";

export const statusLooks: Record<Status, Look> = {
  up: { emoji: "large_green_circle", word: "up" },
  difficulties: { emoji: "large_yellow_circle", word: "difficulties" },
  down: { emoji: "red_circle", word: "down" },
  maintenance: { emoji: "wrench", word: "maintenance" },
  unknown: { emoji: "white_circle", word: "not known yet" },
};

export const healthLooks: Record<HealthKind, Look> = {
  unknown: { emoji: "white_circle", word: "not looked at yet" },
  up: { emoji: "large_green_circle", word: "up" },
  degraded: { emoji: "large_yellow_circle", word: "degraded" },
  failing: { emoji: "large_orange_circle", word: "failing, not confirmed yet" },
  down: { emoji: "red_circle", word: "down" },
  paused: { emoji: "double_vertical_bar", word: "paused" },
  maintenance: { emoji: "wrench", word: "maintenance" },
};

export const severityLooks: Record<Severity, Look> = {
  down: { emoji: "red_circle", word: "down" },
  difficulties: { emoji: "large_yellow_circle", word: "in difficulties" },
};
