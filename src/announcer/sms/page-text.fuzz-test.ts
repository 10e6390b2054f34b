import assert from "node:assert/strict";
import { test } from "node:test";
import { SegmentedMessage } from "sms-segments-calculator";
import { corpusTexts, hostileTexts } from "../../testing/hostile.ts";
import { storyOf } from "../../testing/story.ts";
import { pageText } from "./page-text.ts";

void test("of all naughty strings: two segments at most, one line, the number in it", () => {
  for (const text of [...hostileTexts, ...(corpusTexts() ?? [])]) {
    const it = storyOf({
      service: text,
      cause: text,
      detail: text,
      namespace: { name: text, timezone: "UTC" },
      incidentId: 1_234_567,
    });
    for (const topic of ["trouble", "recovered"] as const)
      for (const count of [1, 3]) {
        const body = pageText(
          topic,
          Array.from({ length: count }, () => it),
        );
        assert.ok(new SegmentedMessage(body).segmentsCount <= 2, body);
        assert.doesNotMatch(body, /[\p{Cc}\p{Cf}]/u);
        assert.match(body, /#1234567|\d services/);
      }
  }
});
