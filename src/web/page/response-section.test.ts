import assert from "node:assert/strict";
import { test } from "node:test";
import { type Span, spanSizes, windowOf } from "../../domain/pictures.ts";
import { responseSection } from "./response-section.ts";

const now = Date.UTC(2026, 10, 21, 12, 30);

/** The first and the last row of the table over a span, and what stands above them. */
function endsOf(span: Span, timezone: string): (string | undefined)[] {
  const downtimes = [{ from: now - 1, until: now }];
  const picture = {
    kind: "response-times" as const,
    service: "Datastore",
    timezone,
    span,
    window: windowOf(span, now),
    stepMs: spanSizes[span].stepMs,
    lines: [],
    leftOut: 0,
    averageMs: null,
    downtimes,
    maintenance: [],
  };
  const value = { picture, percentiles: [] };
  const { text } = responseSection("datastore", { madeAt: now, value });
  const [, head] = /<th scope="col">(From .*?)</.exec(text) ?? [];
  const labels = [...text.matchAll(/<th scope="row">(.*?)</g)];
  return [head, labels[0]?.[1], labels.at(-1)?.[1]];
}

test("days of a table are those that its figures are of, west of UTC as well", () => {
  for (const zone of ["America/Los_Angeles", "Asia/Tokyo", "UTC"])
    assert.deepEqual(endsOf("90d", zone), ["From (UTC)", "24 Aug", "21 Nov"]);
  assert.deepEqual(endsOf("24h", "America/Los_Angeles"), [
    "From (America/Los_Angeles)",
    "05:00",
    "04:00",
  ]);
});
