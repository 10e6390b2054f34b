// Keeps a copy of what was seen, for when there is no line. What can be asked for is asked for.
const CACHE = "allswell-4";
/** What was kept within this is not fetched only to be kept. */
const FRESH_MS = 10 * 60 * 1000;
/** So much is kept, what was renewed last. */
const MOST_KEPT = 200;
/** Nobody is there behind a proxy, or it is there without its database. */
const AWAY = [502, 503, 504];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(begin()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isOurs = url.origin === location.origin && request.method === "GET";
  const isShown =
    ["image", "style"].includes(request.destination) ||
    url.pathname.startsWith("/assets/");
  if (!isOurs) return;
  if (request.mode === "navigate" && isPage(url))
    event.respondWith(pageOf(request));
  else if (isShown) event.respondWith(partOf(request));
});

/** A page says what it is made of: on a first visit that came before there was a worker. */
self.addEventListener("message", (event) => {
  const { keep = [] } = event.data ?? {};
  event.waitUntil(keepAll(keep));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(showPage(event.notification.data));
});

/** Where it is open, or else anew. */
async function showPage(address) {
  const open = await self.clients.matchAll({
    type: "window",
    includeUncontrolled: true,
  });
  const page = open.find(({ url }) => url === address);
  await (page ? page.focus() : self.clients.openWindow(address));
}

/** Copies that an earlier worker made are not used any more. */
async function begin() {
  for (const name of await caches.keys())
    if (name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}

/** For whoever is signed in: a copy would be there for others, too. */
function isPrivate(response) {
  return (response.headers.get("cache-control") ?? "").includes("no-store");
}

/** A page says how old its copy is. What is for frames has no script for that, nor have badges, feeds and pictures. */
function isPage({ pathname }) {
  return !/\.\w+$|\/image$|^\/embed(\/|$)/.test(pathname);
}

/** Of pictures and style sheets the last one is kept: their addresses say which one they are. */
function nameOf(address) {
  const url = new URL(address, location.origin);
  return url.origin + url.pathname + (isPage(url) ? url.search : "");
}

async function fetchAndKeep(request) {
  const response = await fetch(request);
  if (response.ok && !isPrivate(response)) {
    const cache = await caches.open(CACHE);
    await cache.put(nameOf(response.url || request.url), response.clone());
  }
  return response;
}

async function keepAll(addresses) {
  const cache = await caches.open(CACHE);
  for (const address of addresses) {
    const kept = await cache.match(nameOf(address));
    const age = Date.now() - Date.parse(kept?.headers.get("date") ?? 0);
    if (kept?.url !== address || age > FRESH_MS)
      await fetchAndKeep(new Request(address)).catch(() => undefined);
  }
  const names = await cache.keys();
  for (const name of names.slice(0, -MOST_KEPT)) await cache.delete(name);
}

async function partOf(request) {
  try {
    return await fetchAndKeep(request);
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(nameOf(request.url));
    if (kept) return kept;
    throw error;
  }
}

/** The page; without a line its copy, or else how all was, and it says that it is one. */
async function pageOf(request) {
  try {
    const response = await fetchAndKeep(request);
    if (!AWAY.includes(response.status)) return response;
    return (await copyOf(request.url)) ?? response;
  } catch (error) {
    const copy = await copyOf(request.url);
    if (copy) return copy;
    throw error;
  }
}

async function copyOf(address) {
  const cache = await caches.open(CACHE);
  const own = await cache.match(nameOf(address));
  const kept = own ?? (await cache.match(nameOf("/")));
  if (!kept) return undefined;
  const headers = new Headers(kept.headers);
  for (const name of ["content-encoding", "content-length"])
    headers.delete(name);
  const html = (await kept.text()).replace(
    "<html",
    `<html data-kept="${own ? "page" : "all"}"`,
  );
  return new Response(html, { headers });
}
