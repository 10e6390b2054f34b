import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { Added } from "../../actions/targets/add-monitor.ts";
import { DAY, HOUR, MINUTE } from "../../domain/time.ts";
import { makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { ManualClock } from "../../testing/manual-clock.ts";
import {
  answerOf,
  type Office,
  openOffice,
  words,
} from "../../testing/office.ts";
import { madeAt, makeHours, makeOutage } from "../../testing/past.ts";
import { until } from "../../testing/until.ts";
import { type Word, wordsOf } from "../words.ts";
import { takeSpan } from "./pictures.ts";

/** A Saturday, 10:00 in London. */
const NOW = Date.UTC(2026, 10, 21, 10);

/** A service that was down twice: on Friday at 02:00 for an hour, on Saturday at 06:30 for ten minutes. */
async function withPast(
  t: TestContext,
): Promise<{ office: Office; added: Added }> {
  const office = await openOffice(t, { clock: new ManualClock(NOW) });
  await makeNamespace(office.store, { timezone: "Europe/London" });
  const added = await makeMonitor(office.store);
  await madeAt(office.store, added, NOW - 100 * DAY);
  await makeHours(
    office.store,
    added.monitor.id,
    { from: NOW - 3 * DAY, until: NOW },
    (at) => (at === NOW - 32 * HOUR ? null : 230),
  );
  await makeOutage(office.store, added, NOW - 32 * HOUR, NOW - 31 * HOUR);
  await makeOutage(
    office.store,
    added,
    NOW - 3.5 * HOUR,
    NOW - 3.5 * HOUR + 10 * MINUTE,
  );
  return { office, added };
}

type Json = Record<string, unknown>;

async function lastMessage({ slack }: Office): Promise<Json> {
  return (await slack.client.messages("#ops")).at(-1) ?? {};
}

function charts(message: Json): Json[] {
  return (message["blocks"] as Json[]).filter(
    ({ type }) => type === "data_visualization",
  );
}

function seriesOf(
  chart: Json | undefined,
): { name: string; values: number[] }[] {
  const { series } = (chart?.["chart"] ?? { series: [] }) as {
    series: { name: string; data: { value: number }[] }[];
  };
  return series.map(({ name, data }) => ({
    name,
    values: data.map(({ value }) => value),
  }));
}

test("graph: words, a chart of Slack's own, and one of when it was down", async (t) => {
  const { office } = await withPast(t);
  const seen = await office.type("/allswell graph datastore");
  assert.match(
    words(seen),
    /Datastore: average 230 ms, down once for 10 min\./,
  );
  assert.match(
    words(seen),
    /\[24 hours\] \[7 days\] \[30 days\] \[90 days\] \[Share as picture here\]/,
  );
  const [times, down] = charts(answerOf(seen));
  assert.deepEqual(
    seriesOf(times).map(({ name, values }) => [name, new Set(values)]),
    [["front page", new Set([230])]],
  );
  assert.deepEqual(
    seriesOf(down)[0]?.values.filter((value) => value > 0),
    [10],
  );
});

test("another span is a press away, in the place of the first", async (t) => {
  const { office } = await withPast(t);
  const seen = await office.type("/allswell graph datastore for the last week");
  assert.match(words(seen), /last 7 days/);
  const month = await office.press(seen, "picture_show:30d");
  assert.match(words(month), /last 30 days/);
  assert.equal(answerOf(month)["ts"], answerOf(seen)["ts"]);
});

test("shared as a picture: a PNG that everybody sees, with its words", async (t) => {
  const { office } = await withPast(t);
  const seen = await office.type("/allswell graph datastore 7d");
  await office.press(seen, "picture_share");
  const message = await lastMessage(office);
  const [file] = message["files"] as Json[];
  assert.equal(file?.["mimetype"], "image/png");
  assert.match(
    String(file?.["alt_txt"]),
    /Datastore: average 230 ms, down 2 times for 1 h 10 min in all/,
  );
  assert.match(String(message["text"]), /Datastore: average 230 ms/);
});

test("where allswell is no member, a sentence says what to do", async (t) => {
  const { office } = await withPast(t);
  office.breakSlack("files.completeUploadExternal", {
    kind: "error",
    error: "not_in_channel",
    times: 1,
  });
  const seen = await office.type("/allswell graph datastore");
  const shared = await office.press(seen, "picture_share");
  assert.match(words(shared), /\/invite @allswell/);
});

test("guests look, but post nothing", async (t) => {
  const { office } = await withPast(t);
  const seen = await office.type("/allswell graph datastore", {
    user: "gus",
    channel: "#iati-status",
  });
  const refused = await office.press(seen, "picture_share", { user: "gus" });
  assert.match(words(refused), /Guests can look/);
});

test("a Slack that knows no charts: the words, and a picture where everybody sees it", async (t) => {
  const { office } = await withPast(t);
  office.breakSlack("chat.postMessage", {
    kind: "error",
    error: "invalid_blocks",
    times: 1,
  });
  const seen = await office.type("@allswell graph datastore");
  assert.deepEqual(charts(answerOf(seen)), []);
  assert.match(words(seen), /cannot show the chart/);
  const picture = await until("the picture", async () =>
    (await office.slack.client.messages("#ops")).find(
      ({ files }) => Array.isArray(files) && files.length > 0,
    ),
  );
  assert.equal(picture["thread_ts"], answerOf(seen)["threadTs"]);
});

test("a Slack that refuses the answer to one person: the same in words", async (t) => {
  const { office } = await withPast(t);
  office.slack.faults.add({ on: "slack response_url", kind: "500", times: 1 });
  const seen = await office.type("/allswell graph datastore");
  assert.match(words(seen), /cannot show the chart here/);
});

test("histogram: by hour and by day, of a namespace, a service or everything", async (t) => {
  const { office, added } = await withPast(t);
  const other = await makeMonitor(office.store, { serviceName: "Registry" });
  await makeOutage(office.store, other, NOW - 32 * HOUR, NOW - 31 * HOUR);
  const seen = await office.type("/allswell histogram iati");
  assert.match(
    words(seen),
    /IATI: 3 failures in the last 30 days: Datastore \(2\) and Registry \(1\)\. Most at 02:00–03:00 \(2\)/,
  );
  const [byHour, byDay] = charts(answerOf(seen)).map(seriesOf);
  assert.deepEqual(
    byHour?.map(({ name, values }) => [name, values[1], values[3]]),
    [
      ["Datastore", 1, 1],
      ["Registry", 1, 0],
    ],
  );
  assert.deepEqual(
    byDay?.map(({ values }) => values.reduce((a, b) => a + b, 0)),
    [2, 1],
  );
  assert.match(
    await office.ask(`/allswell histogram ${added.service.name} 90d`),
    /Datastore: 2 failures in the last 90 days/,
  );
  assert.match(
    await office.ask("/allswell histogram"),
    /All services: 3 failures/,
  );
});

test("heatmap and calendar: in letters, and as a picture", async (t) => {
  const { office } = await withPast(t);
  const heat = await office.type("/allswell heatmap iati");
  assert.match(words(heat), /Most on Fri at 02:00–03:00 \(1\), Europe\/London/);
  assert.match(JSON.stringify(answerOf(heat)), /Fri {2}· {2}· {2}1/);
  const year = await office.type("/allswell calendar datastore 1y");
  assert.match(
    words(year),
    /Datastore: Uptime 98\.\d+ % over 4 days; down on 2 days for 1 h 10 min in all/,
  );
  assert.match(JSON.stringify(answerOf(year)), /Nov 2026/);
  await office.press(year, "picture_share");
  const [file] = (await lastMessage(office))["files"] as Json[];
  assert.equal(file?.["name"], "uptime-calendar.png");
});

test("alone, or with a name that nothing has, something is offered", async (t) => {
  const { office } = await withPast(t);
  const details = await office.type("/allswell datastore");
  assert.match(
    words(await office.press(details, "picture_show")),
    /Datastore: average/,
  );
  const asked = await office.type("/allswell graph");
  assert.match(words(asked), /Graph which one/);
  assert.match(
    words(await office.press(asked, "pick:graph:0")),
    /Datastore: average/,
  );
  assert.match(
    await office.ask("/allswell graph datastroe 7d"),
    /\[iati\/Datastore\]/,
  );
  assert.match(
    await office.ask("/allswell calendar datastroe"),
    /Did you mean Datastore/,
  );
  assert.match(await office.ask("/allswell heatmap iati/*"), /not a pattern/);
});

test("a hostile name in every picture", async (t) => {
  const office = await openOffice(t, { clock: new ManualClock(NOW) });
  await makeNamespace(office.store, { name: "<!channel> & *IATI*" });
  const added = await makeMonitor(office.store, {
    serviceName: "<!here> `x` &amp; <https://evil.example|click>",
    monitorName: "__proto__",
  });
  await madeAt(office.store, added, NOW - DAY);
  await makeHours(
    office.store,
    added.monitor.id,
    { from: NOW - 3 * HOUR, until: NOW },
    () => 100,
  );
  await makeOutage(office.store, added, NOW - HOUR, NOW - HOUR / 2);
  for (const verb of ["graph 1", "histogram iati", "heatmap", "calendar"]) {
    const seen = await office.type(`/allswell ${verb}`);
    await office.press(seen, "picture_share");
  }
  assert.match(
    String((await lastMessage(office))["text"]),
    /^All services: Uptime/,
  );
});

test("spans are taken off the end, however they are said", () => {
  const read = (typed: string) => {
    const { words: left, ms } = takeSpan(wordsOf(typed));
    return [
      left.map(({ text }: Word) => text).join(" "),
      ms === null ? null : ms / DAY,
    ];
  };
  assert.deepEqual(read("datastore"), ["datastore", null]);
  assert.deepEqual(read("datastore 7d"), ["datastore", 7]);
  assert.deepEqual(read("front page over the last 30 days"), [
    "front page",
    30,
  ]);
  assert.deepEqual(read("datastore last week"), ["datastore", 7]);
  assert.deepEqual(read("datastore for 24 hours"), ["datastore", 1]);
  assert.deepEqual(read('"last week"'), ["last week", null]);
  assert.deepEqual(read("week"), ["", 7]);
});
