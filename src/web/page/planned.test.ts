import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY, HOUR } from "../../domain/time.ts";
import { rows, type Store } from "../../store/db.ts";
import { makeMonitor, makeNamespace } from "../../testing/factory.ts";
import { openStatusPage } from "../../testing/status-page.ts";

/** A window with one time of it, as planning makes it. */
async function plan(
  store: Store,
  {
    serviceId,
    from,
    tellsCustomers = true,
  }: { serviceId: number; from: number; tellsCustomers?: boolean },
): Promise<void> {
  await rows(
    store.db,
    `WITH made AS (
       INSERT INTO maintenance_windows (title, note, zone, starts_at, duration_ms, tells_customers, created_by, created_at)
       VALUES ('secret title', 'secret note', 'UTC', to_timestamp($2::float8 / 1000), $3, $4, 'Ada', now()) RETURNING id
     ), covered AS (
       INSERT INTO maintenance_scopes (window_id, service_id) SELECT id, $1 FROM made RETURNING 1
     )
     INSERT INTO maintenance_occurrences (window_id, state, slot_at, starts_at, ends_at)
     SELECT id, 'planned', to_timestamp($2::float8 / 1000), to_timestamp($2::float8 / 1000), to_timestamp(($2::float8 + $3) / 1000) FROM made RETURNING 1`,
    [serviceId, from, 2 * HOUR, tellsCustomers],
  );
}

test("planned maintenance stands on the page, in the API and in the calendar, without what the team wrote", async (t) => {
  const { store, clock, read, get, renew } = await openStatusPage(t);
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di", name: "DI" });
  const datastore = await makeMonitor(store);
  const quiet = await makeMonitor(store, { serviceName: "Registry" });
  const hidden = await makeMonitor(store, {
    serviceName: "Back office",
    public: false,
  });
  const from = Date.parse("2026-11-22T22:00:00Z");
  clock.move(from - DAY - clock.now());
  await plan(store, { serviceId: datastore.service.id, from });
  await plan(store, { serviceId: hidden.service.id, from });
  const silently = { from, tellsCustomers: false };
  await plan(store, { serviceId: quiet.service.id, ...silently });
  await renew();
  const pages = await Promise.all(
    ["/", "/n/iati", "/s/datastore"].map((path) => read(path)),
  );
  for (const page of pages) {
    assert.match(page, /Planned maintenance/);
    assert.match(page, /datetime="2026-11-22T22:00:00\.000Z"/);
    assert.doesNotMatch(page, /secret|Back office|Ada/);
  }
  assert.doesNotMatch(await read("/n/di"), /Planned maintenance/);
  assert.doesNotMatch(await read("/s/registry"), /Planned maintenance/);
  const { items } = (await (await get("/api/v1/maintenance")).json()) as {
    items: { services: { slug: string }[]; startsAt: string }[];
  };
  assert.deepEqual(
    items.map(({ services, startsAt }) => [services[0]?.slug, startsAt]),
    [["datastore", "2026-11-22T22:00:00.000Z"]],
  );
  const calendar = await read("/calendar.ics");
  assert.match(calendar, /^BEGIN:VCALENDAR\r\n/);
  assert.match(
    calendar,
    /DTSTART:20261122T220000Z\r\nDTEND:20261123T000000Z\r\nSUMMARY:Maintenance: Datastore\r\n/,
  );
  for (const line of calendar.split("\r\n"))
    assert.ok(Buffer.byteLength(line) <= 75, line);
  assert.doesNotMatch(await read("/n/di/calendar.ics"), /VEVENT/);
});

test("a calendar's long and strange names are folded and escaped", async (t) => {
  const { store, clock, read, renew } = await openStatusPage(t);
  await makeNamespace(store);
  const name = `a,b;c\\d ${"é😀".repeat(23)}`;
  const { service } = await makeMonitor(store, { serviceName: name });
  await plan(store, { serviceId: service.id, from: clock.now() + HOUR });
  await renew();
  const calendar = await read("/calendar.ics");
  for (const line of calendar.split("\r\n")) {
    assert.ok(Buffer.byteLength(line) <= 75, line);
    assert.ok(line.isWellFormed());
  }
  const unfolded = calendar.replaceAll("\r\n ", "");
  const said = name.replace(/[\\;,]/g, (one) => `\\${one}`);
  assert.ok(unfolded.includes(`SUMMARY:Maintenance: ${said}\r\n`));
});

test("a service that was called otherwise is still found, also by its badge", async (t) => {
  const { store, get, renew } = await openStatusPage(t);
  await makeNamespace(store);
  const { service } = await makeMonitor(store);
  await rows(
    store.db,
    "INSERT INTO former_slugs (slug, service_id) VALUES ('old-name', $1) RETURNING 1",
    [service.id],
  );
  await renew();
  const moved = await get("/s/old-name");
  assert.equal(moved.status, 301);
  assert.equal(moved.headers.get("location"), "/s/datastore");
  assert.equal((await get("/badge/old-name.svg")).status, 200);
});
