import assert from "node:assert/strict";
import { test } from "node:test";
import { setLogo } from "../../actions/namespaces/appearance.ts";
import { editNamespace } from "../../actions/namespaces/edit-namespace.ts";
import type { Actor } from "../../actions/context.ts";
import { exportConfiguration } from "../../configuration/export.ts";
import { applyConfiguration } from "../../configuration/apply.ts";
import { MINUTE } from "../../domain/time.ts";
import { drawLogo } from "../../pictures/logo.ts";
import { askHost } from "../../testing/ask-host.ts";
import {
  believe,
  contextOf,
  granted,
  makeMonitor,
  makeNamespace,
} from "../../testing/factory.ts";
import { hostileTexts } from "../../testing/hostile.ts";
import { openStatusPage } from "../../testing/status-page.ts";

const owner: Actor = { id: "UOWNER", name: "Olga", role: "member" };
const DOMAIN = "status.iati.example";
const api = (path: string): string => `/api/v1/${path}`;

const svg = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"><script>alert(1)</script><rect width="300" height="100" fill="#05a"/></svg>`,
);

test("a namespace's page has its own title, colour and logo", async (t) => {
  const { store, get, read, renew } = await openStatusPage(t);
  await makeNamespace(store);
  await makeMonitor(store);
  const context = contextOf(store);
  granted(
    await editNamespace(context, "iati", {
      title: "IATI service status",
      accent: "#FD0",
    }),
  );
  const logo = drawLogo(svg);
  assert.ok(logo.ok);
  granted(await setLogo(context, "iati", logo));
  await renew();
  const page = await read("/n/iati");
  assert.match(page, /<title>[^<]* · IATI service status<\/title>/);
  assert.match(page, /href="\/n\/iati\/look\.css\?v=ffdd00"/);
  assert.match(page, /<img class="logo" src="\/n\/iati\/logo\.png\?v=/);
  assert.match(await read("/n/iati/feed.atom"), /IATI service status/);
  assert.match(await read("/embed/iati"), /look\.css/);
  const sheet = await get("/n/iati/look.css");
  assert.match(sheet.headers.get("content-type") ?? "", /text\/css/);
  assert.match(await sheet.text(), /light-dark\(#[0-9a-f]{6}, #ffdd00\)/);
  const image = await get("/n/iati/logo.png");
  assert.equal(image.headers.get("content-type"), "image/png");
  const png = Buffer.from(await image.arrayBuffer());
  assert.equal(png.readUInt32BE(20), 80);
  assert.doesNotMatch(await read("/"), /look\.css|logo/);
  granted(await editNamespace(context, "iati", { title: "", accent: "" }));
  granted(await setLogo(context, "iati", null));
  await renew();
  assert.match(await read("/n/iati"), /IATI status/);
  for (const path of ["look.css", "logo.png"])
    assert.equal((await get(`/n/iati/${path}`)).status, 404);
});

test("at its own domain a namespace is alone", async (t) => {
  const { store, clock, origin, renew } = await openStatusPage(t);
  await makeNamespace(store);
  await makeNamespace(store, { slug: "di", name: "DI" });
  await makeMonitor(store);
  const other = await makeMonitor(store, {
    serviceName: "Registry",
    namespaceSlug: "di",
  });
  await believe(store, other, "down", { at: clock.now() });
  clock.move(MINUTE);
  granted(
    await editNamespace(contextOf(store), "iati", {
      domain: "https://Status.IATI.example/",
    }),
  );
  await renew();
  const ask = (path: string, host = DOMAIN) => askHost(origin, host, path);
  const { body } = await ask("/", `${DOMAIN}:8443`);
  assert.match(body, /IATI status/);
  assert.match(body, /Datastore/);
  assert.doesNotMatch(body, /Registry|>DI</);
  for (const path of [
    "/n/iati",
    "/s/datastore",
    "/history",
    "/numbers",
    "/feed.atom",
    "/feed.json",
    "/calendar.ics",
    "/embed",
    "/badge/datastore.svg",
    "/s/datastore/response-times/24h.csv",
    "/numbers/failures-by-day/7d.csv",
    ...["status", "namespaces", "services", "services/datastore"].map(api),
    ...["incidents", "incidents?namespace=iati", "maintenance"].map(api),
    ...["posts", "status?namespace=iati"].map(api),
  ]) {
    const answer = await ask(path);
    assert.equal(answer.status, 200, path);
    assert.doesNotMatch(answer.body, /Registry/, path);
  }
  for (const path of [
    "/n/di",
    "/s/registry",
    "/incidents/1",
    "/n/di/history",
    "/n/di/numbers",
    "/n/di/feed.atom",
    "/embed/di",
    "/badge/registry.svg",
    "/s/registry/response-times/24h.csv",
    "/n/di/numbers/failures-by-day/7d.csv",
    ...["services/registry", "incidents/1"].map(api),
    ...["status", "services", "incidents", "maintenance", "posts"].map((list) =>
      api(`${list}?namespace=di`),
    ),
  ]) {
    assert.equal((await ask(path)).status, 404, path);
    assert.equal((await ask(path, "elsewhere.example")).status, 200, path);
  }
  assert.match((await ask("/", "elsewhere.example")).body, /Registry/);
  const { body: status } = await ask(api("status"));
  assert.match(status, /"down":0/);
  const { body: incidents } = await ask(api("incidents"));
  assert.match(incidents, /"items":\[\],"next":null/);

  await makeNamespace(store, { slug: "new", name: "New" });
  const domain = "new.example";
  granted(await editNamespace(contextOf(store), "new", { domain }));
  await renew();
  const { status: given, body: empty } = await ask("/", domain);
  assert.equal(given, 200);
  assert.match(empty, /No services are shown here yet/);
});

test("what cannot be is refused in words, and only admins say whose a domain is", async (t) => {
  const { store } = await openStatusPage(t);
  await makeNamespace(store, { owners: [owner.id] });
  await makeNamespace(store, { slug: "di", name: "DI" });
  const context = contextOf(store);
  for (const [edit, words] of [
    [{ accent: "blue" }, /not a colour/],
    [{ accent: "#fff; } body { display: none" }, /not a colour/],
    [{ domain: "localhost" }, /not a domain/],
    [{ domain: "10.0.0.1" }, /not a domain/],
    [{ domain: "status.example.org/path" }, /not a domain/],
    [{ domain: `${"a".repeat(64)}.org` }, /not a domain/],
    [{ title: "x".repeat(200) }, /at most 80 characters/],
  ] as const) {
    const refused = await editNamespace(context, "iati", edit);
    assert.equal(refused.ok, false);
    assert.match(refused.ok ? "" : refused.text, words);
  }
  granted(await editNamespace(context, "iati", { domain: DOMAIN }));
  const taken = await editNamespace(context, "di", { domain: DOMAIN });
  assert.match(taken.ok ? "" : taken.text, /the domain of iati already/);
  const asOwner = contextOf(store, { actor: owner });
  const colour = await editNamespace(asOwner, "iati", {
    accent: "#05a",
    domain: DOMAIN,
  });
  assert.equal(granted(colour).changes.length, 1);
  const moved = await editNamespace(asOwner, "iati", { domain: "x.example" });
  assert.equal(moved.ok, false);
  const stranger = contextOf(store, { actor: { ...owner, id: "UOTHER" } });
  assert.equal((await setLogo(stranger, "iati", null)).ok, false);
});

test("the configuration as YAML has it, and reading it back changes nothing", async (t) => {
  const { store, read, renew } = await openStatusPage(t);
  const context = contextOf(store);
  const options = {
    prune: false,
    openSecret: () => undefined,
    findChannel: () => Promise.resolve(undefined),
  };
  const text = `namespaces:
  - slug: iati
    name: IATI
    title: IATI service status
    accent: "#0b5394"
    domain: ${DOMAIN}
    services: []
`;
  granted(await applyConfiguration(context, text, options, null));
  await renew();
  assert.match(await read("/n/iati"), /IATI service status/);
  const exported = await exportConfiguration(context);
  assert.match(exported.text, /accent: "#0b5394"\n +domain: status\.iati/);
  const again = await applyConfiguration(context, exported.text, options, null);
  assert.ok(again.ok);
  assert.deepEqual(again.plan.lines, []);
  const wrong = text.replace("#0b5394", "blue");
  const refused = await applyConfiguration(context, wrong, options, null);
  assert.deepEqual(
    refused.ok ? [] : refused.faults?.map(({ line }) => line),
    [5],
  );
  const gone = text.replace("IATI service status", '""');
  granted(await applyConfiguration(context, gone, options, null));
  assert.doesNotMatch((await exportConfiguration(context)).text, /title/);
});

test("hostile titles are text", async (t) => {
  const { store, read, renew } = await openStatusPage(t);
  await makeNamespace(store);
  const context = contextOf(store);
  for (const title of hostileTexts) {
    await editNamespace(context, "iati", { title, accent: "", domain: "" });
    await renew();
    const page = await read("/n/iati");
    assert.doesNotMatch(page, /<script(?! src="\/assets\/)|<img|onerror=/);
  }
});

test("a logo is drawn anew, whatever it came as; what is none is refused", () => {
  const drawnSvg = drawLogo(svg);
  assert.ok(drawnSvg.ok);
  assert.equal(drawnSvg.width, 240);
  const again = drawLogo(drawnSvg.png);
  assert.ok(again.ok);
  assert.deepEqual([again.png.readUInt32BE(16), again.width], [240, 240]);
  const photo = drawLogo(jpeg);
  assert.ok(photo.ok);
  assert.equal(photo.png.readUInt32BE(20), 80);
  const huge = Buffer.from(drawnSvg.png);
  huge.writeUInt32BE(60_000, 16);
  huge.writeUInt32BE(60_000, 20);
  for (const [file, words] of [
    [Buffer.alloc(600 * 1024), /512 kB/],
    [Buffer.from("GIF89a"), /is none/],
    [Buffer.alloc(0), /is none/],
    [huge, /16 million/],
    [drawnSvg.png.subarray(0, 60), /Nothing is to be seen/],
    [Buffer.from("<svg"), /damaged/],
    [Buffer.from("ffd8ffe0", "hex"), /is none/],
  ] as const) {
    const refused = drawLogo(file);
    assert.match(refused.ok ? "drawn" : refused.text, words);
  }
});

/** One grey dot. */
const jpeg = Buffer.from(
  "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z",
  "base64",
);
