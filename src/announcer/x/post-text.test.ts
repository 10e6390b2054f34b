import assert from "node:assert/strict";
import { test } from "node:test";
import twitterText from "twitter-text";
import type { Topic } from "../../domain/fold.ts";
import { storyOf } from "../../testing/story.ts";
import type { Story } from "../channel.ts";
import { weight } from "../../base/post-words.ts";
import { type PostText, storyWords } from "../posts/told.ts";
import { xWords } from "./words.ts";

const began = Date.UTC(2026, 10, 21, 10, 2, 5);

function story(service: string, fields: Partial<Story> = {}): Story {
  return storyOf({
    service,
    namespace: { name: "IATI", timezone: "Europe/London" },
    beganAt: began,
    cause: "https://internal.example/secret?token=1: refused",
    detail: "10.0.0.7: refused",
    actor: "Ada",
    at: began + 25_000,
    ...fields,
  });
}

function slow(service: string, fields: Partial<Story> = {}): Story {
  return story(service, {
    severity: "difficulties",
    firstDownAt: null,
    ...fields,
  });
}

function postText(topic: Topic, stories: readonly Story[]): PostText {
  return storyWords(topic, stories, undefined, xWords);
}

function text(topic: Topic, ...stories: Story[]): string {
  return postText(topic, stories).text;
}

test("what customers read", () => {
  const later = { at: began + 4 * 3_600_000 };
  const table: [string, string][] = [
    [text("trouble", story("Datastore")), "Datastore is down since 10:02 GMT."],
    [
      text("trouble", story("Datastore"), story("Registry")),
      "Datastore and Registry are down since 10:02 GMT.",
    ],
    [
      text("trouble", story("A"), story("B"), story("C")),
      "3 services (A, B, C) are down since 10:02 GMT.",
    ],
    [
      text("trouble", story("Datastore", { severity: "difficulties" })),
      "Datastore has difficulties since 10:02 GMT.",
    ],
    [
      text("recovered", story("Datastore", later)),
      "Datastore is up again since 14:02 GMT, after 4 h.",
    ],
    [
      text("still", story("Datastore", later)),
      "Datastore is still down, for 4 h at 14:02 GMT.",
    ],
    [
      text("brief", story("Datastore", { at: began + 120_000 })),
      "Datastore was down from 10:02 GMT to 10:04 GMT and is up again.",
    ],
    [
      text("brief", slow("Datastore", { at: began + 120_000 })),
      "Datastore had difficulties from 10:02 GMT to 10:04 GMT and is up again.",
    ],
    [
      text("brief", slow("A"), story("B"), slow("C", { firstDownAt: began })),
      "B and C were down from 10:02 GMT to 10:02 GMT and are up again. A had difficulties from 10:02 GMT to 10:02 GMT and is up again.",
    ],
    [
      text("trouble", story("Datastore", { beganAt: began - 86_400_000 * 2 })),
      "Datastore is down since 19 Nov, 10:02 GMT.",
    ],
    [
      text("trouble", story("A"), story("B"), slow("C"), slow("D")),
      "A and B are down since 10:02 GMT. C and D have difficulties since 10:02 GMT.",
    ],
    [
      text("still", slow("C", later), story("A", later)),
      "A is still down, for 4 h at 14:02 GMT. C was down and has difficulties now, at 14:02 GMT.",
    ],
    [
      postText("trouble", [story("Datastore")]).alternative,
      "Datastore is down since 10:02:05 GMT.",
    ],
  ];
  for (const [actual, expected] of table) assert.equal(actual, expected);
});

test("whoever hears nothing of difficulties hears of no time before it was down", () => {
  const slowForHours = {
    downSince: began + 6 * 3_600_000,
    firstDownAt: began + 6 * 3_600_000,
    at: began + 6 * 3_600_000 + 120_000,
  };
  const said = (hearsDifficulties: boolean): string[] =>
    (["trouble", "still", "brief", "recovered"] as const).map((topic) =>
      text(topic, story("D", { ...slowForHours, hearsDifficulties })),
    );
  assert.deepEqual(said(false), [
    "D is down since 16:02 GMT.",
    "D is still down, for 2 min at 16:04 GMT.",
    "D was down from 16:02 GMT to 16:04 GMT and is up again.",
    "D is up again since 16:04 GMT, after 2 min.",
  ]);
  assert.deepEqual(said(true), [
    "D is down since 16:02 GMT.",
    "D is still down, for 2 min at 16:04 GMT.",
    "D was down from 10:02 GMT to 16:04 GMT and is up again.",
    "D is up again since 16:04 GMT, after 6 h 2 min.",
  ]);
});

test("times are those of the namespace, in summer as well", () => {
  const july = Date.UTC(2026, 6, 1, 10, 2);
  assert.equal(
    text("trouble", story("D", { beganAt: july, at: july })),
    "D is down since 11:02 BST.",
  );
});

test("the words for each topic never tell causes, people or hosts", () => {
  for (const topic of [
    "trouble",
    "brief",
    "recovered",
    "still",
    "note",
  ] as const) {
    assert.doesNotMatch(
      text(topic, story("D")),
      /refused|10\.0\.0|internal|Ada|token/,
    );
  }
});

test("names become no links, mentions or tags, and nothing is longer than X takes", () => {
  const names = [
    "api.example.com",
    "@jack",
    "#down",
    "$TSLA",
    "https://evil.example/x",
    "v1.2.io",
    "foo.sh",
    "db.prod",
    "a@b.example",
    "＠ful",
    "🇬🇧👩‍💻 é",
    "データストア".repeat(12),
    "x".repeat(80),
    "مركز الدعم",
    "e\u0301".repeat(70),
    "\u202Eevil",
  ];
  const many = Array.from({ length: 10_000 }, (_, index) =>
    story(`Service number ${index} with a long name`),
  );
  const sets = [
    ...names.map((name) => [story(name)]),
    names.map((name) => story(name)),
    many,
    names.slice(0, 2).map((name) => story(name.repeat(2).slice(0, 80))),
    [...many, ...many.map((one) => ({ ...one, severity: slow("").severity }))],
    [story("x".repeat(80)), slow("データストア".repeat(12))],
  ];
  for (const stories of sets) {
    for (const topic of ["trouble", "brief", "recovered", "still"] as const) {
      const { text: one, alternative } = postText(topic, stories);
      for (const words of [one, alternative]) {
        assert.ok(weight(words) <= 280, `${weight(words)}: ${words}`);
        assert.ok(twitterText.parseTweet(words).valid, words);
        const entities = [
          ...twitterText.extractUrls(words),
          ...twitterText.extractMentions(words),
          ...twitterText.extractHashtags(words),
          ...twitterText.extractCashtags(words),
        ];
        assert.deepEqual(entities, [], words);
      }
    }
  }
  assert.match(
    text("trouble", ...many),
    /^10,000 services \(Service number 0 .* and 9,9\d\d more\) are down since 10:02 GMT\.$/,
  );
});
