import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY, HOUR } from "../../domain/time.ts";
import { rows, type Store } from "../../store/db.ts";
import { believe, makeMonitor, makeNamespace } from "../../testing/factory.ts";
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
       INSERT INTO maintenance_windows (title, note, purpose, zone, starts_at, duration_ms, tells_customers, created_by, created_at)
       VALUES ('secret title', 'secret note', 'Searches are <faster> afterwards', 'UTC', to_timestamp($2::float8 / 1000), $3, $4, 'Ada', now()) RETURNING id
     ), covered AS (
       INSERT INTO maintenance_scopes (window_id, service_id) SELECT id, $1 FROM made RETURNING 1
     )
     INSERT INTO maintenance_occurrences (window_id, state, revision, changed_at, slot_at, starts_at, ends_at)
     SELECT id, 'planned', 2, '2026-01-02T03:04:05Z', to_timestamp($2::float8 / 1000), to_timestamp($2::float8 / 1000), to_timestamp(($2::float8 + $3) / 1000) FROM made RETURNING 1`,
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
    assert.match(page, /Searches are &lt;faster&gt; afterwards/);
    assert.doesNotMatch(page, /secret|Back office|Ada/);
  }
  assert.doesNotMatch(await read("/n/di"), /Planned maintenance/);
  assert.doesNotMatch(await read("/s/registry"), /Planned maintenance/);
  const { items } = (await (await get("/api/v1/maintenance")).json()) as {
    items: {
      services: { slug: string }[];
      startsAt: string;
      purpose: string;
    }[];
  };
  assert.deepEqual(
    items.map(({ services, startsAt, purpose }) => [
      services[0]?.slug,
      startsAt,
      purpose,
    ]),
    [
      [
        "datastore",
        "2026-11-22T22:00:00.000Z",
        "Searches are <faster> afterwards",
      ],
    ],
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

test("feeds and calendars tell what is planned, at the namespace's own address, and what became of it", async (t) => {
  const { store, clock, read, get, renew } = await openStatusPage(t);
  const { id } = await makeNamespace(store, { timezone: "Europe/London" });
  await makeNamespace(store, { slug: "di", name: "DI" });
  const { service } = await makeMonitor(store);
  const from = Date.parse("2026-11-22T22:00:00Z");
  clock.move(from - DAY - clock.now());
  await plan(store, { serviceId: service.id, from });
  await renew();
  const calendar = await read("/n/iati/calendar.ics");
  assert.match(calendar, /\r\nNAME:IATI status: planned maintenance\r\n/);
  assert.match(
    calendar,
    /\r\nLAST-MODIFIED:20260102T030405Z\r\nSEQUENCE:2\r\nSTATUS:CONFIRMED\r\n/,
  );
  assert.match(
    calendar,
    /\r\nURL:https:\/\/status\.example\.org\/n\/iati#maintenance-1\r\n/,
  );
  assert.match(
    calendar,
    /DESCRIPTION:Searches are <faster> afterwards\\n1 serv/,
  );
  assert.match(await read("/n/iati"), /id="maintenance-1"/);

  await rows(
    store.db,
    "INSERT INTO appearances (namespace_id, domain) VALUES ($1, 'status.iati.example') RETURNING 1",
    [id],
  );
  await rows(
    store.db,
    "UPDATE maintenance_occurrences SET state = 'cancelled', revision = 3 RETURNING 1",
  );
  await renew();
  const feed = (await (await get("/feed.json")).json()) as {
    items: { url: string; title: string; content_text: string }[];
  };
  assert.deepEqual(
    feed.items.map(({ url, title, content_text }) => [
      url,
      title,
      content_text,
    ]),
    [
      [
        "https://status.iati.example/#maintenance-1",
        "Cancelled: the maintenance of Datastore, Sun 22 Nov 22:00 to Mon 23 Nov 00:00 GMT",
        "Searches are <faster> afterwards",
      ],
    ],
  );
  assert.match(
    await read("/calendar.ics"),
    /SEQUENCE:3\r\nSTATUS:CANCELLED\r\n/,
  );
  assert.doesNotMatch(await read("/"), /maintenance-1/);
  const atom = await read("/feed.atom");
  assert.match(atom, /&lt;p&gt;Searches are &amp;lt;faster&amp;gt; afterwards/);
  assert.doesNotMatch(atom, /secret|published/);
  assert.doesNotMatch(await read("/n/di/feed.atom"), /Datastore/);
  clock.move(9 * DAY);
  await renew();
  assert.doesNotMatch(await read("/calendar.ics"), /VEVENT/);
});

test("a calendar is one for strict readers, too, also where nothing is planned", async (t) => {
  const { store, clock, read, renew } = await openStatusPage(t);
  await makeNamespace(store);
  const { service } = await makeMonitor(store);
  // RFC 5545, 3.6: at least one component.
  assert.match(await read("/calendar.ics"), /BEGIN:VTIMEZONE\r\nTZID:UTC\r\n/);
  await plan(store, { serviceId: service.id, from: clock.now() + HOUR });
  await renew();
  const calendar = await read("/calendar.ics");
  const open: string[] = [];
  for (const [, word, name = ""] of calendar.matchAll(/^(BEGIN|END):(.+)\r$/gm))
    if (word === "BEGIN") open.push(name);
    else assert.equal(open.pop(), name);
  assert.deepEqual(open, []);
  // RFC 5546, 3.2.1: what has a method names an organizer.
  assert.doesNotMatch(calendar, /METHOD/);
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
  const { store, get, read, renew } = await openStatusPage(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  const { service } = added;
  await rows(
    store.db,
    "INSERT INTO former_slugs (slug, service_id) VALUES ('old-name', $1) RETURNING 1",
    [service.id],
  );
  await renew();
  const moved = await get("/s/old-name");
  assert.equal(moved.status, 301);
  assert.equal(moved.headers.get("location"), "/s/datastore");
  for (const rest of [
    "/history?before=3",
    "?span=30d",
    "/response-times/30d.dark.svg",
  ]) {
    const { headers } = await get(`/s/old-name${rest}`);
    assert.equal(headers.get("location"), `/s/datastore${rest}`);
  }
  assert.equal((await get("/badge/old-name.svg")).status, 200);
  await believe(store, added, "down");
  for (const rest of ["services/old-name", "incidents?service=old-name"]) {
    const told = await (await get(`/api/v1/${rest}`)).text();
    assert.match(told, /"name":"Datastore"/, rest);
  }
  const times = await get("/api/v1/services/old-name/response-times");
  assert.equal(times.status, 200);

  // Another one may have the address by now, where this one was removed for a while.
  const other = await makeMonitor(store, { serviceName: "Old name" });
  await rows(
    store.db,
    "UPDATE services SET slug = 'old-name' WHERE id = $1 RETURNING 1",
    [other.service.id],
  );
  await renew();
  assert.equal((await get("/s/old-name")).status, 200);
  assert.match(await read("/badge/old-name.svg"), /Old name: not known/);
});
