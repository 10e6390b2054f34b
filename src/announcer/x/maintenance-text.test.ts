import assert from "node:assert/strict";
import { test } from "node:test";
import twitterText from "twitter-text";
import { weight } from "../../base/post-words.ts";
import type { MaintenanceReason } from "../../domain/maintenance.ts";
import { HOUR } from "../../domain/time.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import type { Maintenance } from "../channel.ts";
import { maintenanceWords, type PostText } from "../posts/told.ts";
import { xWords } from "./words.ts";

const START = Date.UTC(2026, 10, 22, 22);

function maintenance(
  reason: MaintenanceReason,
  fields: Partial<Maintenance> = {},
  names: string[] = ["Datastore"],
  count = names.length,
): Maintenance {
  return {
    windowId: 5,
    occurrenceId: 7,
    site: null,
    state: "planned",
    title: "secret title on db7.internal",
    note: "secret note",
    purpose: "secret from the network",
    again: null,
    startsAt: START,
    endsAt: START + 2 * HOUR,
    beganAt: null,
    endedAt: null,
    nextAt: null,
    services: { names, count, namespaces: ["IATI"], timezone: "Europe/London" },
    news: [reason],
    meanwhile: { stillFailing: ["secret failure"], mended: [] },
    actor: "secret actor",
    at: START,
    tellsCustomers: true,
    ...fields,
  };
}

function maintenanceText(of: Maintenance): PostText {
  return maintenanceWords(of, undefined, xWords);
}

const plain = (of: Maintenance): string =>
  maintenanceText(of).text.replaceAll("\u2060", "");

test("what customers read of each piece of news", () => {
  const said: [Maintenance, string][] = [
    [
      maintenance("planned"),
      "Planned maintenance of Datastore: Sun 22 Nov 22:00 to Mon 23 Nov 00:00 GMT.",
    ],
    [
      maintenance("planned", { again: "every month on 1st Sunday" }),
      "Planned maintenance of Datastore: Sun 22 Nov 22:00 to Mon 23 Nov 00:00 GMT, every month on 1st Sunday.",
    ],
    [
      maintenance("moved"),
      "Changed: the planned maintenance of Datastore is Sun 22 Nov 22:00 to Mon 23 Nov 00:00 GMT now.",
    ],
    [
      maintenance("begins"),
      "Planned maintenance of Datastore has begun and is to last until 00:00 GMT.",
    ],
    [
      maintenance("begins", { endsAt: START + 30 * HOUR }),
      "Planned maintenance of Datastore has begun and is to last until Tue 24 Nov 04:00 GMT.",
    ],
    [
      maintenance("extended", { endsAt: START + 3 * HOUR }),
      "The maintenance of Datastore is to last until 01:00 GMT now.",
    ],
    [
      maintenance("ends", { endedAt: START + HOUR }),
      "The maintenance of Datastore ended at 23:00 GMT.",
    ],
    [
      maintenance("cancelled"),
      "The maintenance of Datastore planned for Sun 22 Nov 22:00 GMT is cancelled.",
    ],
  ];
  for (const [of, expected] of said) assert.equal(plain(of), expected);
});

test("several services are counted and listed", () => {
  assert.match(
    plain(maintenance("planned", {}, ["Datastore", "Registry"])),
    /maintenance of Datastore and Registry:/,
  );
  assert.match(
    plain(maintenance("begins", {}, ["A", "B", "C"], 12)),
    /maintenance of 12 services \(A, B, C and 9 more\) has begun/,
  );
});

test("all that waits at once is told by its last word, with all that somebody needs who heard nothing before", () => {
  const said: [MaintenanceReason[], RegExp][] = [
    [["planned", "cancelled"], /is cancelled\.$/],
    [["planned", "moved"], /^Planned maintenance of Datastore: Sun 22 Nov/],
    [
      ["planned", "begins", "extended"],
      /^Planned maintenance of Datastore has begun/,
    ],
    [["moved", "moved"], /^Changed: the planned maintenance/],
    [["extended"], /^The maintenance of Datastore is to last until/],
  ];
  for (const [news, expected] of said)
    assert.match(plain(maintenance("planned", { news })), expected);
});

test("nothing of the team's is told, however long or hostile names are; no link, no mention, never too long", () => {
  const reasons = [
    "planned",
    "moved",
    "begins",
    "extended",
    "ends",
    "cancelled",
  ] as const;
  for (const [index, text] of hostileTexts.entries()) {
    const reason = reasons[index % reasons.length] ?? "planned";
    for (const names of [[text], [text, `${text} 2`, `${text} 3`]]) {
      const words = maintenanceText(maintenance(reason, {}, names));
      for (const post of [words.text, words.alternative]) {
        assert.ok(weight(post) <= 280, `${weight(post)}: ${post.slice(0, 80)}`);
        assert.doesNotMatch(post, /secret/);
        assert.deepEqual(twitterText.extractUrls(post), []);
        assert.deepEqual(twitterText.extractMentions(post), []);
      }
      assert.notEqual(words.text, words.alternative);
    }
  }
});
