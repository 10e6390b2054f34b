import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY, HOUR, MINUTE } from "../../domain/time.ts";
import { rows } from "../../store/db.ts";
import { makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import { madeAt, makeHours, makeOutage } from "../../testing/past.ts";
import { openStatusPage } from "../../testing/status-page.ts";

const LOOKS = ["", ".dark", ".narrow", ".dark.narrow"];

test("every picture of the page is there as SVG, PNG and CSV, and nothing else is", async (t) => {
  const { store, clock, renew, get, read } = await openStatusPage(t);
  await makeNamespace(store);
  const added = await makeMonitor(store, { monitorName: "secret probe" });
  const hidden = await makeMonitor(store, {
    serviceName: "Back office",
    public: false,
  });
  const now = clock.now();
  const hour = Math.floor(now / HOUR) * HOUR;
  await madeAt(store, added, now - 100 * DAY);
  await makeHours(
    store,
    added.monitor.id,
    { from: hour - 2 * DAY, until: hour },
    (at) => (at % (5 * HOUR) === 0 ? 900 : 40),
  );
  const down = hour - 6 * HOUR;
  await makeOutage(store, added, down, down + 20 * MINUTE);
  await makeOutage(store, hidden, down, down + 20 * MINUTE);
  await renew();
  const bases = [
    "/s/datastore/response-times/24h",
    "/s/datastore/response-times/90d",
    ...["", "/n/iati"].flatMap((of) =>
      ["day", "hour", "week-hour"].map(
        (kind) => `${of}/numbers/failures-by-${kind}/7d`,
      ),
    ),
  ];
  for (const base of bases) {
    for (const look of LOOKS) {
      const drawn = await get(`${base}${look}.svg`);
      assert.equal(drawn.status, 200, base);
      const svg = await drawn.text();
      assert.match(svg, /^<svg width="(640|360)"/);
      assert.match(svg, look.includes("dark") ? /#12161c/ : /#ffffff/);
      assert.doesNotMatch(svg, /secret|Back office/);
      assert.match(
        drawn.headers.get("content-security-policy") ?? "",
        /default-src 'none'/,
      );
      const etag = drawn.headers.get("etag") ?? "";
      const again = await get(`${base}${look}.svg`, {
        headers: { "If-None-Match": etag, "Cache-Control": "max-age=0" },
      });
      assert.equal(again.status, 304);
    }
    const csv = await get(`${base}.csv`);
    assert.match(csv.headers.get("content-type") ?? "", /^text\/csv/);
    assert.doesNotMatch(await csv.text(), /secret|Back office/);
  }
  const png = await get("/n/iati/numbers/failures-by-hour/30d.dark.png");
  assert.equal(png.headers.get("content-type"), "image/png");
  assert.equal(png.headers.get("content-encoding"), null);
  assert.match(
    await read("/s/datastore/response-times/24h.csv"),
    /^from,until,answers,p95_ms,p50_ms,down_s\r\n/,
  );
  assert.match(
    await read("/s/datastore/response-times/24h.csv"),
    /Z,60,\d+,\d+,1200\r\n/,
  );
  for (const path of [
    "/s/back-office/response-times/24h.svg",
    "/s/none/response-times/24h.svg",
    "/s/datastore/response-times/25h.svg",
    "/s/datastore/response-times/24h.narrow.dark.svg",
    "/s/datastore/response-times/24h.dark.csv",
    "/s/datastore/response-times/24h.gif",
    "/numbers/failures-by-day/24h.svg",
    "/numbers/failures-by-moon/7d.svg",
    "/n/none/numbers/failures-by-day/7d.svg",
    "/numbers?span=24h",
    "/n/none/numbers",
    "/s/datastore?span=2d",
    "/s/datastore?span=24h&span=7d",
  ])
    assert.equal((await get(path)).status, 404, path);
});

test("the pages show the pictures with their words, figures and tables", async (t) => {
  const { store, clock, renew, read } = await openStatusPage(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  const quiet = await makeMonitor(store, { serviceName: "Registry" });
  await madeAt(store, added, clock.now() - 100 * DAY);
  const hour = Math.floor(clock.now() / HOUR) * HOUR;
  await makeHours(
    store,
    added.monitor.id,
    { from: hour - 2 * DAY, until: hour },
    () => 40,
  );
  await renew();
  assert.match(await read("/s/registry"), /Nothing was measured/);
  assert.match(await read("/numbers"), /no failure in the last 30 days/);
  await makeOutage(store, added, hour - HOUR, hour - HOUR / 2);
  await makeOutage(store, quiet, hour - HOUR, hour - HOUR / 2);
  clock.move(2 * MINUTE);
  await renew();
  const service = await read("/s/datastore");
  assert.match(
    service,
    /alt="Datastore: average 40 ms, down once for 30 min\."/,
  );
  assert.match(service, /<dt>95 % within<\/dt>\s*<dd>\d+ ms<\/dd>/);
  assert.match(service, /<td>\d+ ms<\/td>\s*<td>30 min<\/td>/);
  assert.match(
    service,
    /href="\/s\/datastore\/response-times\/24h\.csv" download/,
  );
  const week = await read("/s/datastore?span=7d");
  assert.match(week, /response-times\/7d\.dark\.narrow\.svg\?at=\d+/);
  const numbers = await read("/n/iati/numbers?span=7d");
  assert.match(numbers, /alt="IATI: 2 failures in the last 7 days: /);
  assert.match(numbers, /failures-by-week-hour\/7d\.svg/);
  assert.ok(numbers.length < 100_000);
});

test("hostile names stay text in pictures and tables, and no spreadsheet runs them", async (t) => {
  const { store, clock, renew, read } = await openStatusPage(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  await makeOutage(store, added, clock.now() - HOUR, clock.now() - MINUTE);
  for (const text of ['=HYPERLINK("http://x")', "+1", ...hostileTexts]) {
    const name = text.replaceAll("\0", "") || "empty";
    await rows(store.db, "UPDATE services SET name = $1 RETURNING 1", [name]);
    clock.move(2 * MINUTE);
    await renew();
    const page = await read("/numbers?span=7d");
    assert.doesNotMatch(page, /<script(?! src="\/assets\/)|<img(?! src="\/)/);
    const [head = ""] = (await read("/numbers/failures-by-day/7d.csv")).split(
      "\r\n",
    );
    const cell = head.slice("day,".length);
    assert.match(cell, /^(?:"(?:[^"]|"")*"|[^",]*)$/s);
    assert.doesNotMatch(cell, /^"?[=+\-@]/);
  }
});

test("a picture is drawn once, however many ask for it at once and however they ask", async (t) => {
  const { store, renew, get, drawn } = await openStatusPage(t);
  await makeNamespace(store);
  await makeMonitor(store);
  await renew();
  const path = "/s/datastore/response-times/24h.svg";
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => get(`${path}?at=${n}`)),
  );
  assert.ok(answers.every(({ status }) => status === 200));
  assert.equal(drawn(), 1);
});

test("without the database pictures stay as they were", async (t) => {
  const { store, clock, renew, get, loseDatabase } = await openStatusPage(t);
  await makeNamespace(store);
  await makeMonitor(store);
  await renew();
  const path = "/s/datastore/response-times/24h.svg";
  assert.equal((await get(path)).status, 200);
  loseDatabase();
  clock.move(2 * MINUTE);
  assert.equal((await get(path)).status, 200);
  const other = await get("/s/datastore/response-times/7d.svg");
  assert.equal(other.status, 503);
  assert.ok(other.headers.get("retry-after"));
});
