import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import type {
  PublicService,
  PublicView,
} from "../../actions/public/public-view.ts";
import { DAY, HOUR, MINUTE } from "../../domain/time.ts";
import { overview, SERVICES_PER_PAGE } from "./overview.ts";

const now = Date.UTC(2026, 10, 21, 12);
const MOST_BYTES = 100_000;

/** As bad as it can look: down now, and on each of the 90 days for another while. */
function worst(number: number): PublicService {
  return {
    slug: `service-${number}`,
    name: `Service ${number} of the data platform`,
    status: "down",
    since: now - number * MINUTE,
    days: Array.from({ length: 90 }, (_, day) => ({
      from: now - (89 - day) * DAY,
      ratio: 0.5,
      downMs: ((number * 7_919 + day * 104_729) % 7_000) * MINUTE,
    })),
    uptimes: [{ days: 90, ratio: 0.5 + number / 20_000 }],
  };
}

test("in a storm of 5,000 services a page stays small, and counts all of them", () => {
  const services = Array.from({ length: 5_000 }, (_, number) => worst(number));
  const view: PublicView = {
    at: now,
    namespaces: [
      {
        slug: "iati",
        name: "IATI",
        timezone: "Europe/London",
        title: null,
        accent: null,
        domain: null,
        logo: null,
        posts: [],
        panels: [],
        since: now,
        services,
      },
    ],
    incidents: services.slice(0, 200).map(({ slug, name }, id) => ({
      id,
      service: { slug, name },
      namespaceSlug: "iati",
      severity: "down",
      beganAt: now - HOUR,
      resolvedAt: null,
      downSince: now - HOUR,
      downMs: null,
      resolution: null,
      updates: [{ at: now - HOUR, kind: "down", text: null }],
      postmortem: null,
    })),
    maintenance: [],
    pastMaintenance: [],
    formerSlugs: new Map(),
  };
  for (const chosen of [null, view.namespaces[0] ?? null]) {
    const { text } = overview(view, chosen, 1);
    assert.match(text, /and 4980 more/);
    const bytes = gzipSync(text).length;
    assert.ok(bytes < MOST_BYTES, `${bytes} bytes`);
    const rows = text.match(/class="bars"/g)?.length ?? 0;
    assert.equal(rows, chosen === null ? 0 : SERVICES_PER_PAGE);
  }
});
