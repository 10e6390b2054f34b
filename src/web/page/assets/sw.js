// Keeps a copy of what was seen, for when there is no line. What can be asked for is asked for.
const CACHE = "allswell-2";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(begin()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isOurs = url.origin === location.origin && request.method === "GET";
  const isShown =
    request.mode === "navigate" ||
    request.destination === "image" ||
    url.pathname.startsWith("/assets/");
  if (isOurs && isShown) event.respondWith(answer(request));
});

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

/** Of pictures the last one is kept: their addresses say of which minute they are. */
function nameOf(request) {
  if (request.destination !== "image") return request;
  const url = new URL(request.url);
  return url.origin + url.pathname;
}

async function answer(request) {
  const cache = await caches.open(CACHE);
  const name = nameOf(request);
  try {
    const response = await fetch(request);
    if (response.ok && !isPrivate(response))
      await cache.put(name, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(name);
    if (kept) return kept;
    throw error;
  }
}
