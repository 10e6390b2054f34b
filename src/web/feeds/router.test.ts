import assert from "node:assert/strict";
import { test } from "node:test";
import {
  acknowledgeIncident,
  handBackIncident,
} from "../../actions/incidents/acknowledge-incident.ts";
import { snoozeIncident } from "../../actions/incidents/snooze-incident.ts";
import { editNamespace } from "../../actions/namespaces/edit-namespace.ts";
import { HOUR, MINUTE } from "../../domain/time.ts";
import { rows } from "../../store/db.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { atTime, plan } from "../../testing/maintenance.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import { badgeSvg } from "./badge.ts";
import { openStatusPage } from "../../testing/status-page.ts";

test("feeds tell incidents with their steps, for all and by namespace", async (t) => {
  const { store, clock, renew, get, read } = await openStatusPage(t);
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di", name: "DI" });
  const added = await makeMonitor(store);
  const at = clock.now();
  await believe(store, added, "down", { at, reason: "refused by 10.9.8.7" });
  await believe(store, added, "up", { at: at + HOUR });
  clock.move(2 * HOUR);
  await renew();
  const atom = await read("/feed.atom");
  assert.match(atom, /<title>Datastore: down for 1 h<\/title>/);
  assert.match(
    atom,
    />&lt;p&gt;\w{3} \d+ \w{3} \d\d:\d\d Datastore is down\.&lt;\/p&gt;&lt;p&gt;.* Datastore is up again after 1 h\.&lt;\/p&gt;&lt;p&gt;\(Times: UTC\)&lt;/,
  );
  assert.match(atom, /<id>https:\/\/status\.example\.org\/incidents\/1<\/id>/);
  assert.match(
    atom,
    new RegExp(`<updated>${new Date(at + HOUR).toISOString()}</updated>`),
  );
  const json = (await (await get("/n/iati/feed.json")).json()) as {
    title: string;
    items: { title: string; content_text: string }[];
  };
  assert.equal(json.title, "IATI status");
  assert.equal(json.items[0]?.title, "Datastore: down for 1 h");
  assert.doesNotMatch(atom + JSON.stringify(json), /10\.9\.8\.7|front page/);
  assert.doesNotMatch(await read("/n/di/feed.atom"), /Datastore/);
  assert.equal((await get("/n/none/feed.atom")).status, 404);
});

test("what the team does among itself makes no entry of a feed look new", async (t) => {
  const { store, clock, renew, read } = await openStatusPage(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  const at = clock.now();
  await believe(store, added, "down", { at });
  const context = (now: number) => contextOf(store, { now });
  granted(await acknowledgeIncident(context(at + MINUTE), 1));
  granted(await handBackIncident(context(at + 2 * MINUTE), 1));
  granted(
    await snoozeIncident(context(at + 3 * MINUTE), 1, { kind: "for-good" }),
  );
  clock.move(HOUR);
  await renew();
  const atom = await read("/feed.atom");
  const acknowledged = new Date(at + MINUTE).toISOString();
  assert.deepEqual(
    [...atom.matchAll(/<updated>(.*?)<\/updated>/g)].map(([, time]) => time),
    [acknowledged, acknowledged],
  );
});

test("who reads the feed of a namespace with a domain of its own is led there", async (t) => {
  const { store, clock, renew, read } = await openStatusPage(t);
  await makeNamespace(store);
  await believe(store, await makeMonitor(store), "down", { at: clock.now() });
  const atoms: string[] = [];
  for (const domain of ["", "status.iati.example"]) {
    granted(await editNamespace(contextOf(store), "iati", { domain }));
    await renew();
    atoms.push(await read("/n/iati/feed.atom"));
  }
  const [before = "", after = ""] = atoms;
  const own = "https://status.iati.example";
  assert.deepEqual(
    [...after.matchAll(/rel="\w+" type=".*?" href="(.*?)"/g)].map(
      ([, address]) => address,
    ),
    [`${own}/feed.atom`, `${own}/`, `${own}/incidents/1`],
  );
  // What programs know it by stays.
  const ids = (atom: string) => atom.match(/<id>.*?<\/id>/g);
  assert.deepEqual(ids(after), ids(before));
  assert.equal(
    await read("/feed.atom").then((atom) =>
      atom.includes(`${own}/incidents/1`),
    ),
    true,
  );
  const { items, feed_url } = JSON.parse(await read("/n/iati/feed.json")) as {
    items: { url: string }[];
    feed_url: string;
  };
  assert.deepEqual(
    [feed_url, items[0]?.url],
    [`${own}/feed.json`, `${own}/incidents/1`],
  );
});

test("maintenance that begins is news in a feed", async (t) => {
  const { store, clock, renew, read } = await openStatusPage(t);
  await makeNamespace(store);
  const { service } = await makeMonitor(store);
  const from = clock.now() + HOUR;
  await plan(store, service.id, from, { now: clock.now() });
  const entry = async (at: number): Promise<string[]> => {
    clock.move(at - clock.now());
    await atTime(contextOf(store, { now: at }));
    await renew();
    const [, told = ""] = (await read("/feed.atom")).split("<entry>");
    const [, title = "", updated = ""] =
      /<title>(\w+).*<updated>(.*?)<\/updated>/s.exec(told) ?? [];
    return [title, updated];
  };
  const planned = clock.now();
  const iso = (at: number): string => new Date(at).toISOString();
  assert.deepEqual(await entry(planned), ["Planned", iso(planned)]);
  assert.deepEqual(await entry(from), ["Maintenance", iso(from)]);
  const over = from + HOUR;
  assert.deepEqual(await entry(over), ["The", iso(over)]);
});

test("of much maintenance feeds and calendars tell what was over last", async (t) => {
  const { store, clock, renew, read } = await openStatusPage(t);
  await makeNamespace(store);
  const { service } = await makeMonitor(store);
  await plan(store, service.id, clock.now() + HOUR);
  await rows(
    store.db,
    `INSERT INTO maintenance_occurrences (window_id, state, revision, changed_at, slot_at, starts_at, ends_at)
     SELECT o.window_id, 'ended', 1, at, at, at, at FROM maintenance_occurrences o, generate_series(1, 130) n,
       LATERAL (SELECT to_timestamp($1::float8 / 1000) - (131 - n) * interval '1 hour' AS at) t RETURNING 1`,
    [clock.now()],
  );
  await renew();
  const atom = await read("/feed.atom");
  const numbers = [...atom.matchAll(/<id>\S+\/maintenance\/(\d+)<\/id>/g)];
  assert.deepEqual(
    numbers
      .map(([, number]) => Number(number))
      .sort((one, other) => one - other),
    [1, ...Array.from({ length: 19 }, (_, place) => 113 + place)],
  );
  const calendar = await read("/calendar.ics");
  const [, last] = new Date(clock.now() - HOUR).toISOString().split("T");
  const hour = (last ?? "").slice(0, 2);
  assert.match(calendar, new RegExp(`DTSTART:\\d+T${hour}`));
  assert.equal(calendar.match(/BEGIN:VEVENT/g)?.length, 100);
});

test("while the database is away feeds are as they were last, unless a service is hidden now", async (t) => {
  const { store, clock, renew, get, read, loseDatabase } =
    await openStatusPage(t);
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di", name: "DI" });
  const added = await makeMonitor(store);
  await believe(store, added, "down", { at: clock.now() });
  const hidden = await makeMonitor(store, { namespaceSlug: "di" });
  await makeMonitor(store, { namespaceSlug: "di", serviceName: "Hub" });
  await believe(store, hidden, "down", { at: clock.now() });
  await renew();
  const atom = await read("/n/iati/feed.atom");
  assert.equal((await get("/n/di/feed.atom")).status, 200);
  await rows(
    store.db,
    "UPDATE services SET public = false WHERE id = $1 RETURNING 1",
    [hidden.service.id],
  );
  await renew();
  loseDatabase();
  assert.equal(await read("/n/iati/feed.atom"), atom);
  assert.equal((await get("/n/di/feed.atom")).status, 503, "hidden meanwhile");
  assert.equal((await get("/n/iati/feed.json")).status, 503, "never made");
});

test("badges say how a service is, in words", async (t) => {
  const { store, clock, renew, get, read } = await openStatusPage(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  await makeMonitor(store, { serviceName: "Back office", public: false });
  await renew();
  assert.match(
    await read("/badge/datastore.svg"),
    /aria-label="Datastore: not known"/,
  );
  await believe(store, added, "down", { at: clock.now() });
  await renew();
  assert.match(
    await read("/badge/datastore.svg"),
    /aria-label="Datastore: down"/,
  );
  assert.deepEqual(await (await get("/badge/datastore.json")).json(), {
    schemaVersion: 1,
    label: "Datastore",
    message: "down",
    color: "#b3261e",
    isError: true,
  });
  assert.equal((await get("/badge/back-office.svg")).status, 404);
  for (const path of ["/badge.json", "/n/iati/badge.json"]) {
    const { message, color } = (await (await get(path)).json()) as {
      message: string;
      color: string;
    };
    assert.deepEqual([message, color], ["1 of 1 down", "#b3261e"], path);
  }
  await believe(store, added, "up", { at: clock.now() + MINUTE });
  await renew();
  assert.match(
    await read("/n/iati/badge.svg"),
    /aria-label="IATI status: all&#39;s well"/,
  );
  assert.equal((await get("/n/none/badge.svg")).status, 404);
});

test("on a badge no letter lies over another", () => {
  const room = (name: string): number[] =>
    [
      ...badgeSvg({ name, status: "up", word: "up" }).matchAll(
        /textLength="(\d+)"/g,
      ),
    ].map(([, length]) => Number(length));
  assert.deepEqual(room("Register"), [53, 13]);
  // As wide as high: 11 px each.
  assert.deepEqual(room("日本語のサーバー"), [88, 13]);
  assert.deepEqual(room("통계 🗺️🚦"), [51, 13]);
});

test("badges do not tell what was as what is", async (t) => {
  const { store, clock, renew, get, read, loseDatabase } =
    await openStatusPage(t);
  await makeNamespace(store);
  await believe(store, await makeMonitor(store), "down", { at: clock.now() });
  await renew();
  const feed = await read("/feed.atom");
  loseDatabase();
  const said = async (name: string): Promise<string> => {
    const svg = await read(`${name}.svg`);
    const json = await get(`${name}.json`);
    const { message, isError } = (await json.json()) as {
      message: string;
      isError: boolean;
    };
    assert.ok(svg.includes(`: ${message}"`), svg);
    return `${message}${isError ? "!" : ""}`;
  };
  const names = ["/badge", "/n/iati/badge", "/badge/datastore"];
  for (const [minutes, all, one] of [
    [2, "1 of 1 down!", "down!"],
    [1, "not known", "not known"],
  ] as const) {
    clock.move(minutes * MINUTE);
    await renew();
    const words = await Promise.all(names.map(said));
    assert.deepEqual(words, [all, all, one]);
  }
  assert.equal(await read("/feed.atom"), feed, "what happened did happen");
});

test("hostile names stay text in every feed and badge", async (t) => {
  const { store, clock, renew, get, read } = await openStatusPage(t);
  await makeNamespace(store);
  const added = await makeMonitor(store);
  await believe(store, added, "down", { at: clock.now() });
  clock.move(MINUTE);
  for (const text of hostileTexts) {
    const name = text.replaceAll("\0", "") || "empty";
    await rows(store.db, "UPDATE services SET name = $1 RETURNING 1", [name]);
    await renew();
    for (const path of ["/feed.atom", "/badge/datastore.svg"])
      assert.equal(wellFormed(await read(path)), undefined, `${path}: ${text}`);
    for (const path of ["/feed.json", "/badge/datastore.json"])
      JSON.parse(await (await get(path)).text());
  }
});

/** What keeps a text from being XML; enough of the grammar for what names could break. */
function wellFormed(xml: string): string | undefined {
  if (/(?![\t\n\r])[\p{Cc}\uFFFE\uFFFF]/u.test(xml))
    return "control characters";
  const open: string[] = [];
  const rest = xml.replace(
    /<\?[^>]*\?>|<(\/?)([A-Za-z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
    (_, end: string, tag: string, _attributes: string, self: string) => {
      if (tag === undefined || self === "/") return "";
      if (end === "") open.push(tag);
      else if (open.pop() !== tag) open.push(`</${tag}>`);
      return "";
    },
  );
  if (/[<>]/.test(rest)) return `a stray bracket: ${rest}`;
  if (/&(?!(amp|lt|gt|quot|#39);)/.test(rest)) return "a bare ampersand";
  return open.length === 0 ? undefined : `left open: ${open.join(" ")}`;
}
