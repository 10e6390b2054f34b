import assert from "node:assert/strict";
import { test } from "node:test";
import type { Belief, HealthKind } from "./health.ts";
import { type MonitorView, type Status, serviceStatus } from "./service.ts";

/** "up", "down!" (essential), "failing:up" (kind and belief), "paused", "maintenance:down". */
function monitor(text: string): MonitorView {
  const [kind, belief] = text.replace("!", "").split(":") as [
    HealthKind,
    Belief | undefined,
  ];
  const believed =
    belief ??
    (kind === "paused" || kind === "failing" || kind === "maintenance"
      ? "unknown"
      : kind);
  return { kind, belief: believed, essential: text.endsWith("!") };
}

test("a service's status is made from its monitors", () => {
  const table: [string, Status][] = [
    ["", "unknown"],
    ["up", "up"],
    ["up up", "up"],
    ["up unknown", "up"],
    ["unknown", "unknown"],
    ["down", "down"],
    ["down down", "down"],
    ["down up", "difficulties"],
    ["down unknown", "difficulties"],
    ["down! up", "down"],
    ["down up!", "difficulties"],
    ["degraded", "difficulties"],
    ["degraded! up", "difficulties"],
    ["degraded down", "difficulties"],
    ["failing:up", "up"],
    ["failing:unknown", "unknown"],
    ["failing:degraded up", "difficulties"],
    ["paused", "unknown"],
    ["paused up", "up"],
    ["paused down", "down"],
    ["maintenance:down", "maintenance"],
    ["maintenance:down maintenance:up", "maintenance"],
    ["maintenance:down paused", "maintenance"],
    ["maintenance:down! up", "up"],
    ["maintenance:up down", "down"],
  ];
  for (const [monitors, expected] of table) {
    assert.equal(
      serviceStatus(monitors.split(" ").filter(Boolean).map(monitor)),
      expected,
      monitors,
    );
  }
});
