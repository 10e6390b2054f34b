import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  MaintenanceReason,
  OccurrenceState,
} from "../../domain/maintenance.ts";
import { HOUR } from "../../domain/time.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import {
  problemsWithMessage,
  wordsOfBlocks,
} from "../../testing/slack-words.ts";
import type { Maintenance } from "../channel.ts";
import { maintenanceMessage } from "./maintenance-message.ts";

const START = Date.UTC(2026, 10, 22, 22);

function maintenance(
  state: OccurrenceState,
  reason: MaintenanceReason,
  fields: Partial<Maintenance> = {},
): Maintenance {
  return {
    windowId: 5,
    occurrenceId: 7,
    site: null,
    state,
    title: "DB upgrade",
    note: "",
    purpose: "",
    again: null,
    startsAt: START,
    endsAt: START + 2 * HOUR,
    beganAt: null,
    endedAt: null,
    nextAt: null,
    services: {
      names: ["Datastore"],
      count: 1,
      namespaces: ["IATI"],
      timezone: "Europe/London",
    },
    news: [reason],
    meanwhile: null,
    actor: null,
    at: START,
    tellsCustomers: true,
    ...fields,
  };
}

const shown = (of: Maintenance, isReply = false): string =>
  wordsOfBlocks(maintenanceMessage(of, isReply).blocks);

test("a living message shows how it stands, with what can be done", () => {
  assert.equal(
    shown(
      maintenance("planned", "planned", {
        note: "ask Ada",
        again: "every month on 1st Sunday",
      }),
    ),
    [
      ":calendar: *Maintenance of Datastore is planned*",
      "DB upgrade",
      "ask Ada",
      "2026-11-22 22:00 UTC to 2026-11-23 00:00 UTC (2 h), every month on 1st Sunday",
      "IATI · window 5 · customers are told",
      "[Edit …] [Cancel]",
    ].join("\n"),
  );
  assert.match(
    shown(maintenance("running", "begins", { tellsCustomers: false })),
    /is under way.*customers are not told\n\[Extend …\] \[End now\] \[Edit …\]$/s,
  );
  assert.match(shown(maintenance("cancelled", "cancelled")), /is cancelled/);
  assert.match(shown(maintenance("missed", "planned")), /did not take place/);
  assert.doesNotMatch(shown(maintenance("ended", "ends")), /\[/);
});

test("one time that is left out is not the end of a window that comes again", () => {
  const leftOut = maintenance("cancelled", "cancelled", {
    again: "every day",
    nextAt: Date.UTC(2026, 10, 24, 22),
  });
  assert.match(
    shown(leftOut),
    /^:fast_forward: \*?Maintenance of .* is left out once.*The next one begins .*2026-11-24 22:00 UTC.*\n\[Edit …\] \[Cancel\]$/s,
  );
  assert.match(
    shown(leftOut, true),
    /^:fast_forward: The maintenance is left out once; the next one begins .*2026-11-24 22:00 UTC/,
  );
  const confirm = (again: string | null) =>
    JSON.stringify(
      maintenanceMessage(maintenance("planned", "planned", { again }), false)
        .blocks,
    );
  assert.match(confirm("every day"), /nor will any later time/);
  assert.doesNotMatch(confirm(null), /nor will any later time/);
});

test("at the end it says what failed meanwhile", () => {
  const failed = {
    stillFailing: ["Datastore / front page: HTTP 503"],
    mended: ["Datastore / API: refused"],
  };
  for (const isReply of [true, false]) {
    const words = shown(
      maintenance("ended", "ends", { meanwhile: failed }),
      isReply,
    );
    assert.match(
      words,
      /Still failing.*Datastore \/ front page: HTTP 503.*works again.*Datastore \/ API: refused/s,
    );
  }
  assert.match(
    shown(
      maintenance("ended", "ends", {
        meanwhile: { stillFailing: [], mended: [] },
      }),
    ),
    /Nothing failed meanwhile\./,
  );
});

test("below it each piece of news has its line", () => {
  const lines: [MaintenanceReason, RegExp][] = [
    [
      "planned",
      /^:calendar: The maintenance is planned for 2026-11-22 22:00 UTC\.$/,
    ],
    [
      "moved",
      /^:calendar: The maintenance is planned for 2026-11-22 22:00 UTC to 2026-11-23 00:00 UTC now\.$/,
    ],
    [
      "begins",
      /^:wrench: The maintenance has begun, until 2026-11-23 00:00 UTC\.$/,
    ],
    [
      "extended",
      /^:wrench: The maintenance is now to last until 2026-11-23 00:00 UTC\.$/,
    ],
    ["ends", /^:white_check_mark: The maintenance has ended\.$/],
    ["cancelled", /^:no_entry_sign: The maintenance is cancelled\.$/],
  ];
  for (const [reason, expected] of lines)
    assert.match(shown(maintenance("running", reason), true), expected);
  assert.match(
    shown(maintenance("ended", "ends", { actor: "Ada" }), true),
    /\(Ada\)$/,
  );
});

test("many services are counted, and hostile words stay words within Slack's limits", () => {
  const many = {
    names: Array.from({ length: 30 }, (_, index) => `S${index}`),
    count: 5_000,
    namespaces: ["IATI"],
    timezone: "UTC",
  };
  assert.match(
    shown(maintenance("planned", "planned", { services: many })),
    /5000 services \(S0, S1, S2, S3, S4 and 4995 more\)/,
  );
  for (const text of hostileTexts)
    for (const isReply of [true, false]) {
      const failures = Array.from({ length: 100 }, () => text);
      const message = maintenanceMessage(
        maintenance("ended", "ends", {
          title: text,
          note: text,
          actor: text,
          services: { ...many, names: [text, text] },
          meanwhile: { stillFailing: failures, mended: failures },
        }),
        isReply,
      );
      assert.deepEqual(
        problemsWithMessage({ ...message }),
        [],
        text.slice(0, 60),
      );
    }
});
