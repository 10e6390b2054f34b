import assert from "node:assert/strict";
import { test } from "node:test";
import type { Evidence } from "../../actions/inside/sights.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import {
  problemsWithMessage,
  wordsOfBlocks,
} from "../../testing/slack-words.ts";
import { evidenceView } from "./evidence.ts";

const at = Date.UTC(2026, 10, 21, 10, 2);
const seen = { monitorId: 3, at, facts: null };

function down(
  text: string,
  facts: Record<string, string | number> = {},
): Evidence {
  return {
    name: "front page",
    result: {
      outcome: "down",
      latencyMs: 182.4,
      reason: { kind: "status", text },
      facts,
    },
    earlier: [{ ...seen, outcome: "up", latencyMs: 80, reason: null }],
  };
}

test("evidence: what was seen, its facts in columns, and what was seen before", () => {
  const view = evidenceView(
    "Datastore",
    [down("HTTP 503 (accepted: 200-399)", { status: 503, dnsMs: 1.26 })],
    2,
  );
  assert.equal(view.text, "Datastore: down");
  assert.deepEqual(wordsOfBlocks(view.blocks).split("\n"), [
    ":red_circle: *front page* down in 182 ms",
    "HTTP 503 (accepted: 200-399)",
    "status  503",
    "dnsMs   1.3",
    "Before:",
    "• :large_green_circle: 2026-11-21 10:02 UTC up in 80 ms",
    "2 monitors more were not looked at: name one to see it.",
  ]);
});

test("a look that is fine needs no reason", () => {
  const view = evidenceView(
    "Datastore",
    [
      {
        name: "front page",
        result: { outcome: "up", latencyMs: 12, facts: {} },
        earlier: [],
      },
    ],
    0,
  );
  assert.equal(
    wordsOfBlocks(view.blocks),
    ":large_green_circle: *front page* up in 12 ms",
  );
});

test("ten monitors with all that they could say are one message", () => {
  const facts = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [
      `fact ${index}`,
      "f".repeat(200),
    ]),
  );
  const one = { ...down("r".repeat(10_000), facts), name: "n".repeat(80) };
  const earlier = Array.from({ length: 5 }, () => ({
    ...seen,
    outcome: "down" as const,
    latencyMs: null,
    reason: "e".repeat(500),
  }));
  const view = evidenceView(
    "s".repeat(80),
    Array.from({ length: 10 }, () => ({ ...one, earlier })),
    10,
  );
  assert.deepEqual(problemsWithMessage(view), []);
  assert.equal(
    wordsOfBlocks(view.blocks).match(/:red_circle: \*n{80}\*/g)?.length,
    10,
    "each has its line at least",
  );
});

test("whatever a server answers stays text", () => {
  for (const hostile of hostileTexts) {
    const view = evidenceView(
      hostile.slice(0, 80),
      [
        {
          ...down(hostile, { [hostile.slice(0, 30)]: hostile }),
          name: hostile.slice(0, 80),
        },
      ],
      0,
    );
    assert.deepEqual(problemsWithMessage(view), [], hostile.slice(0, 40));
  }
});
