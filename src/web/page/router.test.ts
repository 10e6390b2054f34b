import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import { acknowledgeIncident } from "../../actions/incidents/acknowledge-incident.ts";
import { DAY, HOUR, MINUTE } from "../../domain/time.ts";
import { rows } from "../../store/db.ts";
import {
  believe,
  contextOf,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import { plan } from "../../testing/maintenance.ts";
import { openStatusPage } from "../../testing/status-page.ts";

/** What a reader reads: without tags, spaces made one. */
function words(html: string): string {
  return html
    .replace(/<head>.*?<\/head>/s, "")
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replace(/\s+/g, " ");
}

test("one sentence, the open incident, and every public service by namespace", async (t) => {
  const { store, clock, read, renew } = await openStatusPage(t);
  assert.match(words(await read("/")), /No services are shown here yet/);
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di", name: "DI" });
  const up = await makeMonitor(store);
  const down = await makeMonitor(store, { serviceName: "Registry" });
  const hidden = await makeMonitor(store, {
    serviceName: "Back office",
    public: false,
  });
  await makeMonitor(store, { serviceName: "Hub", namespaceSlug: "di" });
  const now = clock.now();
  await believe(store, up, "up", { at: now });
  await renew();
  assert.match(words(await read("/")), /All's well/);
  await believe(store, down, "down", { at: now });
  await believe(store, hidden, "down", { at: now });
  clock.move(14 * MINUTE);
  await renew();
  const page = words(await read("/"));
  assert.match(page, /Registry is down Now Registry : down for 14 min so far/);
  assert.match(
    page,
    /Registry is down\. DI Hub Not known .* IATI Datastore Up/,
  );
  assert.doesNotMatch(page, /Back office/);
  const of = words(await read("/n/di"));
  assert.match(of, /DI status/);
  assert.doesNotMatch(of, /Registry/);
});

test("an incident that was slow, down and slow again was down, for as long as it was", async (t) => {
  const { store, clock, read, renew } = await openStatusPage(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  const turn = async (belief: "up" | "degraded" | "down") => {
    await believe(store, added, belief, { at: clock.now() });
    await renew();
  };
  await turn("degraded");
  clock.move(HOUR);
  await turn("down");
  clock.move(2 * MINUTE);
  await renew();
  assert.match(words(await read("/")), /Datastore : down for 2 min so far/);
  await turn("degraded");
  clock.move(HOUR);
  await turn("up");
  for (const path of ["/incidents/1", "/s/datastore", "/history", "/feed.atom"])
    assert.match(
      words(await read(path)),
      /Datastore: down for 2 min (?!so far)/,
      path,
    );
  const { items } = JSON.parse(await read("/api/v1/incidents")) as {
    items: { severity: string }[];
  };
  assert.equal(items[0]?.severity, "down");
});

test("a service's and an incident's page say when and how long, and nothing of what is inside", async (t) => {
  const { store, clock, read, renew, get } = await openStatusPage(t);
  await makeNamespace(store);
  const added = await makeMonitor(store, {
    settings: { url: "https://secret-host.internal:8443/health?token=geheim" },
  });
  const now = clock.now();
  const reason = "connection to 10.9.8.7 refused by secret-host.internal";
  await believe(store, added, "down", { at: now, reason });
  const [incident] = await rows<{ id: number }>(
    store.db,
    "SELECT id FROM incidents",
  );
  const id = incident?.id ?? 0;
  await acknowledgeIncident(contextOf(store, { now: now + MINUTE }), id);
  await believe(store, added, "up", { at: now + HOUR });
  clock.move(2 * HOUR);
  await renew();
  const service = await read("/s/datastore");
  assert.match(words(service), /Datastore Up since/);
  assert.match(words(service), /Datastore: down for 1 h/);
  assert.match(words(service), / As a table Day Uptime Down \d+ \w+ \d/);
  const story = await read(`/incidents/${id}`);
  assert.match(
    words(story),
    /Datastore is up again after 1 h\. .* We are working on it\. .* Datastore is down\./,
  );
  const month = new Date(now).toISOString().slice(0, 7);
  const history = await read(`/history/${month}`);
  assert.match(words(history), /Datastore: down for 1 h/);
  for (const page of [service, story, history, await read("/")])
    assert.doesNotMatch(page, /secret|geheim|10\.9\.8\.7|front page|Ada/);
  for (const path of [
    "/s/none",
    "/s/%00",
    "/n/none",
    "/n/iati?page=2",
    "/n/iati?page=x",
    "/n/iati?page=1&page=1",
    "/incidents/99999",
    "/incidents/x",
    "/incidents/99999999999999999999",
    "/history/2026-13",
    "/history?before=99999",
    "/history?before=x",
    "/history?before=1&before=1",
    "/s/none/history",
    "/s/datastore/history?before=99999",
    "/nothing",
  ])
    assert.equal((await get(path)).status, 404, path);
});

test("hostile names are text, on every page", async (t) => {
  const { store, clock, read, renew } = await openStatusPage(t);
  await makeNamespace(store);
  const made = await makeMonitor(store);
  await believe(store, made, "down", { at: clock.now() });
  const tricky = hostileTexts.filter((text) => /[<>"'&]/.test(text));
  assert.ok(tricky.length > 20);
  for (const text of tricky) {
    const name = text.replaceAll("\0", "");
    await rows(store.db, "UPDATE services SET name = $1 RETURNING 1", [name]);
    await rows(store.db, "UPDATE namespaces SET name = $1 RETURNING 1", [name]);
    await renew();
    for (const path of ["/", "/s/datastore", "/incidents/1", "/history"]) {
      const page = await read(path);
      const shown = name
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll('"', "&quot;")
        .replaceAll("'", "&#39;");
      assert.ok(page.includes(shown), `${path} shows ${text}`);
      const rest = page.replaceAll(shown, "");
      assert.equal(
        rest.match(/<script/g)?.length,
        1,
        `${path} has our script alone`,
      );
      assert.doesNotMatch(rest, /javascript:|onerror|onload/i);
    }
  }
});

test("whoever has the page is not sent it again, and it is sent small", async (t) => {
  const { store, get, origin, renew } = await openStatusPage(t);
  await makeNamespace(store);
  await makeMonitor(store);
  await renew();
  const first = await get("/");
  const etag = first.headers.get("etag") ?? "";
  const again = await get("/", {
    headers: { "if-none-match": etag, "cache-control": "max-age=0" },
  });
  assert.equal(again.status, 304);
  const policy = first.headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*|http:/);
  for (const encoding of ["br", "gzip", "identity"]) {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    request(
      `${origin}/`,
      { headers: { "accept-encoding": encoding } },
      (answer) => {
        resolve(answer.headers["content-encoding"] ?? "identity");
        answer.resume();
      },
    )
      .on("error", reject)
      .end();
    assert.equal(await promise, encoding);
  }
  const page = await first.text();
  const paths = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)];
  assert.equal(paths.length, 3);
  for (const [, path = ""] of paths) {
    const asset = await get(path);
    assert.equal(asset.status, 200);
    assert.match(asset.headers.get("cache-control") ?? "", /immutable/);
  }
  assert.doesNotMatch(page, /https?:\/\//);
});

test("while the database is away the last good page stays, with its age", async (t) => {
  const { store, clock, read, get, renew, loseDatabase } =
    await openStatusPage(t);
  await makeNamespace(store);
  await makeMonitor(store);
  await renew();
  const { service } = await makeMonitor(store, { serviceName: "Hub" });
  const added = await makeMonitor(store, { serviceName: "Registry" });
  await believe(store, added, "down", { at: clock.now() });
  await renew();
  await read("/s/registry");
  await read("/incidents/1");
  await read("/s/hub");
  await read("/n/iati/history");
  await rows(store.db, "UPDATE services SET public = false WHERE id = $1", [
    service.id,
  ]);
  await renew();
  loseDatabase();
  await renew();
  clock.move(1 * MINUTE);
  assert.match(await read("/"), /role="status" hidden/);
  clock.move(2 * MINUTE);
  const page = words(await read("/"));
  assert.match(page, /could not be brought up to date since/);
  assert.match(page, /Datastore/);
  for (const path of ["/s/registry", "/incidents/1", "/n/iati/history"])
    assert.match(
      words(await read(path)),
      /could not be brought up to date since .*Registry/,
      path,
    );
  const hidden = await get("/s/hub");
  assert.equal(hidden.status, 503, "it may be there again");
  assert.doesNotMatch(await hidden.text(), /Hub/, "hidden meanwhile");
  const none = await get("/history");
  assert.equal(none.status, 503);
  assert.match(await none.text(), /<link rel="stylesheet".*<a href="\/"/s);
});

test("more services than fit are summed up, and paged in their namespace", async (t) => {
  const { store, read, renew } = await openStatusPage(t);
  const namespace = await makeNamespace(store);
  await rows(
    store.db,
    `INSERT INTO services (namespace_id, name, name_key, slug, public, status, status_since, created_at)
     SELECT $1, 'Service ' || n, 'service ' || lpad(n::text, 5, '0'), 'service-' || n, true, CASE WHEN n = 77 THEN 'down' ELSE 'up' END, now(), now() - interval '400 days'
     FROM generate_series(1, 250) n RETURNING 1`,
    [namespace.id],
  );
  await renew();
  const all = words(await read("/"));
  assert.match(all, /Service 77 is down .* IATI 249 up 1 down/);
  const second = await read("/n/iati?page=2");
  assert.match(words(second), /Service 101 Up .* Page 2 of 3, 250 services/);
  assert.ok(second.length < 100_000, `${second.length} bytes`);
});

test("a storm in one namespace leaves the incidents of another on its page", async (t) => {
  const { store, clock, read, renew } = await openStatusPage(t);
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di", name: "DI" });
  const { service } = await makeMonitor(store);
  await rows(
    store.db,
    `WITH stormy AS (
       INSERT INTO services SELECT (jsonb_populate_record(s, jsonb_build_object('id', 1000 + n, 'name', 'S' || n, 'name_key', 's' || n, 'slug', 's' || n, 'status', 'down'))).*
       FROM services s, generate_series(1, 250) n WHERE s.id = $1 RETURNING id
     )
     INSERT INTO incidents (service_id, severity, reason, began_at, opened_at, down_since)
     SELECT id, 'down', '', at, at, at FROM stormy, to_timestamp($2::float8 / 1000) AS at RETURNING 1`,
    [service.id, clock.now() - HOUR],
  );
  const hub = await makeMonitor(store, {
    namespaceSlug: "di",
    serviceName: "Hub",
  });
  await believe(store, hub, "down", { at: clock.now() });
  await renew();
  assert.match(await read("/n/di"), /<a href="\/incidents\/251">Hub<\/a>/);
  assert.match(await read("/n/iati"), /and 230 more/);
});

test("no incident is left out: a month and a service have as many pages as they need", async (t) => {
  const { store, clock, read, renew, get } = await openStatusPage(t);
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di", name: "DI" });
  const quiet = await makeMonitor(store);
  const busy = await makeMonitor(store, { serviceName: "Registry" });
  const hidden = await makeMonitor(store, {
    serviceName: "Back office",
    public: false,
  });
  const add = (id: number, from: number, everyMs: number, most: number) =>
    rows<{ id: number }>(
      store.db,
      `INSERT INTO incidents (service_id, severity, reason, began_at, opened_at, resolved_at, resolution)
       SELECT $1, 'down', '', at, at, at + interval '1 minute', 'recovered'
       FROM generate_series(0, $4::integer - 1) n, LATERAL (SELECT to_timestamp(($2::float8 + n * $3::float8) / 1000) AS at) one RETURNING id`,
      [id, from, everyMs, most],
    );
  const [early] = await add(quiet.service.id, Date.UTC(2025, 2, 1), 0, 1);
  const [secret] = await add(hidden.service.id, Date.UTC(2025, 2, 2), 0, 1);
  await add(busy.service.id, Date.UTC(2025, 2, 10), HOUR, 200);
  await add(busy.service.id, Date.UTC(2025, 2, 20), 0, 49); // all at once
  await add(busy.service.id, clock.now() - DAY, -HOUR, 30);
  await renew();
  /** The incidents of a list from its first page to its last. */
  const walk = async (first: string): Promise<number[]> => {
    const seen: number[] = [];
    for (let path: string | undefined = first; path !== undefined;) {
      const page = await read(path);
      const numbers = [...page.matchAll(/"\/incidents\/(\d+)"/g)];
      seen.push(...numbers.map(([, id]) => Number(id)));
      assert.ok(page.length < 100_000, `${page.length} bytes`);
      assert.equal(page.includes(`href="${first}">Newest`), path !== first);
      path = /href="([^"]+)"[^>]*>Older</.exec(page)?.[1];
    }
    assert.equal(new Set(seen).size, seen.length, "none is told of twice");
    return seen;
  };
  const month = await walk("/history/2025-03");
  assert.equal(month.length, 250);
  assert.equal(month.at(-1), early?.id);
  assert.equal((await walk("/n/iati/history/2025-03")).length, 250);
  assert.equal((await walk("/n/di/history/2025-03")).length, 0);

  const service = await read("/s/registry");
  assert.match(words(service), /These are the latest 20\. All incidents of/);
  assert.match(service, /href="\/s\/registry\/history"/);
  assert.equal((await walk("/s/registry/history")).length, 279);
  assert.doesNotMatch(words(await read("/s/datastore")), /These are the/);
  assert.deepEqual(await walk("/s/datastore/history"), [early?.id]);
  for (const path of [
    `/history/2025-03?before=${secret?.id}`,
    `/n/di/history/2025-03?before=${early?.id}`,
    `/s/registry/history?before=${early?.id}`,
  ])
    assert.equal((await get(path)).status, 404, path);
});

test("the months of all incidents are those of the zone that namespaces share", async (t) => {
  const { store, clock, read, renew } = await openStatusPage(t);
  const timezone = "Asia/Kolkata";
  await makeNamespace(store, { timezone });
  const added = await makeMonitor(store);
  const began = Date.parse("2026-10-31T19:00:00Z");
  await believe(store, added, "down", { at: began });
  await believe(store, added, "up", { at: began + HOUR });
  await plan(store, added.service.id, clock.now() + DAY);
  await renew();
  const incident = /href="\/incidents\/1"/;
  for (const base of ["/history", "/n/iati/history"]) {
    assert.match(await read(`${base}/2026-11`), incident, base);
    assert.doesNotMatch(await read(`${base}/2026-10`), incident, base);
  }
  const [, planned = ""] = (await read("/")).split("Planned maintenance");
  assert.match(planned, /^[^]*? GMT\+5:30<\/time> to/);
  await makeNamespace(store, { slug: "di", name: "DI" });
  await makeMonitor(store, { namespaceSlug: "di", serviceName: "Hub" });
  await renew();
  assert.match(await read("/history/2026-10"), incident);
});

test("a year's uptime is read from the whole year, and a new downtime from what changed", async (t) => {
  const { store, clock, renew, read } = await openStatusPage(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  const now = clock.now();
  await rows(
    store.db,
    "UPDATE services SET created_at = to_timestamp($1::float8 / 1000) RETURNING 1",
    [now - 400 * DAY],
  );
  const isFirst = async (path: string): Promise<boolean> =>
    !(await read(path)).includes('rel="prev"');
  await renew();
  const month = (at: number): string => new Date(at).toISOString().slice(0, 7);
  assert.equal(await isFirst("/history"), false);
  assert.equal(await isFirst(`/history/${month(now - 400 * DAY)}`), true);
  assert.match(words(await read("/s/datastore")), /a year 100 %/);
  await believe(store, added, "down", { at: now });
  clock.move(DAY);
  await believe(store, added, "up", { at: now + DAY });
  await renew();
  const page = words(await read("/s/datastore"));
  assert.match(page, /24 hours 0\.00 % 7 days 85\.71 % .* a year 99\.72 %/);
});

test("browsers hear when they come, and at once when there is something else to see", async (t) => {
  const { store, get, read, renew, clock } = await openStatusPage(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  clock.move(MINUTE);
  await renew();
  const shown = async (): Promise<string> =>
    / data-version="([^"]+)"/.exec(await read("/"))?.[1] ?? "none";
  const leaving = new AbortController();
  const events = await get("/events", { signal: leaving.signal });
  assert.match(events.headers.get("content-type") ?? "", /^text\/event-stream/);
  const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
  const heard: string[] = [];
  const next = async (): Promise<string> => {
    while (heard.length === 0) {
      const chunk = (await reader?.read())?.value ?? "";
      heard.push(
        ...[...chunk.matchAll(/^data: (.+)/gm)].map(([, to = ""]) => to),
      );
    }
    return heard.shift() ?? "";
  };
  const before = await shown();
  const told = (version: string): string =>
    `${clock.now()} ${version} ${clock.now()}`;
  assert.equal(await next(), told(before));
  clock.move(MINUTE);
  await renew();
  assert.equal(await next(), told(before));
  await believe(store, added, "down", { at: clock.now() });
  await renew();
  const after = await shown();
  assert.notEqual(after, before);
  assert.equal(await next(), told(after));
  leaving.abort();
});

test("who asks what events are like is answered, and takes no reader's place", async (t) => {
  const { get } = await openStatusPage(t);
  const answer = await get("/events", { method: "HEAD" });
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/event-stream/);
});

test("other sites may frame the one line that is made for it, and nothing else", async (t) => {
  const { store, get, clock, renew, loseDatabase } = await openStatusPage(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  await believe(store, added, "down", { at: clock.now() });
  await renew();
  const policyOf = (answer: Response): string =>
    answer.headers.get("content-security-policy") ?? "";
  for (const path of ["/embed", "/embed/iati"]) {
    const answer = await get(path);
    assert.match(words(await answer.text()), /Datastore is down/);
    assert.doesNotMatch(policyOf(answer), /frame-ancestors|script-src/);
  }
  assert.match(policyOf(await get("/")), /frame-ancestors 'none'/);
  const dark = await get("/embed/iati?scheme=dark");
  assert.match(await dark.text(), /<html lang="en" class="only-dark">/);
  for (const path of ["/embed/none", "/embed?scheme=pink"])
    assert.equal((await get(path)).status, 404);
  loseDatabase();
  clock.move(5 * MINUTE);
  await renew();
  const old = words(await (await get("/embed")).text());
  assert.match(old, /Not known at the moment last seen/);
  assert.doesNotMatch(old, /is down/);
});

test("what is not here is said in the look of the page to browsers, and plainly to programs", async (t) => {
  const { store, get, renew } = await openStatusPage(t);
  await makeNamespace(store);
  await makeMonitor(store);
  await renew();
  const accept = "text/html,application/xhtml+xml,*/*;q=0.8";
  const browsed = await get("/nope", { headers: { accept } });
  assert.equal(browsed.status, 404);
  assert.match(browsed.headers.get("content-security-policy") ?? "", /'none'/);
  const page = await browsed.text();
  assert.match(page, /<link rel="stylesheet"/);
  assert.match(page, /<link rel="icon"/);
  assert.match(words(page), /There is nothing here\. How all services are/);
  const plain = await get("/nope");
  assert.equal(plain.status, 404);
  assert.equal(await plain.text(), "There is nothing here.\n");
});
