import assert from "node:assert/strict";
import { test } from "node:test";
import type { PublicService } from "../../actions/public/public-view.ts";
import type { DayBar } from "../../domain/day-bars.ts";
import { DAY, HOUR } from "../../domain/time.ts";
import { bars, barsByDay, barsTable } from "./bars.ts";

const today = Date.UTC(2026, 10, 21);

/** The last days, each as it went: for how long it was down, or null where it was not watched. */
function service(...downMs: (number | null)[]): PublicService {
  const days = downMs.map((down, index): DayBar => ({
    from: today - (downMs.length - 1 - index) * DAY,
    ratio: down === null ? null : 1 - down / DAY,
    downMs: down ?? 0,
  }));
  const uptimes = [{ days: days.length, ratio: 0.9687 }];
  return {
    slug: "datastore",
    name: "Datastore",
    status: "up",
    since: today,
    days,
    uptimes,
  };
}

const told = service(null, null, 0, 0, 3 * HOUR, 0, HOUR, 4_000);

function titles(text: string): string[] {
  return [...text.matchAll(/<title>(.*?)<\/title>/g)].map(([, title = ""]) =>
    title.trim(),
  );
}

test("every bar says the uptime of its days, and all of them what was worst", () => {
  const { text } = bars(told, "UTC");
  assert.deepEqual(titles(text), [
    "14 Nov to 15 Nov: no figure",
    "16 Nov to 17 Nov: 100 %",
    "18 Nov: 87.50 %, down 3 h",
    "19 Nov: 100 %",
    "20 Nov: 95.83 %, down 1 h",
    "21 Nov: 99.99 %, down 4 s",
  ]);
  assert.match(
    text,
    /aria-label="Uptime of 8 days: 96\.87 %, down on 3 days, the longest on 18 Nov: 87\.50 %, down 3 h"/,
  );
  const once = bars(service(0, HOUR, 0), "UTC").text;
  assert.match(once, /96\.87 %, down on one day, 20 Nov: 95\.83 %, down 1 h"/);
  assert.match(bars(service(0, 0), "UTC").text, /of 2 days: 96\.87 %"/);
  assert.deepEqual(titles(bars(service(0, 4_000), "UTC").text), [
    "20 Nov to 21 Nov: 99.99 % or better",
  ]);
});

test("a service's own page tells each day by itself, as bars and as a table", () => {
  const byDay = titles(barsByDay(told, "UTC").text);
  assert.equal(byDay.length, 8);
  assert.equal(byDay[3], "17 Nov: 100 %");
  const { rows } = barsTable(told.days, "UTC");
  assert.deepEqual(rows.slice(0, 2), [
    ["21 Nov", "99.99 %", "4 s"],
    ["20 Nov", "95.83 %", "1 h"],
  ]);
  assert.deepEqual(rows.at(-1), ["14 Nov", "no figure", null]);
});
