import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { spans } from "../domain/pictures.ts";
import { problemsWithBlocks } from "../sandbox/slack/blocks.ts";
import { hostileTexts } from "../testing/hostile.ts";
import { DAY, HOUR } from "../domain/time.ts";
import { calendarSketch } from "./calendar.ts";
import { darkOf } from "./dark.ts";
import { pictureSvg } from "./draw.ts";
import { calendarText, heatMapText } from "./letters.ts";
import { chartBlocks } from "./native.ts";
import { drawPng } from "./png.ts";
import {
  calendar,
  everyPicture,
  failures,
  responseTimes,
} from "../testing/pictures.ts";
import { Studio } from "./studio.ts";
import { colours } from "./theme.ts";
import { pictureTitle, pictureWords } from "./words.ts";

/**
 * Reads SVG as strictly as a parser of XML: tags that match, attributes that are closed, entities that exist.
 * @throws where it is not well-formed
 */
function read(svg: string): {
  tags: string[];
  texts: string[];
  attributes: string[];
} {
  const tags: string[] = [];
  const texts: string[] = [];
  const attributes: string[] = [];
  const open: string[] = [];
  let rest = svg;
  while (rest !== "") {
    const tag =
      /^<(\/?)([a-zA-Z][\w:]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/.exec(rest);
    const text = /^[^<]+/.exec(rest);
    if (tag !== null) {
      const [all, closes, name = "", given = "", isEmpty] = tag;
      if (closes === "/") assert.equal(open.pop(), name);
      else {
        tags.push(name);
        attributes.push(
          ...given.matchAll(/[\w:-]+(?==")/g).map(([one]) => one),
        );
        if (isEmpty === "") open.push(name);
      }
      rest = rest.slice(all.length);
    } else {
      assert.ok(text, `not XML: ${rest.slice(0, 80)}`);
      assert.doesNotMatch(
        text[0],
        /&(?!amp;|lt;|gt;|quot;|#\d+;|#x[0-9a-f]+;|nbsp;)/,
        "an entity",
      );
      assert.doesNotMatch(
        text[0],
        /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u,
        "a character that XML has not",
      );
      texts.push(text[0]);
      rest = rest.slice(text[0].length);
    }
  }
  assert.deepEqual(open, []);
  return { tags, texts, attributes };
}

/** What a picture may be made of: nothing that runs, loads or styles a page around it. */
const allowedTags = new Set([
  "svg",
  "title",
  "desc",
  "rect",
  "path",
  "text",
  "g",
  "defs",
  "clipPath",
  "pattern",
  "circle",
  "polyline",
  "line",
]);

/** Width and height out of a PNG's first chunk. */
function sizeOf(png: Buffer): [number, number] {
  assert.equal(png.subarray(1, 4).toString(), "PNG");
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

for (const picture of everyPicture())
  describe(picture.kind, () => {
    const svg = pictureSvg(picture);

    test("is plain SVG with its words in it", () => {
      const { tags, texts, attributes } = read(svg);
      assert.deepEqual(
        tags.filter((tag) => !allowedTags.has(tag)),
        [],
      );
      assert.deepEqual(
        attributes.filter((name) => /^on|href|style|class/.test(name)),
        [],
      );
      assert.equal(texts[0], pictureTitle(picture));
      assert.equal(texts[1], pictureWords(picture));
    });

    test("is the same each time, with ids of its own", () => {
      assert.equal(pictureSvg(picture), svg);
      const ids = svg.match(/ id="[^"]+"/g) ?? [];
      assert.equal(new Set(ids).size, ids.length);
      assert.doesNotMatch(svg, /zr\d/);
    });

    test("is a PNG of twice its size, on a light ground", async () => {
      const png = await drawPng(svg);
      const [, width, height] =
        /width="(\d+)" height="([\d.]+)"/.exec(svg) ?? [];
      assert.equal(width, "640");
      assert.deepEqual(sizeOf(png), [1280, Math.round(Number(height) * 2)]);
      assert.match(
        svg,
        new RegExp(
          `<rect width="640" height="[\\d.]+" x="0" y="0" fill="${colours.ground}">`,
        ),
      );
    });

    test("Slack takes its charts", () => {
      assert.deepEqual(problemsWithBlocks("message", chartBlocks(picture)), []);
    });
  });

test("on a dark ground each colour is another one, and nothing else is", () => {
  const attribute = / (?:fill|stroke)="([^"]+)"/g;
  const plain = /^(?:none|#000|rgb\(0,0,0\)|url\(.*\))$/;
  for (const size of ["wide", "narrow"] as const)
    for (const picture of everyPicture("#ffffff")) {
      const light = pictureSvg(picture, { scheme: "light", size });
      const dark = pictureSvg(picture, { scheme: "dark", size });
      const colours = [...light.matchAll(attribute)]
        .map(([, colour = ""]) => colour)
        .filter((colour) => !plain.test(colour));
      assert.deepEqual(
        colours.filter((colour) => darkOf[colour] === undefined),
        [],
      );
      assert.equal(
        dark.replaceAll(attribute, ""),
        light.replaceAll(attribute, ""),
      );
      assert.match(dark, /fill="#12161c"/);
    }
});

test("names that are none stay text, in SVG, in words and in Slack's charts", () => {
  for (const [index, text] of hostileTexts.entries()) {
    const all = everyPicture(text.slice(0, 200));
    const picture = all[index % all.length] ?? calendar(90);
    const { tags, attributes } = read(pictureSvg(picture));
    assert.deepEqual(
      tags.filter((tag) => !allowedTags.has(tag)),
      [],
    );
    assert.deepEqual(
      attributes.filter((name) => /^on|href|style|class/.test(name)),
      [],
    );
    for (const one of all)
      assert.deepEqual(problemsWithBlocks("message", chartBlocks(one)), []);
  }
});

test("no name changes what all objects have", () => {
  for (const name of ["__proto__", "constructor", "toString", "valueOf"])
    for (const picture of everyPicture(name)) pictureSvg(picture);
  const seen: string[] = [];
  for (const key in {}) seen.push(key);
  assert.deepEqual([...seen, ...Object.keys(Object)], []);
});

test("response times: a line for each monitor, a hatched band for each downtime", () => {
  for (const span of spans) {
    const svg = pictureSvg(responseTimes(span));
    assert.equal(
      svg.split(`fill="${colours.downGround}"`).length - 1,
      3,
      `${span}: two bands and the legend`,
    );
    for (const name of ["front page", "search", "down"])
      assert.match(svg, new RegExp(`>${name}</text>`));
  }
  assert.match(pictureSvg(responseTimes("7d")), />maintenance<\/text>/);
  const calm = { ...responseTimes("7d", ["front page"]), downtimes: [] };
  assert.doesNotMatch(pictureSvg(calm), new RegExp(colours.downGround));
  assert.equal(pictureWords(calm), "Datastore: average 410 ms, never down.");
  assert.equal(
    pictureWords(responseTimes("24h")),
    "Datastore: average 410 ms, down 2 times for 1 h 7 min in all.",
  );
});

test("lines and bars are told apart without their colours", () => {
  const lines = pictureSvg(responseTimes("7d", ["a", "b", "c", "d", "e", "f"]));
  const dashes = new Set(lines.match(/stroke-dasharray="[^"]+"/g));
  assert.equal(dashes.size, 5); // and one without
  const bars = pictureSvg(
    failures("failures-by-hour", ["a", "b", "c", "d", "e", "f"]),
  );
  assert.ok((bars.match(/<pattern /g) ?? []).length >= 5);
});

test("bars: a hole in the numbers is no bar; without failures there is an empty picture", () => {
  const none = { ...failures("failures-by-day", []), total: 0 };
  assert.equal(pictureWords(none), "IATI: no failure in the last 30 days.");
  assert.match(pictureSvg(none), /no failure · Europe\/London/);
  assert.deepEqual(chartBlocks(none), []);
});

test("Slack's charts: twenty points at most, no gaps, six series with names of their own", () => {
  for (const span of spans) {
    const [times, down] = chartBlocks(
      responseTimes(span, ["a".repeat(30), "a".repeat(31)]),
    );
    const names = times?.chart.series.map(({ name }) => name);
    assert.deepEqual(names, ["aaaaaaaaaaaaaaaaaaa…", "aaaaaaaaaaaaaaa… (2)"]);
    const points = times?.chart.axis_config.categories.length ?? 0;
    assert.ok(points >= 12 && points <= 20, `${span}: ${points}`);
    const minutes =
      down?.chart.series[0]?.data.reduce((sum, { value }) => sum + value, 0) ??
      0;
    const { downtimes } = responseTimes(span);
    const lasted =
      downtimes.reduce((sum, { from, until }) => sum + until - from, 0) /
      60_000;
    assert.ok(Math.abs(minutes - lasted) < 1, span);
  }
});

test("the heat map's numbers stand in its fields", () => {
  const picture = failures("failures-by-week-hour");
  const fields = picture.byWeekHour.flat().filter((count) => count > 0);
  const { texts } = read(pictureSvg(picture));
  const hours = 24;
  const numbers = texts.filter((text) => /^\d$/.test(text));
  assert.ok(numbers.length >= fields.length && hours === 24);
  const rows = heatMapText(picture).split("\n");
  assert.equal(rows.length, 8);
  assert.equal(new Set(rows.map(({ length }) => length)).size, 1);
});

test("the calendar: a square for each day, a mark for each bad one, a letter for each in words", () => {
  const svg = pictureSvg(calendar(365));
  const squares = svg.match(
    new RegExp(
      `fill="(${colours.up}|#ffe2b8|#f7a072|${colours.down}|${colours.unknown})"`,
      "g",
    ),
  );
  assert.equal(squares?.length, 365 + 5);
  const rows = calendarText(calendar(90)).split("\n");
  const letters = rows.map((row) => row.slice("Nov 2026 ".length, -8)).join("");
  assert.equal(letters.replaceAll(/[^·oX/]/g, "").length, 82);
});

test("the studio draws in its own thread what is drawn here, and hands errors back", async () => {
  const studio = new Studio();
  const picture = calendar(90);
  assert.equal(await studio.svg(picture), pictureSvg(picture));
  const [png, again] = await Promise.all([
    studio.png(picture),
    studio.png(picture),
  ]);
  assert.deepEqual(sizeOf(png), sizeOf(again));
  await assert.rejects(
    studio.svg({ kind: "no such picture" } as never),
    /a picture/,
  );
  await studio.close();
});

test("a month's uptime counts what was watched, of a day that has only begun too, over all services", () => {
  const days = [
    { date: "2026-11-20", ratio: 0.5, downMs: 2 * DAY, countedMs: 4 * DAY },
    { date: "2026-11-21", ratio: 0.5, downMs: HOUR, countedMs: 2 * HOUR },
  ];
  const picture = { ...calendar(2), days };
  assert.match(calendarText(picture), /50.000 %$/);
  assert.match(
    JSON.stringify(calendarSketch(picture).option),
    /Nov 2026: 50.000 %|Nov: 50.000 %/,
  );
});
