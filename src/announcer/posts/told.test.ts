import assert from "node:assert/strict";
import { test } from "node:test";
import {
  languages,
  type PostKind,
  postKinds,
  speeches,
} from "../../domain/posts/languages.ts";
import {
  renderPost,
  type Told,
  type Voice,
} from "../../domain/posts/render.ts";
import { placeholders, templateProblem } from "../../domain/posts/templates.ts";
import { HOUR } from "../../domain/time.ts";
import { weight } from "../../base/post-words.ts";
import { storyOf } from "../../testing/story.ts";
import { xWords } from "../x/words.ts";
import { storyWords } from "./told.ts";

const at = Date.UTC(2026, 10, 21, 14, 2, 9);

function told(kind: PostKind, names: string[] = ["Datastore"]): Told {
  const isPlanned = placeholders[kind].includes("until") || kind === "ends";
  return {
    kind,
    names,
    count: names.length,
    namespace: "IATI",
    timezone: "Europe/Paris",
    at,
    from: isPlanned ? at + HOUR : at - 2 * HOUR - 65_000,
    ...(isPlanned ? { until: at + 3 * HOUR } : {}),
  };
}

function voice(fields: Partial<Voice> = {}): Voice {
  return { language: "en", templates: {}, links: false, ...fields };
}

test("every usual text keeps the rules of templates, says a time of day and differs with the seconds where it is told anew", () => {
  for (const language of languages) {
    const seen = new Set<string>();
    for (const kind of postKinds) {
      for (const text of speeches[language].texts[kind])
        assert.equal(templateProblem(kind, text), undefined, text);
      const post = renderPost(told(kind), voice({ language }), xWords);
      assert.match(post, /\d\d:\d\d/, post);
      assert.doesNotMatch(post, /[{}]/, post);
      assert.match(post, /Datastore/);
      seen.add(post);
    }
    assert.equal(seen.size, postKinds.length);
  }
});

test("names, times and durations are said in the namespace's language", () => {
  const said = (language: Voice["language"], kind: PostKind): string =>
    renderPost(
      told(kind, ["A", "B", "C"]),
      voice({ language }),
      xWords,
    ).replaceAll(/[\u2060\u00A0\u202F]/g, "");
  assert.deepEqual(
    languages.map((language) => said(language, "recovered")),
    [
      "3 services (A, B, C) are up again since 15:02 CET, after 2 h 1 min.",
      "3 services (A, B, C) fonctionnent à nouveau depuis 15:02 UTC+1, après 2h et 1min.",
      "3 servicios (A, B, C) vuelven a funcionar desde 15:02 CET, tras 2 h y 1 min.",
      "3 Dienste (A, B, C) funktionieren seit 15:02 MEZ wieder (nach 2 Std., 1 Min.).",
    ],
  );
  assert.equal(
    said("de", "planned"),
    "Geplante Wartung: 3 Dienste (A, B, C), Sa. 21. Nov. 16:02 bis 18:02 MEZ.",
  );
});

test("an own text is used, with a link only where links are allowed; a long name is shortened, never the sentence", () => {
  const down =
    "{namespace}: {service} not usable since {from}, see https://status.example.org now";
  const say = (links: boolean, name: string): string =>
    renderPost(
      told("down", [name]),
      voice({ links, templates: { down } }),
      xWords,
    );
  assert.equal(
    say(true, "Data"),
    "IATI: Data not usable since 13:01 CET, see https://status.example.org now",
  );
  assert.equal(xWords.price(say(true, "Data")), 200);
  assert.equal(xWords.price(say(false, "Data")), 15);
  const long = say(false, "Very long name ".repeat(40));
  assert.match(long, /^IATI: Very long name .*… not usable since .* now$/);
  assert.ok(weight(long) <= 280);
});

test("reminders of an own text that only says since when are told apart by when they are told", () => {
  const still = `{service} is still down since {from}. ${"Sorry. ".repeat(28)}`;
  const story = storyOf({
    service: "Datastore ".repeat(20),
    news: ["reminder"],
  });
  const say = (hours: number): string =>
    storyWords(
      "still",
      [{ ...story, at: story.beganAt + hours * HOUR }],
      voice({ templates: { still } }),
      xWords,
    ).alternative;
  assert.notEqual(say(4), say(8));
  assert.ok(weight(say(4)) <= 280);
});

test("what is wrong with a template is said", () => {
  const table: [string, RegExp][] = [
    ["{service} is down since {from}.", /^none$/],
    ["{service} is down.", /Say when.*\{from\}/],
    ["Down since {from}", /\{service\}/],
    ["{service} {host} {from}", /\{host\} means nothing here: use/],
    ["{service} {again} {from}", /\{again\} means nothing here/],
    ["{service} {from} {", /brace/],
    ["@ada {service} {from}", /mentions nobody/],
    [`{service} {from} ${"x".repeat(240)}`, /At most 240/],
  ];
  for (const [template, expected] of table)
    assert.match(templateProblem("down", template) ?? "none", expected);
});
